// Suites that need no editor: unit tests, and golden tests against the reference's figures.

import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['test/unit/**/*.test.ts', 'test/golden/**/*.test.ts'],
		testTimeout: 60_000,
		// Each file gets a process of its own: onnxruntime's sessions are per process, and a crash stays where it is.
		pool: 'forks',
		maxWorkers: 2,
	},
});
