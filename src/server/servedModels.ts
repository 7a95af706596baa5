// The models on servers that this engine process has been asked to use: one connection for each server and token, kept while the
// process lives.

import type { CancellationToken } from '../base/cancellation';
import { ServedModel } from '../inference/servedModel';
import type { ExtractParams, ExtractResult, LoadModelParams, ModelInfo } from '../protocol/engineProtocol';

export class ServedModels {
	readonly #models = new Map<string, ServedModel>();

	/** What the server of the location has. Errors: inference.…; CancelledError. */
	async load(url: string, { serverToken }: Pick<LoadModelParams, 'serverToken'>, cancellation: CancellationToken): Promise<ModelInfo> {
		return await this.#modelAt(url, serverToken).model(cancellation);
	}

	/** Errors: inference.…; CancelledError. */
	async extract(url: string, { serverToken, servedModel, sentences, options }: ExtractParams, cancellation: CancellationToken): Promise<ExtractResult> {
		const model = this.#modelAt(url, serverToken);
		return { sentences: await model.extract(sentences, options, servedModel ?? (await model.model(cancellation)), cancellation) };
	}

	#modelAt(url: string, token: string | undefined): ServedModel {
		const key = JSON.stringify([url, token]);
		const known = this.#models.get(key);
		if (known !== undefined) {
			return known;
		}
		const model = new ServedModel({ url, token });
		this.#models.set(key, model);
		return model;
	}
}
