// The examples of an evaluation as data: for every document what was found, found wrongly and missed, in the reference's
// three views. What they look like is the page's matter (examplesPage).

import type { TypeSet } from '../../corpus/types';
import { compareDocument, type ComparedTuples, type EvaluatedDocument, type EvaluationOptions } from './comparison';
import { score } from './scores';
import type { RelationTuple, TypedSpan } from './tuples';

export interface ExampleDocument extends EvaluatedDocument {
	/** What the offsets of gold and predicted count. */
	readonly tokens: readonly string[];
}

export type Outcome = 'truePositive' | 'falsePositive' | 'falseNegative';

export interface ExampleSpan {
	readonly start: number;
	/** Exclusive. */
	readonly end: number;
	/** What is said beside it: the entity type, or "" where the view knows no types. */
	readonly label: string;
}

export interface ExampleItem {
	readonly outcome: Outcome;
	/** The entity or relation type. */
	readonly type: string;
	/** From 0 to 1; null for what was not predicted. */
	readonly score: number | null;
	/** The entity alone, or head and tail. */
	readonly spans: readonly [ExampleSpan] | readonly [ExampleSpan, ExampleSpan];
}

export interface ExampleView {
	/** Percentages over the document's own tuples; 100 each where there are neither annotated nor predicted ones. */
	readonly precision: number;
	readonly recall: number;
	readonly f1: number;
	/** True positives, then false positives, each by score from high to low, then false negatives as annotated. */
	readonly items: readonly ExampleItem[];
}

export interface Example {
	/** Index of the document in its dataset. */
	readonly document: number;
	readonly tokens: readonly string[];
	readonly views: {
		readonly entities: ExampleView;
		/** Without the types of the entities. */
		readonly relations: ExampleView;
		readonly relationsWithTypes: ExampleView;
	};
}

/** Types are told by their verbose names. */
export function examplesOf(
	documents: readonly ExampleDocument[],
	types: TypeSet,
	options: EvaluationOptions,
): readonly Example[] {
	const entityType = (index: number): string => verbose(types.entities, index);
	const relationType = (index: number): string => verbose(types.relations, index);
	const labelled = ({ start, end, type }: TypedSpan): ExampleSpan => ({ start, end, label: entityType(type) });
	const plain = ({ start, end }: TypedSpan): ExampleSpan => ({ start, end, label: '' });
	return documents.map((document, index): Example => {
		const { ner, rel, relNec } = compareDocument(document, options);
		const relation = (span: (entity: TypedSpan) => ExampleSpan) => {
			return ({ head, tail, type }: RelationTuple): ItemContent => ({ type: relationType(type), spans: [span(head), span(tail)] });
		};
		return {
			document: index,
			tokens: document.tokens,
			views: {
				entities: view(ner, (entity) => ({ type: entityType(entity.type), spans: [labelled(entity)] })),
				relations: view(rel, relation(plain)),
				relationsWithTypes: view(relNec, relation(labelled)),
			},
		};
	});
}

type ItemContent = Pick<ExampleItem, 'type' | 'spans'>;

function view<T extends { readonly score?: number }>(
	{ gold, predicted }: ComparedTuples<T>,
	content: (tuple: T) => ItemContent,
): ExampleView {
	const found: ExampleItem[] = [];
	const wrong: ExampleItem[] = [];
	for (const [key, tuple] of predicted) {
		const item = { ...content(tuple), score: tuple.score ?? null };
		if (gold.has(key)) {
			found.push({ outcome: 'truePositive', ...item });
		} else {
			wrong.push({ outcome: 'falsePositive', ...item });
		}
	}
	const missed = [...gold].flatMap(([key, tuple]): ExampleItem[] => {
		return predicted.has(key) ? [] : [{ outcome: 'falseNegative', ...content(tuple), score: null }];
	});
	const fractions =
		gold.size + predicted.size === 0
			? { precision: 1, recall: 1, f1: 1 }
			: score(found.length, predicted.size, gold.size);
	const byScore = (a: ExampleItem, b: ExampleItem): number => (b.score ?? 0) - (a.score ?? 0);
	return {
		precision: 100 * fractions.precision,
		recall: 100 * fractions.recall,
		f1: 100 * fractions.f1,
		items: [...found.sort(byScore), ...wrong.sort(byScore), ...missed],
	};
}

function verbose(types: readonly { readonly verbose: string }[], index: number): string {
	const type = types[index - 1];
	if (type === undefined) {
		throw new Error(`Type index ${index} is not among ${types.length} types.`);
	}
	return type.verbose;
}
