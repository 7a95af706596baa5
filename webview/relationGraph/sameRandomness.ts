// Random numbers that are the same each time, for a layout that draws them from Math.random and takes no other source: the
// same graph is to look the same whenever it is laid out. Not for anything that must not be guessed.

/** Runs with `Math.random` giving the numbers of a fixed seed (Park and Miller's generator, 1988), and puts it back. */
export function withSameRandomness<T>(run: () => T): T {
	const random = Math.random;
	let state = 1;
	Math.random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
	try {
		return run();
	} finally {
		Math.random = random;
	}
}
