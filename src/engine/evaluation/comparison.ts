// Which tuples of a document are annotated and which are predicted, in each of the three settings of an evaluation. Counts
// nothing: scores, confusions and examples each count what they need.

import { removeOverlapping, type DocumentTuples, type RelationTuple, type TypedSpan } from './tuples';

export interface EvaluatedDocument {
	readonly gold: DocumentTuples;
	readonly predicted: DocumentTuples;
}

export interface EvaluationOptions {
	/** Remove overlapping entities and relations on both sides before comparing. */
	readonly noOverlapping: boolean;
}

/** Distinct tuples by a key that is equal for equal tuples; of equal ones the first. */
export interface ComparedTuples<T> {
	readonly gold: ReadonlyMap<string, T>;
	readonly predicted: ReadonlyMap<string, T>;
}

export interface ComparedDocument {
	/** Equal in span and type. */
	readonly ner: ComparedTuples<TypedSpan>;
	/** Equal in relation type and both spans. */
	readonly rel: ComparedTuples<RelationTuple>;
	/** Equal in relation type, both spans and both entity types. */
	readonly relNec: ComparedTuples<RelationTuple>;
}

/** Gold and predicted offsets must be of the same kind. */
export function compareDocument(document: EvaluatedDocument, { noOverlapping }: EvaluationOptions): ComparedDocument {
	const gold = noOverlapping ? removeOverlapping(document.gold) : document.gold;
	const predicted = noOverlapping ? removeOverlapping(document.predicted) : document.predicted;
	return {
		ner: compare(gold.entities, predicted.entities, entityKey),
		rel: compare(gold.relations, predicted.relations, relationKey),
		relNec: compare(gold.relations, predicted.relations, relationKeyWithTypes),
	};
}

/** Equal for equal spans, whatever their types. */
export function spanKey({ start, end }: TypedSpan): string {
	return `${start} ${end}`;
}

/** Equal for equal pairs of spans, whatever the types. */
export function pairKey({ head, tail }: RelationTuple): string {
	return `${spanKey(head)} ${spanKey(tail)}`;
}

/** Equal for equal spans of one type. */
export function entityKey(entity: TypedSpan): string {
	return `${spanKey(entity)} ${entity.type}`;
}

function relationKey(relation: RelationTuple): string {
	return `${pairKey(relation)} ${relation.type}`;
}

function relationKeyWithTypes({ head, tail, type }: RelationTuple): string {
	return `${entityKey(head)} ${entityKey(tail)} ${type}`;
}

function compare<T>(gold: readonly T[], predicted: readonly T[], key: (tuple: T) => string): ComparedTuples<T> {
	return { gold: distinct(gold, key), predicted: distinct(predicted, key) };
}

function distinct<T>(tuples: readonly T[], key: (tuple: T) => string): ReadonlyMap<string, T> {
	const byKey = new Map<string, T>();
	for (const tuple of tuples) {
		const tupleKey = key(tuple);
		if (!byKey.has(tupleKey)) {
			byKey.set(tupleKey, tuple);
		}
	}
	return byKey;
}
