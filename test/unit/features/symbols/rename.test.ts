// Renaming a written form: every place in the prose and nothing else, in whatever markup, and the text reads as it should.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DocumentFormat } from '../../../../src/documents/documentFormat';
import { readDocument } from '../../../../src/documents/readDocument';
import { immediateReader } from '../../../../src/extraction/documentReader';
import { applyEdits, checkRename, renamedTexts } from '../../../../src/features/symbols/rename/checkRename';
import { planRename } from '../../../../src/features/symbols/rename/planRename';

interface Renamed {
	readonly after: string;
	readonly changed: number;
	/** The source of each place that was left alone. */
	readonly leftOut: readonly string[];
}

async function rename(source: string, format: DocumentFormat, form: string, replacement: string): Promise<Renamed> {
	const document = { source, format, reading: readDocument(source, format) };
	const plan = planRename(document, { form, replacement });
	const places = await checkRename(document, plan.places, immediateReader);
	const dropped = plan.places.filter((place) => !places.includes(place)).map(({ span }) => span);
	return {
		after: applyEdits(source, places.flatMap(({ edits }) => edits)),
		changed: places.length,
		leftOut: [...plan.leftOut, ...dropped].map(({ start, end }) => source.slice(start, end)),
	};
}

async function renamed(source: string, format: DocumentFormat, form: string, replacement: string): Promise<string> {
	return (await rename(source, format, form, replacement)).after;
}

const raw = String.raw;

describe('a rename in LaTeX', () => {
	it.each([
		['changes the words', 'An SVM wins.', 'SVM', 'CRF', 'An CRF wins.'],
		['keeps number and capitals', 'Neural networks win. A neural network loses.', 'neural network', 'deep model', 'Deep models win. A deep model loses.'],
		['changes what emphasis holds', raw`An \emph{SVM} wins.`, 'SVM', 'CRF', raw`An \emph{CRF} wins.`],
		['changes a word between markup', raw`A support \emph{vector} machine.`, 'support vector machine', 'support tensor machine', raw`A support \emph{tensor} machine.`],
		['changes word by word over markup', raw`A \emph{support} vector machine.`, 'support vector machine', 'relevance tensor machine', raw`A \emph{relevance} tensor machine.`],
		['keeps the line ends of the author', 'A support vector\n  machine.', 'support vector machine', 'relevance tensor engine', 'A relevance tensor\n  engine.'],
		['adds a word', 'A support machine.', 'support machine', 'support vector machine', 'A support vector machine.'],
		['takes a word away', raw`A support \emph{vector machine}.`, 'support vector machine', 'vector machine', raw`A support \emph{vector machine}.`],
		['takes a word away', 'A support vector machine.', 'support vector machine', 'vector machine', 'A vector machine.'],
		['writes signs so that they are read', 'An SVM wins.', 'SVM', raw`R&D_5%$#{}~^\x`, raw`An R\&D\_5\%\$\#\{\}\textasciitilde{}\textasciicircum{}\textbackslash{}x wins.`],
		['reads accents', raw`A na\"{\i}ve model.`, 'naïve model', 'clever model', 'A clever model.'],
		['changes footnotes and captions', raw`A.\footnote{An SVM.} \begin{figure}\caption{An SVM.}\end{figure}`, 'SVM', 'CRF', raw`A.\footnote{An CRF.} \begin{figure}\caption{An CRF.}\end{figure}`],
		['goes into the arguments of macros', raw`\newcommand{\e}[1]{\emph{#1}}An \e{SVM} wins.`, 'SVM', 'CRF', raw`\newcommand{\e}[1]{\emph{#1}}An \e{CRF} wins.`],
		['follows a line break', raw`One \\SVM two.`, 'SVM', 'CRF', raw`One \\CRF two.`],
		['changes the text of a link', raw`An \hyperref[s]{SVM} wins.`, 'SVM', 'CRF', raw`An \hyperref[s]{CRF} wins.`],
		['leaves parts of words', 'An SVMlight and xSVM.', 'SVM', 'CRF', 'An SVMlight and xSVM.'],
		['leaves the long form', 'A support vector machine (SVM).', 'SVM', 'CRF', 'A support vector machine (CRF).'],
		['leaves comments', 'An SVM. % SVM', 'SVM', 'CRF', 'An CRF. % SVM'],
	])('%s (%#)', async (_title, source, form, replacement, expected) => {
		expect(await renamed(source, 'latex', form, replacement)).toBe(expected);
	});

	it.each([
		['citations', raw`As \citet{svm} say.`],
		['citations behind macros of the document', raw`\newcommand{\cc}[1]{\citet{#1}}As \cc{svm} say.`],
		['references and labels', raw`See \cref{svm} and \ref{svm}.\label{svm}`],
		['glossary keys', raw`A \gls{svm} wins, \Acp{svm} too.`],
		['commands', raw`The \svm wins.`],
		['code', raw`Run \verb|svm| or \lstinline{svm}.`],
		['paths', raw`\input{svm}\includegraphics{svm}\url{http://svm}`],
	])('leaves %s', async (_title, source) => {
		const { after, changed } = await rename(`${source} A svm.`, 'latex', 'svm', 'crf');
		expect(after).toBe(`${source} A crf.`);
		expect(changed).toBe(1);
	});

	it('tells which places it could not change', async () => {
		const source = raw`\newcommand{\s}{support vector machine}A \s{} and \emph{support} vector machines.`;
		const { changed, leftOut } = await rename(source, 'latex', 'support vector machine', 'SVM');
		expect(changed).toBe(0);
		expect(leftOut).toEqual([raw`\s`, raw`support} vector machines`]);
	});

	it('leaves a macro’s argument that is printed twice', async () => {
		const source = raw`\newcommand{\e}[1]{#1 or #1}An \e{SVM} wins. An SVM wins.`;
		const { after } = await rename(source, 'latex', 'SVM', 'CRF');
		expect(after).toBe(raw`\newcommand{\e}[1]{#1 or #1}An \e{SVM} wins. An CRF wins.`);
	});
});

describe('a rename in Markdown', () => {
	it.each([
		['changes emphasis', 'A **deep** *net* and ***deep net***.', 'deep net', 'wide model', 'A **wide** *model* and ***wide model***.'],
		['changes the text of a link, not its target', 'A [net](http://net.org/net).', 'net', 'model', 'A [model](http://net.org/net).'],
		['writes signs so that they are read', 'A net.', 'net', 'a*b_ `c` [d] <e> f_g &amp; |', 'A a\\*b\\_ \\`c\\` [d] \\<e\\> f_g \\&amp; \\|.'],
		['changes headings, quotes and cells', '# A net\n\n> a big\n> net\n\n|net|a|\n|-|-|\n|b|net|\n', 'net', 'model', '# A model\n\n> a big\n> model\n\n|model|a|\n|-|-|\n|b|model|\n'],
		['changes the front matter', '---\ntitle: "On a net"\n---\nA net.', 'net', 'model', '---\ntitle: "On a model"\n---\nA model.'],
		['keeps line ends of Windows', 'A deep\r\nnet.\r\n', 'deep net', 'wide model', 'A wide\r\nmodel.\r\n'],
	])('%s', async (_title, source, form, replacement, expected) => {
		expect(await renamed(source, 'markdown', form, replacement)).toBe(expected);
	});

	it.each([
		['citations', 'As @net says, [see @net; @net].'],
		['code', 'Run `net`.\n\n```\nnet\n```\n'],
		['targets and anchors', '[a](net) ![b](net.png){#net} <https://net.org/net>'],
		['HTML', 'A <b class="net">x</b><!-- net -->'],
		['formulas', 'If $net$ and $$net$$.'],
	])('leaves %s', async (_title, source) => {
		expect(await renamed(`${source}\n\nA net.\n`, 'markdown', 'net', 'model')).toBe(`${source}\n\nA model.\n`);
	});

	it('leaves front matter that would need quoting', async () => {
		const { after, leftOut } = await rename('---\ntitle: A net\n---\nA net.', 'markdown', 'net', 'net: "x"');
		expect(after).toBe('---\ntitle: A net\n---\nA net: "x".');
		expect(leftOut).toEqual(['net']);
	});
});

describe('a rename in other formats', () => {
	it('leaves bibliographies as they are', async () => {
		const source = '@article{a, title = {An SVM}}';
		expect(await renamed(source, 'bibTex', 'SVM', 'CRF')).toBe(source);
	});
});

const latexPiece = fc.constantFrom(
	...['deep net', 'Deep nets', raw`\emph{deep} net`, raw`\textbf{deep net}`, 'deep\nnet', 'deep~net', raw`deep \cite{net} net`, 'Deep Net', raw`{deep net}`],
	...[raw`\footnote{A deep net.}`, raw`\citet{net}`, raw`\net`, raw`\gls{net}`, raw`$net$`, raw`\section{A deep net}`, raw`\item deep net`, '%deep net\n', '\n\n', '. ', ' '],
	...[raw`\newcommand{\net}{deep net}`, raw`\newcommand{\e}[1]{#1 and #1}`, raw`\e{deep net}`, raw`\verb|net|`, 'deep', 'net', '-', '{', '}', raw`\\`, '\r\n', 'word'],
);
const markdownPiece = fc.constantFrom(
	...['deep net', 'Deep nets', '*deep* net', '**deep net**', 'deep\nnet', 'deep&nbsp;net', '[deep net](net)', '`net`', '@net', '[@net]', '# deep net\n', '\n- deep net'],
	...['\n> deep\n> net', '|deep net|', '\n\n', '. ', ' ', '*', '_', '`', '[', ']', 'deep', 'net', '-', '<b>', '$', 'word', '\r\n', '---\ntitle: deep net\n---\n'],
);
const newName = fc.oneof(
	fc.constantFrom('wide model', 'net', 'deep wide net', 'R&D', 'C*', 'a_b c', 'x{y}', '50% net', 'K-net', 'Ünïcode', 'a--b', 'deep $net$', raw`a\b`, '- x', '# y'),
	fc.string({ unit: fc.constantFrom(...'ab &%_#${}~^\\*`[]<>|-!.é'), minLength: 1, maxLength: 8 }).map((text) => `x${text.replace(/\s+/g, ' ').trim()}`),
);

describe('any rename', () => {
	it.each<[DocumentFormat, fc.Arbitrary<string>]>([
		['latex', latexPiece],
		['markdown', markdownPiece],
	])('of %s gives the old text with the other form in it, and is the same wherever it leaves a place alone', async (format, piece) => {
		let changed = 0;
		await fc.assert(
			fc.asyncProperty(fc.array(piece, { maxLength: 25 }), newName, async (pieces, replacement) => {
				const source = pieces.join('');
				const document = { source, format, reading: readDocument(source, format) };
				const places = await checkRename(document, planRename(document, { form: 'deep net', replacement }).places, immediateReader);
				const after = applyEdits(source, places.flatMap(({ edits }) => edits));
				expect(readDocument(after, format).texts).toEqual(renamedTexts(document.reading.texts, places));
				changed += places.length;
			}),
			{ numRuns: 400 },
		);
		// Leaving everything alone would pass too.
		expect(changed).toBeGreaterThan(100);
	});
});
