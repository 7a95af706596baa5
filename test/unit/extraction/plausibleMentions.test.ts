import { describe, expect, it } from 'vitest';
import { neverCancelled } from '../../../src/base/cancellation';
import type { DocumentFormat } from '../../../src/documents/documentFormat';
import type { ReadOptions } from '../../../src/documents/readOptions';
import { immediateReader } from '../../../src/extraction/documentReader';
import { extractDocument } from '../../../src/extraction/extractDocument';
import { SentenceCache } from '../../../src/extraction/sentenceCache';
import type { SentenceExtractor } from '../../../src/extraction/sentenceExtractor';
import { RecordingExtractor } from './recordingExtractor';

/** Takes the named runs of tokens for entities, each related to the next. */
function finding(...runs: readonly string[]): SentenceExtractor {
	const named = new RecordingExtractor();
	return {
		optionsKey: 'options',
		model: (token) => named.model(token),
		extract: (sentences) =>
			Promise.resolve(
				sentences.map((tokens) => {
					const entities = runs.flatMap((run, index) => {
						const words = run.split(' ');
						const start = tokens.findIndex((_token, at) => words.every((word, offset) => tokens[at + offset] === word));
						return start < 0 ? [] : [{ start, end: start + words.length, type: 0, score: 0.9 - index / 100, probabilities: [0.9, 0.05] }];
					});
					return { entities, relations: entities.slice(1).map((_, index) => ({ head: index, tail: index + 1, type: 0, score: 0.5 })) };
				}),
			),
	};
}

async function extracted(source: string, format: DocumentFormat, extractor: SentenceExtractor, readOptions: ReadOptions = {}) {
	const request = { source, format, readOptions, extractor, reader: immediateReader, cache: new SentenceCache(), cancellation: neverCancelled };
	return (await extractDocument(request)).extraction;
}

const marked = async (source: string, format: DocumentFormat, ...runs: readonly string[]): Promise<string[]> =>
	(await extracted(source, format, finding(...runs))).mentions.map(({ text }) => text);

describe('what is marked', () => {
	it('is no citation, and nothing with a citation in it', async () => {
		const source = '\\begin{document}The parser of \\citet{lee2019} beats CRF2019.\\end{document}';
		expect(await marked(source, 'latex', 'parser of lee2019', 'lee2019', 'parser', 'CRF2019')).toEqual(['parser', 'CRF2019']);
		expect(await marked('The parser of @lee2019 works.', 'markdown', 'lee2019', 'parser')).toEqual(['parser']);
	});

	it('is no single letter of a formula, but one of the text, and longer ones', async () => {
		const source = '\\begin{document}We plot $\\sigma$ of $k$-means for NaCl, C and H$_2$O.\\end{document}';
		expect(await marked(source, 'latex', 'σ', 'k-means', 'NaCl', 'C', 'H2O')).toEqual(['k-means', 'NaCl', 'C', 'H2O']);
	});

	it('has its brackets in pairs', async () => {
		const source = 'The loss (MSE or L1) of a network (CNN).';
		expect(await marked(source, 'plainText', 'loss ( MSE', 'loss', 'L1 )', 'network ( CNN )', 'loss ( MSE or L1 )')).toEqual(['loss (MSE or L1)', 'loss', 'network (CNN)']);
		expect(await marked('See ] a [ here.', 'plainText', '] a [')).toEqual([]);
	});

	it('ends before a cross-reference in brackets', async () => {
		const source = '\\begin{document}The network (Figure~\\ref{a}) and the loss (see Section~\\ref{b}) matter, as do data (Table).\\end{document}';
		const found = await extracted(source, 'latex', finding('network ( Figure )', 'loss ( see Section )', 'data ( Table )'));
		expect(found.mentions.map(({ text, endToken, firstToken }) => [text, endToken - firstToken])).toEqual([
			['network', 1],
			['loss', 1],
			['data', 1],
		]);
		for (const { span, text } of found.mentions) {
			expect(source.slice(span.start, span.end)).toBe(text);
		}
	});

	it('is marked once where only a cross-reference told two apart, with the relations of both', async () => {
		const found = await extracted('The network (Figure) beats the loss.', 'plainText', finding('network ( Figure )', 'network', 'loss'));
		expect(found.mentions.map(({ text }) => text)).toEqual(['network', 'loss']);
		// The one between the two that became one is gone.
		expect(found.relations.map(({ head, tail }) => [head, tail])).toEqual([['e1', 'e2']]);
	});

	it('does not stand in acknowledgements, unless that is wanted', async () => {
		const source = '# Method\n\nWe use CRF.\n\n# Acknowledgements\n\nWe thank NASA.\n';
		const extractor = finding('CRF', 'NASA');
		const texts = async (options: ReadOptions): Promise<string[]> => (await extracted(source, 'markdown', extractor, options)).mentions.map(({ text }) => text);
		expect(await texts({})).toEqual(['CRF']);
		expect(await texts({ marksBackMatter: true })).toEqual(['CRF', 'NASA']);
		// The sentence is there all the same.
		expect((await extracted(source, 'markdown', extractor)).sentences.map(({ text }) => text)).toContain('We thank NASA.');
	});
});
