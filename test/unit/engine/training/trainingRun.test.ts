// Whole trainings: they repeat, resume, stop early, keep the best, and their models are read again.

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CancelledError, neverCancelled } from '../../../../src/base/cancellation';
import type { TrainOptions } from '../../../../src/conf/optionTable';
import { withByteFile } from '../../../../src/engine/checkpoint/byteFile';
import { readTensors } from '../../../../src/engine/checkpoint/tensorDirectory';
import { toFloat32 } from '../../../../src/engine/checkpoint/tensorMap';
import { readDirectory } from '../../../../src/engine/checkpoint/weights';
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

/** What a training tells that is stopped after its first update. */
async function stoppedAtFirstUpdate(options: TrainOptions, folder: string): Promise<TrainingEvent[]> {
	const events: TrainingEvent[] = [];
	const at = (event: TrainingEvent, stop: () => void): void => {
		events.push(event);
		if (event.kind === 'step') {
			stop();
		}
	};
	await expect(workspace.train(options, { folder, at })).rejects.toThrow(CancelledError);
	return events;
}

/** Stops at one event, then goes on until the end; the figures of both parts, those that were taken back left out. */
async function interrupted(
	stopAt: (event: TrainingEvent) => boolean,
	changed: Partial<TrainOptions> = {},
): Promise<{ figures: unknown[]; folder: string; startIteration: number }> {
	const folder = workspace.newRunFolder();
	const before: TrainingEvent[] = [];
	const stopped = workspace.train(workspace.options(changed), {
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
	const { events } = await workspace.train(workspace.options(changed), { folder, resume: true });
	const started = events.find((event) => event.kind === 'started')!;
	return { figures: [...figuresOf(before), ...figuresOf(events)], folder, startIteration: started.startIteration };
}

/** The weights of a model, of a run's final one unless another is named. */
async function parametersOf(folder: string, model = 'final_model'): Promise<ReadonlyMap<string, Float32Array>> {
	const tensors = await readTensors(await withByteFile(join(folder, model, 'model.safetensors'), readDirectory));
	return new Map([...tensors].map(([name, tensor]) => [name, toFloat32(tensor)]));
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
	return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The encoder, with a config that drops nothing. */
function withoutDropout(): string {
	const folder = workspace.path('encoder-without-dropout');
	cpSync(join(portableFolder, 'encoder'), folder, { recursive: true });
	const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as object;
	writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...config, hidden_dropout_prob: 0, attention_probs_dropout_prob: 0 }));
	return folder;
}

const teacher = join(portableFolder, 'model');

/** Sentences without annotations, one of them empty. */
function unlabelled(): string {
	return workspace.write('unlabelled.json', [...portableDocuments().slice(3, 14).map(({ tokens }) => ({ tokens: [...tokens, '!'] })), ['short'], [], 'as text']);
}

/** Ways to train that do less, or less at a time, or learn otherwise. */
const ways: Readonly<Record<string, Partial<TrainOptions> | (() => Partial<TrainOptions>)>> = {
	'with gradients of several batches': { gradientAccumulationSteps: 3, trainBatchSize: 1 },
	'of the classifiers only': { freezeLayers: 2 },
	'of the upper layer': { freezeLayers: 1 },
	'of the upper layer, what the lower gives being computed anew each time': { freezeLayers: 1, activationCache: 0 },
	'by LoRA': { loraRank: 4, loraDropout: 0.1, loraTargets: 'query,value,output.dense' },
	'by LoRA in the upper layer, with gradients of several batches': { freezeLayers: 1, loraRank: 2, gradientAccumulationSteps: 2 },
	'with averaged weights': { emaDecay: 0.9 },
	'with averaged weights of LoRA': { emaDecay: 0.9, loraRank: 2 },
	'at rates of their own': { layerLrDecay: 0.5, classifierLr: 5e-3, lrSchedule: 'cosine' },
	'with other samples and targets': { labelSmoothing: 0.1, entityClassWeights: 'balanced', hardNegativeShare: 0.5 },
	'from a teacher': { teacherPath: teacher, distillationTemperature: 2 },
	'from teachers, also on sentences without annotations': () => ({
		teacherPath: `${teacher},${join(whole.folder, 'final_model')}`,
		unlabelledPath: unlabelled(),
		unlabelledShare: 0.5,
		unlabelledWeight: 0.3,
	}),
	'with all of it, in the upper layer': () => ({
		freezeLayers: 1,
		gradientAccumulationSteps: 2,
		trainBatchSize: 1,
		emaDecay: 0.99,
		layerLrDecay: 0.9,
		teacherPath: teacher,
		unlabelledPath: unlabelled(),
		labelSmoothing: 0.05,
		hardNegativeShare: 0.3,
	}),
};

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

	describe.each(Object.entries(ways))('%s', (_, way) => {
		let changed: Partial<TrainOptions>;
		let uninterrupted: { figures: unknown[]; weights: string; folder: string };
		beforeAll(async () => {
			changed = typeof way === 'function' ? way() : way;
			const { events, folder } = await workspace.train(workspace.options(changed));
			uninterrupted = { figures: figuresOf(events), weights: weightsHash(folder), folder };
		});

		it('goes on after a stop as if there had been none, bit for bit', async () => {
			const { figures, folder, startIteration } = await interrupted((event) => event.kind === 'step' && event.step.globalIteration === 3, changed);
			expect(startIteration).toBe(3);
			expect(figures).toEqual(uninterrupted.figures);
			expect(weightsHash(folder)).toBe(uninterrupted.weights);
		});

		it('leaves the model alone in its folder, under the plain names, and one that extracts', async () => {
			expect(readdirSync(uninterrupted.folder)).toEqual(['final_model']);
			expect([...(await parametersOf(uninterrupted.folder)).keys()].sort()).toEqual([...(await parametersOf(whole.folder)).keys()].sort());
			const { model } = await loadModel(join(uninterrupted.folder, 'final_model'), { threads: 1 });
			const tokens = portableDocuments().map((document) => document.tokens);
			const predictions = await model.predict(tokens, { maxSpanSize: 10, relationThreshold: 0.4 }, { cancellation: neverCancelled });
			model.dispose();
			const evaluated = uninterrupted.figures.filter((figure) => typeof figure === 'object' && figure !== null && 'predictions' in figure);
			expect(predictions).toEqual((evaluated.at(-1) as { predictions: unknown }).predictions);
		});
	});

	it('leaves the embeddings and the layers that are frozen as they are, and trains the others', async () => {
		const start = new Map([...(await parametersOf(portableFolder, 'encoder'))].map(([name, values]) => [`bert.${name}`, values]));
		const changedBy = async (options: Partial<TrainOptions>): Promise<string[]> => {
			const { folder } = await workspace.train(workspace.options({ epochs: 1, ...options }));
			const trained = await parametersOf(folder);
			const ofEncoder = [...trained].filter(([name]) => start.has(name));
			expect(ofEncoder.length).toBe(5 + 2 * 16);
			return ofEncoder.flatMap(([name, values]) => (Buffer.compare(bytesOf(values), bytesOf(start.get(name)!)) === 0 ? [] : [name]));
		};
		expect(await changedBy({ freezeLayers: 2 })).toEqual([]);
		const upper = await changedBy({ freezeLayers: 1 });
		expect(upper.filter((name) => !name.startsWith('bert.encoder.layer.1.'))).toEqual([]);
		// Of its 16 parameters; the key's bias has no gradient but noise.
		expect(upper.length).toBeGreaterThan(14);
		expect((await changedBy({ loraRank: 2, loraTargets: 'query' })).sort()).toEqual([
			'bert.encoder.layer.0.attention.self.query.weight',
			'bert.encoder.layer.1.attention.self.query.weight',
		]);
	});

	it('gives the same model whether what frozen layers give is kept or computed anew', async () => {
		const kept = await workspace.train(workspace.options({ freezeLayers: 1 }));
		const anew = await workspace.train(workspace.options({ freezeLayers: 1, activationCache: 0 }));
		expect(weightsHash(anew.folder)).toBe(weightsHash(kept.folder));
		const told = (events: readonly TrainingEvent[]) => events.flatMap((event) => (event.kind === 'preparing' ? [[event.done, event.total]] : []));
		expect(told(kept.events).at(-1)).toEqual([16, 16]);
		expect(told(anew.events)).toEqual([]);
	});

	it('that freezes a layer equals one whose graph has that layer, where nothing is dropped', async () => {
		const still = { propDrop: 0, modelPath: withoutDropout(), epochs: 1, lr: 1e-2 };
		const [cached, full] = [await workspace.train(workspace.options({ ...still, freezeLayers: 2 })), await workspace.train(workspace.options({ ...still, freezeTransformer: true }))];
		const [own, other] = [await parametersOf(cached.folder), await parametersOf(full.folder)];
		for (const [name, values] of own) {
			const expected = other.get(name)!;
			expect(Math.max(...values.map((value, index) => Math.abs(value - expected[index]!))), name).toBeLessThan(1e-5);
		}
	});

	it('refuses more frozen layers than there are, and LoRA where there is nothing to adapt', async () => {
		const refused = (changed: Partial<TrainOptions>) => workspace.train(workspace.options(changed));
		await expect(refused({ freezeLayers: 3 })).rejects.toMatchObject({ code: 'training.tooManyFrozenLayers' });
		await expect(refused({ freezeLayers: 2, loraRank: 1 })).rejects.toMatchObject({ code: 'training.nothingToAdapt' });
		await expect(refused({ freezeTransformer: true, loraRank: 1 })).rejects.toMatchObject({ code: 'training.nothingToAdapt' });
		const unknown = await refused({ loraRank: 1, loraTargets: 'query,values' }).catch((reason: unknown) => reason);
		expect(unknown).toMatchObject({ code: 'training.loraTargetUnknown' });
		expect((unknown as Error).message).toContain('"values"');
		await expect(refused({ trainBatchSize: 4, gradientAccumulationSteps: 5 })).rejects.toMatchObject({ code: 'training.tooFewDocuments' });
	});

	it('computes what frozen layers give once, also when it is stopped and resumed', async () => {
		const folder = workspace.newRunFolder();
		const options = workspace.options({ freezeLayers: 1 });
		const first = await stoppedAtFirstUpdate(options, folder);
		expect(first.some(({ kind }) => kind === 'preparing')).toBe(true);
		const { events } = await workspace.train(options, { folder, resume: true });
		expect(events.some(({ kind }) => kind === 'preparing')).toBe(false);
	});

	it('that is stopped while it computes what frozen layers give resumes', async () => {
		const { figures, folder } = await interrupted((event) => event.kind === 'preparing', { freezeLayers: 1 });
		const { events, folder: other } = await workspace.train(workspace.options({ freezeLayers: 1 }));
		expect(figures).toEqual(figuresOf(events));
		expect(weightsHash(folder)).toBe(weightsHash(other));
	});

	it('asks teachers once, also when it is stopped and resumed, and tells how far they are', async () => {
		const folder = workspace.newRunFolder();
		const options = workspace.options({ teacherPath: teacher });
		const first = await stoppedAtFirstUpdate(options, folder);
		const told = first.flatMap((event) => (event.kind === 'preparing' ? [[event.what, event.done, event.total]] : []));
		expect(told.at(-1)).toEqual(['teachers', 16, 16]);
		const [kept] = readdirSync(folder).filter((name) => name.startsWith('teacher_scores_'));
		const { events } = await workspace.train(options, { folder, resume: true });
		expect(events.some(({ kind }) => kind === 'preparing')).toBe(false);
		expect(readdirSync(folder)).not.toContain(kept);
	});

	it('asks teachers again where their answers are damaged', async () => {
		const folder = workspace.newRunFolder();
		const options = workspace.options({ teacherPath: teacher });
		const at = (event: TrainingEvent, stop: () => void): void => {
			if (event.kind === 'step') {
				stop();
			}
		};
		await expect(workspace.train(options, { folder, at })).rejects.toThrow(CancelledError);
		const name = readdirSync(folder).find((each) => each.startsWith('teacher_scores_'))!;
		const whole = readFileSync(join(folder, name));
		for (const damaged of [whole.subarray(0, whole.length - 4), Buffer.concat([whole, Buffer.alloc(4)]), Buffer.alloc(2)]) {
			writeFileSync(join(folder, name), damaged);
			const events: TrainingEvent[] = [];
			const stopped = workspace.train(options, {
				folder,
				resume: true,
				at(event, stop) {
					events.push(event);
					if (event.kind === 'step') {
						stop();
					}
				},
			});
			await expect(stopped).rejects.toThrow(CancelledError);
			expect(events.some(({ kind }) => kind === 'preparing')).toBe(true);
			expect(readFileSync(join(folder, name)).equals(whole)).toBe(true);
		}
	});

	it('that is stopped while teachers read resumes', async () => {
		const changed = { teacherPath: teacher };
		const { figures, folder } = await interrupted((event) => event.kind === 'preparing', changed);
		const { events, folder: other } = await workspace.train(workspace.options(changed));
		expect(figures).toEqual(figuresOf(events));
		expect(weightsHash(folder)).toBe(weightsHash(other));
	});

	it.each([
		['the reference\'s classifiers', {}],
		['all that classifiers may have', { boundaryPieces: true, classifierHiddenSize: 24, relationEntityTypes: true, relationSentence: true, relationProduct: true }],
	])('with %s has nothing to learn from itself as its only teacher, at any temperature, and something from annotations', async (name, heads) => {
		const modelPath = workspace.path(`own-teacher-${name.length}`);
		const trained = await workspace.train(workspace.options(heads));
		cpSync(join(trained.folder, 'final_model'), modelPath, { recursive: true });
		const config = JSON.parse(readFileSync(join(modelPath, 'config.json'), 'utf8')) as object;
		writeFileSync(join(modelPath, 'config.json'), JSON.stringify({ ...config, hidden_dropout_prob: 0, attention_probs_dropout_prob: 0 }));
		const norms = async (changed: Partial<TrainOptions>): Promise<number[]> => {
			const still = { modelPath, tokenizerPath: null, teacherPath: modelPath, unlabelledPath: unlabelled(), propDrop: 0, lr: 0, epochs: 1 };
			const { events } = await workspace.train(workspace.options({ ...heads, ...still, ...changed }));
			return events.flatMap((event) => (event.kind === 'step' ? [event.step.gradientNorm] : []));
		};
		for (const distillationTemperature of [1, 3, 0.5]) {
			const own = await norms({ distillationWeight: 1, distillationTemperature });
			expect(own.length).toBe(14);
			expect(Math.max(...own)).toBeLessThan(1e-5);
		}
		expect(Math.min(...(await norms({ distillationWeight: 0.5, unlabelledShare: 0 })))).toBeGreaterThan(1e-2);
		expect(Math.min(...(await norms({ distillationWeight: 0.5, distillationTemperature: 2, unlabelledShare: 0 })))).toBeGreaterThan(1e-2);
	});

	it('reads all sentences without annotations over the epochs, so many in each', async () => {
		const changed = { teacherPath: teacher, unlabelledPath: unlabelled(), unlabelledShare: 0.25, epochs: 3 };
		const { events } = await workspace.train(workspace.options(changed));
		// 16 annotated sentences and 4 others, two an update.
		expect(events.find((event) => event.kind === 'started')).toMatchObject({ updatesPerEpoch: 10, trainedDocuments: 16, unlabelledDocuments: 13 });
		expect(events.filter(({ kind }) => kind === 'step')).toHaveLength(30);
	});

	it('saves averages of the weights, and evaluates them', async () => {
		const [averaged, plain] = [await workspace.train(workspace.options({ emaDecay: 0.999, lr: 1e-2, keepBest: true })), await workspace.train(workspace.options({ lr: 1e-2 }))];
		const losses = ({ events }: typeof plain) => events.flatMap((event) => (event.kind === 'step' ? [event.step] : []));
		expect(losses(averaged)).toEqual(losses(plain));
		const [own, other] = [await parametersOf(averaged.folder), await parametersOf(plain.folder)];
		const name = 'entity_classifier.weight';
		const worst = Math.max(...own.get(name)!.map((value, index) => Math.abs(value - other.get(name)![index]!)));
		expect(worst).toBeGreaterThan(1e-3);
	});

	it('leaves lower layers where their rate is 0, and the classifiers where theirs is', async () => {
		const start = await parametersOf(whole.folder);
		const changedBy = async (changed: Partial<TrainOptions>): Promise<Set<string>> => {
			const options = { modelPath: join(whole.folder, 'final_model'), tokenizerPath: null, epochs: 1, ...changed };
			const trained = await parametersOf((await workspace.train(workspace.options(options))).folder);
			const names = [...trained].flatMap(([name, values]) => (Buffer.compare(bytesOf(values), bytesOf(start.get(name)!)) === 0 ? [] : [name]));
			return new Set(names.map((name) => name.replace(/^bert\.(embeddings|encoder\.layer\.\d+)\..*|^(\w+)\..*/, '$1$2')));
		};
		expect(await changedBy({ layerLrDecay: 0 })).toEqual(new Set(['encoder.layer.1', 'entity_classifier', 'rel_classifier', 'size_embeddings']));
		expect(await changedBy({ classifierLr: 0 })).toEqual(new Set(['embeddings', 'encoder.layer.0', 'encoder.layer.1']));
		expect(await changedBy({ lr: 0, classifierLr: 1e-3 })).toEqual(new Set(['entity_classifier', 'rel_classifier', 'size_embeddings']));
	});

	it('refuses teachers of other types, and sentences without annotations where nobody says what is in them', async () => {
		const refused = (changed: Partial<TrainOptions>) => workspace.train(workspace.options(changed));
		await expect(refused({ unlabelledPath: unlabelled() })).rejects.toMatchObject({ code: 'training.unlabelledWithoutTeacher' });
		const types = JSON.parse(readFileSync(join(portableFolder, 'types.json'), 'utf8')) as { entities: object; relations: object };
		const reversed = { ...types, entities: Object.fromEntries(Object.entries(types.entities).reverse()) };
		const typesPath = workspace.write('reversed.json', reversed);
		await expect(refused({ typesPath, teacherPath: join(whole.folder, 'final_model') })).rejects.toMatchObject({ code: 'training.teacherOfOtherTypes' });
		await expect(refused({ teacherPath: join(portableFolder, 'encoder') })).rejects.toMatchObject({ code: expect.stringMatching(/^(checkpoint|tokenizer)\./) as unknown });
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
		await expect(resume({ emaDecay: 0.9 })).rejects.toMatchObject(other);
		await expect(resume({ teacherPath: teacher })).rejects.toMatchObject(other);
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
