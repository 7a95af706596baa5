// The port through which documents reach a model: the editor backs it with the engine process, the command line with the
// engine itself.

import type { CancellationToken } from '../base/cancellation';
import type { ModelInfo, SentenceResult } from '../protocol/engineProtocol';

export interface SentenceExtractor {
	/** The model that answers, loaded if need be. Errors: those of the model's files and of the engine. */
	model(token: CancellationToken): Promise<ModelInfo>;
	/** Entities and relations of sentences, each a list of tokens, in their order. Errors: as model; CancelledError. */
	extract(sentences: readonly (readonly string[])[], token: CancellationToken): Promise<readonly SentenceResult[]>;
	/** All that results depend on besides the text and the model, as a key for caches. */
	readonly optionsKey: string;
}
