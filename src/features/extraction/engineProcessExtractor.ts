// The engine process as the extractor of documents. A process that ends in the middle is tried once more: it restarts by
// itself, and nobody needs to know.

import { type CancellationToken } from '../../base/cancellation';
import { UserError } from '../../base/userError';
import type { EngineClient } from '../../client/engineClient';
import type { SentenceExtractor } from '../../extraction/sentenceExtractor';
import type { ExtractionOptions, ModelInfo, ModelLocation, SentenceResult } from '../../protocol/engineProtocol';

export class EngineProcessExtractor implements SentenceExtractor {
	readonly #client: EngineClient;
	readonly #location: ModelLocation;
	readonly #options: ExtractionOptions;
	/** Of a server: sentences are for this very model. */
	#servedModel: ModelInfo | undefined;
	readonly optionsKey: string;

	constructor(client: EngineClient, location: ModelLocation, options: ExtractionOptions) {
		this.#client = client;
		this.#location = location;
		this.#options = options;
		this.optionsKey = JSON.stringify(options);
	}

	async model(cancellation: CancellationToken): Promise<ModelInfo> {
		const model = await withOneMoreTry(() => this.#client.loadModel(this.#location, cancellation));
		this.#servedModel = model.server === undefined ? undefined : model;
		return model;
	}

	async extract(
		sentences: readonly (readonly string[])[],
		cancellation: CancellationToken,
	): Promise<readonly SentenceResult[]> {
		const params = {
			location: this.#location,
			options: this.#options,
			sentences: sentences.map((tokens) => [...tokens]),
			...(this.#servedModel === undefined ? {} : { servedModel: this.#servedModel }),
		};
		return (await withOneMoreTry(() => this.#client.extract(params, cancellation))).sentences;
	}
}

async function withOneMoreTry<T>(request: () => Promise<T>): Promise<T> {
	try {
		return await request();
	} catch (failure) {
		if (failure instanceof UserError && failure.code === 'engine.ended') {
			return await request();
		}
		throw failure;
	}
}
