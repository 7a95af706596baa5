// A SpERT model that is ready to run: tokens in, entities and relations out, for any number of sentences of any length.

import { throwIfCancelled, type CancellationToken } from '../../base/cancellation';
import type { Disposable } from '../../base/disposable';
import type { TypeSet } from '../../corpus/types';
import type { Tokenizer } from '../tokenizer/tokenizer';
import type { EncodedSequence } from './batch';
import { at, givenCandidates, spanCandidates, type SpanCandidates } from './candidates';
import { decodeEntities, decodeRelations } from './decoding';
import { encodeTokens } from './encoding';
import { spanSizeTooLarge } from './errors';
import type { ComputationLimits } from './computationLimits';
import { batchesByLength } from './lengthBatches';
import type { Scorer } from './fallbackScorer';
import { thresholdsOfTypes, type RelationThresholds } from './relationThresholds';
import type { SequenceScores } from './scorer';
import type { ScoredEntity, SentencePrediction } from './sentencePrediction';
import { mergeWindows, windowsOf, type Window } from './windows';

export interface PredictionOptions {
	/** Longest span that is classified, in tokens. */
	readonly maxSpanSize: number;
	/** Relations with a lower score are dropped; undefined: below the model's own thresholds, the reference's where it has none. */
	readonly relationThreshold?: number | undefined;
}

/** An entity that is known, in tokens; `end` exclusive. */
export interface GivenEntity {
	readonly start: number;
	readonly end: number;
	/** Index of the type, from 1. */
	readonly type: number;
}

/** A sentence whose entities are known. */
export interface GivenEntities {
	readonly tokens: readonly string[];
	/** Each lies within the tokens. */
	readonly entities: readonly GivenEntity[];
}

/** A sentence of which some spans are to be scored. */
export interface GivenSpans {
	readonly tokens: readonly string[];
	/** In tokens, `end` exclusive; each lies within them. */
	readonly spans: readonly { readonly start: number; readonly end: number }[];
}

/** Probabilities of given spans. NaN for a span that has too many tokens for the model, or that no window of a long sentence holds. */
export interface SpanScores {
	/** Softmax [spans, classes]. */
	readonly spans: Float32Array;
	/** Sigmoid [spans, spans, relation types], the head first; empty where pairs were not asked for. NaN for a span with itself too. */
	readonly pairs: Float32Array;
}

export interface PredictionHooks {
	readonly cancellation: CancellationToken;
	/** Sentences (or windows of long ones) that are done, of how many. */
	readonly onProgress?: (done: number, total: number) => void;
}

/** A window of one sentence, encoded. */
interface Unit extends EncodedSequence {
	readonly sentence: number;
	readonly window: Window;
}

/** Which of a sentence's given spans lie in a window, and which of them are paired, as candidates. */
interface SpanIndices {
	readonly asked: readonly number[];
	readonly paired: readonly number[];
}

export interface SpertModelParts {
	readonly tokenizer: Tokenizer;
	readonly scorer: Scorer;
	readonly types: TypeSet;
	/** Word pieces of the longest sequence that the encoder reads, [CLS] and [SEP] included. */
	readonly longestSequence: number;
	/** Rows of the size embedding: no span may have this many tokens. */
	readonly sizeCount: number;
	readonly limits: ComputationLimits;
	/** The model's own; absent: the reference's. */
	readonly thresholds?: RelationThresholds | undefined;
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
		const units = this.#spanUnits(sentences, options.maxSpanSize);
		const thresholds = this.#thresholds(options);
		const decode = (unit: Unit, scores: SequenceScores): SentencePrediction => this.#decode(unit, scores, thresholds);
		return await this.#predictUnits(units, sentences.length, Math.min(...thresholds), hooks, decode);
	}

	/**
	 * What predict decides on: its entities, and for every ordered pair of them each relation type with its score, also both
	 * directions of a symmetric one. For measuring; what scores less than `leastScore` is left out.
	 * Errors: as predict.
	 */
	async scoreCandidates(
		sentences: readonly (readonly string[])[],
		{ maxSpanSize, leastScore }: { readonly maxSpanSize: number; readonly leastScore: number },
		hooks: PredictionHooks,
	): Promise<SentencePrediction[]> {
		const units = this.#spanUnits(sentences, maxSpanSize);
		const directed = this.types.relations.map((type) => ({ ...type, symmetric: false }));
		const thresholds = new Float32Array(directed.length).fill(leastScore);
		const decode = (unit: Unit, scores: SequenceScores): SentencePrediction => this.#decode(unit, scores, thresholds, directed);
		return await this.#predictUnits(units, sentences.length, leastScore, hooks, decode);
	}

	/**
	 * Predicts the relations between entities that are known already; they come back as they are, with the score 1. Equal ones
	 * are taken once. Otherwise as predict. Errors: spert.spanSizeTooLarge.
	 */
	async predictRelations(
		documents: readonly GivenEntities[],
		options: Pick<PredictionOptions, 'relationThreshold'>,
		hooks: PredictionHooks,
	): Promise<SentencePrediction[]> {
		const classes = this.#parts.types.entities.length + 1;
		const known = documents.map(({ entities }) => withoutRepetitions(entities));
		for (const { start, end } of known.flat()) {
			if (end - start >= this.#parts.sizeCount) {
				throw spanSizeTooLarge(end - start, this.#parts.sizeCount - 1);
			}
		}
		const within = ({ start, end }: Window, sentence: number): readonly GivenEntity[] =>
			(known[sentence] ?? []).filter((entity) => entity.start >= start && entity.end <= end);
		const units = documents.flatMap(({ tokens }, sentence) =>
			this.#encode(tokens, sentence, (tokenStarts, window) => {
				const spans = within(window, sentence).map(({ start, end }) => ({ start: start - window.start, end: end - window.start }));
				return givenCandidates(tokenStarts, spans);
			}),
		);
		const related = units.filter(({ candidates }) => candidates.count > 0).map((unit) => ({
			...unit,
			givenTypes: within(unit.window, unit.sentence).map(({ type }) => type),
		}));
		const thresholds = this.#thresholds(options);
		const decode = (unit: Unit, scores: SequenceScores): SentencePrediction => {
			const entities = within(unit.window, unit.sentence).map(({ start, end, type }): ScoredEntity => {
				const probabilities = new Float32Array(classes);
				probabilities[type] = 1;
				return { start, end, type, score: 1, probabilities };
			});
			const relations = this.#decodeRelations(unit, scores, thresholds, new Map(entities.entries()));
			// One span under two types is no pair.
			return { entities, relations: relations.filter(({ head, tail }) => head.start !== tail.start || head.end !== tail.end) };
		};
		return await this.#predictUnits(related, documents.length, Math.min(...thresholds), hooks, decode);
	}

	/**
	 * Scores spans, and with `paired` all ordered pairs of them, whatever the model would take them for. The result is in the
	 * order of the documents. Otherwise as predict.
	 */
	async scoreSpans(documents: readonly GivenSpans[], paired: boolean, hooks: PredictionHooks): Promise<SpanScores[]> {
		const { types, sizeCount } = this.#parts;
		const [classes, typeCount] = [types.entities.length + 1, types.relations.length];
		const units = documents.flatMap(({ tokens, spans }, sentence) => {
			const within = ({ start, end }: Window): readonly number[] =>
				[...spans.entries()].flatMap(([index, span]) =>
					span.start >= start && span.end <= end && span.end - span.start < sizeCount ? [index] : [],
				);
			const asked = (window: Window): SpanIndices => ({ asked: within(window), paired: paired ? [...within(window).keys()] : [] });
			const encoded = this.#encode(tokens, sentence, (tokenStarts, window) =>
				givenCandidates(tokenStarts, asked(window).asked.map((index) => shifted(spans[index], window.start))),
			);
			return encoded.map((unit) => ({ ...unit, ...asked(unit.window) }));
		});
		const results = documents.map(
			({ spans }): SpanScores => ({
				spans: new Float32Array(spans.length * classes).fill(NaN),
				pairs: new Float32Array(paired ? spans.length ** 2 * typeCount : 0).fill(NaN),
			}),
		);
		const known = units.filter(({ asked }) => asked.length > 0);
		await this.#scoreUnits(known, undefined, hooks, ({ sentence, window, asked }, { entityProbabilities, pairHeads, pairTails, relationScores }) => {
			const [given, result] = [documents[sentence]?.spans ?? [], results[sentence]];
			const put = (target: Float32Array | undefined, place: number, values: Float32Array, isOwn: boolean): void => {
				// What several windows hold is the matter of the one that owns it.
				if (isOwn || Number.isNaN(target?.[place * values.length])) {
					target?.set(values, place * values.length);
				}
			};
			const owns = (index: number): boolean => {
				const start = given[index]?.start ?? -1;
				return start >= window.ownStart && start < window.ownEnd;
			};
			for (const [candidate, index] of asked.entries()) {
				put(result?.spans, index, entityProbabilities.subarray(candidate * classes, (candidate + 1) * classes), owns(index));
			}
			for (const [pair, candidate] of pairHeads.entries()) {
				const [head = 0, tail = 0] = [asked[candidate], asked[at(pairTails, pair)]];
				const scores = relationScores.subarray(pair * typeCount, (pair + 1) * typeCount);
				put(result?.pairs, head * given.length + tail, scores, owns(head) && owns(tail));
			}
		});
		return results;
	}

	async #predictUnits(
		units: readonly Unit[],
		sentenceCount: number,
		leastRelationScore: number,
		hooks: PredictionHooks,
		decode: (unit: Unit, scores: SequenceScores) => SentencePrediction,
	): Promise<SentencePrediction[]> {
		const windows = Array.from({ length: sentenceCount }, (): { window: Window; prediction: SentencePrediction }[] => []);
		await this.#scoreUnits(units, leastRelationScore, hooks, (unit, scores) => {
			windows[unit.sentence]?.push({ window: unit.window, prediction: decode(unit, scores) });
		});
		// Batches go by length; the result of a sentence must not depend on which others are read with it.
		return windows.map((parts) => mergeWindows(parts.sort((a, b) => a.window.start - b.window.start)));
	}

	async #scoreUnits<T extends Unit>(
		units: readonly T[],
		leastRelationScore: number | undefined,
		hooks: PredictionHooks,
		take: (unit: T, scores: SequenceScores) => void,
	): Promise<void> {
		let done = 0;
		const { scorer, limits } = this.#parts;
		for (const batch of batchesByLength(units, (unit) => unit.ids.length, (length) => limits.sequencesOf(length))) {
			throwIfCancelled(hooks.cancellation);
			const scores = await scorer.score(batch, leastRelationScore);
			for (const [index, unit] of batch.entries()) {
				const score = scores[index];
				if (score === undefined) {
					throw new Error('A batch came back with fewer scores than sequences.');
				}
				take(unit, score);
			}
			done += batch.length;
			hooks.onProgress?.(done, units.length);
			await nextTurn();
		}
		throwIfCancelled(hooks.cancellation);
	}

	dispose(): void {
		this.#parts.scorer.dispose();
	}

	#encode(
		tokens: readonly string[],
		sentence: number,
		candidatesOf: (tokenStarts: Int32Array, window: Window) => SpanCandidates,
	): Unit[] {
		if (tokens.length === 0) {
			return [];
		}
		const { tokenizer, longestSequence } = this.#parts;
		const capacity = longestSequence - 2;
		const { ids, tokenStarts } = encodeTokens(tokenizer, tokens, capacity);
		return windowsOf(tokenStarts, capacity).map((window) => {
			const firstPiece = at(tokenStarts, window.start);
			const pieces = ids.subarray(firstPiece, at(tokenStarts, window.end));
			const starts = tokenStarts.slice(window.start, window.end + 1).map((piece) => piece - firstPiece);
			return {
				sentence,
				window,
				ids: Int32Array.of(tokenizer.clsId, ...pieces, tokenizer.sepId),
				candidates: candidatesOf(starts, window),
			};
		});
	}

	#decode(unit: Unit, scores: SequenceScores, thresholds: Float32Array, relationTypes = this.types.relations): SentencePrediction {
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
		return { entities: [...entities.values()], relations: this.#decodeRelations(unit, scores, thresholds, entities, relationTypes) };
	}

	/** Of each relation type, as asked for or as the model has them. */
	#thresholds({ relationThreshold }: Pick<PredictionOptions, 'relationThreshold'>): Float32Array {
		return thresholdsOfTypes(this.types.relations, relationThreshold, this.#parts.thresholds);
	}

	/** Errors: spert.spanSizeTooLarge. */
	#spanUnits(sentences: readonly (readonly string[])[], maxSpanSize: number): Unit[] {
		const { sizeCount } = this.#parts;
		if (maxSpanSize >= sizeCount) {
			throw spanSizeTooLarge(maxSpanSize, sizeCount - 1);
		}
		return sentences.flatMap((tokens, sentence) =>
			this.#encode(tokens, sentence, (tokenStarts) => spanCandidates(tokenStarts, maxSpanSize)),
		);
	}

	/** @param entities by candidate */
	#decodeRelations(
		{ candidates }: Unit,
		scores: SequenceScores,
		thresholds: Float32Array,
		entities: ReadonlyMap<number, ScoredEntity>,
		relationTypes = this.types.relations,
	): SentencePrediction['relations'] {
		const relations = decodeRelations(
			{ heads: scores.pairHeads, tails: scores.pairTails },
			scores.relationScores,
			relationTypes,
			thresholds,
			{ start: (candidate) => at(candidates.tokenStart, candidate), key: String },
		);
		return relations.flatMap(({ head, tail, type, score }) => {
			const [headEntity, tailEntity] = [entities.get(head), entities.get(tail)];
			return headEntity && tailEntity ? [{ head: headEntity, tail: tailEntity, type, score }] : [];
		});
	}
}

function shifted(span: GivenSpans['spans'][number] | undefined, by: number): GivenSpans['spans'][number] {
	return { start: (span?.start ?? 0) - by, end: (span?.end ?? 0) - by };
}

function withoutRepetitions(entities: readonly GivenEntity[]): readonly GivenEntity[] {
	return [...new Map(entities.map((entity) => [`${entity.start} ${entity.end} ${entity.type}`, entity])).values()];
}

/** Lets the event loop hear other messages. */
function nextTurn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
