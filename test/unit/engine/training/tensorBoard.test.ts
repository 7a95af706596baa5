import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evaluate } from '../../../../src/engine/evaluation/scores';
import { EventFile, evaluationScalars, trainingScalars } from '../../../../src/engine/training/tensorBoard';

/** A Python with TensorBoard, or none. */
const python = [process.env['SPERT_TEST_PYTHON'], 'python3', '/usr/bin/python3'].find((program) => {
	const check = ['-c', 'import tensorboard.backend.event_processing.event_accumulator'];
	return program !== undefined && spawnSync(program, check, { timeout: 60_000 }).status === 0;
});

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'spert-events-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('EventFile', () => {
	it('begins with the record that says the version, to the byte', async () => {
		const file = await EventFile.create(folder, 0, 1_500_000_000_000);
		await file.close();
		expect(basename(file.path)).toMatch(/^events\.out\.tfevents\.1500000000\.000000\./);
		// Wall time 1.5e9, step 0 and "brain.Event:2", framed by TensorBoard's own RecordWriter.
		expect(readFileSync(file.path).toString('hex')).toBe(
			'1a00000000000000129bd82d09000000c00b5ad64110001a0d627261696e2e4576656e743a327e57b311',
		);
	});

	it('never writes over another file', async () => {
		const file = await EventFile.create(folder, 0, 1000);
		await expect(EventFile.create(folder, 0, 1000)).rejects.toThrow('EEXIST');
		await file.close();
	});

	describe.skipIf(python === undefined)('read by TensorBoard (skipped where no Python with tensorboard is installed)', () => {
		const script = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
events = EventAccumulator(sys.argv[1])
events.Reload()
print(json.dumps({tag: [[e.step, e.value, e.wall_time] for e in events.Scalars(tag)] for tag in events.Tags()['scalars']}))
`;
		const read = () => JSON.parse(execFileSync(python!, ['-c', script, folder], { encoding: 'utf8', stdio: 'pipe' })) as unknown;

		it('gives the values of every tag', async () => {
			const file = await EventFile.create(folder, 0, 1000);
			await file.add(100, trainingScalars(0.5, 0.25, 2 ** -14), 2000);
			await file.add(2 ** 33, trainingScalars(0.125, 0.0625, 0), 3500);
			await file.add(200, { 'ünï code': -1.5 }, 4000);
			await file.close();
			expect(read()).toEqual({
				'data/train/loss': [[100, 0.5, 2], [2 ** 33, 0.125, 3.5]],
				'data/train/loss_avg': [[100, 0.25, 2], [2 ** 33, 0.0625, 3.5]],
				'data/train/lr': [[100, 2 ** -14, 2], [2 ** 33, 0, 3.5]],
				'ünï code': [[200, -1.5, 4]],
			});
		});

		it('takes a resumed training for a continuation: what was logged after the checkpoint is forgotten', async () => {
			const first = await EventFile.create(folder, 0, 1000);
			for (const step of [10, 20, 30]) {
				await first.add(step, { loss: step }, 1000 + step);
			}
			await first.close();
			const second = await EventFile.create(folder, 21, 9000);
			await second.add(30, { loss: 31 }, 9000);
			await second.close();
			expect(read()).toEqual({ loss: [[10, 10, 1.01], [20, 20, 1.02], [30, 31, 9]] });
		});
	});
});

describe('evaluationScalars', () => {
	it("has the reference's tags, in per cent", () => {
		const types = {
			entities: [{ identifier: 'A', short: 'A', verbose: 'A', index: 1 }],
			relations: [],
		};
		const gold = { entities: [{ start: 0, end: 1, type: 1 }, { start: 1, end: 2, type: 1 }], relations: [] };
		const predicted = { entities: gold.entities.slice(0, 1), relations: [] };
		const scalars = evaluationScalars('valid', evaluate([{ gold, predicted }], types, { noOverlapping: false }));
		expect(Object.keys(scalars)).toHaveLength(18);
		expect(scalars['data/valid/eval/ner_recall_micro']).toBe(50);
		expect(scalars['data/valid/eval/ner_prec_macro']).toBe(100);
		expect(scalars['data/valid/eval/rel_nec_f1_micro']).toBe(0);
	});
});
