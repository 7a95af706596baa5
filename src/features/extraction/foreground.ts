// Lets what a person waits for go first: while a document on the screen is being extracted, work in the background pauses,
// and what it was computing is given up and done again later.

import { CancellationSource, CancelledError, throwIfCancelled, type CancellationToken } from '../../base/cancellation';
import { toDisposable, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { SentenceExtractor } from '../../extraction/sentenceExtractor';
import type { ModelInfo, SentenceResult } from '../../protocol/engineProtocol';

export class Foreground implements Disposable {
	readonly #began = new Emitter<void>();
	readonly #rested = new Emitter<void>();
	#active = 0;

	/** Fires when something begins to go first. */
	readonly onDidBegin = this.#began.event;

	/** Until what this gives is disposed, the background waits. */
	begin(): Disposable {
		this.#active++;
		this.#began.fire();
		return toDisposable(() => {
			if (--this.#active === 0) {
				this.#rested.fire();
			}
		});
	}

	/** Resolves when nothing goes first. Errors: CancelledError. */
	async rests(token: CancellationToken): Promise<void> {
		while (this.#active > 0) {
			await new Promise<void>((resolve) => {
				const ends = [this.#rested.event(end), token.onCancellationRequested(end)];
				function end(): void {
					ends.forEach((each) => each.dispose());
					resolve();
				}
			});
			throwIfCancelled(token);
		}
	}

	dispose(): void {
		this.#rested.fire();
		this.#began.dispose();
		this.#rested.dispose();
	}
}

/** An extractor that gives way to the foreground. */
export class BackgroundExtractor implements SentenceExtractor {
	readonly #extractor: SentenceExtractor;
	readonly #foreground: Foreground;

	constructor(extractor: SentenceExtractor, foreground: Foreground) {
		this.#extractor = extractor;
		this.#foreground = foreground;
	}

	get optionsKey(): string {
		return this.#extractor.optionsKey;
	}

	async model(token: CancellationToken): Promise<ModelInfo> {
		await this.#foreground.rests(token);
		return await this.#extractor.model(token);
	}

	async extract(sentences: readonly (readonly string[])[], token: CancellationToken): Promise<readonly SentenceResult[]> {
		for (;;) {
			await this.#foreground.rests(token);
			throwIfCancelled(token);
			const attempt = new CancellationSource();
			const ends = [token.onCancellationRequested(() => attempt.cancel()), this.#foreground.onDidBegin(() => attempt.cancel())];
			try {
				return await this.#extractor.extract(sentences, attempt.token);
			} catch (failure) {
				if (!(failure instanceof CancelledError) || token.isCancellationRequested) {
					throw failure;
				}
			} finally {
				ends.forEach((each) => each.dispose());
				attempt.dispose();
			}
		}
	}
}
