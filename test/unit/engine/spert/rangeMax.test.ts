import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../../../src/engine/onnx/graphBuilder';
import { serializeModel } from '../../../../src/engine/onnx/modelProto';
import { float32Data, float32Tensor, int32Tensor, RuntimeSession } from '../../../../src/engine/runtime/session';
import { levelCount, rangeMax, rangeMaxTable, RangeRows } from '../../../../src/engine/spert/rangeMax';

const longest = 37;
const size = 3;

describe('rangeMax', () => {
	let session: RuntimeSession;
	beforeAll(async () => {
		const graph = new GraphBuilder('rangeMax');
		const x = graph.input('x', 'float32', ['rows', size]);
		const first = graph.input('first', 'int32', ['ranges']);
		const second = graph.input('second', 'int32', ['ranges']);
		graph.output('maxima', rangeMax(graph, rangeMaxTable(graph, x, levelCount(longest)), first, second));
		session = await RuntimeSession.create(serializeModel(graph.finish()), { threads: 1 });
	});
	afterAll(() => session.dispose());

	async function maxima(values: Float32Array, ranges: readonly (readonly [number, number])[]): Promise<number[]> {
		const rowCount = values.length / size;
		const rows = new RangeRows(ranges.length, rowCount);
		ranges.forEach(([start, end], index) => rows.set(index, start, end));
		const outputs = await session.run({
			x: float32Tensor(values, [rowCount, size]),
			first: int32Tensor(rows.first, [ranges.length]),
			second: int32Tensor(rows.second, [ranges.length]),
		});
		return [...float32Data(outputs, 'maxima')];
	}

	it('equals brute force for any ranges, exactly', async () => {
		const input = fc
			.array(fc.tuple(...Array.from({ length: size }, () => fc.float({ noNaN: true, min: -1e6, max: 1e6 }))), { minLength: 1, maxLength: 90 })
			.chain((rows) =>
				fc.tuple(
					fc.constant(rows),
					fc.array(
						fc.tuple(fc.nat(rows.length - 1), fc.integer({ min: 1, max: longest })).map(([start, length]) => {
							return [start, Math.min(rows.length, start + length)] as const;
						}),
						{ minLength: 1, maxLength: 30 },
					),
				),
			);
		await fc.assert(
			fc.asyncProperty(input, async ([rows, ranges]) => {
				const brute = ranges.flatMap(([start, end]) =>
					Array.from({ length: size }, (_, column) => Math.max(...rows.slice(start, end).map((row) => row[column]!))),
				);
				const found = await maxima(Float32Array.from(rows.flat()), ranges);
				// 0 and -0 are equal as numbers, and either may be the maximum of both.
				expect(found.every((value, index) => value === brute[index])).toBe(true);
			}),
			{ numRuns: 150 },
		);
	});

	it('never reads beyond a range whose table row wraps around', async () => {
		const values = Float32Array.from({ length: 5 * size }, (_, index) => (index < size ? 1000 : index));
		expect(await maxima(values, [[3, 5], [1, 5]])).toEqual([12, 13, 14, 12, 13, 14]);
	});

	it('reads the first row for an empty range, for the caller to mask', async () => {
		const values = Float32Array.from({ length: 4 * size }, (_, index) => index);
		expect(await maxima(values, [[2, 2], [3, 1]])).toEqual([0, 1, 2, 0, 1, 2]);
	});

	it('has enough levels for ranges of any length up to the longest, and not more', () => {
		for (let length = 1; length < 600; length++) {
			const levels = levelCount(length);
			expect(2 ** (levels - 1)).toBeLessThanOrEqual(length);
			expect(2 ** levels).toBeGreaterThan(length);
		}
	});
});
