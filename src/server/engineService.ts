// What the engine process does for its client: keeps one model loaded and predicts with it, one request at a time.

import { throwIfCancelled, type CancellationToken } from '../base/cancellation';
import { loadModel, type LoadedModel } from '../engine/engine';
import { sentenceResult } from '../engine/sentenceResult';
import type { ExtractParams, ExtractResult, ModelLocation } from '../protocol/engineProtocol';

export class EngineService {
	#current: { readonly key: string; readonly loaded: LoadedModel } | undefined;
	/** The end of the newest computation: the next one waits for it. */
	#lastComputation: Promise<unknown> = Promise.resolve();

	/** Loads a model, or gives the loaded one at once where the location is the same. Errors: those of its files. */
	async load(location: ModelLocation): Promise<LoadedModel> {
		const current = this.#current;
		return current?.key === keyOf(location) ? current.loaded : await this.#exclusively(() => this.#loaded(location));
	}

	/** Errors: as load; spert.spanSizeTooLarge; CancelledError. */
	async extract(params: ExtractParams, token: CancellationToken): Promise<ExtractResult> {
		// Loading and predicting are one computation: in between, another request could put another model in place.
		return await this.#exclusively(async () => {
			throwIfCancelled(token);
			const { model } = await this.#loaded(params.location);
			const predictions = await model.predict(params.sentences, params.options, { cancellation: token });
			return { sentences: predictions.map(sentenceResult) };
		});
	}

	async #loaded(location: ModelLocation): Promise<LoadedModel> {
		const key = keyOf(location);
		if (this.#current?.key === key) {
			return this.#current.loaded;
		}
		// Two models at once would need twice the memory; nobody uses the old one here, in the queue.
		this.#current?.loaded.model.dispose();
		this.#current = undefined;
		const { modelPath, ...options } = location;
		const loaded = await loadModel(modelPath, options);
		this.#current = { key, loaded };
		return loaded;
	}

	#exclusively<T>(compute: () => Promise<T>): Promise<T> {
		const result = this.#lastComputation.then(compute);
		this.#lastComputation = result.catch(() => undefined);
		return result;
	}
}

function keyOf({ modelPath, tokenizerPath, typesPath, threads }: ModelLocation): string {
	return JSON.stringify([modelPath, tokenizerPath, typesPath, threads]);
}
