// Lays training samples out as the inputs of the training graph: word pieces packed or padded, spans and pairs as flat lists
// over the batch, and weights that make the losses means over them.

import { maskedScore } from '../nn/encoderInputs';
import { float32Tensor, int32Tensor, type RuntimeTensor } from '../runtime/session';
import { piecesBetween, type PieceRange } from '../spert/context';
import { RangeRows } from '../spert/rangeMax';
import type { SpanSample, TaughtTargets, TrainingSample } from './sample';

export interface TrainingBatch {
	readonly feeds: Readonly<Record<string, RuntimeTensor>>;
	/** Sizes of the named dimensions, for the dropout masks. */
	readonly dimensions: Readonly<Record<string, number>>;
	readonly spanCount: number;
	/** 0 where the batch has no pair: its relation loss is then 0 and no gradient reaches the relation classifier. */
	readonly pairCount: number;
}

export interface BatchSizes {
	readonly entityClassCount: number;
	readonly relationTypeCount: number;
	readonly padTokenId: number;
	readonly hiddenSize: number;
	/** Whether the graph reads the first and the last word piece of a span; absent: no. */
	readonly boundaryPieces?: boolean;
	/** What the graph divides logits by that learn from teachers; absent: nothing is taught apart. */
	readonly temperature?: number | undefined;
}

/**
 * The batch of some samples. Without a single span its loss is 0, where the reference's is 0/0; pairs are left out where there
 * are no relation types.
 * @param share of the losses in those of an update: less than 1 where several batches make one update
 */
export function trainingBatch(
	samples: readonly TrainingSample[],
	sizes: BatchSizes,
	share = 1,
): TrainingBatch {
	const { batch, length, rowOf } = layoutOf(samples, sizes.hiddenSize);
	const rows = batch * length;
	const inputIds = new Int32Array(rows).fill(sizes.padTokenId);
	const positionIds = new Int32Array(rows);
	const attentionBias = new Float32Array(rows * length).fill(maskedScore);
	const spanCount = samples.reduce((sum, { spans }) => sum + spans.length, 0);
	const hasRelations = sizes.relationTypeCount > 0;
	const pairCount = hasRelations ? samples.reduce((sum, { pairs }) => sum + pairs.length, 0) : 0;
	// The graph's lists are never empty: a span or a pair of weight 0 stands where there is none.
	const [spanRows, pairRows] = [Math.max(1, spanCount), Math.max(1, pairCount)];
	const spans = new RangeRows(spanRows, rows);
	const contexts = new RangeRows(pairRows, rows);
	const [spanSizes, spanClsRows] = [new Int32Array(spanRows), new Int32Array(spanRows)];
	const [spanStartRows, spanLastRows] = [new Int32Array(spanRows), new Int32Array(spanRows)];
	const entityTargets = new Float32Array(spanRows * sizes.entityClassCount);
	const [entityWeights, relationWeights] = [new Float32Array(spanRows), new Float32Array(pairRows)];
	const { temperature } = sizes;
	const taughtSpans = new TaughtRows('entity', spanRows, sizes.entityClassCount, temperature);
	const taughtPairs = new TaughtRows('relation', pairRows, sizes.relationTypeCount, temperature);
	const [pairHeads, pairTails] = [new Int32Array(pairRows), new Int32Array(pairRows)];
	const contextPresent = new Float32Array(pairRows);
	const relationTargets = new Float32Array(pairRows * sizes.relationTypeCount);
	const frozenHidden = samples.some((sample) => sample.frozenHidden) ? new Float32Array(rows * sizes.hiddenSize) : undefined;
	const totalWeight = samples.reduce((sum, { spans: own }) => own.reduce((total, { weight = 1 }) => total + weight, sum), 0);
	let span = 0;
	let pair = 0;
	for (const [index, sample] of samples.entries()) {
		const ownShare = share * (sample.weight ?? 1);
		const row = rowOf[index] ?? 0;
		const pieces = sample.ids.length;
		inputIds.set(sample.ids, row);
		frozenHidden?.set(sample.frozenHidden ?? [], row * sizes.hiddenSize);
		for (let position = 0; position < pieces; position++) {
			positionIds[row + position] = position;
			// A word piece attends to its own sequence alone.
			const keys = (row + position) * length + (row % length);
			attentionBias.fill(0, keys, keys + pieces);
		}
		const firstSpan = span;
		for (const { pieceStart, pieceEnd, size, type, targets, taught, weight = 1 } of sample.spans) {
			spans.set(span, row + pieceStart, row + pieceEnd);
			spanSizes[span] = size;
			spanClsRows[span] = row;
			spanStartRows[span] = row + pieceStart;
			spanLastRows[span] = row + pieceEnd - 1;
			if (targets === undefined) {
				entityTargets[span * sizes.entityClassCount + type] = 1;
			} else {
				entityTargets.set(targets, span * sizes.entityClassCount);
			}
			entityWeights[span] = taughtSpans.set(span, (ownShare * weight) / totalWeight, taught);
			span++;
		}
		for (const { head, tail, types, targets, taught } of hasRelations ? sample.pairs : []) {
			pairHeads[pair] = firstSpan + head;
			pairTails[pair] = firstSpan + tail;
			const context = contextOf(sample.spans[head], sample.spans[tail]);
			contexts.set(pair, row + context.start, row + context.end);
			contextPresent[pair] = context.end > context.start ? 1 : 0;
			if (targets === undefined) {
				for (const type of types) {
					relationTargets[pair * sizes.relationTypeCount + type - 1] = 1;
				}
			} else {
				relationTargets.set(targets, pair * sizes.relationTypeCount);
			}
			relationWeights[pair] = taughtPairs.set(pair, ownShare / (pairCount * sizes.relationTypeCount), taught);
			pair++;
		}
	}
	const pairFeeds = {
		pair_heads: int32Tensor(pairHeads, [pairRows]),
		pair_tails: int32Tensor(pairTails, [pairRows]),
		context_first_rows: int32Tensor(contexts.first, [pairRows]),
		context_second_rows: int32Tensor(contexts.second, [pairRows]),
		context_present: float32Tensor(contextPresent, [pairRows, 1]),
		relation_targets: float32Tensor(relationTargets, [pairRows, sizes.relationTypeCount]),
		relation_weights: float32Tensor(relationWeights, [pairRows, 1]),
		...taughtPairs.feeds(),
	};
	const boundaryFeeds = {
		span_start_rows: int32Tensor(spanStartRows, [spanRows]),
		span_last_rows: int32Tensor(spanLastRows, [spanRows]),
	};
	return {
		feeds: {
			input_ids: int32Tensor(inputIds, [batch, length]),
			position_ids: int32Tensor(positionIds, [batch, length]),
			token_type_ids: int32Tensor(new Int32Array(rows), [batch, length]),
			...(frozenHidden && { frozen_hidden: float32Tensor(frozenHidden, [rows, sizes.hiddenSize]) }),
			attention_bias: float32Tensor(attentionBias, [batch, 1, length, length]),
			span_first_rows: int32Tensor(spans.first, [spanRows]),
			span_second_rows: int32Tensor(spans.second, [spanRows]),
			span_sizes: int32Tensor(spanSizes, [spanRows]),
			span_cls_rows: int32Tensor(spanClsRows, [spanRows]),
			entity_targets: float32Tensor(entityTargets, [spanRows, sizes.entityClassCount]),
			entity_weights: float32Tensor(entityWeights, [spanRows, 1]),
			...taughtSpans.feeds(),
			...(sizes.boundaryPieces === true ? boundaryFeeds : {}),
			...(hasRelations ? pairFeeds : {}),
		},
		dimensions: { batch, sequence: length, rows, spans: spanRows, pairs: pairRows },
		spanCount,
		pairCount,
	};
}

/** Targets and weights of what teachers say of rows, apart from those of the annotation. */
class TaughtRows {
	readonly #name: 'entity' | 'relation';
	readonly #rows: number;
	readonly #width: number;
	/** Undefined: nothing is taught apart. */
	readonly #temperature: number | undefined;
	readonly #targets: Float32Array;
	readonly #weights: Float32Array;

	constructor(name: 'entity' | 'relation', rows: number, width: number, temperature: number | undefined) {
		this.#name = name;
		this.#rows = rows;
		this.#width = width;
		this.#temperature = temperature;
		const count = temperature === undefined ? 0 : rows;
		this.#targets = new Float32Array(count * width);
		this.#weights = new Float32Array(count);
	}

	/** @param weight of the row @returns the weight that is left to its annotation */
	set(row: number, weight: number, taught: TaughtTargets | undefined): number {
		if (taught === undefined || this.#temperature === undefined) {
			return weight;
		}
		this.#targets.set(taught.targets, row * this.#width);
		// Gradients shrink by the square of the temperature.
		this.#weights[row] = weight * taught.share * this.#temperature ** 2;
		return weight * (1 - taught.share);
	}

	feeds(): Record<string, RuntimeTensor> {
		return this.#temperature === undefined
			? {}
			: {
					[`${this.#name}_taught_targets`]: float32Tensor(this.#targets, [this.#rows, this.#width]),
					[`${this.#name}_taught_weights`]: float32Tensor(this.#weights, [this.#rows, 1]),
				};
	}
}

interface Layout {
	readonly batch: number;
	readonly length: number;
	/** The word piece of the batch at which each sample starts. */
	readonly rowOf: readonly number[];
}

/**
 * Each sample in a row of its own, all in one, or in as many rows as cost least. Samples that share a row waste no work on
 * padding, but attention grows with the square of a row's length.
 */
function layoutOf(samples: readonly TrainingSample[], hiddenSize: number): Layout {
	const lengths = samples.map(({ ids }) => ids.length);
	// Multiplications a layer: 12 hidden² a word piece, and attention, whose softmax and dropout cost about as much again.
	const cost = ({ batch, length }: Layout): number => batch * length * (12 * hiddenSize + 8 * length);
	return samples
		.map((_, index) => sharedRows(lengths, index + 1))
		.reduce((best, layout) => (cost(layout) <= cost(best) ? layout : best));
}

/** Samples in so many rows of about equal length: the longest first, each into the row that is shortest so far (Graham 1969). */
function sharedRows(lengths: readonly number[], count: number): Layout {
	const rows = Array.from({ length: count }, () => ({ length: 0, samples: [] as number[] }));
	const order = [...lengths.keys()].sort((a, b) => (lengths[b] ?? 0) - (lengths[a] ?? 0));
	for (const sample of order) {
		const row = rows.reduce((shortest, each) => (each.length < shortest.length ? each : shortest));
		row.samples.push(sample);
		row.length += lengths[sample] ?? 0;
	}
	const length = Math.max(...rows.map((row) => row.length));
	const rowOf: number[] = [];
	rows.forEach((row) => row.samples.sort((a, b) => a - b));
	// In the samples' own order, by which a batch without padding is laid out the same each time.
	rows.sort((a, b) => (a.samples[0] ?? 0) - (b.samples[0] ?? 0));
	for (const [index, { samples }] of rows.entries()) {
		let start = index * length;
		for (const sample of samples) {
			rowOf[sample] = start;
			start += lengths[sample] ?? 0;
		}
	}
	return { batch: count, length, rowOf };
}

function contextOf(a: SpanSample | undefined, b: SpanSample | undefined): PieceRange {
	if (a === undefined || b === undefined) {
		throw new RangeError('A pair names a span that the sample does not have.');
	}
	return piecesBetween(a, b);
}
