// A SpERT model that is ready to run: tokens in, entities and relations out, for any number of sentences of any length.

import { throwIfCancelled, type CancellationToken } from '../../base/cancellation';
import type { Disposable } from '../../base/disposable';
import type { TypeSet } from '../data/types';
import type { Tokenizer } from '../tokenizer/tokenizer';
import type { EncodedSequence } from './batch';
import { at, spanCandidates } from './candidates';
import { decodeEntities, decodeRelations } from './decoding';
import { encodeTokens } from './encoding';
import { spanSizeTooLarge } from './errors';
import { batchesByLength } from './lengthBatches';
import type { SequenceScores, SpertScorer } from './scorer';
import type { ScoredEntity, SentencePrediction } from './sentencePrediction';
import { mergeWindows, windowsOf, type Window } from './windows';

export interface PredictionOptions {
	/** Longest span that is classified, in tokens. */
	readonly maxSpanSize: number;
	/** Relations with a lower score are dropped. */
	readonly relationThreshold: number;
}

export interface PredictionHooks {
	readonly cancellation: CancellationToken;
	/** Sentences (or windows of long ones) that are done, of how many. */
	readonly onProgress?: (done: number, total: number) => void;
}

/** Word pieces that are encoded together, padding included. More saves little time and costs memory and response. */
const rowsPerBatch = 512;

/** A window of one sentence, encoded. */
interface Unit extends EncodedSequence {
	readonly sentence: number;
	readonly window: Window;
}

export interface SpertModelParts {
	readonly tokenizer: Tokenizer;
	readonly scorer: SpertScorer;
	readonly types: TypeSet;
	/** Positions of the encoder: word pieces of the longest sequence, [CLS] and [SEP] included. */
	readonly positionCount: number;
	/** Rows of the size embedding: no span may have this many tokens. */
	readonly sizeCount: number;
}

export class SpertModel implements Disposable {
	readonly #parts: SpertModelParts;

	constructor(parts: SpertModelParts) {
		this.#parts = parts;
	}

	get types(): TypeSet {
		return this.#parts.types;
	}

	/**
	 * Predicts entities and relations of sentences, each a list of tokens; the result is in the order of the sentences.
	 * Between batches other messages are heard, so that cancelling works: it throws CancelledError.
	 * Errors: spert.spanSizeTooLarge.
	 */
	async predict(
		sentences: readonly (readonly string[])[],
		options: PredictionOptions,
		hooks: PredictionHooks,
	): Promise<SentencePrediction[]> {
		if (options.maxSpanSize >= this.#parts.sizeCount) {
			throw spanSizeTooLarge(options.maxSpanSize, this.#parts.sizeCount - 1);
		}
		const units = sentences.flatMap((tokens, sentence) => this.#encode(tokens, sentence, options.maxSpanSize));
		const windows = sentences.map((): { window: Window; prediction: SentencePrediction }[] => []);
		let done = 0;
		for (const batch of batchesByLength(units, (unit) => unit.ids.length, rowsPerBatch)) {
			throwIfCancelled(hooks.cancellation);
			const scores = await this.#parts.scorer.score(batch);
			for (const [index, unit] of batch.entries()) {
				const score = scores[index];
				if (score === undefined) {
					throw new Error('A batch came back with fewer scores than sequences.');
				}
				windows[unit.sentence]?.push({ window: unit.window, prediction: this.#decode(unit, score, options) });
			}
			done += batch.length;
			hooks.onProgress?.(done, units.length);
			await nextTurn();
		}
		throwIfCancelled(hooks.cancellation);
		// Batches go by length; the result of a sentence must not depend on which others are read with it.
		return windows.map((parts) => mergeWindows(parts.sort((a, b) => a.window.start - b.window.start)));
	}

	dispose(): void {
		this.#parts.scorer.dispose();
	}

	#encode(tokens: readonly string[], sentence: number, maxSpanSize: number): Unit[] {
		if (tokens.length === 0) {
			return [];
		}
		const { tokenizer, positionCount } = this.#parts;
		const capacity = positionCount - 2;
		const { ids, tokenStarts } = encodeTokens(tokenizer, tokens, capacity);
		return windowsOf(tokenStarts, capacity).map((window) => {
			const firstPiece = at(tokenStarts, window.start);
			const pieces = ids.subarray(firstPiece, at(tokenStarts, window.end));
			const starts = tokenStarts.slice(window.start, window.end + 1).map((piece) => piece - firstPiece);
			return {
				sentence,
				window,
				ids: Int32Array.of(tokenizer.clsId, ...pieces, tokenizer.sepId),
				candidates: spanCandidates(starts, maxSpanSize),
			};
		});
	}

	#decode(unit: Unit, scores: SequenceScores, options: PredictionOptions): SentencePrediction {
		const { types } = this.#parts;
		const { candidates, window } = unit;
		const classes = types.entities.length + 1;
		const entities = new Map<number, ScoredEntity>();
		for (const { candidate, type, score } of decodeEntities(scores.entityProbabilities, classes)) {
			entities.set(candidate, {
				start: window.start + at(candidates.tokenStart, candidate),
				end: window.start + at(candidates.tokenEnd, candidate),
				type,
				score,
				probabilities: scores.entityProbabilities.slice(candidate * classes, (candidate + 1) * classes),
			});
		}
		const relations = decodeRelations(
			{ heads: scores.pairHeads, tails: scores.pairTails },
			scores.relationScores,
			types.relations,
			options.relationThreshold,
			{ start: (candidate) => at(candidates.tokenStart, candidate), key: String },
		);
		return {
			entities: [...entities.values()],
			relations: relations.flatMap(({ head, tail, type, score }) => {
				const [headEntity, tailEntity] = [entities.get(head), entities.get(tail)];
				return headEntity && tailEntity ? [{ head: headEntity, tail: tailEntity, type, score }] : [];
			}),
		};
	}
}

/** Lets the event loop hear other messages. */
function nextTurn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
