// The suites that drive a whole VS Code from outside. One at a time: each has a server and a browser of its own.

import { defineConfig } from 'vitest/config';
import { root } from '../../scripts/lib/project.mjs';

export default defineConfig({
	root,
	test: {
		include: ['test/e2e/**/*.e2e.ts', 'test/packaged/**/*.e2e.ts'],
		pool: 'forks',
		fileParallelism: false,
		testTimeout: 120_000,
		hookTimeout: 180_000,
	},
});
