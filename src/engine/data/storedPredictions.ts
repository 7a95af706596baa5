// Predictions as a file: the reference's JSON, which is a dataset again. Scores are not in it.

import type { CorpusSentence } from '../../corpus/corpus';
import { writePredictions } from '../../corpus/spertJson';
import type { TypeSet } from '../../corpus/types';
import type { DocumentPrediction, EntityPrediction } from '../evaluation/prediction';

export interface PredictedDocument {
	readonly tokens: readonly string[];
	/** In token offsets. */
	readonly prediction: DocumentPrediction;
}

/** The text of a predictions file, byte for byte what the reference writes. */
export function storedPredictions(documents: readonly PredictedDocument[], types: TypeSet): string {
	return writePredictions(documents.map((document) => namedSentence(document, types)));
}

function namedSentence({ tokens, prediction }: PredictedDocument, types: TypeSet): CorpusSentence {
	const entities = prediction.entities.map(({ type, start, end }) => ({ type: identifier(types.entities, type), start, end }));
	const key = ({ type, start, end }: EntityPrediction): string => `${start} ${end} ${type}`;
	const indices = new Map(prediction.entities.map((entity, index) => [key(entity), index]));
	const indexOf = (entity: EntityPrediction): number => {
		const index = indices.get(key(entity));
		if (index === undefined) {
			throw new Error(`A predicted relation joins the span ${entity.start}-${entity.end}, which was not predicted.`);
		}
		return index;
	};
	const relations = prediction.relations.map(({ head, tail, type }) => {
		return { type: identifier(types.relations, type), head: indexOf(head), tail: indexOf(tail) };
	});
	return { tokens, entities, relations };
}

function identifier(types: readonly { readonly identifier: string }[], index: number): string {
	const type = types[index - 1];
	if (type === undefined) {
		throw new Error(`Type index ${index} is not among ${types.length} types.`);
	}
	return type.identifier;
}
