// What the engine process does for its client: keeps one model loaded and predicts with it, one request at a time.

import type { CancellationToken } from '../base/cancellation';
import { loadModel, type LoadedModel } from '../engine/engine';
import type { SentencePrediction } from '../engine/spert/sentencePrediction';
import type { ExtractParams, ExtractResult, ModelInfo, ModelLocation, SentenceResult } from '../protocol/engineProtocol';

interface ServedModel {
	readonly loaded: LoadedModel;
	readonly info: ModelInfo;
}

export class EngineService {
	#location: string | undefined;
	#served: Promise<ServedModel> | undefined;
	/** The end of the newest computation: the next one waits for it. */
	#lastComputation: Promise<unknown> = Promise.resolve();

	/** Loads a model, or gives the loaded one where the location is the same. Errors: those of its files. */
	load(location: ModelLocation): Promise<ServedModel> {
		const key = JSON.stringify(location);
		if (this.#served === undefined || this.#location !== key) {
			const previous = this.#served;
			this.#location = key;
			this.#served = this.#exclusively(async () => {
				// Two models at once would need twice the memory; nobody uses the old one here, in the queue.
				(await previous?.catch(() => undefined))?.loaded.model.dispose();
				return await serve(location);
			});
			this.#served.catch(() => {
				// Whoever asked gets the error; the next one tries again.
				if (this.#location === key) {
					this.#served = undefined;
				}
			});
		}
		return this.#served;
	}

	async extract(params: ExtractParams, token: CancellationToken): Promise<ExtractResult> {
		const { loaded } = await this.load(params.location);
		return await this.#exclusively(async () => {
			const predictions = await loaded.model.predict(params.sentences, params.options, { cancellation: token });
			return { sentences: predictions.map(sentenceResult) };
		});
	}

	#exclusively<T>(compute: () => Promise<T>): Promise<T> {
		const result = this.#lastComputation.then(compute);
		this.#lastComputation = result.catch(() => undefined);
		return result;
	}
}

async function serve(location: ModelLocation): Promise<ServedModel> {
	const start = performance.now();
	const { modelPath, tokenizerPath, typesPath, threads } = location;
	const loaded = await loadModel(modelPath, { tokenizerPath, typesPath, threads });
	return { loaded, info: modelInfo(loaded, performance.now() - start) };
}

function modelInfo({ model, name, hash, device }: LoadedModel, loadTime: number): ModelInfo {
	return {
		name,
		hash,
		device,
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

/** From the engine's type indices, where 0 is "no entity", to the protocol's, which number the model's types from 0. */
function sentenceResult({ entities, relations }: SentencePrediction): SentenceResult {
	const indices = new Map(entities.map((entity, index) => [`${entity.start} ${entity.end}`, index]));
	const indexOf = ({ start, end }: { start: number; end: number }): number => {
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
