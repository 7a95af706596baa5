// Moves what was found in a document along with its edits, and tells which sentences an edit has touched.

import type { DocumentExtraction, Mention, SourceSpan } from './documentExtraction';

/** One replacement: `length` units at `start` became `insertedLength` units. */
export interface TextEdit {
	readonly start: number;
	readonly length: number;
	readonly insertedLength: number;
}

/** Where a span lies after an edit; undefined where nothing of it is left. */
export function moveSpan(span: SourceSpan, edit: TextEdit): SourceSpan | undefined {
	const editEnd = edit.start + edit.length;
	const delta = edit.insertedLength - edit.length;
	if (span.end <= edit.start) {
		return span;
	}
	if (span.start >= editEnd) {
		return { start: span.start + delta, end: span.end + delta };
	}
	// The edit reaches into the span: what is left of it, with what was put within it.
	const start = span.start < edit.start ? span.start : edit.start + edit.insertedLength;
	const end = span.end > editEnd ? span.end + delta : edit.start;
	return end > start ? { start, end } : undefined;
}

/** Whether an edit changes the text of a span, or adds to it at one of its ends. */
export function isTouched(span: SourceSpan, edit: TextEdit): boolean {
	return edit.start <= span.end && edit.start + edit.length >= span.start;
}

export interface MovedExtraction {
	readonly extraction: DocumentExtraction;
	/** Numbers of sentences whose words may have changed since they were read. */
	readonly stale: ReadonlySet<number>;
}

/** Applies one edit. Mentions of which nothing is left go, with their relations; sentences keep their numbers. */
export function moveExtraction({ extraction, stale }: MovedExtraction, edit: TextEdit): MovedExtraction {
	const nowStale = new Set(stale);
	const sentences = extraction.sentences.map((sentence, number) => {
		if (isTouched(sentence, edit)) {
			nowStale.add(number);
		}
		const { start, end } = moveSpan(sentence, edit) ?? { start: edit.start, end: edit.start };
		return start === sentence.start && end === sentence.end ? sentence : { ...sentence, start, end };
	});
	const mentions = extraction.mentions.flatMap((mention): Mention[] => {
		const span = moveSpan(mention.span, edit);
		const ranges = mention.ranges.flatMap((range) => moveSpan(range, edit) ?? []);
		return span === undefined || ranges.length === 0 ? [] : [{ ...mention, span, ranges }];
	});
	const ids = new Set(mentions.map(({ id }) => id));
	const relations = extraction.relations.filter(({ head, tail }) => ids.has(head) && ids.has(tail));
	return { extraction: { mentions, relations, sentences }, stale: nowStale };
}
