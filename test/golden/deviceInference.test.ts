// A model on a graphics processor predicts what it predicts on the processor, whose predictions inference.test.ts compares with
// the reference's; and a process that dies on it leaves an extraction that completes.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { neverCancelled } from '../../src/base/cancellation';
import type { DeviceFallback } from '../../src/base/deviceReport';
import { silentLogger } from '../../src/base/logger';
import { EngineClient } from '../../src/client/engineClient';
import { Devices } from '../../src/engine/devices/devices';
import { loadModel, type LoadedModel } from '../../src/engine/engine';
import type { SentencePrediction } from '../../src/engine/spert/sentencePrediction';
import { EngineProcessExtractor } from '../../src/features/extraction/engineProcessExtractor';
import { vulkanDriver } from '../harness/vulkan';
import { bundleProgram, type BundledProgram } from '../unit/bundledProgram';
import { Forks } from '../unit/client/engineProcess';
import { portableModelPath, portableSentences, portableTypesPath } from '../unit/engine/portableModel';

const driver = vulkanDriver();
if (driver === undefined) {
	console.warn('Inference on WebGPU is not tested: there is neither a GPU nor SwiftShader here.');
}

/** In scores between 0 and 1; float32 sums in another order differ by about 1e-6. */
const tolerance = 1e-4;
const options = { maxSpanSize: 10, relationThreshold: 0.4 };
const location = { modelPath: portableModelPath, typesPath: portableTypesPath, threads: 1, device: 'webgpu' } as const;

describe.skipIf(driver === undefined)('on WebGPU', { timeout: 300_000 }, () => {
	let engine: BundledProgram;
	let folder: string;
	let devices: Devices;

	beforeAll(async () => {
		engine = bundleProgram('src/server/main.ts', { probe: 'src/engine/devices/probeProgram.ts' });
		folder = mkdtempSync(join(tmpdir(), 'spert-devices-'));
		// Kept where engine processes look, so that the device is tried once.
		const keptPath = join(folder, 'devices.json');
		devices = new Devices({ program: join(engine.path, '..', 'probe.cjs'), keptPath, threads: 1, logger: silentLogger });
		await devices.tryAll();
	}, 100_000);
	afterAll(() => {
		engine.dispose();
		rmSync(folder, { recursive: true, force: true });
	});

	const load = (device: 'cpu' | 'webgpu'): Promise<LoadedModel> =>
		loadModel(portableModelPath, { typesPath: portableTypesPath, threads: 1, device, onLost: (reason) => expect.fail(reason) });

	const client = (forks: Forks): EngineClient => new EngineClient({ spawn: forks.spawn, logger: silentLogger, restartPauses: [5, 10] });

	it('all golden sentences have the same entities and relations, with the same scores', async () => {
		const predictions: SentencePrediction[][] = [];
		for (const device of ['cpu', 'webgpu'] as const) {
			const { model } = await load(device);
			predictions.push(await model.predict(portableSentences, options, { cancellation: neverCancelled }));
			model.dispose();
		}
		const [expected, found] = predictions;
		expect(found?.map(places)).toEqual(expected?.map(places));
		const [a, b] = [scoresOf(expected ?? []), scoresOf(found ?? [])];
		expect(a.length).toBeGreaterThan(50);
		expect(Math.max(...a.map((score, index) => Math.abs(score - (b[index] ?? NaN))))).toBeLessThan(tolerance);
	});

	it('portions of spans and pairs, for which hidden states stay on the device, give the same', async () => {
		const [whole, portions] = await Promise.all(
			[undefined, 0.02].map(async (memory) => {
				const { model } = await loadModel(portableModelPath, { typesPath: portableTypesPath, threads: 1, device: 'webgpu', memory, onLost: (reason) => expect.fail(reason) });
				const predictions = await model.predict(portableSentences.slice(0, 6), options, { cancellation: neverCancelled });
				model.dispose();
				return predictions;
			}),
		);
		expect(portions?.map(places)).toEqual(whole?.map(places));
		expect(scoresOf(whole ?? []).length).toBeGreaterThan(5);
	});

	it('the device is found to work, on itself, with its adapter’s name, and to be no graphics processor', async () => {
		const [webgpu] = await devices.statuses();
		expect(webgpu).toMatchObject({ device: 'webgpu', isBundled: true, state: { kind: 'works', probe: { isSoftware: true } } });
		if (webgpu?.state.kind === 'works') {
			expect(webgpu.state.probe.adapter).toMatch(/swiftshader/i);
			expect(webgpu.state.probe.nodesOnDevice).toBeGreaterThan(30);
			expect(webgpu.state.probe.largestDifference).toBeLessThan(tolerance);
		}
		expect(await devices.resolve('auto')).toEqual({ device: 'cpu' });
	});

	it('an engine that dies in the middle of an extraction is followed by one on the processor, which completes it', async () => {
		const forks = new Forks(engine.path, [folder]);
		const engineClient = client(forks);
		const fallbacks: DeviceFallback[] = [];
		engineClient.onDidFallBack((fallback) => fallbacks.push(fallback));
		const extractor = new EngineProcessExtractor(engineClient, location, options);
		expect((await extractor.model(neverCancelled)).device).toBe('webgpu');
		const extracting = extractor.extract(portableSentences, neverCancelled);
		await new Promise((resolve) => setTimeout(resolve, 200));
		forks.newest.kill('SIGKILL');
		const sentences = await extracting;
		expect(sentences).toHaveLength(portableSentences.length);
		const { model } = await load('cpu');
		const expected = await model.predict(portableSentences, options, { cancellation: neverCancelled });
		expect(sentences.map(({ entities }) => entities.length)).toEqual(expected.map(({ entities }) => entities.length));
		expect((await extractor.model(neverCancelled)).device).toBe('cpu');
		expect(fallbacks[0]).toEqual({ wanted: 'webgpu', problem: { kind: 'lost', detail: 'signal SIGKILL' } });
		engineClient.dispose();
		await forks.allEnded();
	});
});

function places({ entities, relations }: SentencePrediction): unknown {
	return [
		entities.map(({ start, end, type }) => [start, end, type]),
		relations.map(({ head, tail, type }) => [head.start, head.end, tail.start, tail.end, type]),
	];
}

function scoresOf(predictions: readonly SentencePrediction[]): number[] {
	return predictions.flatMap(({ entities, relations }) => [...entities, ...relations].map(({ score }) => score));
}
