// Trainings as processes that outlive whoever started them, with a stand-in for the program that trains.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRunning } from '../../../../src/client/trainingProcess';
import { TrainingRecords } from '../../../../src/client/trainingRecords';
import { liesIn, Trainings, type Training } from '../../../../src/features/training/trainings';

/** Tells its run, makes an update, and waits for the stop file; fails at once where the configuration says so. */
const standIn = `
const { appendFileSync, existsSync, mkdirSync } = require('node:fs');
const { join } = require('node:path');
const option = (name) => process.argv[process.argv.indexOf(name) + 1];
if (option('--config').includes('broken')) {
	process.stderr.write('spert train: none.json cannot be read. Check the path. [data.fileUnreadable]\\n');
	process.exit(1);
}
const logFolder = join(process.cwd(), process.argv.includes('--run') ? option('--run') : 'run-' + process.pid);
mkdirSync(logFolder, { recursive: true });
console.log(JSON.stringify({ kind: 'run', number: 1, count: 1, saveFolder: logFolder, logFolder }));
const report = (line) => appendFileSync(join(logFolder, 'progress.jsonl'), JSON.stringify({ time: Date.now(), ...line }) + '\\n');
report({ kind: 'started', updatesPerEpoch: 2, totalUpdates: 4, startIteration: 0, device: option('--device') });
report({ kind: 'step', entityLoss: 1, relationLoss: 1, epoch: 0, globalIteration: 1, nextLearningRate: 1 });
setInterval(() => {
	if (existsSync(option('--stop-file'))) {
		process.exit(130);
	}
	if (existsSync(join(process.cwd(), 'finish'))) {
		report({ kind: 'finished', modelFolder: 'm', stoppedEarly: false });
		process.exit(0);
	}
}, 30);
`;

let folder: string;
let program: { execPath: string; path: string };
let failures: unknown[];
const open: Trainings[] = [];

/** The trainings as a window sees them. */
function openWindow(): Trainings {
	const trainings = new Trainings({
		records: new TrainingRecords(join(folder, 'records')),
		program,
		isOurs: () => true,
		onFailure: (failure) => failures.push(failure),
	});
	open.push(trainings);
	return trainings;
}

const start = (conf = 'tiny.conf') => ({ conf: join(folder, conf), cwd: folder, section: 1, name: 'tiny', threads: 0, device: 'cpu' as const });
const newest = (trainings: Trainings): Training => trainings.all.at(-1)!;
const comesTo = (trainings: Trainings, state: Training['state']) => expect.poll(() => newest(trainings).state, { timeout: 15_000 }).toBe(state);

beforeEach(() => {
	failures = [];
	folder = mkdtempSync(join(tmpdir(), 'spert-trainings-'));
	program = { execPath: process.execPath, path: join(folder, 'standIn.cjs') };
	writeFileSync(program.path, standIn);
});

afterEach(async () => {
	for (const trainings of open.splice(0)) {
		for (const training of trainings.running) {
			if (await isRunning(training.stored)) {
				process.kill(training.stored.record.processId, 'SIGKILL');
			}
		}
		trainings.dispose();
	}
	rmSync(folder, { recursive: true, force: true });
	expect(failures).toEqual([]);
});

describe('Trainings', () => {
	it('are followed from start to stop', async () => {
		const trainings = openWindow();
		await trainings.start(start());
		await comesTo(trainings, 'running');
		expect(newest(trainings).follower?.figures.view()).toMatchObject({ iteration: 1, totalUpdates: 4, device: 'cpu' });
		await trainings.stop(newest(trainings));
		await comesTo(trainings, 'stopped');
		expect(trainings.running).toEqual([]);
	});

	it('are found again by the next window while they run', async () => {
		const first = openWindow();
		await first.start(start());
		await comesTo(first, 'running');
		first.dispose();
		const second = openWindow();
		await second.findAgain();
		await comesTo(second, 'running');
		const ended: string[] = [];
		second.onDidEnd(({ state }) => ended.push(state));
		writeFileSync(join(folder, 'finish'), '');
		await comesTo(second, 'finished');
		expect(ended).toEqual(['finished']);
	});

	it('go on in the run that was stopped', async () => {
		const trainings = openWindow();
		await trainings.start(start());
		await comesTo(trainings, 'running');
		await trainings.stop(newest(trainings));
		await comesTo(trainings, 'stopped');
		const logFolder = newest(trainings).run!.logFolder;
		await trainings.resume(newest(trainings), { threads: 0, device: 'webgpu' });
		await comesTo(trainings, 'running');
		expect(newest(trainings).run?.logFolder).toBe(logFolder);
		expect(newest(trainings).follower?.figures.view().device).toBe('webgpu');
		expect(trainings.ofRun(logFolder)).toBe(newest(trainings));
	});

	it('tell what their program said where they fail', async () => {
		const trainings = openWindow();
		await trainings.start(start('broken.conf'));
		await comesTo(trainings, 'failed');
		expect(newest(trainings).failure).toBe('none.json cannot be read. Check the path. [data.fileUnreadable]');
	});

	it('that were killed have ended, and are no other process of the same id', async () => {
		const trainings = openWindow();
		const { stored } = await trainings.start(start());
		await comesTo(trainings, 'running');
		process.kill(stored.record.processId, 'SIGKILL');
		await comesTo(trainings, 'ended');
		// This very process has an id too, but not the training's stop file on its command line.
		expect(await isRunning({ ...stored, record: { ...stored.record, processId: process.pid } })).toBe(false);
	});
});

describe('TrainingRecords', () => {
	it('passes over what is no record', async () => {
		for (const [id, text] of [['half', '{"conf":'], ['other', '{}']] as const) {
			mkdirSync(join(folder, 'records', id), { recursive: true });
			writeFileSync(join(folder, 'records', id, 'training.json'), text);
		}
		expect(await new TrainingRecords(join(folder, 'records')).list()).toEqual([]);
		expect(readFileSync(join(folder, 'records', 'other', 'training.json'), 'utf8')).toBe('{}');
	});

	it('belong to the window that has the configuration file in one of its folders', () => {
		const record = { conf: join(folder, 'a', 'x.conf'), cwd: folder, section: 1, name: 'x', startTime: 0, processId: 1 };
		expect(liesIn([join(folder, 'a')], record)).toBe(true);
		expect(liesIn([folder], record)).toBe(true);
		expect(liesIn([join(folder, 'b')], record)).toBe(false);
		expect(liesIn([join(folder, 'a', 'deeper')], record)).toBe(false);
	});
});
