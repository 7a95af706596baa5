// Where the nodes of the device's graphs run: all that computes on data on the device, without a copy in between.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModelFolder } from '../../../../../src/engine/checkpoint/modelFolder';
import { serializeModel } from '../../../../../src/engine/onnx/modelProto';
import { RuntimeSession, float32Tensor } from '../../../../../src/engine/runtime/session';
import { trainingGraph } from '../../../../../src/engine/spert/trainingGraph';
import { deviceGraph } from '../../../../../src/engine/training/device/deviceGraph';
import { mergedRows } from '../../../../../src/engine/training/device/mergedRows';
import { parameterBuckets } from '../../../../../src/engine/training/device/parameterBuckets';
import { dropoutFeeds } from '../../../../../src/engine/training/dropoutMasks';
import { ParameterStore } from '../../../../../src/engine/training/parameterStore';
import { trainingBatch } from '../../../../../src/engine/training/trainingBatch';
import { vulkanDriver } from '../../../../harness/vulkan';
import { portableFolder } from '../portableTraining';

const driver = vulkanDriver();
if (driver === undefined) {
	console.warn('Where nodes run on WebGPU is not tested: there is neither a GPU nor SwiftShader here.');
}

/** Shapes and bounds of slices are integers that the runtime keeps on the processor by design. */
const shapeArithmetic = ['Add', 'Concat', 'Gather', 'Min', 'Slice', 'Sub'];

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'spert-placement-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(driver === undefined)('the gradient graph on WebGPU', { timeout: 240_000 }, () => {
	it('leaves nothing but arithmetic of shapes to the processor, and copies nothing to and fro', async () => {
		const { config } = await readModelFolder(join(portableFolder, 'encoder'), { tokenizerPath: portableFolder });
		const sizes = { entityClassCount: 7, relationTypeCount: 7 };
		const training = trainingGraph({ config, ...sizes, sizeCount: 100, sizeEmbeddingSize: 25, longestSequence: 64, dropout: true, freezeEncoder: false });
		const buckets = parameterBuckets(new ParameterStore(training.parameters, () => true, 0).parameters.values());
		const { graph, gradients, scattered } = deviceGraph(training, buckets);
		const span = { pieceStart: 1, pieceEnd: 3, size: 2, type: 1 };
		const sample = { ids: Int32Array.of(2, 5, 6, 7, 8, 3), spans: [span, { ...span, pieceStart: 4, pieceEnd: 5 }], pairs: [{ head: 0, tail: 1, types: [1] }] };
		const batch = trainingBatch([sample], { ...sizes, padTokenId: 0, hiddenSize: config.hiddenSize });
		const outputsOnDevice = [...gradients.values()];
		const session = await RuntimeSession.create(serializeModel(graph), { threads: 1, device: 'webgpu', outputsOnDevice, profilePrefix: join(folder, 'profile') });
		const outputs = await session.run({
			...batch.feeds,
			...dropoutFeeds(training.dropoutMasks, batch, (_, length) => new Float32Array(length).fill(1)),
			...mergedRows(batch, scattered),
			...Object.fromEntries(buckets.map(({ name, length }) => [name, float32Tensor(new Float32Array(length).fill(0.01), [length])])),
		});
		session.endProfiling();
		outputsOnDevice.forEach((name) => outputs[name]!.dispose());
		session.dispose();
		const events = JSON.parse(readFileSync(join(folder, readdirSync(folder)[0]!), 'utf8')) as { cat?: string; args?: { provider?: string; op_name?: string } }[];
		const nodes = events.filter(({ cat, args }) => cat === 'Node' && args?.provider !== undefined);
		const onProcessor = nodes.filter(({ args }) => args?.provider === 'CPUExecutionProvider').map(({ args }) => args?.op_name ?? '');
		expect(nodes.length).toBeGreaterThan(500);
		expect([...new Set(onProcessor)].filter((operator) => !shapeArithmetic.includes(operator))).toEqual([]);
		expect(nodes.filter(({ args }) => args?.op_name?.startsWith('Memcpy'))).toEqual([]);
		expect(Object.keys(outputs)).toHaveLength(buckets.length + 3);
	});
});
