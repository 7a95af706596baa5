import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../../../src/engine/onnx/graphBuilder';
import { serializeModel } from '../../../../src/engine/onnx/modelProto';
import { float32Data, float32Tensor, int32Tensor, RuntimeSession, tensorNamed } from '../../../../src/engine/runtime/session';

async function doubling(): Promise<RuntimeSession> {
	const graph = new GraphBuilder('doubling');
	const x = graph.input('x', 'float32', ['n', 2]);
	const weights = graph.weight('weights', [2], Float32Array.of(2, 4));
	graph.output('y', graph.add('Mul', [x, weights]));
	graph.output('shape', graph.add('Shape', [x]));
	return await RuntimeSession.create(serializeModel(graph.finish()), { threads: 2 });
}

describe('RuntimeSession', () => {
	it('runs with weights that are given apart, any number of rows, again and again', async () => {
		const session = await doubling();
		for (const rows of [1, 3, 0]) {
			const data = Float32Array.from({ length: rows * 2 }, (_, index) => index);
			const outputs = await session.run({ x: float32Tensor(data, [rows, 2]) });
			expect([...float32Data(outputs, 'y')]).toEqual([...data].map((value, index) => value * (index % 2 === 0 ? 2 : 4)));
		}
		session.dispose();
	});

	it('refuses inputs of another type or shape, and stays usable', async () => {
		const session = await doubling();
		await expect(session.run({ x: int32Tensor(Int32Array.of(1, 2), [1, 2]) })).rejects.toThrow(/type/i);
		await expect(session.run({ x: float32Tensor(Float32Array.of(1, 2, 3), [1, 3]) })).rejects.toThrow(/dimension/i);
		const outputs = await session.run({ x: float32Tensor(Float32Array.of(1, 1), [1, 2]) });
		expect([...float32Data(outputs, 'y')]).toEqual([2, 4]);
		session.dispose();
	});

	it('names an output that is missing or of another type', async () => {
		const session = await doubling();
		const outputs = await session.run({ x: float32Tensor(Float32Array.of(1, 1), [1, 2]) });
		expect(() => float32Data(outputs, 'shape')).toThrow('Output shape is not float32.');
		expect(() => tensorNamed(outputs, 'z')).toThrow('The model has no output z.');
		session.dispose();
	});

	it('refuses bytes that are no model', async () => {
		await expect(RuntimeSession.create({ model: Uint8Array.of(1, 2, 3), externalData: [] }, { threads: 1 })).rejects.toThrow();
	});
});
