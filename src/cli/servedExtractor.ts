// A model on a server as the extractor of documents.

import type { CancellationToken } from '../base/cancellation';
import type { SentenceExtractor } from '../extraction/sentenceExtractor';
import type { ServedModel } from '../inference/servedModel';
import type { ExtractionOptions, ModelInfo, SentenceResult } from '../protocol/engineProtocol';

export class ServedExtractor implements SentenceExtractor {
	readonly #served: ServedModel;
	readonly #options: ExtractionOptions;
	#model: ModelInfo | undefined;
	readonly optionsKey: string;

	/** The caller keeps the connection alive. */
	constructor(served: ServedModel, options: ExtractionOptions) {
		this.#served = served;
		this.#options = options;
		this.optionsKey = JSON.stringify(options);
	}

	/** Asked for every document: the server may have been given another model. */
	async model(cancellation: CancellationToken): Promise<ModelInfo> {
		this.#model = await this.#served.model(cancellation);
		return this.#model;
	}

	async extract(sentences: readonly (readonly string[])[], cancellation: CancellationToken): Promise<SentenceResult[]> {
		const model = this.#model ?? (await this.model(cancellation));
		return await this.#served.extract(sentences, this.#options, model, cancellation);
	}
}
