// How many threads a computation takes on idle and on busy machines.

import { describe, expect, it } from 'vitest';
import { defaultThreads } from '../../../src/base/node/defaultThreads';

describe('the number of threads where nobody says', () => {
	it.each([
		{ cores: 8, load: 0, threads: 4 },
		{ cores: 8, load: 3.4, threads: 4 },
		{ cores: 8, load: 6.2, threads: 2 },
		{ cores: 8, load: 40, threads: 1 },
		{ cores: 2, load: 0, threads: 1 },
		{ cores: 1, load: 0, threads: 1 },
	])('is $threads of $cores cores where $load processes compute already', ({ cores, load, threads }) => {
		expect(defaultThreads(cores, load)).toBe(threads);
	});
});
