// Long work in short slices, so that the editor's own thread can do between them what cannot wait.

/** Half a frame, in milliseconds: the rest is for others. */
const sliceTime = 8;

/**
 * Does steps until there are no more, each of them short, and lets everything else go first after each slice.
 * @param step does the next step; returns whether there may be more
 * @returns how long the steps took together, in milliseconds
 */
export async function inSlices(step: () => boolean): Promise<number> {
	let took = 0;
	for (let isMore = true; isMore; ) {
		const start = performance.now();
		do {
			isMore = step();
		} while (isMore && performance.now() - start < sliceTime);
		took += performance.now() - start;
		if (isMore) {
			await new Promise((resolve) => setImmediate(resolve));
		}
	}
	return took;
}
