// What loading the extension costs an editor that starts: the bundle as it is shipped, in processes of its own.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inProject } from '../../../scripts/lib/project.mjs';
import { buildSync } from 'esbuild';

/** In milliseconds of processor time; activating comes to it (test/integration/activation.test.ts). */
const budget = 50;
const rounds = 9;

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(inProject('out', 'load-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('The extension', () => {
	it(`is loaded in less than ${budget} ms of processor time`, () => {
		const bundle = join(folder, 'extension.cjs');
		buildSync({
			absWorkingDir: inProject(),
			entryPoints: ['src/extension.ts'],
			outfile: bundle,
			bundle: true,
			minify: true,
			platform: 'node',
			target: 'node20',
			format: 'cjs',
			external: ['vscode', 'onnxruntime-node'],
			logLevel: 'error',
		});
		const program = inProject('test', 'harness', 'loadTime.cjs');
		// What else runs on the machine can only add to the time: the shortest is the nearest to what the code costs.
		const times = Array.from({ length: rounds }, () => Number(execFileSync(process.execPath, [program, bundle], { encoding: 'utf8' })));
		expect(Math.min(...times)).toBeLessThan(budget);
	});
});
