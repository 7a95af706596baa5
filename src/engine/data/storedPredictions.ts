// Predictions as a file: the reference's JSON, which is a dataset again. Scores are not in it.

import { type DocumentPrediction, type EntityPrediction } from '../evaluation/prediction';
import { pythonJson } from './pythonFormat';
import { type TypeSet } from './types';

export interface PredictedDocument {
	readonly tokens: readonly string[];
	/** In token offsets. */
	readonly prediction: DocumentPrediction;
}

interface StoredEntity {
	readonly type: string;
	readonly start: number;
	readonly end: number;
}

/**
 * The text of a predictions file, byte for byte what the reference writes (json.dump, no line feed at the end). Entities are
 * sorted by start and relations by head, both stably; head and tail are indices of the first equal entity.
 */
export function storedPredictions(documents: readonly PredictedDocument[], types: TypeSet): string {
	return `[${documents.map((document) => pythonJson(storedDocument(document, types))).join(', ')}]`;
}

function storedDocument({ tokens, prediction }: PredictedDocument, types: TypeSet) {
	const entities = prediction.entities.map((entity) => storedEntity(entity, types)).sort((a, b) => a.start - b.start);
	const indices = new Map<string, number>();
	entities.forEach((entity, index) => {
		const key = entityKey(entity);
		if (!indices.has(key)) {
			indices.set(key, index);
		}
	});
	const indexOf = (entity: EntityPrediction): number => {
		const index = indices.get(entityKey(storedEntity(entity, types)));
		if (index === undefined) {
			throw new Error(`A predicted relation joins the span ${entity.start}-${entity.end}, which was not predicted.`);
		}
		return index;
	};
	const relations = prediction.relations
		.map(({ head, tail, type }) => ({
			type: identifier(types.relations, type),
			head: indexOf(head),
			tail: indexOf(tail),
		}))
		.sort((a, b) => a.head - b.head);
	return { tokens, entities: entities.map(({ type, start, end }) => ({ type, start, end })), relations };
}

function storedEntity({ type, start, end }: EntityPrediction, types: TypeSet): StoredEntity {
	return { type: identifier(types.entities, type), start, end };
}

function entityKey({ type, start, end }: StoredEntity): string {
	return `${start} ${end} ${type}`;
}

function identifier(types: readonly { readonly identifier: string }[], index: number): string {
	const type = types[index - 1];
	if (type === undefined) {
		throw new Error(`Type index ${index} is not among ${types.length} types.`);
	}
	return type.identifier;
}
