// Precision, recall and F1 of predictions against annotations, as the reference computes them: entities (NER), relations
// without and with the types of their entities (NEC). Knows no format: tables, CSV and JSON are files of their own.

import type { EntityType, RelationType, TypeSet } from '../../corpus/types';
import { compareDocument, type ComparedTuples, type EvaluatedDocument, type EvaluationOptions } from './comparison';

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

/** Scores all documents together. Gold and predicted offsets must be of the same kind. */
export function evaluate(
	documents: Iterable<EvaluatedDocument>,
	types: TypeSet,
	options: EvaluationOptions,
): Evaluation {
	const ner = new TupleCounts(types.entities);
	const rel = new TupleCounts(types.relations);
	const relNec = new TupleCounts(types.relations);
	for (const document of documents) {
		const compared = compareDocument(document, options);
		ner.add(compared.ner);
		rel.add(compared.rel);
		relNec.add(compared.relNec);
	}
	return { ner: ner.scores(), rel: rel.scores(), relNec: relNec.scores() };
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

	add({ gold, predicted }: ComparedTuples<{ readonly type: number }>): void {
		for (const { type } of gold.values()) {
			increment(this.#gold, type);
		}
		for (const [key, { type }] of predicted) {
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

/**
 * From counts of distinct tuples. In the order of operations of scikit-learn's precision_recall_fscore_support, so that the
 * last bits agree too.
 */
export function score(truePositives: number, predicted: number, support: number): Score {
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
