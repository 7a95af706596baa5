// Remembers what a model found in a sentence, so that an edit costs one sentence and an unchanged document nothing. Here
// in memory; on disk in node/storedSentences.ts.

import type { SentenceResult } from '../protocol/engineProtocol';

/** What is known of sentences, by one model with one set of options. */
export interface KnownSentences {
	/** @param wording the sentence's tokens, joined */
	get(wording: string): SentenceResult | undefined;
	set(wording: string, result: SentenceResult): void;
}

/** Where results of sentences are remembered. Never fails: what cannot be remembered is computed again. */
export interface SentenceMemory {
	open(modelHash: string, optionsKey: string): Promise<KnownSentences>;
}

/** The least recently used results go first when there are more than `capacity`. */
export class SentenceCache implements SentenceMemory {
	readonly #results = new Map<string, SentenceResult>();
	readonly #capacity: number;

	constructor(capacity = 50_000) {
		this.#capacity = capacity;
	}

	open(modelHash: string, optionsKey: string): Promise<KnownSentences> {
		return Promise.resolve({
			get: (wording) => this.get(sentenceKey(modelHash, optionsKey, wording)),
			set: (wording, result) => this.set(sentenceKey(modelHash, optionsKey, wording), result),
		});
	}

	get(key: string): SentenceResult | undefined {
		const result = this.#results.get(key);
		if (result !== undefined) {
			// A Map keeps the order of insertion: put last what was used last.
			this.#results.delete(key);
			this.#results.set(key, result);
		}
		return result;
	}

	set(key: string, result: SentenceResult): void {
		this.#results.delete(key);
		this.#results.set(key, result);
		if (this.#results.size > this.#capacity) {
			const [oldest] = this.#results.keys();
			if (oldest !== undefined) {
				this.#results.delete(oldest);
			}
		}
	}
}

/** Everything that the result for a sentence depends on: its tokens (joined), the model and the options. */
export function sentenceKey(modelHash: string, optionsKey: string, wording: string): string {
	return `${modelHash}\u0000${optionsKey}\u0000${wording}`;
}
