// Known documents by hand, with what a model would have found in them at exact places.

import type { DocumentFormat } from '../../../src/documents/documentFormat';
import { sentenceCount, sentenceSpan, sentenceText, wordsAt } from '../../../src/documents/documentReading';
import { readDocument } from '../../../src/documents/readDocument';
import { TextPositions } from '../../../src/extraction/textPositions';
import type { KnowledgeGraph } from '../../../src/knowledge/entities/entity';
import { KnowledgeIndex } from '../../../src/knowledge/entities/knowledgeIndex';
import type { Mention, Relation } from '../../../src/knowledge/documentExtraction';
import type { KnowledgeModel, KnownDocument } from '../../../src/knowledge/knownDocument';

export const handModel: KnowledgeModel = {
	name: 'by-hand',
	hash: 'ab'.repeat(32),
	entityTypes: [
		{ identifier: 'Method', short: 'Method', verbose: 'Method' },
		{ identifier: 'Task', short: 'Task', verbose: 'Task' },
	],
	relationTypes: [
		{ identifier: 'Used-for', short: 'Used-for', verbose: 'Used for', symmetric: false },
		{ identifier: 'Compare', short: 'Compare', verbose: 'Compare', symmetric: true },
	],
};

export interface HandMention {
	readonly sentence: number;
	/** Tokens, the end exclusive. */
	readonly from: number;
	readonly to: number;
	readonly type: string;
	readonly score?: number;
}

export interface HandRelation {
	/** Indices of mentions. */
	readonly head: number;
	readonly tail: number;
	readonly type: string;
	readonly symmetric?: boolean;
	readonly score?: number;
}

/** Mentions in the order of the text, as every extraction has them. */
export function knownDocument(
	name: string,
	source: string,
	mentions: readonly HandMention[],
	relations: readonly HandRelation[] = [],
	{ format = 'latex', model = handModel }: { format?: DocumentFormat; model?: KnowledgeModel } = {},
): KnownDocument {
	const reading = readDocument(source, format);
	const positions = new TextPositions(source);
	const found = mentions.map(({ sentence, from, to, type, score = 0.9 }, index): Mention => {
		const { text, ranges } = wordsAt(reading, sentence, from, to - 1);
		const span = { start: ranges[0]!.start, end: ranges.at(-1)!.end };
		return { id: `e${index + 1}`, type, score, alternatives: [], text, span, ranges, sentence, firstToken: from, endToken: to };
	});
	const joined = relations.map(({ head, tail, type, symmetric = false, score = 0.8 }): Relation => {
		return { type, symmetric, head: `e${head + 1}`, tail: `e${tail + 1}`, score };
	});
	const sentences = Array.from({ length: sentenceCount(reading) }, (_, number) => {
		return { ...sentenceSpan(reading, number), text: sentenceText(reading, number), wording: reading.wordings[number]! };
	});
	return {
		id: `file:///workspace/${encodeURI(name)}`,
		name,
		model,
		extraction: { mentions: found, relations: joined, sentences },
		positionAt: (offset) => {
			const { line, column } = positions.lineAndColumn(offset);
			return { line: line - 1, character: column - 1 };
		},
	};
}

export function graphOf(documents: readonly KnownDocument[]): KnowledgeGraph {
	const index = new KnowledgeIndex();
	documents.forEach((document) => index.set(document));
	return index.graph();
}
