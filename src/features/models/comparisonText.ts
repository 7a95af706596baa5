// What a model has found in a document as lines to be read beside another model's: sentences with their entities and relations, and
// for each line the words that it speaks of. Scores are left out: they always differ, and would hide what matters.

import type { ComparedSentence, Difference, ExtractionComparison, PlacedRelation } from '../../knowledge/compareExtractions';
import type { DocumentExtraction, Mention, SourceSpan } from '../../knowledge/documentExtraction';

export interface ComparisonText {
	readonly text: string;
	/** By line, from 0: what it speaks of in the source. */
	readonly places: ReadonlyMap<number, SourceSpan>;
}

/** How types are named: by the model's own names. */
export interface TypeNames {
	readonly entity: (type: string) => string;
	readonly relation: (type: string) => string;
}

/** @param heading lines that go before, the same on both sides */
export function comparisonText(
	side: 'a' | 'b',
	heading: readonly string[],
	{ sentences }: ExtractionComparison,
	{ sentences: texts }: DocumentExtraction,
	lineOf: (offset: number) => number,
	names: TypeNames,
): ComparisonText {
	const lines = [...heading];
	const places = new Map<number, SourceSpan>();
	const add = (text: string, place: SourceSpan): void => {
		places.set(lines.length, place);
		lines.push(text);
	};
	for (const compared of sentences) {
		const sentence = texts[compared.sentence];
		if (sentence === undefined) {
			continue;
		}
		lines.push('');
		add(`${lineOf(sentence.start) + 1}: ${oneLine(sentence.text)}`, sentence);
		for (const { text, place } of foundLines(side, compared, names)) {
			add(`    ${text}`, place);
		}
	}
	return { text: `${lines.join('\n')}\n`, places };
}

function foundLines(side: 'a' | 'b', { entities, relations }: ComparedSentence, names: TypeNames): { text: string; place: SourceSpan }[] {
	const mentions = entities.flatMap((difference) => sideOf(side, difference) ?? []).sort(inTextOrder);
	const related = relations.flatMap((difference) => sideOf(side, difference) ?? []).sort((x, y) => inTextOrder(x.head, y.head) || inTextOrder(x.tail, y.tail));
	return [
		...mentions.map(({ type, text, span }) => ({ text: `${names.entity(type)}: ${oneLine(text)}`, place: span })),
		...related.map((found) => ({ text: relationLine(found, names), place: aroundBoth(found) })),
	];
}

function relationLine({ relation, head, tail }: PlacedRelation, names: TypeNames): string {
	const ends = relation.symmetric && head.span.start > tail.span.start ? [tail, head] : [head, tail];
	const [first, second] = ends.map(({ text }) => oneLine(text));
	return `${first ?? ''} ${relation.symmetric ? '↔' : '→'} ${second ?? ''} (${names.relation(relation.type)})`;
}

function sideOf<T>(side: 'a' | 'b', difference: Difference<T>): T | undefined {
	switch (difference.kind) {
		case 'both':
		case 'otherType':
			return difference[side];
		case 'onlyA':
			return side === 'a' ? difference.a : undefined;
		case 'onlyB':
			return side === 'b' ? difference.b : undefined;
		default:
			return difference satisfies never;
	}
}

function aroundBoth({ head, tail }: PlacedRelation): SourceSpan {
	return { start: Math.min(head.span.start, tail.span.start), end: Math.max(head.span.end, tail.span.end) };
}

function inTextOrder(a: Mention, b: Mention): number {
	return a.span.start - b.span.start || a.span.end - b.span.end;
}

function oneLine(text: string): string {
	return text.replace(/\s+/g, ' ').trim();
}
