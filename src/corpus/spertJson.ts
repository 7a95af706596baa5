// SpERT's own JSON as one of the formats that are converted: each of its documents is a document of one sentence.

import { parseDataset } from './dataset';
import { isJsonObject, parseJson } from './json';
import { pythonJson, type PythonJson } from './pythonFormat';
import type { TypeSet } from './types';
import type { Corpus, CorpusDocument, CorpusSentence, Loss, NamedEntity, Written } from './corpus';

/** Errors: data.notJson, data.datasetMalformed, data.annotationMalformed. */
export function readSpertJson(json: string, where: string): Corpus {
	const root = parseJson(json, where);
	const values: readonly unknown[] = Array.isArray(root) ? root : [];
	const types = namedTypes(values);
	const { documents, warnings } = parseDataset(json, types, where);
	const losses = warnings.map((what): Loss => ({ kind: 'cutEntity', document: where, what }));
	return {
		documents: documents.map(({ tokens, entities, relations }, index): CorpusDocument => {
			const named = <T extends { readonly type: number }>(annotation: T, declared: readonly { readonly identifier: string }[]) => {
				return { ...annotation, type: declared[annotation.type - 1]?.identifier ?? '' };
			};
			const sentence = {
				tokens,
				entities: entities.map((entity) => named(entity, types.entities)),
				relations: relations.map((relation) => named(relation, types.relations)),
			};
			return { id: identifierOf(values[index], index), sentences: [sentence] };
		}),
		losses,
	};
}

/** A list of sentences, each with its place in the documents as `orig_id`, which readers of SpERT's JSON ignore. */
export function writeSpertJson(documents: readonly CorpusDocument[]): Written<string> {
	const sentences = documents.flatMap(({ id, sentences: own }) => {
		return own.map(({ tokens, entities, relations }, index): PythonJson => {
			return {
				tokens,
				entities: entities.map(({ type, start, end }) => ({ type, start, end })),
				relations: relations.map(({ type, head, tail }) => ({ type, head, tail })),
				orig_id: own.length === 1 ? id : `${id}-${index}`,
			};
		});
	});
	return { output: `[${sentences.map(pythonJson).join(',\n')}]\n`, losses: [] };
}

/**
 * The text of a predictions file, byte for byte what the reference writes (json.dump, no line feed at the end). Entities are
 * sorted by start and relations by head, both stably; head and tail are indices of the first equal entity.
 */
export function writePredictions(sentences: readonly CorpusSentence[]): string {
	const documents = sentences.map(({ tokens, entities, relations }): PythonJson => {
		const sorted = entities.map(({ type, start, end }) => ({ type, start, end })).sort((a, b) => a.start - b.start);
		const key = ({ type, start, end }: NamedEntity): string => `${start} ${end} ${type}`;
		const indices = new Map<string, number>();
		sorted.forEach((entity, index) => indices.set(key(entity), indices.get(key(entity)) ?? index));
		const indexOf = (number: number): number => {
			const entity = entities[number];
			const index = entity && indices.get(key(entity));
			if (index === undefined) {
				throw new Error(`A relation names entity ${number} of ${entities.length}.`);
			}
			return index;
		};
		const joined = relations
			.map(({ head, tail, type }) => ({ type, head: indexOf(head), tail: indexOf(tail) }))
			.sort((a, b) => a.head - b.head);
		return { tokens, entities: sorted, relations: joined };
	});
	return `[${documents.map(pythonJson).join(', ')}]`;
}

/** The types that the annotations name, asymmetric, so that nothing is turned around. */
function namedTypes(documents: readonly unknown[]): TypeSet {
	const names = (key: 'entities' | 'relations'): string[] => {
		const found = new Set<string>();
		for (const document of documents) {
			const values = isJsonObject(document) ? document[key] : undefined;
			for (const value of Array.isArray(values) ? (values as readonly unknown[]) : []) {
				if (isJsonObject(value) && typeof value['type'] === 'string') {
					found.add(value['type']);
				}
			}
		}
		return [...found];
	};
	const declared = (identifier: string, position: number) => {
		return { identifier, short: identifier, verbose: identifier, index: position + 1 };
	};
	return {
		entities: names('entities').map(declared),
		relations: names('relations').map((identifier, position) => ({ ...declared(identifier, position), symmetric: false })),
	};
}

function identifierOf(document: unknown, index: number): string {
	const id = isJsonObject(document) ? document['orig_id'] : undefined;
	return typeof id === 'string' || typeof id === 'number' ? String(id) : `document-${index}`;
}
