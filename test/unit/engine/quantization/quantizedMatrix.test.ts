import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	dequantize,
	largestPair,
	quantizeTable,
	quantizeWeight,
	transposedValues,
	type QuantizedMatrix,
} from '../../../../src/engine/quantization/quantizedMatrix';

const matrices = fc
	.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 13 }))
	.chain(([rows, columns]) =>
		fc.record({
			rows: fc.constant(rows),
			columns: fc.constant(columns),
			matrix: fc.float32Array({ minLength: rows * columns, maxLength: rows * columns, noNaN: true, min: -1000, max: 1000 }),
		}),
	);

function expectWithinHalfAScale(quantized: QuantizedMatrix, matrix: Float32Array): void {
	dequantize(quantized).forEach((value, index) => {
		const scale = quantized.scales[Math.floor(index / quantized.columns)]!;
		expect(Math.abs(value - matrix[index]!)).toBeLessThanOrEqual((scale / 2) * (1 + 1e-4));
	});
}

describe.each([
	['a weight', quantizeWeight],
	['a table', quantizeTable],
])('%s', (_, quantize) => {
	it('is at most half a scale off, each element of it', () => {
		fc.assert(
			fc.property(matrices, ({ rows, columns, matrix }) => {
				const quantized = quantize(matrix, rows, columns);
				expect(quantized.scales.every((scale) => scale > 0)).toBe(true);
				expect(quantized.values.every((value) => value >= -127)).toBe(true);
				expectWithinHalfAScale(quantized, matrix);
			}),
		);
	});

	it('keeps rows of zeros', () => {
		expect([...dequantize(quantize(new Float32Array(6), 2, 3))]).toEqual([0, 0, 0, 0, 0, 0]);
	});
});

describe('a weight', () => {
	it('has no neighbours of one sign whose products with uint8 overflow 16 bits', () => {
		fc.assert(
			fc.property(matrices, ({ rows, columns, matrix }) => {
				const { values } = quantizeWeight(matrix, rows, columns);
				for (let row = 0; row < rows; row++) {
					for (let column = 0; column + 1 < columns; column += 2) {
						const [left, right] = [values[row * columns + column]!, values[row * columns + column + 1]!];
						expect(left * right > 0 ? Math.abs(left + right) : 0).toBeLessThanOrEqual(largestPair);
					}
				}
			}),
		);
	});

	it('uses nearly all eight bits where large neighbours differ in sign', () => {
		const { values } = quantizeWeight(Float32Array.of(1, -1, 0.5, 0.25), 1, 4);
		expect([...values]).toEqual([127, -127, 64, 32]);
	});
});

it('values in the other order are the transposed ones', () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 150 }), fc.integer({ min: 1, max: 150 }), (rows, columns) => {
			const values = Int8Array.from({ length: rows * columns }, (_, index) => (index * 7) % 251);
			const transposed = transposedValues({ rows, columns, values, scales: new Float32Array(rows) });
			expect(transposed.length).toBe(values.length);
			expect(transposed.every((value, index) => value === values[(index % rows) * columns + Math.floor(index / rows)])).toBe(true);
		}),
		{ numRuns: 20 },
	);
});
