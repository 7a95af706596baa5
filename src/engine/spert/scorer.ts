// Scores a batch with the two inference sessions: every span candidate, then every ordered pair of the entities found.

import { DisposableStore, type Disposable } from '../../base/disposable';
import type { EncoderConfig } from '../nn/encoder';
import type { QuantizedMatrix } from '../quantization/quantizedMatrix';
import { toHalfPrecision } from '../onnx/halfPrecision';
import { serializeModel } from '../onnx/modelProto';
import { RuntimeSession, float32Data, float32Tensor, tensorNamed, type RuntimeTensor, type SessionOptions } from '../runtime/session';
import { Batch, type CandidatePairs, type EncodedSequence } from './batch';
import { argMax, sigmoid, softmaxRows } from './decoding';
import { entityGraph, relationGraph, type Parameters } from './inferenceGraphs';
import { splitHeads, type HeadWeights } from './splitHeads';

/** Scores of one sequence. */
export interface SequenceScores {
	/** Softmax [candidates, entity classes]. */
	readonly entityProbabilities: Float32Array;
	/** Candidates of each pair's head and tail: [pairs]. */
	readonly pairHeads: Int32Array;
	readonly pairTails: Int32Array;
	/** Sigmoid [pairs, relation types]. */
	readonly relationScores: Float32Array;
}

/** Pairs that are classified at once: bounds memory (about 5 kB a pair at hidden size 384) for any number of entities. */
const pairsPerRun = 4096;

export interface ScorerOptions extends SessionOptions {
	/**
	 * Read the encoder's weights where they lie, instead of holding a copy in the order that the runtime likes best: less
	 * memory, a little slower. For weights that are in memory anyway, as while training.
	 */
	readonly shareWeights?: boolean;
	/** Whether the encoder multiplies and adds in float16; its results and the classifiers stay in float32. */
	readonly float16?: boolean;
	/** Those of the encoder's weights that are int8, in place of `parameters`. They are never shared. */
	readonly quantized?: ReadonlyMap<string, QuantizedMatrix> | undefined;
}

export class SpertScorer implements Disposable {
	readonly #owned = new DisposableStore();
	readonly #entities: RuntimeSession;
	/** Undefined for a model without relation types. */
	readonly #relations: RuntimeSession | undefined;
	readonly #classCount: number;
	readonly #typeCount: number;
	readonly #padId: number;
	/** Weights that are given to each run, where the session does not hold them. */
	readonly #weightFeeds: Readonly<Record<string, RuntimeTensor>>;

	private constructor(
		entities: RuntimeSession,
		relations: RuntimeSession | undefined,
		heads: HeadWeights,
		padId: number,
		weightFeeds: Readonly<Record<string, RuntimeTensor>>,
	) {
		this.#weightFeeds = weightFeeds;
		this.#entities = this.#owned.add(entities);
		this.#relations = relations && this.#owned.add(relations);
		this.#classCount = heads.entityClassCount;
		this.#typeCount = heads.relationTypeCount;
		this.#padId = padId;
	}

	static async create(
		config: EncoderConfig & { readonly padTokenId: number },
		parameters: Parameters,
		weights: HeadWeights,
		options: ScorerOptions,
	): Promise<SpertScorer> {
		const heads = splitHeads(weights);
		const shared = options.shareWeights === true;
		const whole = entityGraph(config, shared ? undefined : parameters, heads, options.quantized);
		const graph = options.float16 === true ? toHalfPrecision(whole, 'hidden') : whole;
		const weightFeeds: Record<string, RuntimeTensor> = {};
		for (const { name, shape } of shared ? graph.inputs : []) {
			const values = parameters.get(name);
			if (values !== undefined) {
				weightFeeds[name] = float32Tensor(values, shape.map(Number));
			}
		}
		const entities = await RuntimeSession.create(serializeModel(graph), options);
		const relations =
			weights.relationTypeCount === 0
				? undefined
				: await RuntimeSession.create(serializeModel(relationGraph(config, heads)), options);
		return new SpertScorer(entities, relations, weights, config.padTokenId, weightFeeds);
	}

	/** Scores sequences together, padded to the longest. Blocks the event loop while it computes. */
	async score(sequences: readonly EncodedSequence[]): Promise<SequenceScores[]> {
		const batch = new Batch(sequences, this.#padId);
		const outputs = await this.#entities.run({ ...batch.entityFeeds(), ...this.#weightFeeds });
		const logits = float32Data(outputs, 'entity_logits');
		const found: { probabilities: Float32Array; entities: readonly number[] }[] = [];
		let offset = 0;
		for (const { candidates, areEntities = false } of sequences) {
			const own = logits.subarray(offset, offset + candidates.count * this.#classCount);
			offset += own.length;
			const entities = areEntities ? [...Array(candidates.count).keys()] : entityCandidates(own, this.#classCount);
			found.push({ probabilities: softmaxRows(own, this.#classCount), entities });
		}
		const pairs = orderedPairs(this.#relations === undefined ? [] : found.map(({ entities }) => entities));
		const relationScores = await this.#scorePairs(batch, tensorNamed(outputs, 'hidden'), pairs);
		let pair = 0;
		return found.map(({ probabilities, entities }) => {
			const start = pair;
			pair += this.#relations === undefined ? 0 : entities.length * (entities.length - 1);
			return {
				entityProbabilities: probabilities,
				pairHeads: pairs.heads.subarray(start, pair),
				pairTails: pairs.tails.subarray(start, pair),
				relationScores: relationScores.subarray(start * this.#typeCount, pair * this.#typeCount),
			};
		});
	}

	dispose(): void {
		this.#owned.dispose();
	}

	async #scorePairs(batch: Batch, hidden: RuntimeTensor, pairs: CandidatePairs): Promise<Float32Array> {
		const count = pairs.sequences.length;
		const scores = new Float32Array(count * this.#typeCount);
		for (let start = 0; start < count && this.#relations !== undefined; start += pairsPerRun) {
			const end = Math.min(count, start + pairsPerRun);
			const chunk = {
				sequences: pairs.sequences.subarray(start, end),
				heads: pairs.heads.subarray(start, end),
				tails: pairs.tails.subarray(start, end),
			};
			const outputs = await this.#relations.run(batch.relationFeeds(hidden, chunk));
			scores.set(sigmoid(float32Data(outputs, 'relation_logits')), start * this.#typeCount);
		}
		return scores;
	}
}

/** Candidates whose largest logit is not class 0. */
function entityCandidates(logits: Float32Array, classCount: number): number[] {
	const entities: number[] = [];
	for (let candidate = 0; candidate * classCount < logits.length; candidate++) {
		if (argMax(logits, candidate * classCount, classCount) !== 0) {
			entities.push(candidate);
		}
	}
	return entities;
}

/** All ordered pairs of different entities of each sequence, in candidate order, the head outside. */
function orderedPairs(entities: readonly (readonly number[])[]): CandidatePairs {
	const count = entities.reduce((sum, { length }) => sum + length * Math.max(0, length - 1), 0);
	const pairs = { sequences: new Int32Array(count), heads: new Int32Array(count), tails: new Int32Array(count) };
	let index = 0;
	for (const [sequence, own] of entities.entries()) {
		for (const head of own) {
			for (const tail of own) {
				if (tail !== head) {
					pairs.sequences[index] = sequence;
					pairs.heads[index] = head;
					pairs.tails[index] = tail;
					index++;
				}
			}
		}
	}
	return pairs;
}
