import { describe, expect, it } from 'vitest';
import { linear } from '../../../../src/engine/nn/layers';
import { GraphBuilder } from '../../../../src/engine/onnx/graphBuilder';
import { serializeModel } from '../../../../src/engine/onnx/modelProto';
import { quantizedLayers } from '../../../../src/engine/quantization/quantizedLayers';
import { dequantize, quantizeWeight } from '../../../../src/engine/quantization/quantizedMatrix';
import { float32Data, float32Tensor, RuntimeSession } from '../../../../src/engine/runtime/session';

const inputSize = 64;
const outputSize = 24;

/** From -1 to 1, the same each time. */
function noise(length: number, seed: number): Float32Array {
	return Float32Array.from({ length }, (_, index) => Math.sin(index * 12.9898 + seed * 78.233));
}

type ActivationOperator = 'Identity' | 'Gelu' | 'Relu';

/** What a dense layer over int8 gives for what an operator makes of x. */
async function quantizedLinear(weight: Float32Array, x: Float32Array, operator: ActivationOperator): Promise<Float32Array> {
	const graph = new GraphBuilder('test');
	const rows = x.length / inputSize;
	const input = graph.input('x', 'float32', ['rows', inputSize]);
	const quantized = new Map([['layer.weight', quantizeWeight(weight, outputSize, inputSize)]]);
	const parameters = new Map([['layer.bias', noise(outputSize, 3)]]);
	const context = {
		graph,
		parameter: () => {
			throw new Error('A quantised layer has weights of its own.');
		},
		substitutes: quantizedLayers(quantized, parameters),
	};
	const activated = operator === 'Identity' ? input : graph.add(operator, [input]);
	graph.output('y', linear(context, 'layer', activated, inputSize, outputSize));
	const session = await RuntimeSession.create(serializeModel(graph.finish()), { threads: 1 });
	try {
		return float32Data(await session.run({ x: float32Tensor(x, [rows, inputSize]) }), 'y').slice();
	} finally {
		session.dispose();
	}
}

/** Gelu by the error function (Abramowitz & Stegun 7.1.26, off by less than 2e-7). */
function gelu(x: number): number {
	const z = Math.abs(x) / Math.SQRT2;
	const t = 1 / (1 + 0.3275911 * z);
	const polynomial = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
	const erf = Math.sign(x) * (1 - polynomial * Math.exp(-z * z));
	return 0.5 * x * (1 + erf);
}

const activations: Readonly<Record<ActivationOperator, (x: number) => number>> = {
	Identity: (x) => x,
	Relu: (x) => Math.max(0, x),
	Gelu: gelu,
};

describe.each(['Identity', 'Gelu', 'Relu'] as const)('a dense layer over int8 weights, after %s', (operator) => {
	it('differs from float32 by no more than the rounding of its activations', async () => {
		const weight = noise(outputSize * inputSize, 1);
		const x = noise(5 * inputSize, 2).map((value, index) => value * (1 + Math.floor(index / inputSize)) * 3);
		const rounded = dequantize(quantizeWeight(weight, outputSize, inputSize));
		const bias = noise(outputSize, 3);
		const found = await quantizedLinear(weight, x, operator);
		found.forEach((value, index) => {
			const [row, output] = [Math.floor(index / outputSize), index % outputSize];
			const inputs = [...x.subarray(row * inputSize, (row + 1) * inputSize)].map(activations[operator]);
			const weights = rounded.subarray(output * inputSize, (output + 1) * inputSize);
			const expected = inputs.reduce((sum, input, column) => sum + input * weights[column]!, bias[output]!);
			const steps = operator === 'Identity' ? 127 : 255;
			const largest = Math.max(...inputs.map(Math.abs)) + (operator === 'Gelu' ? 0.18 : 0);
			const bound = (largest / steps / 2) * weights.reduce((sum, one) => sum + Math.abs(one), 0);
			expect(Math.abs(value - expected)).toBeLessThanOrEqual(bound + 1e-4);
		});
	});
});

it('multiplies the largest weights and activations exactly, on a processor that adds products in 16 bits too', async () => {
	const weight = new Float32Array(outputSize * inputSize).fill(1);
	const [rounded = 0] = dequantize(quantizeWeight(weight, outputSize, inputSize));
	const x = new Float32Array(inputSize).fill(1);
	const found = await quantizedLinear(weight, x, 'Relu');
	const bias = noise(outputSize, 3);
	found.forEach((value, output) => expect(value).toBeCloseTo(inputSize * rounded + bias[output]!, 4));
});

it('gives a row the same result whatever rows are beside it', async () => {
	const weight = noise(outputSize * inputSize, 1);
	const row = noise(inputSize, 5);
	const alone = await quantizedLinear(weight, row, 'Identity');
	const loud = noise(3 * inputSize, 6).map((value) => value * 1000);
	const among = await quantizedLinear(weight, Float32Array.of(...loud, ...row), 'Identity');
	expect([...among.subarray(3 * outputSize)]).toEqual([...alone]);
});

it('gives the bias for a row of zeros', async () => {
	const found = await quantizedLinear(noise(outputSize * inputSize, 1), new Float32Array(inputSize), 'Identity');
	expect([...found]).toEqual([...noise(outputSize, 3)]);
});
