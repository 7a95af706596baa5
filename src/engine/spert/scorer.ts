// Scores a batch with the two inference sessions: every span candidate, then every ordered pair of the entities found.

import { DisposableStore, type Disposable } from '../../base/disposable';
import type { EncoderConfig } from '../nn/encoder';
import type { QuantizedMatrix } from '../quantization/quantizedMatrix';
import { toHalfPrecision } from '../onnx/halfPrecision';
import { serializeModel } from '../onnx/modelProto';
import { RuntimeSession, float32Data, float32Tensor, releaseTensor, tensorNamed, type RuntimeTensor, type SessionOptions } from '../runtime/session';
import { Batch, type ClassProbabilities, type EncodedSequence } from './batch';
import { orderedPairs, ScoredPairs, type PairScores } from './candidatePairs';
import { computationLimits, usualMemory, type ComputationLimits } from './computationLimits';
import { argMax, oneHotRows, sigmoid, softmaxRows } from './decoding';
import { entityGraph, relationGraph, spanGraph, type Parameters } from './inferenceGraphs';
import type { HeadWeights } from './headWeights';
import { splitHeads } from './splitHeads';

/** Scores of one sequence. */
export interface SequenceScores extends PairScores {
	/** Softmax [candidates, entity classes]. */
	readonly entityProbabilities: Float32Array;
}

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
	/** Absent: those of usualMemory. */
	readonly limits?: ComputationLimits;
}

interface ScorerParts {
	readonly entities: RuntimeSession;
	/** Undefined for a model without relation types. */
	readonly relations: RuntimeSession | undefined;
	/** Makes the session for what the entity session leaves over. */
	readonly createSpans: () => Promise<RuntimeSession>;
	readonly heads: HeadWeights;
	readonly padId: number;
	/** Weights that are given to each run, where the session does not hold them. */
	readonly weightFeeds: Readonly<Record<string, RuntimeTensor>>;
	readonly limits: ComputationLimits;
}

interface FoundEntities {
	readonly hidden: RuntimeTensor;
	/** Candidates of each sequence. */
	readonly entities: readonly (readonly number[])[];
	/** What the relation classifier takes their types to be. */
	readonly probabilities: ClassProbabilities;
}

export class SpertScorer implements Disposable {
	readonly #owned = new DisposableStore();
	readonly #parts: ScorerParts;
	readonly #classCount: number;
	readonly #typeCount: number;
	#spans: RuntimeSession | undefined;

	private constructor(parts: ScorerParts) {
		this.#parts = parts;
		this.#owned.add(parts.entities);
		if (parts.relations !== undefined) {
			this.#owned.add(parts.relations);
		}
		this.#classCount = parts.heads.entityClassCount;
		this.#typeCount = parts.heads.relationTypeCount;
	}

	static async create(
		config: EncoderConfig & { readonly padTokenId: number },
		parameters: Parameters,
		weights: HeadWeights,
		options: ScorerOptions,
	): Promise<SpertScorer> {
		const heads = splitHeads(weights);
		// Session options are kept for later; the weights are not: the sessions have their own.
		const { shareWeights: shared = false, quantized, float16 = false, limits, ...session } = options;
		const sessionOptions = { ...session, plansMemory: false };
		const whole = entityGraph(config, shared ? undefined : parameters, heads, quantized);
		const graph = float16 ? toHalfPrecision(whole, 'hidden') : whole;
		const weightFeeds: Record<string, RuntimeTensor> = {};
		for (const { name, shape } of shared ? graph.inputs : []) {
			const values = parameters.get(name);
			if (values !== undefined) {
				weightFeeds[name] = float32Tensor(values, shape.map(Number));
			}
		}
		// The hidden states are read on the device again, as often as there are portions of spans and pairs.
		const entities = await RuntimeSession.create(serializeModel(graph), { ...sessionOptions, outputsOnDevice: ['hidden'] });
		const relations =
			weights.relationTypeCount === 0
				? undefined
				: await RuntimeSession.create(serializeModel(relationGraph(config, heads)), sessionOptions);
		return new SpertScorer({
			entities,
			relations,
			createSpans: () => RuntimeSession.create(serializeModel(spanGraph(config, heads)), sessionOptions),
			heads: weights,
			padId: config.padTokenId,
			weightFeeds,
			limits: limits ?? computationLimits(config, usualMemory, weights.design),
		});
	}

	/** Scores sequences together, padded to the longest. Arguments as of Scorer. Blocks the event loop while it computes. */
	async score(sequences: readonly EncodedSequence[], leastRelationScore?: number): Promise<SequenceScores[]> {
		const batch = new Batch(sequences, this.#parts.padId, this.#parts.heads.design);
		const outputs = await this.#parts.entities.run({
			...batch.encoderFeeds(),
			...batch.spanFeeds(0, Math.min(batch.spanCount, this.#parts.limits.spans)),
			...this.#parts.weightFeeds,
		});
		const hidden = tensorNamed(outputs, 'hidden');
		try {
			const logits = await this.#furtherSpans(batch, hidden, float32Data(outputs, 'entity_logits'));
			return await this.#scoresOf(batch, hidden, logits, leastRelationScore);
		} finally {
			releaseTensor(hidden);
		}
	}

	dispose(): void {
		this.#owned.dispose();
	}

	async #scoresOf(batch: Batch, hidden: RuntimeTensor, logits: Float32Array, leastRelationScore: number | undefined): Promise<SequenceScores[]> {
		const { sequences } = batch;
		const classes = this.#classCount;
		const found: { probabilities: Float32Array; types: Float32Array; entities: readonly number[] }[] = [];
		let offset = 0;
		for (const { candidates, givenTypes, paired } of sequences) {
			const own = logits.subarray(offset, offset + candidates.count * classes);
			offset += own.length;
			const probabilities = softmaxRows(own, classes);
			found.push(
				givenTypes === undefined
					? { probabilities, types: probabilities, entities: paired ?? entityCandidates(own, classes) }
					: { probabilities, types: oneHotRows(givenTypes, classes), entities: [...givenTypes.keys()] },
			);
		}
		const typesOf: ClassProbabilities = (sequence, candidate) =>
			found[sequence]?.types.subarray(candidate * classes, (candidate + 1) * classes) ?? new Float32Array(classes);
		const entities = found.map((each) => each.entities);
		const pairs = await this.#scorePairs(batch, { hidden, entities, probabilities: typesOf }, leastRelationScore);
		return found.map(({ probabilities }, index) => ({ entityProbabilities: probabilities, ...pairs.of(index) }));
	}

	/** Logits of all spans, [spans, classes]. @param first of the first portion */
	async #furtherSpans(batch: Batch, hidden: RuntimeTensor, first: Float32Array): Promise<Float32Array> {
		const count = batch.spanCount;
		const { createSpans } = this.#parts;
		const { spans: step } = this.#parts.limits;
		if (count <= step) {
			return first;
		}
		const logits = new Float32Array(count * this.#classCount);
		logits.set(first);
		this.#spans ??= this.#owned.add(await createSpans());
		for (let start = step; start < count; start += step) {
			const further = await this.#spans.run({ hidden, ...batch.spanFeeds(start, Math.min(count, start + step)) });
			logits.set(float32Data(further, 'entity_logits'), start * this.#classCount);
		}
		return logits;
	}

	async #scorePairs(batch: Batch, { hidden, entities, probabilities }: FoundEntities, leastScore: number | undefined): Promise<ScoredPairs> {
		const { relations, limits } = this.#parts;
		const scored = new ScoredPairs(this.#typeCount, leastScore);
		if (relations === undefined) {
			return scored;
		}
		for (const pairs of orderedPairs(entities, limits.pairs)) {
			const outputs = await relations.run(batch.relationFeeds(hidden, pairs, probabilities));
			scored.add(pairs, sigmoid(float32Data(outputs, 'relation_logits')));
		}
		return scored;
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
