import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { neverCancelled } from '../../../src/base/cancellation';
import { loadModel } from '../../../src/engine/engine';
import type { ModelResults } from '../../../src/protocol/modelFiles';
import { loadPortableModel, portableModelPath, portableSentences, portableTypesPath } from '../engine/portableModel';
import { CommandLineWorkspace } from './workspace';

const documentsPath = join(portableTypesPath, '../docs.json');
const hooks = { cancellation: neverCancelled };
const options = { maxSpanSize: 10, relationThreshold: 0.4 };

let workspace: CommandLineWorkspace;
let quantized: string;
let printed: string;
beforeAll(async () => {
	workspace = new CommandLineWorkspace();
	quantized = workspace.path('quantized');
	const { code, stdout } = await workspace.run(
		...['quantize', portableModelPath, '-o', quantized, '--types', portableTypesPath, '--dataset', documentsPath, '--threads', '1'],
	);
	expect(code).toBe(0);
	printed = stdout;
});
afterAll(() => workspace.dispose());

describe('spert quantize', () => {
	it('writes a folder that loads like any other, in int8', async () => {
		const loaded = await loadModel(quantized, { threads: 1 });
		const original = await loadPortableModel();
		expect([loaded.precision, original.precision]).toEqual(['int8', 'float32']);
		expect(loaded.hash).not.toBe(original.hash);
		const [found, expected] = [
			await loaded.model.predict(portableSentences, options, hooks),
			await original.model.predict(portableSentences, options, hooks),
		];
		const spans = (predictions: typeof found): string[] =>
			predictions.flatMap(({ entities }, sentence) => entities.map(({ start, end, type }) => `${sentence} ${start} ${end} ${type}`));
		const shared = spans(found).filter((span) => spans(expected).includes(span));
		expect(spans(expected).length).toBeGreaterThan(30);
		expect(shared.length).toBeGreaterThan(0.9 * spans(expected).length);
		loaded.model.dispose();
		original.model.dispose();
	});

	it('gives the same as the original quantised when it is loaded, under hashes that tell precisions apart', async () => {
		const stored = await loadModel(quantized, { threads: 1 });
		const made = await loadModel(portableModelPath, { typesPath: portableTypesPath, threads: 1, precision: 'int8' });
		const original = await loadPortableModel();
		expect(await made.model.predict(portableSentences, options, hooks)).toEqual(await stored.model.predict(portableSentences, options, hooks));
		expect(new Set([stored.hash, made.hash, original.hash]).size).toBe(3);
		for (const { model } of [stored, made, original]) {
			model.dispose();
		}
	});

	it('is computed in float32 too, where that is asked for', async () => {
		const { model, precision } = await loadModel(quantized, { threads: 1, precision: 'float32' });
		expect(precision).toBe('float32');
		const predictions = await model.predict(portableSentences, options, hooks);
		expect(predictions.flatMap(({ entities }) => entities).length).toBeGreaterThan(30);
		model.dispose();
	});

	it('prints and keeps what it costs on a dataset', () => {
		const results = JSON.parse(readFileSync(join(quantized, 'results.json'), 'utf8')) as ModelResults;
		expect(results.dataset).toBe('docs.json');
		// 41 of 42 entities, nothing wrong: so says the golden data's description.
		expect(results.float32?.entityF1).toBeCloseTo((2 * 41 * 100) / (41 + 42), 5);
		expect(results.entityF1).toBeGreaterThan(90);
		expect(printed).toMatch(/^entities +98\.80 +\d+\.\d\d +[+-]?\d+\.\d\d$/m);
	});

	it('is smaller', () => {
		const size = (folder: string, file: string): number => statSync(join(folder, file)).size;
		expect(size(quantized, 'model.safetensors')).toBeLessThan(0.75 * size(portableModelPath, 'pytorch_model.bin'));
	});

	it('leaves a model alone that is where the new one should go', async () => {
		const { code, stderr } = await workspace.run('quantize', portableModelPath, '-o', quantized, '--types', portableTypesPath);
		expect([code, stderr]).toEqual([1, expect.stringContaining('[cli.folderTaken]')]);
	});

	it('quantises nothing twice', async () => {
		const again = workspace.path('again');
		const { code, stderr } = await workspace.run('quantize', quantized, '-o', again);
		expect([code, stderr]).toEqual([1, expect.stringContaining('[cli.alreadyQuantized]')]);
		expect(existsSync(again)).toBe(false);
	});

	it('asks for a model and a folder', async () => {
		const { code, stderr } = await workspace.run('quantize', portableModelPath);
		expect([code, stderr]).toEqual([2, expect.stringContaining('--output')]);
	});
});
