import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapDifference, bootstrapF1 } from '../../../../src/engine/evaluation/bootstrap';
import { evaluationDetails } from '../../../../src/engine/evaluation/details';
import { detailsJson } from '../../../../src/engine/evaluation/detailsJson';
import { detailsReport } from '../../../../src/engine/evaluation/detailsReport';
import { evaluate } from '../../../../src/engine/evaluation/scores';
import type { EvaluatedDocument } from '../../../../src/engine/evaluation/comparison';
import { exampleDocuments, exampleTypes } from './exampleDocuments';

const options = { noOverlapping: false };
const details = evaluationDetails(exampleDocuments, exampleTypes, options);

const span = fc.record({ start: fc.nat(3), length: fc.integer({ min: 1, max: 2 }), type: fc.integer({ min: 1, max: 3 }) }).map(
	({ start, length, type }) => ({ start, end: start + length, type }),
);
const relation = fc.record({ head: span, tail: span, type: fc.integer({ min: 1, max: 2 }) });
const tuples = fc.record({ entities: fc.array(span, { maxLength: 6 }), relations: fc.array(relation, { maxLength: 6 }) });
const documents: fc.Arbitrary<EvaluatedDocument[]> = fc.array(fc.record({ gold: tuples, predicted: tuples }), { maxLength: 4 });

describe('evaluationDetails', () => {
	it('scores entities by their spans alone', () => {
		// 2 of 2, 2 of 2 (one type is wrong), 0 of 2, and 2 that are wrong.
		expect(details.spans).toEqual({ truePositives: 4, support: 6, precision: 4 / 6, recall: 4 / 6, f1: 4 / 6 });
	});

	it('counts a wrong type as a confusion, a miss and an invention as ones with none', () => {
		expect(details.confusions.entities).toEqual({
			labels: ['', 'E0', 'E1', 'E2'],
			counts: [
				[0, 1, 0, 1],
				[0, 2, 0, 0],
				[1, 1, 1, 0],
				[1, 0, 0, 0],
			],
		});
		expect(details.confusions.relations.counts).toEqual([
			[0, 0, 1],
			[0, 2, 0],
			[1, 0, 0],
		]);
	});

	it('has matrices that agree with the scores in every row, column and on the diagonal', () => {
		fc.assert(
			fc.property(documents, (evaluated) => {
				const { ner, rel } = evaluate(evaluated, exampleTypes, options);
				const { entities, relations } = evaluationDetails(evaluated, exampleTypes, options, { resamples: 1, level: 0.9, seed: 1 }).confusions;
				for (const [{ counts }, scores] of [[entities, ner], [relations, rel]] as const) {
					for (const { type, support, precision } of scores.types) {
						const row = counts[type.index]!;
						const column = counts.map((cells) => cells[type.index]!);
						expect(sum(row)).toBe(support);
						expect(row[type.index]).toBeCloseTo(precision * sum(column), 9);
					}
					expect(sum(counts.map((row, index) => row[index]!))).toBe(scores.truePositives);
					expect(counts[0]![0]).toBe(0);
				}
			}),
		);
	});

	it('ignores what overlaps where the evaluation does', () => {
		expect(evaluationDetails(exampleDocuments, exampleTypes, { noOverlapping: true }).spans.support).toBe(4);
	});
});

function sum(values: readonly number[]): number {
	return values.reduce((total, value) => total + value, 0);
}

describe('bootstrapF1', () => {
	const right = { gold: 1, predicted: 1, truePositives: 1 };
	const wrong = { gold: 1, predicted: 1, truePositives: 0 };
	const bootstrap = { resamples: 4000, level: 0.95, seed: 1 };

	it('gives the quantiles of the binomial distribution where every document is right or wrong', () => {
		// 100 documents, 50 of them right: the 2.5 % and 97.5 % quantiles of the binomial are 40 and 60.
		const found = bootstrapF1(Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? right : wrong)), bootstrap)!;
		expect(found.low).toBeGreaterThanOrEqual(0.39);
		expect(found.low).toBeLessThanOrEqual(0.41);
		expect(found.high).toBeGreaterThanOrEqual(0.59);
		expect(found.high).toBeLessThanOrEqual(0.61);
	});

	it('depends on the seed and on nothing else', () => {
		const mixed = Array.from({ length: 37 }, (_, index) => ({ gold: 1 + (index % 3), predicted: 2, truePositives: index % 2 }));
		const few = { ...bootstrap, resamples: 50 };
		expect(bootstrapF1(mixed, few)).toEqual(bootstrapF1(mixed, few));
		expect(bootstrapF1(mixed, few)).not.toEqual(bootstrapF1(mixed, { ...few, seed: 2 }));
	});

	it('is a point where all documents are alike, and undefined without documents', () => {
		expect(bootstrapF1([right, right], bootstrap)).toEqual({ low: 1, high: 1 });
		expect(bootstrapF1([], bootstrap)).toBeUndefined();
	});
});

describe('bootstrapDifference', () => {
	const right = { gold: 1, predicted: 1, truePositives: 1 };
	const wrong = { gold: 1, predicted: 1, truePositives: 0 };
	const bootstrap = { resamples: 4000, level: 0.95, seed: 1 };
	const repeated = (count: number, of: typeof right): (typeof right)[] => Array.from({ length: count }, () => of);

	it('is nothing between equal predictions, however uncertain their own F1 is', () => {
		const mixed = [...repeated(20, right), ...repeated(20, wrong)];
		expect(bootstrapDifference(mixed, mixed, bootstrap)).toEqual({ difference: 0, interval: { low: 0, high: 0 }, shareAhead: 0 });
	});

	it('looks only at documents in which the two differ: a quantile of the binomial', () => {
		// 100 documents, 90 of them equal: B is right in 8 others and A in 2. The variance is that of 10 draws in 100, less the mean's square.
		const a = [...repeated(45, right), ...repeated(45, wrong), ...repeated(8, wrong), ...repeated(2, right)];
		const b = [...repeated(45, right), ...repeated(45, wrong), ...repeated(8, right), ...repeated(2, wrong)];
		const { difference, interval, shareAhead } = bootstrapDifference(a, b, bootstrap)!;
		expect(difference).toBeCloseTo(0.06, 10);
		const deviation = Math.sqrt((0.1 - 0.06 ** 2) / 100);
		expect(Math.abs(interval.low - (0.06 - 1.96 * deviation))).toBeLessThan(0.015);
		expect(Math.abs(interval.high - (0.06 + 1.96 * deviation))).toBeLessThan(0.015);
		// A normal distribution's share above 0, without the ties of whole documents.
		expect(shareAhead).toBeGreaterThan(0.93);
		expect(shareAhead).toBeLessThan(0.99);
		const other = bootstrapDifference(b, a, bootstrap)!;
		expect(other.difference).toBeCloseTo(-0.06, 10);
		expect(other.interval.low).toBeCloseTo(-interval.high, 10);
	});

	it('is undefined without documents, and no comparison of different ones', () => {
		expect(bootstrapDifference([], [], bootstrap)).toBeUndefined();
		expect(() => bootstrapDifference([right], [], bootstrap)).toThrow('1 documents');
	});
});

describe('detailsJson and detailsReport', () => {
	it('tell percentages', () => {
		const json = detailsJson(details);
		expect(json.span).toEqual({ precision: 100 * (4 / 6), recall: 100 * (4 / 6), f1: 100 * (4 / 6), support: 6 });
		expect(json.confidence).toMatchObject({ level: 95, resamples: 1000, seed: 1 });
		expect(json.confidence.ner!.low).toBeLessThanOrEqual(json.confidence.ner!.high);
		expect(detailsJson(evaluationDetails([], exampleTypes, options)).confidence.rel_nec).toBeNull();
		const report = detailsReport(details);
		expect(report).toContain('precision 66.67  recall 66.67  f1-score 66.67  support 6');
		expect(report).toContain('--- 95 % confidence intervals of micro F1 ---');
		expect(report.split('\n').find((line) => line.trim().startsWith('E1'))?.trim().split(/\s+/)).toEqual(['E1', '1', '1', '1', '0']);
	});
});
