// What cannot be put exactly where it belongs is told and left out, never put where it seems to fit.

import { describe, expect, it } from 'vitest';
import { readDocument } from '../../../src/documents/readDocument';
import { anchor, importedModel } from '../../../src/exchange/anchor';
import { exportResults } from '../../../src/exchange/exportFormats';
import { readBratStandoff } from '../../../src/exchange/importBrat';
import { importFormats, problemLines, type ImportFormatId } from '../../../src/exchange/importFormats';
import { graphOf, handModel } from './knownDocuments';
import { exported } from './sampleDocuments';

const source = 'Neural networks win. \\emph{Neural} networks lose.\n\nWe train neural networks. % hidden\n';
const document = exported(
	'paper.tex',
	source,
	[
		{ sentence: 0, from: 0, to: 2, type: 'Method' },
		{ sentence: 2, from: 2, to: 4, type: 'Task' },
		{ sentence: 2, from: 0, to: 1, type: 'Method' },
	].sort((a, b) => a.sentence - b.sentence || a.from - b.from),
	[{ head: 1, tail: 2, type: 'Used-for' }],
);

function importOnto(format: Exclude<ImportFormatId, 'brat'>, text: string, edited: string) {
	const [foreign] = importFormats[format].read(text, 'file');
	return anchor(foreign!, { source: edited, reading: readDocument(edited, 'latex') });
}

const written = (format: Exclude<ImportFormatId, 'brat'>) => exportResults(format, [document], graphOf([document.known])).files[0]!.text;

describe('onto a document that was edited', () => {
	const edited = `A new start. ${source}`;

	it.each(['jsonl', 'webannotation'] as const)('%s: no mention is put onto the same words elsewhere', (format) => {
		const { extraction, problems } = importOnto(format, written(format), edited);
		expect(extraction.mentions).toEqual([]);
		expect(extraction.relations).toEqual([]);
		const kinds = problems.map(({ kind }) => kind);
		expect(kinds).toHaveLength(4);
		expect(kinds).toContain('textDiffers');
		expect(kinds.at(-1)).toBe('relationWithoutEntity');
	});

	it('Web Annotations are not put where the quote is the same and what surrounds it is not', () => {
		const other = source.replace('win', 'won');
		const { extraction, problems } = importOnto('webannotation', written('webannotation'), other);
		expect(other.startsWith('Neural networks')).toBe(true);
		expect(extraction.mentions.some(({ span }) => span.start === 0)).toBe(false);
		expect(problems.map(({ kind }) => kind)).toContain('textDiffers');
	});

	it.each(['spert', 'dygiepp'] as const)('%s: sentences that are still there keep their annotations, at their new places', (format) => {
		const { extraction, problems } = importOnto(format, written(format), edited);
		expect(problems).toEqual([]);
		expect(extraction.mentions.map(({ text, span }) => [text, edited.slice(span.start, span.end)])).toEqual([
			['Neural networks', 'Neural networks'],
			['We', 'We'],
			['neural networks', 'neural networks'],
		]);
		expect(extraction.mentions[0]!.span.start).toBe(13);
	});

	it.each(['spert', 'dygiepp'] as const)('%s: a sentence that is there once more than in the file gets none', (format) => {
		const { extraction, problems } = importOnto(format, written(format), `${source}\n\nNeural networks win.\n`);
		expect(extraction.mentions.map(({ text }) => text)).toEqual(['We', 'neural networks']);
		expect(problems).toEqual([{ kind: 'sentenceAmbiguous', what: 'Method "Neural networks"' }]);
	});

	it.each(['spert', 'dygiepp'] as const)('%s: entities of a sentence that is gone are told with their relations', (format) => {
		const { extraction, problems } = importOnto(format, written(format), 'Neural networks win.');
		expect(extraction.mentions).toHaveLength(1);
		expect(problems.map(({ kind }) => kind)).toEqual(['sentenceNotFound', 'sentenceNotFound']);
	});

	it('brat: what lies before the first difference of the texts is right, what lies behind is told', () => {
		const annotations = 'T1\tMethod 0 15\tNeural networks\nT2\tMethod 27 33\tNeural\nR1\tUsed-for Arg1:T1 Arg2:T2\nA1\tNegated T1\n';
		const foreign = readBratStandoff({ name: 'paper.tex', text: source, annotations, isSymmetric: () => false });
		const other = source.replace('win', 'won');
		const { extraction, problems } = anchor(foreign, { source: other, reading: readDocument(other, 'latex') });
		expect(extraction.mentions.map(({ text, type }) => [text, type])).toEqual([['Neural networks', 'Method']]);
		expect(problems.map(({ kind }) => kind)).toEqual(['otherAnnotation', 'textDiffers', 'relationWithoutEntity']);
	});
});

describe('onto the same document', () => {
	const report = (entities: readonly object[], relations: readonly object[] = []) => {
		const all = entities.map((entity, index) => ({ id: `e${index + 1}`, type: 'Method', score: 0.5, ...entity }));
		return JSON.stringify({ file: 'paper.tex', model: { name: 'm', hash: 'h' }, entities: all, relations });
	};

	it.each([
		['beyond the end', { text: 'x', start: 5, end: 5000 }, 'outsideDocument'],
		['from its end to its start', { text: 'x', start: 9, end: 3 }, 'outsideDocument'],
		['in a comment', { text: 'hidden', start: source.indexOf('hidden'), end: source.indexOf('hidden') + 6 }, 'outsideText'],
		['over two sentences', { text: 'x', start: 0, end: source.indexOf(' lose') }, 'acrossSentences'],
		['with another text', { text: 'Neural', start: 7, end: 15 }, 'textDiffers'],
	])('an entity %s is told', (_name, entity, kind) => {
		const { extraction, problems } = importOnto('jsonl', report([entity]), source);
		expect(extraction.mentions).toEqual([]);
		expect(problems.map((problem) => problem.kind)).toEqual([kind]);
	});

	it('an entity that begins inside a word stays exactly there', () => {
		const { extraction, problems } = importOnto('jsonl', report([{ text: 'work', start: 10, end: 14 }]), source);
		expect(problems).toEqual([]);
		expect(extraction.mentions).toMatchObject([{ text: 'work', span: { start: 10, end: 14 }, ranges: [{ start: 10, end: 14 }], sentence: 0, firstToken: 1, endToken: 2 }]);
	});

	it('an entity that begins inside a word is told where a format knows whole tokens only', () => {
		const { extraction } = importOnto('jsonl', report([{ text: 'work', start: 10, end: 14 }, { text: 'Neural', start: 0, end: 6 }]), source);
		const { losses } = exportResults('conll', [{ source, known: { ...document.known, extraction } }], graphOf([]));
		expect(losses).toEqual([{ kind: 'widenedToTokens', document: 'paper.tex', what: 'Method "work"' }]);
	});

	it('of two entities with one id the second is told, so that no relation is of the wrong one', () => {
		const { extraction, problems } = importOnto('jsonl', report([{ text: 'Neural', start: 0, end: 6 }, { id: 'e1', text: 'networks', start: 7, end: 15 }]), source);
		expect(extraction.mentions.map(({ text }) => text)).toEqual(['Neural']);
		expect(problems.map(({ kind }) => kind)).toEqual(['duplicateId']);
	});

	it('the words that a command of the document stands for are told apart by their text', () => {
		const own = '\\newcommand{\\svm}{support vector machine}\nWe use \\svm{} here.';
		const reading = readDocument(own, 'latex');
		const sentence = reading.wordings.findIndex((wording) => wording.includes('vector'));
		const [first] = reading.wordings[sentence]!.split('\n').flatMap((token, index) => (token === 'support' ? [index] : []));
		const made = exported('p.tex', own, [{ sentence, from: first! + 1, to: first! + 3, type: 'Method' }]);
		expect(made.known.extraction.mentions[0]!.text).toBe('vector machine');
		for (const format of ['jsonl', 'webannotation'] as const) {
			const [foreign] = importFormats[format].read(exportResults(format, [made], graphOf([made.known])).files[0]!.text, 'file');
			expect(anchor(foreign!, { source: own, reading })).toEqual({ extraction: made.known.extraction, problems: [] });
		}
	});

	it('annotations without a position, and those that are none of ours, are told', () => {
		const target = (selector: object) => ({ source: 'paper.tex', selector });
		const body = { type: 'TextualBody', value: 'Method', purpose: 'tagging' };
		const text = JSON.stringify([
			{ type: 'Annotation', id: 'a1', body, target: target({ type: 'TextQuoteSelector', exact: 'Neural' }) },
			{ type: 'Annotation', id: 'a2', motivation: 'commenting', body: { type: 'TextualBody', value: 'nice' }, target: target({ type: 'TextPositionSelector', start: 0, end: 6 }) },
			{ type: 'Annotation', id: 'a3', body, target: target({ type: 'TextPositionSelector', start: 0, end: 6 }) },
		]);
		const { extraction, problems } = importOnto('webannotation', text, source);
		expect(extraction.mentions.map(({ text: words, score }) => [words, score])).toEqual([['Neural', 1]]);
		expect(problems).toEqual([{ kind: 'noPosition', what: 'Method' }, { kind: 'otherAnnotation', what: 'a2' }]);
		expect(problemLines(problems)).toEqual(['1 annotations without a position:', '  Method', '1 annotations that are neither entities nor relations:', '  a2']);
	});
});

describe('a file that is in no format of ours', () => {
	it.each([
		['jsonl', '{"file": "x"}', 'exchange.resultsMalformed'],
		['jsonl', 'not json', 'data.notJson'],
		['jsonl', '{"file":"x","model":{"name":"m","hash":"h"},"entities":[{"id":"e1","type":"T","text":"t","score":1,"start":-1,"end":2}],"relations":[]}', 'exchange.resultsMalformed'],
		['webannotation', '{"type": "Note"}', 'exchange.resultsMalformed'],
		['webannotation', '[1, 2]', 'exchange.resultsMalformed'],
		['spert', '{}', 'data.datasetMalformed'],
		['dygiepp', '[]', 'data.sourceMalformed'],
	] as const)('%s: %s is refused by its code', (format, text, code) => {
		expect(() => importFormats[format].read(text, 'file')).toThrow(expect.objectContaining({ code }) as Error);
	});
});

describe('the model of imported results', () => {
	it('is the known one where hash and types are its own, and another one otherwise', () => {
		const { extraction } = document.known;
		const model = importedModel({ model: { name: 'renamed', hash: handModel.hash } }, extraction, 'title', [handModel]);
		expect(model).toBe(handModel);
		const other = { ...extraction, mentions: extraction.mentions.map((mention) => ({ ...mention, type: 'Odd' })) };
		const imported = importedModel({ model: undefined }, other, 'brat standoff', [handModel]);
		expect(imported).toMatchObject({
			name: 'brat standoff',
			entityTypes: [{ identifier: 'Odd' }],
			relationTypes: [{ identifier: 'Used-for', symmetric: false }],
		});
		const widened = importedModel({ model: { name: 'renamed', hash: handModel.hash } }, other, 'title', [handModel]);
		expect(widened.entityTypes.map(({ identifier }) => identifier)).toEqual(['Method', 'Task', 'Odd']);
		expect(new Set([handModel.hash, imported.hash, widened.hash]).size).toBe(3);
	});
});
