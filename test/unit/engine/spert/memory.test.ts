// In a process of its own: only there the peak is that of what is measured.

import { execFile } from 'node:child_process';
import { platform } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleProgram, type BundledProgram } from '../../bundledProgram';
import type { MemoryGrowth } from './memoryProgram';

const embedded = join(import.meta.dirname, '../../../../models/scierc-minilm');

describe.skipIf(platform() !== 'linux')('memory beside the model (skipped where a process is not told its peak: only Linux does)', () => {
	let program: BundledProgram;
	beforeAll(() => {
		program = bundleProgram('test/unit/engine/spert/memoryProgram.ts');
	});
	afterAll(() => program.dispose());

	it.each([128, 256])('stays within %i MB for the longest sentence, the longest spans and hundreds of entities', async (budget) => {
		const { stdout } = await promisify(execFile)(process.execPath, [program.path, embedded, String(budget)]);
		const growth = JSON.parse(stdout) as MemoryGrowth;
		// It did compute: the model finds much in such a text.
		expect(growth.entities).toBeGreaterThan(50);
		expect(growth.relations).toBeGreaterThan(1000);
		expect(Math.max(growth.spans, growth.pairs, growth.batches)).toBeLessThanOrEqual(budget);
	}, 120_000);
});
