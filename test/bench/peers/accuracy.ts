// F1 of predictions that a peer gives as the reference writes them, by the engine's own evaluation.

import { parseDataset } from '../../../src/corpus/dataset';
import type { TypeSet } from '../../../src/corpus/types';
import { evaluate } from '../../../src/engine/evaluation/scores';
import { goldTuples } from '../../../src/engine/evaluation/tuples';

/** Micro F1 in percent: entities by span and type, relations by type and both spans. */
export interface Accuracy {
	readonly entities: number;
	readonly relations: number;
}

/** @param gold annotated sentences, @param predictions the same sentences with what was predicted, both as JSON */
export function accuracyOf(gold: string, predictions: string, types: TypeSet): Accuracy {
	const expected = parseDataset(gold, types, 'the annotated sentences').documents;
	const predicted = parseDataset(predictions, types, 'the predictions').documents;
	if (predicted.length !== expected.length) {
		throw new Error(`There are predictions for ${predicted.length} sentences, where ${expected.length} are annotated.`);
	}
	const documents = expected.map((document, index) => {
		const other = predicted[index];
		if (other === undefined) {
			throw new Error(`Sentence ${index} has no prediction.`);
		}
		return { gold: goldTuples(document), predicted: goldTuples(other) };
	});
	const { ner, rel } = evaluate(documents, types, { noOverlapping: false });
	return { entities: 100 * ner.micro.f1, relations: 100 * rel.micro.f1 };
}

/** How many sentences are predicted otherwise, however the JSON is spaced and escaped. */
export function differingSentences(predictions: string, expected: string): number {
	const [own, other] = [predictions, expected].map((json) => (JSON.parse(json) as unknown[]).map((one) => JSON.stringify(one)));
	if (own === undefined || other === undefined || own.length !== other.length) {
		throw new Error(`Predictions of ${own?.length} and ${other?.length} sentences cannot be compared.`);
	}
	return own.filter((sentence, index) => sentence !== other[index]).length;
}
