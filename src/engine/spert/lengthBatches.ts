// Groups sequences into batches: as few as memory allows, so that little is spent on starting each, and those of like length
// together, because attention, unlike the rest, is padded to the longest.

/** What one more batch costs, in rows (word pieces) that could be encoded instead: measured as 2 ms, at 0.3 ms a row. */
const rowsPerRun = 8;

/**
 * What attention within a sequence costs, in the same unit: the square of its length, padding included, divided by this.
 * Measured with the embedded model, in which attention is a twentieth of the work at 30 word pieces.
 */
const lengthPerRow = 600;

/**
 * Divides sequences into batches. Of all ways to divide them in order of length it takes the one with the least padding and
 * overhead, by dynamic programming.
 * Every sequence is in exactly one batch; the shortest come first.
 * @param lengthOf word pieces of a sequence, [CLS] and [SEP] included
 * @param mostOf how many sequences may be in a batch whose longest has that many word pieces, at least 1
 */
export function batchesByLength<T>(
	sequences: readonly T[],
	lengthOf: (sequence: T) => number,
	mostOf: (length: number) => number,
): T[][] {
	const sorted = sequences
		.map((sequence) => ({ sequence, length: lengthOf(sequence) }))
		.sort((a, b) => a.length - b.length);
	// What is the same for all divisions, a row a word piece, is left out of the costs.
	// costs[n]: the least cost of the first n; firsts[n]: where the last batch of that division starts.
	const costs = new Float64Array(sorted.length + 1);
	const firsts = new Int32Array(sorted.length + 1);
	for (const [last, { length }] of sorted.entries()) {
		const end = last + 1;
		const most = mostOf(length);
		costs[end] = Infinity;
		for (let first = last; first >= 0 && end - first <= most; first--) {
			const cost = (costs[first] ?? 0) + ((end - first) * length * length) / lengthPerRow + rowsPerRun;
			if (cost < (costs[end] ?? Infinity)) {
				costs[end] = cost;
				firsts[end] = first;
			}
		}
	}
	const batches: T[][] = [];
	for (let end = sorted.length; end > 0; end = firsts[end] ?? 0) {
		batches.push(sorted.slice(firsts[end], end).map(({ sequence }) => sequence));
	}
	return batches.reverse();
}
