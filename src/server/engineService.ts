// What the engine process does for its client: keeps one model loaded and predicts with it, one request at a time.

import type { CancellationToken } from '../base/cancellation';
import { loadModel, type LoadedModel } from '../engine/engine';
import { sentenceResult } from '../engine/sentenceResult';
import type { ExtractParams, ExtractResult, ModelLocation } from '../protocol/engineProtocol';

export class EngineService {
	#location: string | undefined;
	#served: Promise<LoadedModel> | undefined;
	/** The end of the newest computation: the next one waits for it. */
	#lastComputation: Promise<unknown> = Promise.resolve();

	/** Loads a model, or gives the loaded one where the location is the same. Errors: those of its files. */
	load(location: ModelLocation): Promise<LoadedModel> {
		const key = JSON.stringify(location);
		if (this.#served === undefined || this.#location !== key) {
			const previous = this.#served;
			this.#location = key;
			this.#served = this.#exclusively(async () => {
				// Two models at once would need twice the memory; nobody uses the old one here, in the queue.
				(await previous?.catch(() => undefined))?.model.dispose();
				const { modelPath, ...options } = location;
				return await loadModel(modelPath, options);
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
		const { model } = await this.load(params.location);
		return await this.#exclusively(async () => {
			const predictions = await model.predict(params.sentences, params.options, { cancellation: token });
			return { sentences: predictions.map(sentenceResult) };
		});
	}

	#exclusively<T>(compute: () => Promise<T>): Promise<T> {
		const result = this.#lastComputation.then(compute);
		this.#lastComputation = result.catch(() => undefined);
		return result;
	}
}
