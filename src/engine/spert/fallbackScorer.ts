// Scores on a device until it fails, and on the processor from then on: what was asked for is answered all the same.

import type { Disposable } from '../../base/disposable';
import type { EncodedSequence } from './batch';
import type { SequenceScores } from './scorer';

/** What scores sequences together. Blocks the event loop while it computes. */
export interface Scorer extends Disposable {
	/**
	 * @param leastRelationScore pairs of which no relation scores so much are left out; undefined: all pairs come back, which
	 * for hundreds of entities needs much memory
	 */
	score(sequences: readonly EncodedSequence[], leastRelationScore?: number): Promise<SequenceScores[]>;
}

export interface FallbackScorerOptions {
	readonly onDevice: Scorer;
	/** Makes the scorer that goes on. */
	readonly onProcessor: () => Promise<Scorer>;
	/** Told once, before the processor's scorer is made. @param reason in the runtime's words */
	readonly onLost: (reason: string) => void;
}

export class FallbackScorer implements Scorer {
	readonly #options: FallbackScorerOptions;
	#processor: Promise<Scorer> | undefined;
	#isDisposed = false;

	constructor(options: FallbackScorerOptions) {
		this.#options = options;
	}

	async score(sequences: readonly EncodedSequence[], leastRelationScore?: number): Promise<SequenceScores[]> {
		if (this.#processor === undefined) {
			try {
				const scores = await this.#options.onDevice.score(sequences, leastRelationScore);
				requireNumbers(scores);
				return scores;
			} catch (failure) {
				return await (await this.#goOn(failure)).score(sequences);
			}
		}
		return await (await this.#processor).score(sequences, leastRelationScore);
	}

	/** Requests that were under way together fail together. */
	#goOn(failure: unknown): Promise<Scorer> {
		if (this.#processor === undefined) {
			this.#options.onLost(failure instanceof Error ? failure.message : String(failure));
			// The sessions on the device are left alone: to release what a driver has lost may end the process.
			this.#processor = this.#options.onProcessor();
		}
		return this.#processor;
	}

	dispose(): void {
		if (this.#isDisposed) {
			return;
		}
		this.#isDisposed = true;
		if (this.#processor === undefined) {
			this.#options.onDevice.dispose();
		} else {
			this.#processor.then(
				(processor) => processor.dispose(),
				() => {
					// It was never made: whoever asked it to score was told why.
				},
			);
		}
	}
}

/** A device that has been reset may answer without an error, with something that is no result. */
function requireNumbers(scores: readonly SequenceScores[]): void {
	for (const { entityProbabilities, relationScores } of scores) {
		if (!entityProbabilities.every(Number.isFinite) || !relationScores.every(Number.isFinite)) {
			throw new Error('The device gave results that are no numbers.');
		}
	}
}
