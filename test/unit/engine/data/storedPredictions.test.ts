import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pythonFloat, pythonJson } from '../../../../src/corpus/pythonFormat';
import { storedPredictions } from '../../../../src/engine/data/storedPredictions';
import type { TypeSet } from '../../../../src/corpus/types';

const types: TypeSet = {
	entities: ['Task', 'Method'].map((identifier, position) => ({
		identifier,
		short: identifier,
		verbose: identifier,
		index: position + 1,
	})),
	relations: [{ identifier: 'Used-for', short: 'Used-for', verbose: 'Used-for', index: 1, symmetric: false }],
};
const entity = (start: number, end: number, type: number, score = 1) => ({ start, end, type, score });

describe('storedPredictions', () => {
	it('sorts entities by start and relations by head, keeping the order of equals', () => {
		const [late, long, short] = [entity(3, 4, 1), entity(0, 3, 1), entity(0, 1, 2)];
		const text = storedPredictions(
			[
				{
					tokens: ['a', 'b', 'c', 'é'],
					prediction: {
						entities: [late, long, short],
						relations: [
							{ head: late, tail: short, type: 1, score: 0.5 },
							{ head: long, tail: late, type: 1, score: 0.6 },
							{ head: long, tail: short, type: 1, score: 0.7 },
						],
					},
				},
				{ tokens: [], prediction: { entities: [], relations: [] } },
			],
			types,
		);
		expect(text).toBe(
			'[{"tokens": ["a", "b", "c", "\\u00e9"], "entities": [{"type": "Task", "start": 0, "end": 3}, ' +
				'{"type": "Method", "start": 0, "end": 1}, {"type": "Task", "start": 3, "end": 4}], ' +
				'"relations": [{"type": "Used-for", "head": 0, "tail": 2}, {"type": "Used-for", "head": 0, "tail": 1}, ' +
				'{"type": "Used-for", "head": 2, "tail": 1}]}, {"tokens": [], "entities": [], "relations": []}]',
		);
	});

	it('names the first of equal entities in relations', () => {
		const [first, again, other] = [entity(0, 1, 1, 0.9), entity(0, 1, 1, 0.4), entity(2, 3, 2)];
		const prediction = {
			entities: [first, again, other],
			relations: [{ head: again, tail: other, type: 1, score: 1 }],
		};
		expect(storedPredictions([{ tokens: ['a', 'b', 'c'], prediction }], types)).toContain('"head": 0, "tail": 2');
	});

	it('is a bug to store a relation of an entity that was not predicted', () => {
		const prediction = { entities: [], relations: [{ head: entity(0, 1, 1), tail: entity(1, 2, 1), type: 1, score: 1 }] };
		expect(() => storedPredictions([{ tokens: ['a', 'b'], prediction }], types)).toThrow('which was not predicted');
	});
});

describe('pythonJson', () => {
	it("escapes as Python's json.dumps does", () => {
		expect(pythonJson('a"\\/\n\t\0\u001f\u007f\u0080é\u2028😀\ud800')).toBe(
			String.raw`"a\"\\/\n\t\u0000\u001f\u007f\u0080\u00e9\u2028\ud83d\ude00\ud800"`,
		);
	});

	it('is read back as what was written, and is printable ASCII', () => {
		fc.assert(
			fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => {
				const json = pythonJson(texts);
				expect(json).toMatch(/^[ -~]*$/);
				expect(JSON.parse(json)).toEqual(texts);
			}),
		);
	});
});

describe('pythonFloat', () => {
	it.each([
		[0, '0.0'],
		[100, '100.0'],
		[63.41030195381882, '63.41030195381882'],
		[1e-5, '1e-05'],
		[1.5e-7, '1.5e-07'],
		[0.0001, '0.0001'],
		[1e16, '1e+16'],
		[1.2345678901234568e17, '1.2345678901234568e+17'],
		[-2.5, '-2.5'],
		[1e15, '1000000000000000.0'],
		[5e-324, '5e-324'],
		[NaN, 'nan'],
		[Infinity, 'inf'],
		[-0, '-0.0'],
	])('writes %d as Python does', (value, text) => {
		expect(pythonFloat(value)).toBe(text);
	});
});
