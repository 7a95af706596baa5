// A corpus without a model behind it, for tests of what happens to its results.

import type { AcceptedDocument, Corpus } from '../../../src/queue/corpus';
import { submissionOf, textHash } from '../../../src/queue/documentJob';
import { packResult } from '../../../src/queue/resultRecord';

export const someCorpus: Corpus = {
	version: 1,
	name: 'corpus',
	model: { name: 'some', hash: textHash('some model'), entityTypes: ['Task', 'Method'], relationTypes: ['Used-for'] },
	options: { maxSpanSize: 10, entityThreshold: 0, relationThreshold: 0.4, precision: 'float32' },
	shardSize: 3,
};

export function someDocument(file: string, text: string): AcceptedDocument {
	const submission = submissionOf({ file, path: file, text, format: 'markdown', readOptions: {} }, someCorpus);
	if (submission.kind !== 'accepted') {
		throw new Error('It was refused.');
	}
	return submission.document;
}

/** An entity of the first four characters, and one of the last four. */
export const someReport = (text: string) => {
	const place = (start: number) => ({
		start, end: start + 4, startCodePoint: start, endCodePoint: start + 4, line: 1, column: start + 1, endLine: 1, endColumn: start + 5,
	});
	const entity = (id: string, type: string, start: number) => ({
		id, type, text: text.slice(start, start + 4), score: 0.9, ...place(start), alternatives: [{ type: '', score: 0.05 }], ranges: [{ start, end: start + 4 }], sentence: 1,
	});
	return {
		model: { name: 'any', hash: someCorpus.model.hash },
		device: 'cpu',
		precision: 'float32',
		entities: [entity('e1', 'Task', 0), entity('e2', 'Method', text.length - 4)],
		relations: [{ type: 'Used-for', symmetric: false, head: 'e2', tail: 'e1', score: 0.5 }],
		sentences: [{ number: 1, start: 0, end: text.length, text }],
		acronyms: [{ short: 'Task', long: text }],
	};
};

export function someResult(text: string): Buffer {
	return packResult(textHash(text), someReport(text));
}

export function someLine(file: string, text: string): string {
	const { model: _model, ...report } = someReport(text);
	const { name, hash } = someCorpus.model;
	return `${JSON.stringify({ file, model: { name, hash }, ...report })}\n`;
}
