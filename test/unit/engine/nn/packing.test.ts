// Every encoder gives for sequences without padding what it gives for them padded, and alone.

import { describe, expect, it } from 'vitest';
import { encoder, type EncoderConfig } from '../../../../src/engine/nn/encoder';
import { declareEncoderInputs } from '../../../../src/engine/nn/encoderInputs';
import { declarePacking } from '../../../../src/engine/nn/packing';
import { GraphBuilder } from '../../../../src/engine/onnx/graphBuilder';
import { serializeModel } from '../../../../src/engine/onnx/modelProto';
import { float32Data, RuntimeSession, type RuntimeTensor } from '../../../../src/engine/runtime/session';
import { Batch } from '../../../../src/engine/spert/batch';
import { spanCandidates } from '../../../../src/engine/spert/candidates';
import { weightsInside } from '../../../../src/engine/spert/inferenceGraphs';
import { randomWeights, tinyEncoders } from './tinyEncoders';

const sequences = [
	[2, 7, 19, 33, 7, 3],
	[2, 5, 3],
	[2, 9, 11, 4, 38, 27, 6, 14, 21, 3],
];

/** Hidden states of all rows of a batch. */
async function hiddenStates(config: EncoderConfig, ids: readonly (readonly number[])[], isPacked: boolean): Promise<Float32Array> {
	const graph = new GraphBuilder('encoder');
	const inputs = declareEncoderInputs(graph);
	const context = weightsInside(graph, randomWeights(config));
	graph.output('hidden', encoder(isPacked ? { ...context, packing: declarePacking(graph) } : context, config, inputs));
	const finished = graph.finish();
	const session = await RuntimeSession.create(serializeModel(finished), { threads: 1 });
	const encoded = ids.map((own) => ({ ids: Int32Array.from(own), candidates: spanCandidates(Int32Array.of(0), 1) }));
	const feeds: Record<string, RuntimeTensor> = new Batch(encoded, 0).encoderFeeds();
	const outputs = await session.run(Object.fromEntries(finished.inputs.map(({ name }) => [name, feeds[name]!])));
	session.dispose();
	return float32Data(outputs, 'hidden');
}

describe.each(tinyEncoders.map((config) => [config.modelType, config] as const))('%s without padding', (_, config) => {
	const { hiddenSize } = config;

	it('gives each sequence what it gives it in a padded batch, and alone', async () => {
		const packed = await hiddenStates(config, sequences, true);
		const padded = await hiddenStates(config, sequences, false);
		const longest = Math.max(...sequences.map(({ length }) => length));
		expect(packed.length).toBe(sequences.flat().length * hiddenSize);
		let row = 0;
		for (const [index, ids] of sequences.entries()) {
			const found = packed.subarray(row * hiddenSize, (row + ids.length) * hiddenSize);
			const place = index * longest * hiddenSize;
			const alone = await hiddenStates(config, [ids], true);
			expect(found.some((value) => Math.abs(value) > 0.01)).toBe(true);
			found.forEach((value, element) => {
				expect(Math.abs(value - padded[place + element]!)).toBeLessThan(1e-5);
				expect(Math.abs(value - alone[element]!)).toBeLessThan(1e-5);
			});
			row += ids.length;
		}
	});
});
