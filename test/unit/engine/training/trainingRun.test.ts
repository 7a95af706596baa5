// Whole trainings: they repeat, resume, stop early, keep the best, and their models are read again.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CancelledError, neverCancelled } from '../../../../src/base/cancellation';
import { loadModel } from '../../../../src/engine/engine';
import { stateFileName, type TrainingEvent } from '../../../../src/engine/training/trainingRun';
import { figuresOf, portableDocuments, portableFolder, TrainingWorkspace, weightsHash } from './portableTraining';

let workspace: TrainingWorkspace;
let whole: { readonly figures: unknown[]; readonly weights: string; readonly folder: string };
beforeAll(async () => {
	workspace = new TrainingWorkspace();
	const { events, folder } = await workspace.train(workspace.options());
	whole = { figures: figuresOf(events), weights: weightsHash(folder), folder };
});
afterAll(() => workspace.dispose());

/** Stops at one event, then goes on until the end; the figures of both parts, those that were taken back left out. */
async function interrupted(stopAt: (event: TrainingEvent) => boolean): Promise<{ figures: unknown[]; folder: string; startIteration: number }> {
	const folder = workspace.newRunFolder();
	const before: TrainingEvent[] = [];
	const stopped = workspace.train(workspace.options(), {
		folder,
		at(event, stop) {
			before.push(event);
			if (stopAt(event)) {
				stop();
			}
		},
	});
	await expect(stopped).rejects.toThrow(CancelledError);
	expect(existsSync(join(folder, stateFileName))).toBe(true);
	expect(existsSync(join(folder, 'final_model'))).toBe(false);
	const { events } = await workspace.train(workspace.options(), { folder, resume: true });
	const started = events.find((event) => event.kind === 'started')!;
	return { figures: [...figuresOf(before), ...figuresOf(events)], folder, startIteration: started.startIteration };
}

describe('a training', () => {
	it('learns: the loss of the last steps is below that of the first', () => {
		const losses = whole.figures.flatMap((figure) => {
			const { entityLoss, relationLoss } = figure as { entityLoss?: number; relationLoss?: number };
			return entityLoss === undefined || relationLoss === undefined ? [] : [entityLoss + relationLoss];
		});
		expect(losses).toHaveLength(16);
		const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
		expect(mean(losses.slice(-4))).toBeLessThan(0.8 * mean(losses.slice(0, 4)));
	});

	it('repeats bit for bit with the same seed, and not with another', async () => {
		const again = await workspace.train(workspace.options());
		expect(figuresOf(again.events)).toEqual(whole.figures);
		expect(weightsHash(again.folder)).toBe(whole.weights);
		const other = await workspace.train(workspace.options({ seed: 6 }));
		expect(weightsHash(other.folder)).not.toBe(whole.weights);
	});

	it.each([1, 3, 8, 11, 15])('that is stopped at step %i and resumed equals one that was not, bit for bit', async (iteration) => {
		const { figures, folder, startIteration } = await interrupted((event) => event.kind === 'step' && event.step.globalIteration === iteration);
		expect(startIteration).toBe(iteration);
		expect(figures).toEqual(whole.figures);
		expect(weightsHash(folder)).toBe(whole.weights);
	});

	it('that is stopped while it evaluates loses no step, and evaluates when it is resumed', async () => {
		const { figures, folder, startIteration } = await interrupted((event) => event.kind === 'evaluating' && event.epoch === 1);
		expect(startIteration).toBe(8);
		expect(figures).toEqual(whole.figures);
		expect(weightsHash(folder)).toBe(whole.weights);
	});

	it('that was stopped before its first step resumes', async () => {
		const { figures, folder } = await interrupted((event) => event.kind === 'started');
		expect(figures).toEqual(whole.figures);
		expect(weightsHash(folder)).toBe(whole.weights);
	});

	it('evaluates where it is told to', async () => {
		const evaluated = async (changed: Parameters<TrainingWorkspace['options']>[0]): Promise<number[]> => {
			const { events } = await workspace.train(workspace.options(changed));
			return events.flatMap((event) => (event.kind === 'evaluated' ? [event.epoch] : []));
		};
		expect(await evaluated({})).toEqual([1, 2]);
		expect(await evaluated({ initEval: true, finalEval: true })).toEqual([0, 2]);
	});

	it('evaluates once before the first epoch, also when it is resumed after that', async () => {
		const folder = workspace.newRunFolder();
		const options = workspace.options({ initEval: true, epochs: 1 });
		const epochs: number[] = [];
		const at = (event: TrainingEvent, stop: () => void): void => {
			if (event.kind === 'evaluated') {
				epochs.push(event.epoch);
				stop();
			}
		};
		await expect(workspace.train(options, { folder, at })).rejects.toThrow(CancelledError);
		const { events } = await workspace.train(options, { folder, resume: true });
		epochs.push(...events.flatMap((event) => (event.kind === 'evaluated' ? [event.epoch] : [])));
		expect(epochs).toEqual([0, 1]);
	});

	it('stops early, keeps the best model, and does not go on when it is resumed after that', async () => {
		// With a learning rate of 0 no evaluation is better than the first.
		const options = workspace.options({ lr: 0, epochs: 9, patience: 2, keepBest: true, saveOptimizer: true });
		const { events, folder } = await workspace.train(options);
		expect(events.flatMap((event) => (event.kind === 'evaluated' ? [[event.epoch, event.isBest]] : []))).toEqual([
			[1, true],
			[2, false],
			[3, false],
		]);
		expect(events.at(-1)).toMatchObject({ kind: 'finished', stoppedEarly: true });
		expect(weightsHash(folder, 'best_model')).toBe(weightsHash(folder));
		const resumed = await workspace.train(options, { folder, resume: true });
		expect(resumed.events.filter(({ kind }) => kind === 'step' || kind === 'evaluated')).toEqual([]);
		expect(resumed.events.at(-1)).toMatchObject({ kind: 'finished', stoppedEarly: true });
	});

	it('leaves a state behind only if it is asked for', async () => {
		expect(readdirSync(whole.folder)).toEqual(['final_model']);
		const { folder } = await workspace.train(workspace.options({ epochs: 1, saveOptimizer: true }));
		expect(readdirSync(folder).sort()).toEqual(['final_model', stateFileName]);
	});

	it('removes what a killed training was writing', async () => {
		const folder = workspace.newRunFolder();
		mkdirSync(join(folder, 'best_model'));
		const leftovers = [`.${stateFileName}.0123456789ab.tmp`, join('best_model', '.model.safetensors.ba9876543210.tmp')];
		leftovers.forEach((name) => writeFileSync(join(folder, name), 'half'));
		writeFileSync(join(folder, '.mine.tmp'), 'kept');
		await workspace.train(workspace.options({ epochs: 0 }), { folder });
		expect(leftovers.filter((name) => existsSync(join(folder, name)))).toEqual([]);
		expect(existsSync(join(folder, '.mine.tmp'))).toBe(true);
	});

	it('refuses to resume with other options or other data', async () => {
		const folder = workspace.newRunFolder();
		const at = (event: TrainingEvent, stop: () => void): void => {
			if (event.kind === 'step') {
				stop();
			}
		};
		await expect(workspace.train(workspace.options(), { folder, at })).rejects.toThrow(CancelledError);
		const resume = (changed: Parameters<TrainingWorkspace['options']>[0]) => workspace.train(workspace.options(changed), { folder, resume: true });
		const other = { code: 'training.stateOfAnother' };
		await expect(resume({ lr: 2e-3 })).rejects.toMatchObject(other);
		const trainPath = workspace.write('fewer.json', portableDocuments().slice(0, 10));
		await expect(resume({ trainPath })).rejects.toMatchObject(other);
		writeFileSync(join(folder, stateFileName), readFileSync(join(whole.folder, 'final_model/model.safetensors')));
		await expect(resume({})).rejects.toMatchObject({ code: 'training.stateMalformed' });
	});

	it('gives a model that extracts, with what the last evaluation found', async () => {
		const { model } = await loadModel(join(whole.folder, 'final_model'), { threads: 1 });
		const tokens = portableDocuments().map((document) => document.tokens);
		const predictions = await model.predict(tokens, { maxSpanSize: 10, relationThreshold: 0.4 }, { cancellation: neverCancelled });
		model.dispose();
		const evaluated = whole.figures.filter((figure) => typeof figure === 'object' && figure !== null && 'predictions' in figure);
		expect(predictions).toEqual((evaluated.at(-1) as { predictions: unknown }).predictions);
	});

	it('goes on from its own model', async () => {
		const options = workspace.options({ epochs: 1, lr: 0, modelPath: join(whole.folder, 'final_model'), tokenizerPath: null });
		const { folder } = await workspace.train(options);
		expect(weightsHash(folder)).toBe(whole.weights);
		const sizes = workspace.train({ ...options, sizeEmbedding: 10 });
		await expect(sizes).rejects.toMatchObject({ code: 'training.sizeEmbeddingMismatch' });
	});

	it('takes a tokenizer that comes without vocab.txt, and writes one', async () => {
		const pieces = readFileSync(join(portableFolder, 'vocab.txt'), 'utf8').trimEnd().split('\n');
		const vocab = Object.fromEntries(pieces.map((piece, id) => [piece, id]));
		const folder = workspace.path('tokenizer');
		mkdirSync(folder);
		writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify({ model: { type: 'WordPiece', vocab } }));
		const ran = await workspace.train(workspace.options({ tokenizerPath: folder }));
		expect(weightsHash(ran.folder)).toBe(whole.weights);
		expect(readFileSync(join(ran.folder, 'final_model/vocab.txt'), 'utf8')).toBe(`${pieces.join('\n')}\n`);
	});
});
