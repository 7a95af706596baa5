// Precision, recall and F1 of predictions against annotations, as the reference computes them: entities (NER), relations
// without and with the types of their entities (NEC). Knows no format: tables, CSV and JSON are files of their own.

import { type EntityType, type RelationType, type TypeSet } from '../data/types';
import { removeOverlapping, type DocumentTuples, type RelationTuple, type TypedSpan } from './tuples';

/** Fractions from 0 to 1; an undefined quotient counts as 0. */
export interface Score {
	readonly precision: number;
	readonly recall: number;
	readonly f1: number;
}

export interface TypeScore extends Score {
	readonly type: EntityType | RelationType;
	/** Distinct annotated tuples of the type in all documents. */
	readonly support: number;
}

export interface SettingScores {
	/** Over all tuples together; 0 if there are none. */
	readonly micro: Score;
	/** Mean over the types that occur, NaN if none does. */
	readonly macro: Score;
	/** Types that occur in annotation or prediction, in the order of the types file. */
	readonly types: readonly TypeScore[];
	/** Distinct tuples that were predicted and are annotated. */
	readonly truePositives: number;
	readonly support: number;
}

export interface Evaluation {
	/** Entities: span and type must be right. */
	readonly ner: SettingScores;
	/** Relations: relation type and both spans must be right. */
	readonly rel: SettingScores;
	/** Relations: relation type, both spans and both entity types must be right. */
	readonly relNec: SettingScores;
}

export interface EvaluatedDocument {
	readonly gold: DocumentTuples;
	readonly predicted: DocumentTuples;
}

export interface EvaluationOptions {
	/** Remove overlapping entities and relations on both sides before comparing. */
	readonly noOverlapping: boolean;
}

/** Scores all documents together. Gold and predicted offsets must be of the same kind. */
export function evaluate(
	documents: Iterable<EvaluatedDocument>,
	types: TypeSet,
	{ noOverlapping }: EvaluationOptions,
): Evaluation {
	const ner = new TupleCounts(types.entities);
	const rel = new TupleCounts(types.relations);
	const relNec = new TupleCounts(types.relations);
	for (const document of documents) {
		const gold = noOverlapping ? removeOverlapping(document.gold) : document.gold;
		const predicted = noOverlapping ? removeOverlapping(document.predicted) : document.predicted;
		ner.add(distinct(gold.entities, entityKey), distinct(predicted.entities, entityKey));
		rel.add(distinct(gold.relations, relationKey), distinct(predicted.relations, relationKey));
		relNec.add(distinct(gold.relations, relationKeyWithTypes), distinct(predicted.relations, relationKeyWithTypes));
	}
	return { ner: ner.scores(), rel: rel.scores(), relNec: relNec.scores() };
}

/** Distinct tuples of one document: a key that is equal for equal tuples, and the index of the tuple's type. */
type DistinctTuples = ReadonlyMap<string, number>;

function distinct<T extends { readonly type: number }>(tuples: readonly T[], key: (tuple: T) => string): DistinctTuples {
	return new Map(tuples.map((tuple) => [key(tuple), tuple.type]));
}

function entityKey({ start, end, type }: TypedSpan): string {
	return `${start} ${end} ${type}`;
}

function relationKey({ head, tail, type }: RelationTuple): string {
	return `${head.start} ${head.end} ${tail.start} ${tail.end} ${type}`;
}

function relationKeyWithTypes({ head, tail, type }: RelationTuple): string {
	return `${entityKey(head)} ${entityKey(tail)} ${type}`;
}

class TupleCounts {
	readonly #types: readonly (EntityType | RelationType)[];
	readonly #gold: number[];
	readonly #predicted: number[];
	readonly #truePositives: number[];

	constructor(types: readonly (EntityType | RelationType)[]) {
		this.#types = types;
		this.#gold = types.map(() => 0);
		this.#predicted = types.map(() => 0);
		this.#truePositives = types.map(() => 0);
	}

	add(gold: DistinctTuples, predicted: DistinctTuples): void {
		for (const type of gold.values()) {
			increment(this.#gold, type);
		}
		for (const [key, type] of predicted) {
			increment(this.#predicted, type);
			if (gold.has(key)) {
				increment(this.#truePositives, type);
			}
		}
	}

	scores(): SettingScores {
		const types = this.#types.flatMap((type, position): TypeScore[] => {
			const support = this.#gold[position] ?? 0;
			const predicted = this.#predicted[position] ?? 0;
			const truePositives = this.#truePositives[position] ?? 0;
			return support + predicted === 0 ? [] : [{ type, support, ...score(truePositives, predicted, support) }];
		});
		const truePositives = sum(this.#truePositives);
		const support = sum(this.#gold);
		return {
			micro: score(truePositives, sum(this.#predicted), support),
			macro: {
				precision: mean(types.map(({ precision }) => precision)),
				recall: mean(types.map(({ recall }) => recall)),
				f1: mean(types.map(({ f1 }) => f1)),
			},
			types,
			truePositives,
			support,
		};
	}
}

/** `type` counts from 1, as types do. */
function increment(counts: number[], type: number): void {
	const count = counts[type - 1];
	if (count === undefined) {
		throw new Error(`Type index ${type} is not among ${counts.length} types.`);
	}
	counts[type - 1] = count + 1;
}

// In the order of operations of scikit-learn's precision_recall_fscore_support, so that the last bits agree too.
function score(truePositives: number, predicted: number, support: number): Score {
	const precision = quotient(truePositives, predicted);
	const recall = quotient(truePositives, support);
	return { precision, recall, f1: quotient(2 * precision * recall, precision + recall) };
}

function quotient(numerator: number, denominator: number): number {
	return denominator === 0 ? 0 : numerator / denominator;
}

function sum(values: readonly number[]): number {
	return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
	return sum(values) / values.length;
}
