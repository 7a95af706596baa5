// What a training shows: a bar that overwrites itself on a terminal, lines that stay in a log.

import type { WriteStream } from 'node:tty';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { TrainingOutput } from '../../../src/cli/trainingOutput';
import type { TrainingEvent } from '../../../src/engine/training/trainingRun';

const started = {
	kind: 'started',
	updatesPerEpoch: 10,
	totalUpdates: 20,
	startIteration: 0,
	trainedDocuments: 21,
	unlabelledDocuments: 5,
	parameterCount: 22_700_000,
} as TrainingEvent;

function step(globalIteration: number): TrainingEvent {
	const place = { epoch: Math.floor((globalIteration - 1) / 10), iteration: ((globalIteration - 1) % 10) + 1, globalIteration };
	const step = { ...place, entityLoss: 1, relationLoss: 0.5, gradientNorm: 1, nextLearningRate: 0 };
	return { kind: 'step', step };
}

afterEach(() => {
	vi.useRealTimers();
});

/** All that is written for a training that is half done: an hour for the teachers, ten minutes for half of the updates. */
function shown(isTTY: boolean): string {
	vi.useFakeTimers({ toFake: ['performance'] });
	let text = '';
	const stream = { isTTY, write: (part: string) => (text += part) } as unknown as WriteStream;
	const output = new TrainingOutput(stream, 'runs/save/RUN');
	output.show(started);
	vi.advanceTimersByTime(3_600_000);
	output.show({ kind: 'preparing', what: 'teachers', done: 26, total: 26 });
	vi.advanceTimersByTime(600_000);
	output.show(step(10));
	output.end();
	return text;
}

describe('the output of a training', () => {
	it('fills a bar on a terminal, and leaves a clean line', () => {
		const text = shown(true);
		expect(text).toContain('[==========          ] epoch 1: 10 of 10, loss 1.5000, 10 min left');
		expect(text.endsWith('\r\u001b[K')).toBe(true);
	});

	it('writes whole lines into a log, without a terminal\'s codes', () => {
		const text = shown(false);
		expect(text).toContain('Saving to runs/save/RUN\n');
		expect(text).toContain('21 documents, 5 without annotations, 22.7 million parameters');
		expect(text).toContain('teacher: 26 of 26 sentences\n');
		expect(text).not.toMatch(/[\r\u001b]/);
	});
});
