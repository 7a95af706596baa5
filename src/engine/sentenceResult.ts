// A loaded model and its predictions as plain data, type indices from 0: what leaves the engine, whether by a message to
// another process or within one.

import type { LoadedModel } from './engine';
import type { SentencePrediction } from './spert/sentencePrediction';

/** One sentence's entities and relations. Offsets count tokens; heads and tails number `entities`. */
export interface SentenceResult {
	entities: { start: number; end: number; type: number; score: number; probabilities: number[] }[];
	relations: { head: number; tail: number; type: number; score: number }[];
}

/** What is worth knowing of a model that was loaded; `loadTime` in milliseconds. */
export interface ModelDescription {
	name: string;
	hash: string;
	device: string;
	precision: string;
	loadTime: number;
	entityTypes: { identifier: string; short: string; verbose: string }[];
	relationTypes: { identifier: string; short: string; verbose: string; symmetric: boolean }[];
}

export function describeModel({ model, name, hash, device, precision, loadTime }: LoadedModel): ModelDescription {
	return {
		name,
		hash,
		device,
		precision,
		loadTime,
		entityTypes: model.types.entities.map(({ identifier, short, verbose }) => ({ identifier, short, verbose })),
		relationTypes: model.types.relations.map(({ identifier, short, verbose, symmetric }) => ({
			identifier,
			short,
			verbose,
			symmetric,
		})),
	};
}

/** From the engine's class indices, where 0 is "no entity" and "no relation", to ones that number the types from 0. */
export function sentenceResult({ entities, relations }: SentencePrediction): SentenceResult {
	const indices = new Map(entities.map(({ start, end }, index) => [`${start} ${end}`, index]));
	const indexOf = ({ start, end }: { readonly start: number; readonly end: number }): number => {
		const index = indices.get(`${start} ${end}`);
		if (index === undefined) {
			throw new Error(`A relation's entity (${start} to ${end}) is not among the sentence's entities.`);
		}
		return index;
	};
	return {
		entities: entities.map(({ start, end, type, score, probabilities }) => ({
			start,
			end,
			type: type - 1,
			score,
			probabilities: [...probabilities.subarray(1)],
		})),
		relations: relations.map(({ head, tail, type, score }) => ({
			head: indexOf(head),
			tail: indexOf(tail),
			type: type - 1,
			score,
		})),
	};
}
