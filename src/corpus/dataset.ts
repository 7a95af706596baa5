// Annotated data as SpERT has it: a JSON list of documents (usually sentences) of tokens, entities and relations between them. Checks
// everything that later code relies on, and says where the first mistake is.

import { annotationMalformed, datasetMalformed, unknownType } from './errors';
import { isJsonObject, parseJson, type JsonObject } from './json';
import type { TypeSet } from './types';

export interface EntityAnnotation {
	/** First token. */
	readonly start: number;
	/** The token after the last one; at most the number of tokens. */
	readonly end: number;
	/** Index of the entity type, from 1. */
	readonly type: number;
}

export interface RelationAnnotation {
	/** Index into the document's entities. Of a symmetric type, the head never starts after the tail. */
	readonly head: number;
	readonly tail: number;
	/** Index of the relation type, from 1. */
	readonly type: number;
}

export interface DatasetDocument {
	readonly tokens: readonly string[];
	/** In the file's order, duplicates kept. */
	readonly entities: readonly EntityAnnotation[];
	readonly relations: readonly RelationAnnotation[];
}

export interface Dataset {
	readonly documents: readonly DatasetDocument[];
	/** What was read otherwise than it was written, a sentence each: for a log. */
	readonly warnings: readonly string[];
}

/**
 * Parses the text of a dataset; `where` names it in errors. An entity that ends beyond its document is cut there, with a
 * warning, as the reference cuts it without one.
 * Errors: data.notJson, data.datasetMalformed, data.annotationMalformed, data.unknownType.
 */
export function parseDataset(json: string, types: TypeSet, where: string, parts: 'all' | 'entities' = 'all'): Dataset {
	const root = parseJson(json, where);
	if (!Array.isArray(root)) {
		throw datasetMalformed(where, 'is not a list of documents');
	}
	const entityTypes = new Map(types.entities.map(({ identifier, index }) => [identifier, index]));
	const relationTypes = new Map(types.relations.map(({ identifier, index }) => [identifier, index]));
	const symmetric = new Set(types.relations.filter((type) => type.symmetric).map(({ index }) => index));
	const warnings: string[] = [];

	const documents = root.map((value: unknown, index): DatasetDocument => {
		const place = `${where}, document ${index}`;
		if (!isJsonObject(value)) {
			throw datasetMalformed(place, 'is not an object');
		}
		const tokens = tokenList(value['tokens'], `${place}, "tokens"`);
		const entities = objects(value, 'entities', place).map(([entity, entityPlace]): EntityAnnotation => {
			const type = typeIndex(entity, entityTypes, 'entity', entityPlace);
			const start = integer(entity, 'start', entityPlace);
			const end = integer(entity, 'end', entityPlace);
			if (start < 0 || start >= end || start >= tokens.length) {
				throw annotationMalformed(entityPlace, `spans tokens ${start} to ${end} of ${tokens.length}`);
			}
			if (end > tokens.length) {
				warnings.push(`${entityPlace} ends at token ${end} of ${tokens.length}: it was cut there.`);
			}
			return { start, end: Math.min(end, tokens.length), type };
		});
		const annotated = parts === 'all' ? objects(value, 'relations', place) : [];
		const relations = annotated.map(([relation, relationPlace]): RelationAnnotation => {
			const type = typeIndex(relation, relationTypes, 'relation', relationPlace);
			const head = integer(relation, 'head', relationPlace);
			const tail = integer(relation, 'tail', relationPlace);
			const headEntity = entities[head];
			const tailEntity = entities[tail];
			if (headEntity === undefined || tailEntity === undefined) {
				throw annotationMalformed(
					relationPlace,
					`joins entities ${head} and ${tail}, but the document has ${entities.length}, counted from 0`,
				);
			}
			const isReverse = tailEntity.start < headEntity.start;
			return symmetric.has(type) && isReverse ? { head: tail, tail: head, type } : { head, tail, type };
		});
		return { tokens, entities, relations };
	});
	return { documents, warnings };
}

/** Errors: data.datasetMalformed, naming `place`. */
export function tokenList(value: unknown, place: string): readonly string[] {
	if (!Array.isArray(value) || !value.every((token): token is string => typeof token === 'string')) {
		throw datasetMalformed(place, 'is not a list of texts');
	}
	return value;
}

function objects(document: JsonObject, key: 'entities' | 'relations', place: string): [JsonObject, string][] {
	const values = document[key];
	if (!Array.isArray(values)) {
		throw datasetMalformed(place, `has no list "${key}"`);
	}
	return values.map((value: unknown, index) => {
		const valuePlace = `${place}, ${key === 'entities' ? 'entity' : 'relation'} ${index}`;
		if (!isJsonObject(value)) {
			throw annotationMalformed(valuePlace, 'is not an object');
		}
		return [value, valuePlace];
	});
}

function typeIndex(
	annotation: JsonObject,
	indices: ReadonlyMap<string, number>,
	kind: 'entity' | 'relation',
	place: string,
): number {
	const identifier = annotation['type'];
	if (typeof identifier !== 'string') {
		throw annotationMalformed(place, 'has no text "type"');
	}
	const index = indices.get(identifier);
	if (index === undefined) {
		throw unknownType(place, kind, identifier, [...indices.keys()]);
	}
	return index;
}

function integer(annotation: JsonObject, key: 'start' | 'end' | 'head' | 'tail', place: string): number {
	const value = annotation[key];
	if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
		throw annotationMalformed(place, `has no whole number "${key}"`);
	}
	return value;
}
