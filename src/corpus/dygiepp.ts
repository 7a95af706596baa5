// The JSON lines of DyGIE++ and PURE: a document a line, with token offsets that count from the document's start and
// inclusive ends. https://github.com/dwadden/dygiepp/blob/master/doc/data.md

import { isJsonObject, parseJson, type JsonObject } from './json';
import { sourceMalformed } from './errors';
import {
	entityName,
	type Corpus,
	type CorpusDocument,
	type CorpusSentence,
	type Loss,
	type LossKind,
	type NamedEntity,
	type NamedRelation,
	type TextUnit,
	type Written,
} from './corpus';

/**
 * @param unit what becomes a sentence: with "document" relations between a document's sentences stay
 * Errors: data.notJson, data.sourceMalformed, naming the line.
 */
export function readDygiepp(text: string, where: string, unit: TextUnit = 'sentence'): Corpus {
	const losses: Loss[] = [];
	const documents = text.split(/\r?\n/).flatMap((line, index): CorpusDocument[] => {
		return line.trim() === '' ? [] : [readDocument(line, `${where}, line ${index + 1}`, `document-${index}`, unit, losses)];
	});
	return { documents, losses };
}

function readDocument(line: string, where: string, defaultId: string, unit: TextUnit, losses: Loss[]): CorpusDocument {
	const value = parseJson(line, where);
	if (!isJsonObject(value)) {
		throw sourceMalformed(where, 'is not an object');
	}
	const id = typeof value['doc_key'] === 'string' ? value['doc_key'] : defaultId;
	const lose = (kind: LossKind, what: string): void => void losses.push({ kind, document: id, what });
	const written = lists(value, 'sentences', where).map((tokens) => {
		if (!tokens.every((token): token is string => typeof token === 'string')) {
			throw sourceMalformed(where, 'has "sentences" that are not lists of tokens');
		}
		return tokens;
	});
	const sentences = unit === 'document' ? [written.flat()] : written;
	const starts: number[] = [];
	let total = 0;
	for (const tokens of sentences) {
		starts.push(total);
		total += tokens.length;
	}
	const read = sentences.map((tokens): { tokens: readonly string[]; entities: NamedEntity[]; relations: NamedRelation[] } => {
		return { tokens, entities: [], relations: [] };
	});
	const sentenceOf = (first: number, last: number): number => {
		return starts.findIndex((start, index) => first >= start && last < start + (sentences[index]?.length ?? 0));
	};
	for (const annotation of annotations(value, 'ner', written.length, where)) {
		const [first, last, type] = annotation;
		const [start, end] = [offset(first, where), offset(last, where)];
		if (start > end || end >= total) {
			throw sourceMalformed(where, `has an entity from token ${start} to ${end} of ${total}`);
		}
		const index = sentenceOf(start, end);
		const sentence = read[index];
		if (sentence === undefined) {
			lose('entityAcrossSentences', `${typeName(type, where)}, tokens ${start} to ${end}`);
			continue;
		}
		const from = starts[index] ?? 0;
		sentence.entities.push({ start: start - from, end: end + 1 - from, type: typeName(type, where) });
	}
	for (const annotation of annotations(value, 'relations', written.length, where)) {
		const [headFirst, headLast, tailFirst, tailLast] = annotation.slice(0, 4).map((part) => offset(part, where));
		const type = typeName(annotation[4], where);
		if (headFirst === undefined || headLast === undefined || tailFirst === undefined || tailLast === undefined) {
			throw sourceMalformed(where, 'has a relation without four offsets');
		}
		const what = `${type}, tokens ${headFirst} to ${headLast} and ${tailFirst} to ${tailLast}`;
		const index = sentenceOf(headFirst, headLast);
		const sentence = read[index];
		if (sentence === undefined || index !== sentenceOf(tailFirst, tailLast)) {
			lose('relationAcrossSentences', what);
			continue;
		}
		const from = starts[index] ?? 0;
		const entityAt = (first: number, last: number): number => {
			return sentence.entities.findIndex(({ start, end }) => start === first - from && end === last + 1 - from);
		};
		const [head, tail] = [entityAt(headFirst, headLast), entityAt(tailFirst, tailLast)];
		if (head === -1 || tail === -1) {
			lose('relationWithoutEntity', what);
			continue;
		}
		sentence.relations.push({ head, tail, type });
	}
	for (const [key, kind] of [['clusters', 'coreference'], ['coref', 'coreference'], ['events', 'event']] as const) {
		const values = value[key];
		const all = Array.isArray(values) ? (values as readonly unknown[]) : [];
		const found = key === 'events' ? all.flat() : all.filter((cluster) => !Array.isArray(cluster) || cluster.length > 0);
		found.forEach((_value, number) => lose(kind, `${key} ${number}`));
	}
	return { id, sentences: read };
}

/** The documents as JSON lines. Relations name spans, so of entities with equal spans only the first can have any. */
export function writeDygiepp(documents: readonly CorpusDocument[]): Written<string> {
	const losses: Loss[] = [];
	const lines = documents.map(({ id, sentences }) => {
		let from = 0;
		const ner: unknown[] = [];
		const relations: unknown[] = [];
		for (const sentence of sentences) {
			const start = from;
			const span = (entity: NamedEntity): [number, number] => [start + entity.start, start + entity.end - 1];
			ner.push(sentence.entities.map((entity) => [...span(entity), entity.type]));
			relations.push(
				sentence.relations.map(({ head, tail, type }) => {
					const ends = [head, tail].map((index) => namedBySpan(sentence, index, id, losses));
					return [...ends.flatMap(span), type];
				}),
			);
			from += sentence.tokens.length;
		}
		const clusters: unknown[] = [];
		return JSON.stringify({ doc_key: id, sentences: sentences.map(({ tokens }) => tokens), ner, relations, clusters });
	});
	return { output: lines.map((line) => `${line}\n`).join(''), losses };
}

function namedBySpan({ tokens, entities }: CorpusSentence, index: number, document: string, losses: Loss[]): NamedEntity {
	const entity = entities[index];
	if (entity === undefined) {
		throw new Error(`A relation names entity ${index} of ${entities.length}.`);
	}
	const first = entities.findIndex(({ start, end }) => start === entity.start && end === entity.end);
	if (first !== index) {
		losses.push({ kind: 'ambiguousRelation', document, what: entityName(tokens, entity) });
	}
	return entity;
}

function lists(document: JsonObject, key: string, where: string): readonly (readonly unknown[])[] {
	const values = document[key];
	if (!Array.isArray(values) || !values.every((value): value is readonly unknown[] => Array.isArray(value))) {
		throw sourceMalformed(where, `has no list of lists "${key}"`);
	}
	return values;
}

/** The annotations of all sentences; none where the document has no such key. */
function annotations(document: JsonObject, key: string, sentenceCount: number, where: string): readonly (readonly unknown[])[] {
	if (document[key] === undefined) {
		return [];
	}
	const perSentence = lists(document, key, where);
	if (perSentence.length !== sentenceCount) {
		throw sourceMalformed(where, `has "${key}" for ${perSentence.length} of ${sentenceCount} sentences`);
	}
	const all = perSentence.flat();
	if (!all.every((value): value is readonly unknown[] => Array.isArray(value))) {
		throw sourceMalformed(where, `has something other than lists in "${key}"`);
	}
	return all;
}

function offset(value: unknown, where: string): number {
	if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
		throw sourceMalformed(where, 'has an annotation without whole token offsets');
	}
	return value;
}

function typeName(value: unknown, where: string): string {
	if (typeof value !== 'string') {
		throw sourceMalformed(where, 'has an annotation without a type');
	}
	return value;
}
