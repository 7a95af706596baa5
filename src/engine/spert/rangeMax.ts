// Maximum over any range of rows by a sparse table: level k holds, for each row i, the maximum of rows i .. i + 2^k - 1, so
// a range of any length is the maximum of two overlapping powers of two (Bender & Farach-Colton 2000). Exact, and
// O(T log T + S) instead of the reference's dense S x T x H mask.

import type { Value } from '../onnx/graph';
import type { GraphBuilder } from '../onnx/graphBuilder';

/** Levels that ranges of up to `longest` rows need. */
export function levelCount(longest: number): number {
	return 32 - Math.clz32(Math.max(1, longest));
}

/** The table of x [rows, size], its levels one below the other: [levels * rows, size]. */
export function rangeMaxTable(graph: GraphBuilder, x: Value, levels: number): Value {
	const table = [x];
	for (let level = 1; level < levels; level++) {
		const previous = table[level - 1] ?? x;
		const shift = 2 ** (level - 1);
		// Rows that wrap around come from another range's beginning. No range ever reads them: see rangeRows.
		const ahead = graph.sliceRows(previous, shift, Number.MAX_SAFE_INTEGER, 'ahead');
		const wrapped = graph.sliceRows(previous, 0, shift, 'wrapped');
		const rolled = graph.withShape(graph.add('Concat', [ahead, wrapped], { axis: 0 }), x.shape);
		table.push(graph.add('Max', [previous, rolled]));
	}
	return graph.withShape(graph.add('Concat', table, { axis: 0 }), ['levels*rows', ...x.shape.slice(1)]);
}

/** Maximum over ranges: rows of the table as rangeRows gives them, int32 [ranges]; result [ranges, size]. */
export function rangeMax(graph: GraphBuilder, table: Value, firstRows: Value, secondRows: Value): Value {
	const first = graph.add('Gather', [table, firstRows], { axis: 0 });
	const second = graph.add('Gather', [table, secondRows], { axis: 0 });
	return graph.add('Max', [first, second]);
}

/** Where the two halves of ranges lie in a table over `rows` rows. Filled one range at a time. */
export class RangeRows {
	readonly first: Int32Array;
	readonly second: Int32Array;
	readonly #rows: number;

	constructor(count: number, rows: number) {
		this.first = new Int32Array(count);
		this.second = new Int32Array(count);
		this.#rows = rows;
	}

	/** Sets range `index` to rows start .. end - 1; an empty range reads row 0 of the table, for the caller to mask. */
	set(index: number, start: number, end: number): void {
		if (end <= start) {
			return;
		}
		const level = 31 - Math.clz32(end - start);
		this.first[index] = level * this.#rows + start;
		this.second[index] = level * this.#rows + end - 2 ** level;
	}
}
