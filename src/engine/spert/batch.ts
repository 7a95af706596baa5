// Lays encoded sequences out as the inputs of the inference graphs: word pieces, padded for attention alone, and spans and
// pairs as flat lists over the whole batch.

import { maskedScore } from '../nn/encoderInputs';
import { float32Tensor, int32Tensor, type RuntimeTensor } from '../runtime/session';
import type { CandidatePairs } from './candidatePairs';
import { at, type SpanCandidates } from './candidates';
import { piecesBetween, type PieceRange } from './context';
import { referenceHeads, type HeadDesign } from './headDesign';
import { RangeRows } from './rangeMax';

/** One sequence: its word pieces with [CLS] and [SEP], and the spans to classify. */
export interface EncodedSequence {
	readonly ids: Int32Array;
	readonly candidates: SpanCandidates;
	/** The type of each candidate, from 1, where all are known to be entities, so that only relations are to be found. */
	readonly givenTypes?: readonly number[];
	/** Candidates whose pairs are classified, whatever the entity classifier takes them for; absent: those that it finds. */
	readonly paired?: readonly number[];
}

type Feeds = Record<string, RuntimeTensor>;

/** Probabilities of a candidate's entity classes, [classes]. */
export type ClassProbabilities = (sequence: number, candidate: number) => Float32Array;

export class Batch {
	readonly sequences: readonly EncodedSequence[];
	/** Word pieces of the longest sequence. */
	readonly #length: number;
	/** The first row of each sequence. */
	readonly #firstRows: Int32Array;
	readonly #rows: number;
	readonly #padId: number;
	readonly #design: HeadDesign;

	/** @param design of the classifiers: what they read is fed */
	constructor(sequences: readonly EncodedSequence[], padId: number, design: HeadDesign = referenceHeads) {
		this.sequences = sequences;
		this.#design = design;
		this.#length = Math.max(...sequences.map((sequence) => sequence.ids.length));
		this.#firstRows = new Int32Array(sequences.length);
		let rows = 0;
		for (const [index, { ids }] of sequences.entries()) {
			this.#firstRows[index] = rows;
			rows += ids.length;
		}
		this.#rows = rows;
		this.#padId = padId;
	}

	/** All inputs of the entity graph. */
	entityFeeds(): Feeds {
		return { ...this.encoderFeeds(), ...this.spanFeeds(0, this.spanCount) };
	}

	/** Span candidates of all sequences. */
	get spanCount(): number {
		return this.sequences.reduce((sum, { candidates }) => sum + candidates.count, 0);
	}

	encoderFeeds(): Feeds {
		const { sequences } = this;
		const count = sequences.length;
		const length = this.#length;
		const places = count * length;
		const inputIds = new Int32Array(places).fill(this.#padId);
		const positionIds = new Int32Array(places);
		const attentionBias = new Float32Array(places).fill(maskedScore);
		const rowOfPlace = new Int32Array(places);
		const placeOfRow = new Int32Array(this.#rows);
		for (const [index, { ids }] of sequences.entries()) {
			const place = index * length;
			const row = at(this.#firstRows, index);
			inputIds.set(ids, place);
			attentionBias.fill(0, place, place + ids.length);
			for (let position = 0; position < length; position++) {
				positionIds[place + position] = position;
			}
			for (let position = 0; position < ids.length; position++) {
				rowOfPlace[place + position] = row + position;
				placeOfRow[row + position] = place + position;
			}
		}
		return {
			input_ids: int32Tensor(inputIds, [count, length]),
			position_ids: int32Tensor(positionIds, [count, length]),
			token_type_ids: int32Tensor(new Int32Array(places), [count, length]),
			attention_bias: float32Tensor(attentionBias, [count, 1, 1, length]),
			row_of_place: int32Tensor(rowOfPlace, [places]),
			place_of_row: int32Tensor(placeOfRow, [this.#rows]),
		};
	}

	/** Spans start .. end - 1 of all sequences' candidates, one sequence after the other. */
	spanFeeds(start: number, end: number): Feeds {
		const { sequences } = this;
		const spanCount = end - start;
		const ranges = new RangeRows(spanCount, this.#rows);
		const boundary = new BoundaryRows(spanCount);
		const sizes = new Int32Array(spanCount);
		const spanSequences = new Int32Array(spanCount);
		let first = 0;
		for (const [index, { candidates }] of sequences.entries()) {
			const row = at(this.#firstRows, index);
			const last = Math.min(candidates.count, end - first);
			for (let candidate = Math.max(0, start - first); candidate < last; candidate++) {
				const span = first + candidate - start;
				const [pieceStart, pieceEnd] = [row + at(candidates.pieceStart, candidate), row + at(candidates.pieceEnd, candidate)];
				ranges.set(span, pieceStart, pieceEnd);
				boundary.set(span, pieceStart, pieceEnd);
				sizes[span] = sizeOf(candidates, candidate);
				spanSequences[span] = index;
			}
			first += candidates.count;
		}
		return {
			span_first_rows: int32Tensor(ranges.first, [spanCount]),
			span_second_rows: int32Tensor(ranges.second, [spanCount]),
			span_sizes: int32Tensor(sizes, [spanCount]),
			span_sequences: int32Tensor(spanSequences, [spanCount]),
			cls_rows: int32Tensor(this.#firstRows, [sequences.length]),
			...(this.#design.boundaryPieces ? boundary.feeds('span') : {}),
		};
	}

	/** @param hidden the entity graph's output of the same name for this batch */
	relationFeeds(hidden: RuntimeTensor, pairs: CandidatePairs, probabilities: ClassProbabilities): Feeds {
		const { boundaryPieces, relationEntityTypes, relationSentence } = this.#design;
		const entities = new EntityList(pairs);
		const boundary = new BoundaryRows(entities.list.length);
		const entityRanges = new RangeRows(entities.list.length, this.#rows);
		const entitySizes = new Int32Array(entities.list.length);
		for (const [index, { sequence, candidate }] of entities.list.entries()) {
			const { candidates } = this.#sequence(sequence);
			const row = at(this.#firstRows, sequence);
			const [start, end] = [row + at(candidates.pieceStart, candidate), row + at(candidates.pieceEnd, candidate)];
			entityRanges.set(index, start, end);
			boundary.set(index, start, end);
			entitySizes[index] = sizeOf(candidates, candidate);
		}
		const pairCount = pairs.sequences.length;
		const contextRanges = new RangeRows(pairCount, this.#rows);
		const contextPresent = new Float32Array(pairCount);
		for (const [index, sequence] of pairs.sequences.entries()) {
			const context = contextBetween(this.#sequence(sequence).candidates, at(pairs.heads, index), at(pairs.tails, index));
			const row = at(this.#firstRows, sequence);
			contextRanges.set(index, row + context.start, row + context.end);
			contextPresent[index] = context.end > context.start ? 1 : 0;
		}
		return {
			hidden,
			entity_first_rows: int32Tensor(entityRanges.first, [entities.list.length]),
			entity_second_rows: int32Tensor(entityRanges.second, [entities.list.length]),
			entity_sizes: int32Tensor(entitySizes, [entities.list.length]),
			pair_heads: int32Tensor(entities.heads, [pairCount]),
			pair_tails: int32Tensor(entities.tails, [pairCount]),
			context_first_rows: int32Tensor(contextRanges.first, [pairCount]),
			context_second_rows: int32Tensor(contextRanges.second, [pairCount]),
			context_present: float32Tensor(contextPresent, [pairCount, 1]),
			...(boundaryPieces ? boundary.feeds('entity') : {}),
			...(relationEntityTypes ? { entity_probabilities: probabilitiesOf(entities.list, probabilities) } : {}),
			...(relationSentence
				? {
						cls_rows: int32Tensor(this.#firstRows, [this.sequences.length]),
						pair_sequences: int32Tensor(pairs.sequences, [pairCount]),
					}
				: {}),
		};
	}

	#sequence(index: number): EncodedSequence {
		const sequence = this.sequences[index];
		if (sequence === undefined) {
			throw new RangeError(`The batch has no sequence ${index}.`);
		}
		return sequence;
	}
}

interface BatchEntity {
	readonly sequence: number;
	readonly candidate: number;
}

/** The distinct entities of pairs, and where each pair's head and tail stand among them. */
class EntityList {
	readonly list: BatchEntity[] = [];
	readonly heads: Int32Array;
	readonly tails: Int32Array;
	readonly #positions = new Map<string, number>();

	constructor(pairs: CandidatePairs) {
		this.heads = pairs.heads.map((candidate, pair) => this.#position(at(pairs.sequences, pair), candidate));
		this.tails = pairs.tails.map((candidate, pair) => this.#position(at(pairs.sequences, pair), candidate));
	}

	#position(sequence: number, candidate: number): number {
		const key = `${sequence} ${candidate}`;
		const known = this.#positions.get(key);
		if (known !== undefined) {
			return known;
		}
		this.#positions.set(key, this.list.length);
		return this.list.push({ sequence, candidate }) - 1;
	}
}

/** Rows of the first and the last word piece of spans. */
class BoundaryRows {
	readonly #start: Int32Array;
	readonly #last: Int32Array;

	constructor(count: number) {
		this.#start = new Int32Array(count);
		this.#last = new Int32Array(count);
	}

	/** Span `index` has the rows start .. end - 1, one at least. */
	set(index: number, start: number, end: number): void {
		this.#start[index] = start;
		this.#last[index] = end - 1;
	}

	feeds(prefix: 'span' | 'entity'): Feeds {
		return {
			[`${prefix}_start_rows`]: int32Tensor(this.#start, [this.#start.length]),
			[`${prefix}_last_rows`]: int32Tensor(this.#last, [this.#last.length]),
		};
	}
}

/** [entities, classes]. */
function probabilitiesOf(entities: readonly BatchEntity[], probabilities: ClassProbabilities): RuntimeTensor {
	const rows = entities.map(({ sequence, candidate }) => probabilities(sequence, candidate));
	const classes = rows[0]?.length ?? 0;
	const all = new Float32Array(rows.length * classes);
	rows.forEach((row, index) => all.set(row, index * classes));
	return float32Tensor(all, [rows.length, classes]);
}

function sizeOf(candidates: SpanCandidates, candidate: number): number {
	return at(candidates.tokenEnd, candidate) - at(candidates.tokenStart, candidate);
}

/** Word pieces between two candidates. */
export function contextBetween(candidates: SpanCandidates, a: number, b: number): PieceRange {
	return piecesBetween(
		{ pieceStart: at(candidates.pieceStart, a), pieceEnd: at(candidates.pieceEnd, a) },
		{ pieceStart: at(candidates.pieceStart, b), pieceEnd: at(candidates.pieceEnd, b) },
	);
}
