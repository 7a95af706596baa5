// The reference's predictions as results of documents: exported as SpERT predictions, they are the reference's file to the byte,
// and as SpERT JSON or DyGIE++ they are the same annotations.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDygiepp } from '../../../src/corpus/dygiepp';
import { readSpertJson } from '../../../src/corpus/spertJson';
import { exportResults } from '../../../src/exchange/exportFormats';
import type { ExportedDocument } from '../../../src/exchange/exportedDocument';
import type { ExtractedSentence, Mention, Relation } from '../../../src/knowledge/documentExtraction';
import { graphOf, handModel } from '../../unit/exchange/knownDocuments';

interface Prediction {
	readonly tokens: readonly string[];
	readonly entities: readonly { readonly type: string; readonly start: number; readonly end: number }[];
	readonly relations: readonly { readonly type: string; readonly head: number; readonly tail: number }[];
}

const recorded = JSON.parse(readFileSync(join(import.meta.dirname, '../portable/predict.json'), 'utf8')) as Record<string, { predictions?: Prediction[] }>;
const runs = Object.entries(recorded).flatMap(([name, { predictions }]) => (predictions === undefined ? [] : [[name, predictions] as const]));

/** A document of the reference's sentences, a line each, with what the reference found in them. */
function documentOf(predictions: readonly Prediction[]): ExportedDocument {
	const mentions: Mention[] = [];
	const relations: Relation[] = [];
	const sentences: ExtractedSentence[] = [];
	let source = '';
	for (const [sentence, { tokens, entities, relations: joined }] of predictions.entries()) {
		const starts = tokens.map((_token, index) => source.length + tokens.slice(0, index).join(' ').length + (index === 0 ? 0 : 1));
		const first = mentions.length;
		const text = tokens.join(' ');
		for (const { type, start, end } of entities) {
			const span = { start: starts[start]!, end: starts[end - 1]! + tokens[end - 1]!.length };
			const place = { span, ranges: [span], sentence, firstToken: start, endToken: end };
			mentions.push({ id: `e${mentions.length + 1}`, type, score: 1, alternatives: [], text: tokens.slice(start, end).join(' '), ...place });
		}
		relations.push(...joined.map(({ type, head, tail }) => ({ type, symmetric: false, head: `e${first + head + 1}`, tail: `e${first + tail + 1}`, score: 1 })));
		sentences.push({ start: source.length, end: source.length + text.length, text, wording: tokens.join('\n') });
		source += `${text}\n`;
	}
	const known = { id: 'a', name: 'a.txt', model: handModel, extraction: { mentions, relations, sentences }, positionAt: () => ({ line: 0, character: 0 }) };
	return { known, source };
}

/** Python's json.dumps. */
function pythonJson(value: unknown): string {
	const text = JSON.stringify(value, undefined, 1).replace(/,?\n\s*/g, (found) => (found.startsWith(',') ? ', ' : ''));
	return text.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

describe("the reference's predictions as results of a document", () => {
	it('were recorded', () => {
		expect(runs.length).toBeGreaterThan(2);
		expect(runs.flatMap(([, predictions]) => predictions.flatMap(({ relations }) => relations)).length).toBeGreaterThan(0);
	});

	it.each(runs)('%s: exported as predictions are the same file to the byte', (_name, predictions) => {
		const document = documentOf(predictions);
		const { files, losses } = exportResults('predictions', [document], graphOf([document.known]));
		expect(files[0]!.text).toBe(pythonJson(predictions));
		expect(losses).toEqual([]);
	});

	it.each(runs)('%s: exported as SpERT JSON and DyGIE++ are the same annotations', (_name, predictions) => {
		const document = documentOf(predictions);
		const textOf = (format: 'spert' | 'dygiepp') => exportResults(format, [document], graphOf([document.known])).files[0]!.text;
		const sentences = [readSpertJson(textOf('spert'), 'a'), readDygiepp(textOf('dygiepp'), 'a')].map(({ documents }) => documents.flatMap((one) => one.sentences));
		expect(sentences).toEqual([predictions, predictions]);
	});
});
