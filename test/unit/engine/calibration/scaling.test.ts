import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntityExample, RelationExample } from '../../../../src/engine/calibration/calibrationExamples';
import {
	classProbability,
	entityLoss,
	fitLogitScaling,
	fitTemperature,
	relationLoss,
	sigmoidOf,
	unscaled,
} from '../../../../src/engine/calibration/scaling';

/** Numbers from 0 to 1, the same each time. */
function numbers(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 32;
	};
}

/** Examples whose annotation is drawn from the softmax of their logits: these logits are right, times `sharpness` they are not. */
function drawnEntities(count: number, sharpness: number): EntityExample[] {
	const next = numbers(7);
	return Array.from({ length: count }, () => {
		const right = Float64Array.from({ length: 4 }, () => 4 * next() - 2);
		let left = next();
		const annotated = right.findIndex((_, index) => (left -= classProbability(right, index, 1)) < 0);
		const logits = right.map((logit) => sharpness * logit);
		return { logits, predicted: logits.indexOf(Math.max(...logits)), annotated: Math.max(annotated, 0) };
	});
}

function drawnRelations(count: number, change: (logit: number) => number): RelationExample[] {
	const next = numbers(11);
	return Array.from({ length: count }, () => {
		const right = 8 * next() - 6;
		return { type: 1, logit: change(right), isAnnotated: next() < sigmoidOf(right) };
	});
}

describe('fitTemperature', () => {
	it.each([0.5, 1, 3])('finds by how much logits are too sharp: %s', (sharpness) => {
		expect(fitTemperature(drawnEntities(6000, sharpness)) / sharpness).toBeCloseTo(1, 1);
	});

	it('has the least loss of all temperatures', () => {
		const examples = drawnEntities(300, 2);
		const best = entityLoss(examples, fitTemperature(examples));
		fc.assert(fc.property(fc.double({ min: 0.06, max: 19, noNaN: true }), (temperature) => entityLoss(examples, temperature) >= best - 1e-9));
	});

	it('leaves scores alone where there is nothing to learn from', () => {
		expect(fitTemperature([])).toBe(1);
	});

	it('is finite where everything is right', () => {
		const examples = drawnEntities(50, 1).map((example) => ({ ...example, annotated: example.predicted }));
		expect(fitTemperature(examples)).toBeGreaterThanOrEqual(0.05);
	});
});

describe('fitLogitScaling', () => {
	it('finds slope and offset', () => {
		// The right logit r is seen as 2 r + 1, so it is half of what is seen, less a half.
		const { slope, offset } = fitLogitScaling(drawnRelations(40_000, (logit) => 2 * logit + 1));
		expect(slope).toBeCloseTo(0.5, 1);
		expect(offset).toBeCloseTo(-0.5, 1);
	});

	it('makes the loss smaller, never larger', () => {
		for (const change of [(logit: number) => 3 * logit, (logit: number) => logit - 2, (logit: number) => 0.2 * logit + 3]) {
			const examples = drawnRelations(500, change);
			expect(relationLoss(examples, fitLogitScaling(examples))).toBeLessThan(relationLoss(examples, unscaled));
		}
	});

	it('is finite where a threshold parts right from wrong perfectly', () => {
		const examples = [-3, -2, -1, 1, 2, 3].map((logit) => ({ type: 1, logit, isAnnotated: logit > 0 }));
		const { slope, offset } = fitLogitScaling(examples);
		expect([Number.isFinite(slope), Number.isFinite(offset), slope > 0]).toEqual([true, true, true]);
	});

	it('does not turn scores round, and learns nothing from one side alone', () => {
		const turned = drawnRelations(500, (logit) => -logit);
		expect(fitLogitScaling(turned)).toEqual(unscaled);
		expect(fitLogitScaling(turned.filter(({ isAnnotated }) => isAnnotated))).toEqual(unscaled);
		expect(fitLogitScaling([])).toEqual(unscaled);
	});

	it('is finite where all logits are the same', () => {
		const examples = Array.from({ length: 40 }, (_, index) => ({ type: 1, logit: 2, isAnnotated: index < 10 }));
		expect(Object.values(fitLogitScaling(examples)).every(Number.isFinite)).toBe(true);
	});
});
