import { describe, expect, it } from 'vitest';
import type { TypeSet } from '../../../../src/corpus/types';
import { evaluate } from '../../../../src/engine/evaluation/scores';
import { scoresCsvRow } from '../../../../src/engine/evaluation/scoresCsv';
import { scoresJson } from '../../../../src/engine/evaluation/scoresJson';
import { scoresTable, twoDecimals } from '../../../../src/engine/evaluation/scoresTable';
import { removeOverlapping, type DocumentTuples, type TypedSpan } from '../../../../src/engine/evaluation/tuples';

const types: TypeSet = {
	entities: ['Task', 'Method', 'Metric'].map((identifier, position) => ({
		identifier,
		short: identifier === 'Metric' ? '𝑀' : identifier,
		verbose: identifier,
		index: position + 1,
	})),
	relations: [{ identifier: 'Used-for', short: 'Used', verbose: 'Used-for', index: 1, symmetric: false }],
};
const span = (start: number, end: number, type = 1): TypedSpan => ({ start, end, type });
const tuples = (entities: TypedSpan[], relations: [TypedSpan, TypedSpan][] = []): DocumentTuples => ({
	entities,
	relations: relations.map(([head, tail]) => ({ head, tail, type: 1 })),
});
const evaluateOne = (gold: DocumentTuples, predicted: DocumentTuples) =>
	evaluate([{ gold, predicted }], types, { noOverlapping: false });

describe('evaluate', () => {
	it('counts a wrong type as a false positive of one type and a false negative of the other', () => {
		const { ner } = evaluateOne(tuples([span(0, 1, 1), span(2, 3, 1)]), tuples([span(0, 1, 1), span(2, 3, 2)]));
		expect(ner.types.map(({ type, precision, recall, support }) => [type.identifier, precision, recall, support])).toEqual([
			['Task', 1, 0.5, 2],
			['Method', 0, 0, 0],
		]);
		expect(ner.micro).toEqual({ precision: 0.5, recall: 0.5, f1: 0.5 });
		expect(ner.macro).toEqual({ precision: 0.5, recall: 0.25, f1: 2 / 3 / 2 });
	});

	it('does not match spans of different documents', () => {
		const one = tuples([span(0, 1)]);
		const none = tuples([]);
		const documents = [
			{ gold: one, predicted: none },
			{ gold: none, predicted: one },
		];
		const { ner } = evaluate(documents, types, { noOverlapping: false });
		expect(ner.truePositives).toBe(0);
		expect(ner.support).toBe(1);
	});

	it('ignores entity types in relations without NEC only', () => {
		const gold = tuples([], [[span(0, 1, 1), span(2, 3, 1)]]);
		const predicted = tuples([], [[span(0, 1, 2), span(2, 3, 1)]]);
		const { rel, relNec } = evaluateOne(gold, predicted);
		expect(rel.micro.f1).toBe(1);
		expect(relNec.micro.f1).toBe(0);
	});

	it('knows the direction of a relation', () => {
		const gold = tuples([], [[span(0, 1), span(2, 3)]]);
		const predicted = tuples([], [[span(2, 3), span(0, 1)]]);
		expect(evaluateOne(gold, predicted).rel.micro.f1).toBe(0);
	});

	it('takes a type index outside the types file for a bug', () => {
		expect(() => evaluateOne(tuples([span(0, 1, 4)]), tuples([]))).toThrow('Type index 4');
	});
});

describe('removeOverlapping', () => {
	it('drops all entities of an overlap and prefers none', () => {
		expect(removeOverlapping(tuples([span(0, 3), span(2, 4), span(4, 5)])).entities).toEqual([span(4, 5)]);
	});

	it('keeps equal annotations, and drops equal predictions that differ in score', () => {
		expect(removeOverlapping(tuples([span(0, 2), span(0, 2)])).entities).toHaveLength(2);
		const scored = [0.5, 0.9].map((score) => ({ ...span(0, 2), score }));
		expect(removeOverlapping(tuples(scored)).entities).toEqual([]);
	});

	it('drops relations by their own head and tail alone', () => {
		const outer = span(0, 4);
		const inner = span(1, 2);
		const apart = span(5, 6);
		const kept = removeOverlapping(tuples([outer, inner, apart], [[outer, inner], [outer, apart]]));
		expect(kept.relations).toMatchObject([{ head: outer, tail: apart }]);
	});
});

describe('the formats of scores', () => {
	const evaluation = evaluateOne(
		tuples([span(0, 1), span(1, 2, 3)]),
		tuples([span(0, 1), span(3, 4)]),
	);

	it('have null where JSON has no number, and leave out types that do not occur', () => {
		const json = JSON.parse(JSON.stringify(scoresJson(evaluation))) as unknown;
		expect(json).toEqual({
			ner: {
				micro: { precision: 50, recall: 50, f1: 50 },
				macro: { precision: 25, recall: 50, f1: (2 / 3 / 2) * 100 },
				types: {
					Task: { precision: 50, recall: 100, f1: (2 / 3) * 100, support: 1 },
					Metric: { precision: 0, recall: 0, f1: 0, support: 1 },
				},
			},
			rel: {
				micro: { precision: 0, recall: 0, f1: 0 },
				macro: { precision: null, recall: null, f1: null },
				types: {},
			},
			rel_nec: {
				micro: { precision: 0, recall: 0, f1: 0 },
				macro: { precision: null, recall: null, f1: null },
				types: {},
			},
		});
	});

	it('align table rows by code points', () => {
		const rows = scoresTable(evaluation).split('\n').slice(5, 8);
		expect(rows).toEqual([
			'                type    precision       recall     f1-score      support',
			'                Task        50.00       100.00        66.67            1',
			'                   𝑀         0.00         0.00         0.00            1',
		]);
	});

	it('write nan in CSV', () => {
		const row = scoresCsvRow(evaluation, { epoch: 2, iteration: 0, globalIteration: 14 });
		const relations = '0.0;0.0;0.0;nan;nan;nan';
		expect(row).toBe(`50.0;50.0;50.0;25.0;50.0;${(2 / 3 / 2) * 100};${relations};${relations};2;0;14\r\n`);
	});
});

describe('twoDecimals', () => {
	// Figures of Python's '%.2f'.
	it.each([
		[3.125, '3.12'],
		[0.125, '0.12'],
		[0.375, '0.38'],
		[9.375, '9.38'],
		[84.375, '84.38'],
		[40.625, '40.62'],
		[2.675, '2.67'],
		[1.005, '1.00'],
		[66.66666666666666, '66.67'],
		[99.995, '100.00'],
		[NaN, 'nan'],
	])('rounds %d as printf does', (value, text) => {
		expect(twoDecimals(value)).toBe(text);
	});
});
