// The engine in this very process as the extractor of documents.

import { throwIfCancelled, type CancellationToken } from '../base/cancellation';
import type { LoadedModel } from '../engine/engine';
import { describeModel, sentenceResult } from '../engine/sentenceResult';
import type { SentenceExtractor } from '../extraction/sentenceExtractor';
import type { ExtractionOptions, ModelInfo, SentenceResult } from '../protocol/engineProtocol';

export class EngineExtractor implements SentenceExtractor {
	readonly #loaded: LoadedModel;
	readonly #options: ExtractionOptions;
	readonly optionsKey: string;

	/** The caller keeps the model alive. */
	constructor(loaded: LoadedModel, options: ExtractionOptions) {
		this.#loaded = loaded;
		this.#options = options;
		this.optionsKey = JSON.stringify(options);
	}

	model(cancellation: CancellationToken): Promise<ModelInfo> {
		throwIfCancelled(cancellation);
		return Promise.resolve(describeModel(this.#loaded));
	}

	async extract(sentences: readonly (readonly string[])[], cancellation: CancellationToken): Promise<SentenceResult[]> {
		const predictions = await this.#loaded.model.predict(sentences, this.#options, { cancellation });
		return predictions.map(sentenceResult);
	}
}
