import { describe, expect, it } from 'vitest';
import { RunFigures } from '../../../src/client/runFigures';
import { Series } from '../../../src/client/series';
import { readProgressLine, type ProgressLine } from '../../../src/protocol/trainingFiles';

const started = (startIteration: number, time: number): ProgressLine => {
	return { kind: 'started', time, updatesPerEpoch: 10, totalUpdates: 40, startIteration, label: 'tiny', epochs: 4, batchSize: 2, device: 'cpu' };
};
const step = (globalIteration: number, time: number): ProgressLine => {
	const losses = { entityLoss: 1, relationLoss: globalIteration / 100 };
	return { kind: 'step', time, ...losses, epoch: Math.floor((globalIteration - 1) / 10), globalIteration, nextLearningRate: 1e-5, memory: 5e8 };
};
const score = { precision: 50, recall: 50, f1: 50 };
const setting = { micro: score, macro: score, types: {} };
const evaluated = (epoch: number, time: number): ProgressLine => {
	return { kind: 'evaluated', time, epoch, isBest: true, scores: { ner: setting, rel: setting, rel_nec: setting } };
};

function figuresOf(...lines: ProgressLine[]): RunFigures {
	const figures = new RunFigures();
	lines.forEach((line) => figures.add(line));
	return figures;
}

describe('RunFigures', () => {
	it('tells speed and time left by the updates alone, whatever evaluations take', () => {
		const figures = figuresOf(
			started(0, 0),
			...Array.from({ length: 10 }, (_, index) => step(index + 1, (index + 1) * 100)),
			{ kind: 'evaluating', time: 1000, epoch: 1 },
			evaluated(1, 61_000),
			step(11, 61_100),
			step(12, 61_200),
		);
		expect(figures.view()).toMatchObject({ iteration: 12, sentencesPerSecond: 20, timeLeft: 2800, memory: 5e8, evaluating: null });
	});

	it('says how far its preparations are, and counts their time to no update', () => {
		const preparing = { kind: 'preparing', time: 500, what: 'teachers', done: 3, total: 16 } as const;
		expect(figuresOf(started(0, 0), preparing).view().preparing).toEqual({ what: 'teachers', done: 3, total: 16 });
		expect(figuresOf(started(0, 0), preparing, { ...preparing, done: 16 }).view().preparing).toBeNull();
		const view = figuresOf(started(0, 0), preparing, step(1, 90_000), step(2, 90_100)).view();
		expect(view).toMatchObject({ preparing: null, sentencesPerSecond: 20 });
	});

	it('counts the sentences of all batches of an update, and says what is trained', () => {
		const line = { ...started(0, 0), accumulationSteps: 4, encoderLayers: 12, frozenLayers: 6, loraRank: 8 };
		const view = figuresOf(line, step(1, 100), step(2, 200)).view();
		expect(view).toMatchObject({ sentencesPerSecond: 80, batchSize: 2, accumulationSteps: 4, encoderLayers: 12, frozenLayers: 6, loraRank: 8 });
	});

	it('says what it is evaluating', () => {
		expect(figuresOf(started(0, 0), { kind: 'evaluating', time: 1, epoch: 1 }).view().evaluating).toBe(1);
	});

	it('takes back what a resumed run does again', () => {
		const figures = figuresOf(
			started(0, 0),
			...Array.from({ length: 25 }, (_, index) => step(index + 1, index)),
			evaluated(1, 30),
			evaluated(2, 31),
			started(15, 100),
		);
		const { loss, evaluations, iteration } = figures.view();
		expect(iteration).toBe(15);
		expect(evaluations.map(({ epoch }) => epoch)).toEqual([1]);
		figures.add(step(16, 200));
		expect(figures.view().loss.x).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
		expect(loss.x.length).toBeLessThanOrEqual(16);
	});

	it('is finished only by its last line', () => {
		const figures = figuresOf(started(0, 0), step(40, 1));
		expect(figures.isFinished).toBe(false);
		figures.add({ kind: 'finished', time: 2, modelFolder: 'save', stoppedEarly: false });
		expect(figures.isFinished).toBe(true);
		expect(figures.view().timeLeft).toBeNull();
	});
});

describe('Series', () => {
	it('keeps a bounded number of points, each the mean of its neighbours', () => {
		const series = new Series();
		for (let x = 1; x <= 5000; x++) {
			series.add(x, x);
		}
		const { x, y } = series.curve();
		expect(x.length).toBeLessThanOrEqual(1000);
		expect(x.at(-1)).toBe(5000);
		// A point stands for the eight values up to its place.
		expect(y[0]).toBe((1 + x[0]!) / 2);
		expect(y[10]).toBe((x[9]! + 1 + x[10]!) / 2);
	});

	it('smooths without a bias of the beginning', () => {
		const series = new Series();
		for (let x = 0; x < 500; x++) {
			series.add(x, 3);
		}
		series.smoothed().y.forEach((value) => expect(value).toBeCloseTo(3, 10));
	});
});

describe('readProgressLine', () => {
	it('passes over what is no line of a training', () => {
		expect(readProgressLine('{"kind":"step"')).toBeUndefined();
		expect(readProgressLine('{"kind":"later","time":1}')).toBeUndefined();
		expect(readProgressLine('{"kind":"step","time":1,"globalIteration":"1"}')).toBeUndefined();
		expect(readProgressLine(JSON.stringify(step(1, 1)))).toEqual(step(1, 1));
	});
});
