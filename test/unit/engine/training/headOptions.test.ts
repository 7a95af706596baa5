// Trainings whose classifiers are built otherwise than the reference's: saved, read again by everything that reads models, resumed,
// and gone on from.

import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CancelledError, neverCancelled } from '../../../../src/base/cancellation';
import { inspectModel } from '../../../../src/cli/models/inspectModel';
import type { TrainOptions } from '../../../../src/conf/optionTable';
import { readModelFolder, requireSpert } from '../../../../src/engine/checkpoint/modelFolder';
import { writeQuantizedFolder } from '../../../../src/engine/checkpoint/quantizedFolder';
import { readSpertParameters } from '../../../../src/engine/checkpoint/spertParameters';
import { loadModel, type LoadModelOptions } from '../../../../src/engine/engine';
import { quantizeEncoder } from '../../../../src/engine/quantization/quantizeEncoder';
import type { SentencePrediction } from '../../../../src/engine/spert/sentencePrediction';
import { TrainingWorkspace, figuresOf, portableDocuments, weightsHash } from './portableTraining';

const everything = {
	boundaryPieces: true,
	classifierHiddenSize: 24,
	relationEntityTypes: true,
	relationSentence: true,
	relationProduct: true,
} satisfies Partial<TrainOptions>;
const alone: Readonly<Record<string, Partial<TrainOptions>>> = {
	'boundary pieces': { boundaryPieces: true },
	'a hidden layer': { classifierHiddenSize: 16 },
	'entity types': { relationEntityTypes: true },
	'the sentence': { relationSentence: true },
	'the product': { relationProduct: true },
};
/** With few samples of what is none, a short training finds entities and relations everywhere. */
const eager = { negEntityCount: 3, negRelationCount: 2, lr: 3e-3 } satisfies Partial<TrainOptions>;
const sentences = portableDocuments().map(({ tokens }) => tokens);
const usual = { maxSpanSize: 10, relationThreshold: 0.4 };
const hooks = { cancellation: neverCancelled };

let workspace: TrainingWorkspace;
let trained: { readonly figures: unknown[]; readonly folder: string; readonly evaluated: readonly SentencePrediction[] };

async function train(changed: Partial<TrainOptions>): Promise<typeof trained> {
	const { events, folder } = await workspace.train(workspace.options(changed));
	const evaluations = events.flatMap((event) => (event.kind === 'evaluated' ? [event.predictions] : []));
	return { figures: figuresOf(events), folder, evaluated: evaluations.at(-1)! };
}

async function predictionsOf(folder: string, options: Partial<LoadModelOptions> = {}): Promise<SentencePrediction[]> {
	const { model } = await loadModel(folder, { threads: 1, ...options });
	const predictions = await model.predict(sentences, usual, hooks);
	model.dispose();
	return predictions;
}

function configOf(folder: string): Record<string, unknown> {
	return JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as Record<string, unknown>;
}

beforeAll(async () => {
	workspace = new TrainingWorkspace();
	trained = await train({ ...everything, ...eager, epochs: 15, finalEval: true });
}, 120_000);
afterAll(() => workspace.dispose());

describe('classifiers with everything', () => {
	it('learn, and are saved so that the model predicts what the last evaluation found', async () => {
		const predictions = await predictionsOf(join(trained.folder, 'final_model'));
		expect(predictions).toEqual(trained.evaluated);
		expect(predictions.flatMap(({ relations }) => relations).length).toBeGreaterThan(10);
		expect(configOf(join(trained.folder, 'final_model'))['spert_heads']).toEqual({
			boundary_pieces: true,
			classifier_hidden_size: 24,
			relation_entity_types: true,
			relation_sentence: true,
			relation_product: true,
		});
	});

	it('give the same predictions with little memory, for spans and pairs in many portions', async () => {
		const found = await predictionsOf(join(trained.folder, 'final_model'), { memory: 0.02 });
		const spans = (all: readonly SentencePrediction[]) =>
			all.map(({ entities, relations }) => [entities.map(({ start, end, type }) => [start, end, type]), relations.map(({ type }) => type)]);
		expect(spans(found)).toEqual(spans(trained.evaluated));
	});

	it('find between given entities relations by the types that are given', async () => {
		const { model } = await loadModel(join(trained.folder, 'final_model'), { threads: 1 });
		const related = async (otherTypes: boolean): Promise<number[]> => {
			const documents = trained.evaluated.map(({ entities }, index) => ({
				tokens: sentences[index]!,
				entities: entities.map(({ start, end, type }) => ({ start, end, type: otherTypes ? (type % 6) + 1 : type })),
			}));
			const found = await model.predictRelations(documents, { relationThreshold: 0 }, hooks);
			return found.flatMap(({ relations }) => relations.map(({ score }) => score));
		};
		const [asFound, otherwise] = [await related(false), await related(true)];
		model.dispose();
		expect(asFound.length).toBe(otherwise.length);
		expect(asFound.length).toBeGreaterThan(20);
		expect(asFound.some((score, index) => Math.abs(score - otherwise[index]!) > 1e-4)).toBe(true);
	});

	it('are told where a model is looked into', async () => {
		const summary = await inspectModel(join(trained.folder, 'final_model'), 'named');
		expect(summary).toMatchObject({ kind: 'spert', heads: expect.stringContaining('boundary_pieces = true, classifier_hidden_size = 24') as string });
	});

	it('are kept in a quantised model', async () => {
		const folder = workspace.path('quantized');
		const source = requireSpert(await readModelFolder(join(trained.folder, 'final_model')));
		const { encoder, heads } = await readSpertParameters(source);
		await writeQuantizedFolder(folder, source, quantizeEncoder(source.config, encoder), heads!);
		const found = await predictionsOf(folder);
		const spans = (all: readonly SentencePrediction[]): Set<string> =>
			new Set(all.flatMap(({ entities }, index) => entities.map(({ start, end, type }) => `${index} ${start} ${end} ${type}`)));
		const expected = spans(trained.evaluated);
		expect([...expected].filter((span) => spans(found).has(span)).length).toBeGreaterThan(0.8 * expected.size);
		expect((await readSpertParameters(requireSpert(await readModelFolder(folder)))).heads).toEqual(heads);
	});

	it('go on after a stop as if there had been none, bit for bit, also with LoRA, frozen layers and several batches an update', async () => {
		for (const changed of [everything, { ...everything, freezeLayers: 1, loraRank: 2, gradientAccumulationSteps: 2 }]) {
			const whole = await train(changed);
			const folder = workspace.newRunFolder();
			const at = (event: { kind: string }, stop: () => void): void => {
				if (event.kind === 'step') {
					stop();
				}
			};
			const options = workspace.options(changed);
			await expect(workspace.train(options, { folder, at })).rejects.toThrow(CancelledError);
			await expect(workspace.train({ ...options, relationSentence: false }, { folder, resume: true })).rejects.toMatchObject({
				code: 'training.stateOfAnother',
			});
			await workspace.train(options, { folder, resume: true });
			expect(weightsHash(folder)).toBe(weightsHash(whole.folder));
		}
	});

	it('stay what they are when the model is trained on, whether the options say so or nothing', async () => {
		const model = { modelPath: join(trained.folder, 'final_model'), tokenizerPath: null, epochs: 1, lr: 0 };
		for (const options of [{}, everything]) {
			const { folder } = await train({ ...model, ...options });
			expect(weightsHash(folder)).toBe(weightsHash(trained.folder));
			expect(configOf(join(folder, 'final_model'))).toEqual(configOf(join(trained.folder, 'final_model')));
		}
		const others = workspace.train(workspace.options({ ...model, ...everything, relationProduct: false }));
		await expect(others).rejects.toMatchObject({ code: 'training.headsMismatch' });
		const plain = await train({ epochs: 0 });
		const added = workspace.train(workspace.options({ modelPath: join(plain.folder, 'final_model'), tokenizerPath: null, boundaryPieces: true }));
		await expect(added).rejects.toMatchObject({ code: 'training.headsMismatch' });
		expect('spert_heads' in configOf(join(plain.folder, 'final_model'))).toBe(false);
	});

	it('are written for PyTorch too, with a warning that the reference cannot read them', async () => {
		const { events, folder } = await workspace.train(workspace.options({ ...everything, epochs: 1, torchModel: true }));
		expect(events.flatMap((event) => (event.kind === 'warning' ? [event.message] : []))).toEqual([
			expect.stringContaining('classifier_hidden_size = 24'),
		]);
		const model = join(folder, 'final_model');
		const expected = await predictionsOf(model);
		rmSync(join(model, 'model.safetensors'));
		expect(await predictionsOf(model)).toEqual(expected);
	});

	it.each<[string, (config: Record<string, unknown>) => void, string]>([
		['with something unknown', (config) => (config['spert_heads'] = { ...(config['spert_heads'] as object), biaffine: true }), 'checkpoint.unsupportedHeads'],
		['with a value of another kind', (config) => (config['spert_heads'] = { classifier_hidden_size: 'large' }), 'checkpoint.unsupportedHeads'],
		['with a size that none has', (config) => (config['spert_heads'] = { classifier_hidden_size: 1e9 }), 'checkpoint.unsupportedHeads'],
		['that are no object', (config) => (config['spert_heads'] = 'mine'), 'checkpoint.unsupportedHeads'],
		['that the config does not tell of', (config) => delete config['spert_heads'], 'checkpoint.shapeMismatch'],
		['of another width', (config) => (config['spert_heads'] = { boundary_pieces: true, classifier_hidden_size: 25 }), 'checkpoint.shapeMismatch'],
	])('are refused %s', async (_, change, code) => {
		const folder = workspace.path('changed');
		cpSync(join(trained.folder, 'final_model'), folder, { recursive: true });
		const config = configOf(folder);
		change(config);
		writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
		await expect(readModelFolder(folder)).rejects.toMatchObject({ code });
	});
});

describe.each(Object.entries(alone))('classifiers with %s', (_, changed) => {
	it('are saved so that the model predicts what the last evaluation found', async () => {
		const { folder, evaluated } = await train({ ...changed, ...eager, epochs: 12, finalEval: true });
		expect(await predictionsOf(join(folder, 'final_model'))).toEqual(evaluated);
		expect(evaluated.flatMap(({ entities }) => entities).length).toBeGreaterThan(5);
	});
});
