// What two models have found in the same document, side by side: what both have, what only one has, what they type differently.
// Knows places and types; which models these were is the caller's matter.

import type { DocumentExtraction, Mention, Relation } from './documentExtraction';

export type Difference<T> =
	| { readonly kind: 'both'; readonly a: T; readonly b: T }
	/** The same words (or the same two entities), with another type. */
	| { readonly kind: 'otherType'; readonly a: T; readonly b: T }
	| { readonly kind: 'onlyA'; readonly a: T }
	| { readonly kind: 'onlyB'; readonly b: T };

/** A relation with its ends. */
export interface PlacedRelation {
	readonly relation: Relation;
	readonly head: Mention;
	readonly tail: Mention;
}

export interface ComparisonCounts {
	readonly both: number;
	readonly otherType: number;
	readonly onlyA: number;
	readonly onlyB: number;
	/** Micro F1 of the one as judged by the other, which is the same both ways: 2 both / (all of A + all of B); 1 where neither has any. */
	readonly agreement: number;
}

export interface ComparedSentence {
	/** Number of the sentence in the extractions. */
	readonly sentence: number;
	readonly entities: readonly Difference<Mention>[];
	readonly relations: readonly Difference<PlacedRelation>[];
}

export interface ExtractionComparison {
	readonly entities: ComparisonCounts;
	readonly relations: ComparisonCounts;
	/** Those in which at least one of the two has found something, in the order of the text. */
	readonly sentences: readonly ComparedSentence[];
}

/** Both extractions are of the same text, read in the same way: their sentences are the same ones. */
export function compareExtractions(a: DocumentExtraction, b: DocumentExtraction): ExtractionComparison {
	const [ofA, ofB] = [bySentence(a), bySentence(b)];
	const numbers = [...new Set([...ofA.keys(), ...ofB.keys()])].sort((one, other) => one - other);
	const nothing: Found = { mentions: [], relations: [] };
	const sentences = numbers.map((sentence): ComparedSentence => {
		const [inA, inB] = [ofA.get(sentence) ?? nothing, ofB.get(sentence) ?? nothing];
		return {
			sentence,
			entities: differences(inA.mentions, inB.mentions, mentionPlace, ({ type }) => type),
			relations: differences(inA.relations, inB.relations, relationPlace, ({ relation }) => relation.type),
		};
	});
	return {
		entities: counts(sentences.flatMap(({ entities }) => entities)),
		relations: counts(sentences.flatMap(({ relations }) => relations)),
		sentences,
	};
}

interface Found {
	readonly mentions: Mention[];
	readonly relations: PlacedRelation[];
}

function bySentence({ mentions, relations }: DocumentExtraction): ReadonlyMap<number, Found> {
	const found = new Map<number, Found>();
	const at = (sentence: number): Found => {
		const there = found.get(sentence) ?? { mentions: [], relations: [] };
		found.set(sentence, there);
		return there;
	};
	const byId = new Map(mentions.map((mention) => [mention.id, mention]));
	for (const mention of mentions) {
		at(mention.sentence).mentions.push(mention);
	}
	for (const relation of relations) {
		const [head, tail] = [byId.get(relation.head), byId.get(relation.tail)];
		if (head !== undefined && tail !== undefined) {
			at(head.sentence).relations.push({ relation, head, tail });
		}
	}
	return found;
}

/** Pairs what is at the same place: first what has the same type, then, in their order, what has another. */
function differences<T>(a: readonly T[], b: readonly T[], placeOf: (item: T) => string, typeOf: (item: T) => string): Difference<T>[] {
	const places = [...new Set([...a, ...b].map(placeOf))];
	const [aAt, bAt] = [grouped(a, placeOf), grouped(b, placeOf)];
	return places.flatMap((place): Difference<T>[] => {
		const [inA, inB] = [aAt.get(place) ?? [], bAt.get(place) ?? []];
		const twins = new Map(inB.map((item) => [typeOf(item), item]));
		const both = inA.flatMap((item) => {
			const twin = twins.get(typeOf(item));
			return twin === undefined ? [] : [{ kind: 'both' as const, a: item, b: twin }];
		});
		const shared = new Set(both.map(({ a: item }) => typeOf(item)));
		const [leftA, leftB] = [inA, inB].map((items) => items.filter((item) => !shared.has(typeOf(item)))) as [T[], T[]];
		const others = Array.from({ length: Math.max(leftA.length, leftB.length) }, (_, index): Difference<T> => {
			const [itemA, itemB] = [leftA[index], leftB[index]];
			return itemA === undefined
				? { kind: 'onlyB', b: itemB as T }
				: itemB === undefined
					? { kind: 'onlyA', a: itemA }
					: { kind: 'otherType', a: itemA, b: itemB };
		});
		return [...both, ...others];
	});
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const item of items) {
		const group = groups.get(keyOf(item));
		if (group === undefined) {
			groups.set(keyOf(item), [item]);
		} else {
			group.push(item);
		}
	}
	return groups;
}

function mentionPlace({ span }: Mention): string {
	return `${span.start} ${span.end}`;
}

/** Of a symmetric relation head and tail are interchangeable. */
function relationPlace({ relation, head, tail }: PlacedRelation): string {
	const places = [mentionPlace(head), mentionPlace(tail)];
	return (relation.symmetric && head.span.start > tail.span.start ? places.reverse() : places).join(' ');
}

function counts(found: readonly Difference<unknown>[]): ComparisonCounts {
	const of = (kind: Difference<unknown>['kind']): number => found.filter((difference) => difference.kind === kind).length;
	const [both, otherType, onlyA, onlyB] = [of('both'), of('otherType'), of('onlyA'), of('onlyB')];
	const all = 2 * (both + otherType) + onlyA + onlyB;
	return { both, otherType, onlyA, onlyB, agreement: all === 0 ? 1 : (2 * both) / all };
}
