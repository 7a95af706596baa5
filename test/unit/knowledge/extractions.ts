// Extractions by hand, for tests of what happens to them.

import type { DocumentExtraction, ExtractedSentence, Mention, Relation, SourceSpan } from '../../../src/knowledge/documentExtraction';

export function mention(id: string, start: number, end: number, more: Partial<Mention> = {}): Mention {
	const span = { start, end };
	const where = { span, ranges: [span], sentence: 0, firstToken: 0, endToken: 1 };
	return { id, type: 'Method', score: 0.9, alternatives: [], text: id, ...where, ...more };
}

export function relation(head: string, tail: string, score = 0.9, more: Partial<Relation> = {}): Relation {
	return { type: 'Used-for', symmetric: false, head, tail, score, ...more };
}

export function extraction(
	mentions: readonly Mention[],
	relations: readonly Relation[] = [],
	sentences: readonly (SourceSpan & Partial<ExtractedSentence>)[] = [{ start: 0, end: 100 }],
): DocumentExtraction {
	return { mentions, relations, sentences: sentences.map((sentence) => ({ text: '', wording: '', ...sentence })) };
}
