// What can go wrong in a training: full disks, two at once, data that does not fit, losses that explode.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CancelledError, neverCancelled } from '../../../../src/base/cancellation';
import { readTypes } from '../../../../src/engine/data/readTypes';
import { loadModel } from '../../../../src/engine/engine';
import { readWeightsDirectory, findWeightFiles } from '../../../../src/engine/checkpoint/weights';
import { removeLeftovers } from '../../../../src/engine/training/leftovers';
import { lockFileName, lockRun } from '../../../../src/engine/training/runLock';
import { stateFileName, type TrainingEvent } from '../../../../src/engine/training/trainingRun';
import { smallDisk } from '../../smallDisk';
import { portableDocuments, portableFolder, TrainingWorkspace, weightsHash, type PortableDocument } from './portableTraining';

let workspace: TrainingWorkspace;
beforeAll(() => (workspace = new TrainingWorkspace()));
afterAll(() => workspace.dispose());

/** The documents with one changed, as a file. */
function changed(name: string, change: (document: PortableDocument) => PortableDocument): string {
	const [first, ...others] = portableDocuments();
	return workspace.write(name, [change(first!), ...others]);
}

describe('data that does not fit', () => {
	it('refuses an entity that is longer than the size embedding, and says where', async () => {
		const trainPath = changed('long.json', ({ tokens, entities }) => ({
			tokens: [...tokens, ...Array<string>(120).fill('word')],
			entities: [...entities, { type: 'Task', start: tokens.length, end: tokens.length + 120 }],
			relations: [],
		}));
		const failure = await workspace.train(workspace.options({ trainPath })).catch((reason: unknown) => reason);
		expect(failure).toMatchObject({ code: 'training.entityTooLong' });
		expect((failure as Error).message).toContain('document 0 has an entity of 120 tokens, and the size embedding ends at 99');
	});

	it('refuses relations out of range, unknown types, types that are not there, and too few documents', async () => {
		const relation = changed('relation.json', (document) => ({ ...document, relations: [{ type: 'Used-for', head: 0, tail: 99 }] }));
		await expect(workspace.train(workspace.options({ trainPath: relation }))).rejects.toMatchObject({ code: 'data.annotationMalformed' });
		const type = changed('type.json', (document) => ({ ...document, entities: [{ type: 'Nonsense', start: 0, end: 1 }], relations: [] }));
		await expect(workspace.train(workspace.options({ validPath: type }))).rejects.toMatchObject({ code: 'data.unknownType' });
		const typesPath = workspace.path('none.json');
		await expect(workspace.train(workspace.options({ typesPath }))).rejects.toMatchObject({ code: 'data.fileUnreadable' });
		await expect(workspace.train(workspace.options({ trainBatchSize: 17 }))).rejects.toMatchObject({ code: 'training.tooFewDocuments' });
		const empty = workspace.write('empty.json', []);
		await expect(workspace.train(workspace.options({ trainPath: empty }))).rejects.toMatchObject({ code: 'training.tooFewDocuments' });
	});

	it('leaves no lock and no model behind when it refuses', async () => {
		const folder = workspace.newRunFolder();
		await expect(workspace.train(workspace.options({ trainBatchSize: 17 }), { folder })).rejects.toThrow();
		expect(readdirSync(folder)).toEqual([]);
	});

	it('takes one batch that is all of the data', async () => {
		const { events } = await workspace.train(workspace.options({ trainBatchSize: 16, epochs: 1 }));
		expect(events.filter(({ kind }) => kind === 'step')).toHaveLength(1);
	});

	it('trains on a sentence of 2,000 tokens, beginning and end', async () => {
		const words = portableDocuments()[0]!.tokens;
		const tokens = Array.from({ length: 2000 }, (_, index) => words[index % words.length]!);
		const entities = [0, 1990].map((start) => ({ type: 'Method', start, end: start + 2 }));
		const trainPath = workspace.write('2000.json', [{ tokens, entities, relations: [] }]);
		const { events } = await workspace.train(workspace.options({ trainPath, trainBatchSize: 4, epochs: 1 }));
		const started = events.find((event) => event.kind === 'started')!;
		// Windows of at most 126 word pieces: no piece is left out, and the file's own figures stay.
		expect(started.train).toEqual({ documents: 1, entities: 2, relations: 0 });
		expect(started.trainedDocuments).toBeGreaterThan(2000 / 126);
		expect(events.at(-1)).toMatchObject({ kind: 'finished' });
	});

	it('trains and evaluates on texts that say [CLS] and [SEP]', async () => {
		const path = changed('special.json', ({ tokens, ...document }) => ({ tokens: ['[CLS]', ...tokens.slice(1), '[SEP]'], ...document }));
		const { events } = await workspace.train(workspace.options({ trainPath: path, validPath: path, epochs: 1 }));
		expect(events.filter(({ kind }) => kind === 'step')).toHaveLength(8);
		expect(events.at(-1)).toMatchObject({ kind: 'finished' });
	});

	it('trains on documents that have nothing to learn from, without negatives', async () => {
		const bare = portableDocuments().map(({ tokens }) => ({ tokens, entities: [], relations: [] }));
		const trainPath = workspace.write('bare.json', [...bare, { tokens: [], entities: [], relations: [] }]);
		const options = workspace.options({ trainPath, negEntityCount: 0, negRelationCount: 0, epochs: 1 });
		const { events } = await workspace.train(options);
		const losses = events.flatMap((event) => (event.kind === 'step' ? [event.step.entityLoss, event.step.relationLoss] : []));
		expect(new Set(losses)).toEqual(new Set([0]));
	});

	it('takes spans no longer than the model it goes on from knows', async () => {
		const failure = workspace.train(workspace.options({ maxSpanSize: 100 }));
		await expect(failure).rejects.toMatchObject({ code: 'spert.spanSizeTooLarge' });
	});
});

describe('entities alone', () => {
	it('trains, saves, loads and goes on with a model without relation types', async () => {
		const { entities } = JSON.parse(readFileSync(join(portableFolder, 'types.json'), 'utf8')) as { entities: unknown };
		const typesPath = workspace.write('entities.json', { entities, relations: {} });
		const bare = portableDocuments().map((document) => ({ ...document, relations: [] }));
		const path = workspace.write('entities-only.json', bare);
		const options = workspace.options({ typesPath, trainPath: path, validPath: path, epochs: 40, lr: 3e-3, propDrop: 0, finalEval: true, torchModel: true });
		const { events, folder } = await workspace.train(options);
		const f1 = events.flatMap((event) => (event.kind === 'evaluated' ? [event.score] : []));
		expect(f1.at(-1)).toBeGreaterThan(0.3);
		const model = join(folder, 'final_model');
		const weights = await readWeightsDirectory(await findWeightFiles(model));
		expect(weights.get('rel_classifier.weight')!.shape).toEqual([0, 146]);
		expect((await readTypes(join(model, 'types.json'))).relations).toEqual([]);
		const loaded = await loadModel(model, { threads: 1 });
		const tokens = bare.map((document) => document.tokens);
		const found = await loaded.model.predict(tokens, { maxSpanSize: 10, relationThreshold: 0 }, { cancellation: neverCancelled });
		loaded.model.dispose();
		expect(found.flatMap((each) => each.entities).length).toBeGreaterThan(10);
		expect(found.flatMap((each) => each.relations)).toEqual([]);
		const again = await workspace.train({ ...options, modelPath: model, tokenizerPath: null, epochs: 1, lr: 0 });
		expect(weightsHash(again.folder)).toBe(weightsHash(folder));
	});
});

describe('a loss that explodes', () => {
	it('stops the training, names the place, and keeps the last good state and the best model', async () => {
		const folder = workspace.newRunFolder();
		const stop = (event: TrainingEvent, cancel: () => void): void => {
			if (event.kind === 'evaluated') {
				cancel();
			}
		};
		const options = workspace.options({ lr: 1e30, lrWarmup: 0.6, keepBest: true, epochs: 3 });
		// One update an epoch: the first has the learning rate 0, so the state after it is good.
		const oneUpdate = { ...options, trainBatchSize: 16 };
		await expect(workspace.train(oneUpdate, { folder, at: stop })).rejects.toThrow(CancelledError);
		const [state, best] = [readFileSync(join(folder, stateFileName)), weightsHash(folder, 'best_model')];
		const failure = await workspace.train(oneUpdate, { folder, resume: true }).catch((reason: unknown) => reason);
		expect(failure).toMatchObject({ code: 'training.lossNotFinite' });
		expect((failure as Error).message).toMatch(/in epoch [23] at iteration 1/);
		expect((failure as Error).message).toContain(`The last good state is ${join(folder, stateFileName)}.`);
		expect(readFileSync(join(folder, stateFileName)).equals(state)).toBe(true);
		expect(weightsHash(folder, 'best_model')).toBe(best);
		expect(existsSync(join(folder, 'final_model'))).toBe(false);
		expect(existsSync(join(folder, lockFileName))).toBe(false);
	});
});

describe('what the disk refuses', () => {
	it.each(['final_model', 'best_model', stateFileName])('says so where %s cannot be written', async (name) => {
		const folder = workspace.newRunFolder();
		if (name === stateFileName) {
			mkdirSync(join(folder, name));
			writeFileSync(join(folder, name, 'in the way'), '');
		} else {
			writeFileSync(join(folder, name), 'in the way');
		}
		const training = workspace.train(workspace.options({ epochs: 1, keepBest: true, torchModel: true }), { folder });
		const failure = await training.catch((reason: unknown) => reason);
		expect(failure).toMatchObject({ code: 'training.notSaved' });
		expect((failure as Error).message).toContain(join(folder, name));
		expect(readdirSync(folder).filter((each) => each.endsWith('.tmp') || each === lockFileName)).toEqual([]);
	});

	it('says so where the folder is none', async () => {
		const folder = workspace.write('no-folder', '');
		await expect(workspace.train(workspace.options(), { folder })).rejects.toMatchObject({ code: 'training.notSaved' });
	});

	// With room for one state and no second one.
	const small = smallDisk('800k', '8m');
	afterAll(() => small?.unmount());

	it.skipIf(small === undefined)('keeps the last whole state on a disk that is full, and goes on from it when there is room', async () => {
		const folder = join(small!.path, 'run');
		mkdirSync(folder);
		const options = workspace.options({ epochs: 3, finalEval: true });
		const failure = await workspace.train(options, { folder }).catch((reason: unknown) => reason);
		expect(failure).toMatchObject({ code: 'training.notSaved' });
		expect((failure as Error).message).toContain('ENOSPC');
		expect(readdirSync(folder)).toEqual([stateFileName]);
		small!.grow();
		const { events } = await workspace.train(options, { folder, resume: true });
		expect(events.find((event) => event.kind === 'started')!.startIteration).toBe(8);
		const uninterrupted = await workspace.train(options);
		expect(weightsHash(folder)).toBe(weightsHash(uninterrupted.folder));
	});
});

describe('the lock of a run', () => {
	it('keeps a second training of this process out, and lets it in afterwards', async () => {
		const folder = workspace.newRunFolder();
		let second: Promise<unknown> | undefined;
		await workspace.train(workspace.options({ epochs: 1 }), {
			folder,
			async at(event) {
				if (event.kind === 'started') {
					second = workspace.train(workspace.options({ epochs: 1 }), { folder, resume: true }).catch((failure: unknown) => failure);
					await second;
				}
			},
		});
		expect(await second).toMatchObject({ code: 'training.alreadyRunning' });
		await workspace.train(workspace.options({ epochs: 1 }), { folder, resume: true });
	});

	it('names the process that is in the way, and the file', async () => {
		const folder = workspace.newRunFolder();
		// The parent runs as long as this test.
		writeFileSync(join(folder, lockFileName), JSON.stringify({ pid: process.ppid, started: 1 }));
		const failure = await lockRun(folder).catch((reason: unknown) => reason);
		expect(failure).toMatchObject({ code: 'training.alreadyRunning' });
		expect((failure as Error).message).toContain(`process ${process.ppid}`);
		expect((failure as Error).message).toContain(join(folder, lockFileName));
	});

	it.each([
		['of a process that has ended', () => JSON.stringify({ pid: endedProcess(), started: 1 })],
		['of an earlier process with the same number', () => JSON.stringify({ pid: process.pid, started: 1 })],
		['that says nothing', () => ''],
	])('takes over a lock %s', async (_, content) => {
		const folder = workspace.newRunFolder();
		writeFileSync(join(folder, lockFileName), content());
		const lock = await lockRun(folder);
		await expect(lockRun(folder)).rejects.toMatchObject({ code: 'training.alreadyRunning' });
		expect(readdirSync(folder)).toEqual([lockFileName]);
		await lock.release();
		expect(readdirSync(folder)).toEqual([]);
	});

	it('is kept out of even while the owner clears away what others are writing', async () => {
		const folder = workspace.newRunFolder();
		const lock = await lockRun(folder);
		const tries = Array.from({ length: 20 }, () => lockRun(folder).catch((failure: unknown) => failure));
		await Promise.all([1, 2, 3].map(() => removeLeftovers(folder)));
		for (const failure of await Promise.all(tries)) {
			expect(failure).toMatchObject({ code: 'training.alreadyRunning' });
		}
		await lock.release();
		expect(readdirSync(folder)).toEqual([]);
	});

	it('is taken over by one only of many that try at once', async () => {
		const folder = workspace.newRunFolder();
		for (let round = 0; round < 20; round++) {
			writeFileSync(join(folder, lockFileName), JSON.stringify({ pid: endedProcess(), started: 1 }));
			const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockRun(folder)));
			const locks = tries.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
			expect(locks).toHaveLength(1);
			await locks[0]!.release();
		}
		expect(readdirSync(folder)).toEqual([]);
	});
});

let ended: number | undefined;
function endedProcess(): number {
	ended ??= Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }));
	return ended;
}
