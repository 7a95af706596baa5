// A device that fails in the middle of a document costs nothing but time.

import { describe, expect, it } from 'vitest';
import { FallbackScorer, type Scorer } from '../../../../src/engine/spert/fallbackScorer';
import type { SequenceScores } from '../../../../src/engine/spert/scorer';

const scores = (value: number): SequenceScores[] => [
	{
		entityProbabilities: Float32Array.of(value),
		pairHeads: new Int32Array(0),
		pairTails: new Int32Array(0),
		relationScores: Float32Array.of(0.5),
	},
];

class FakeScorer implements Scorer {
	calls = 0;
	disposed = 0;
	readonly #answer: (call: number) => SequenceScores[];

	constructor(answer: (call: number) => SequenceScores[]) {
		this.#answer = answer;
	}

	score(): Promise<SequenceScores[]> {
		return new Promise((resolve) => resolve(this.#answer(++this.calls)));
	}

	dispose(): void {
		this.disposed++;
	}
}

function scorerOn(onDevice: FakeScorer): { scorer: FallbackScorer; processor: FakeScorer; reasons: string[] } {
	const processor = new FakeScorer(() => scores(1));
	const reasons: string[] = [];
	const onProcessor = (): Promise<Scorer> => Promise.resolve(processor);
	return { scorer: new FallbackScorer({ onDevice, onProcessor, onLost: (reason) => reasons.push(reason) }), processor, reasons };
}

describe('FallbackScorer', () => {
	it('answers from the device while it works', async () => {
		const device = new FakeScorer(() => scores(0.25));
		const { scorer, processor, reasons } = scorerOn(device);
		expect(await scorer.score([])).toEqual(scores(0.25));
		scorer.dispose();
		expect([processor.calls, reasons, device.disposed]).toEqual([0, [], 1]);
	});

	it('answers the very request on which the device fails from the processor, and all after it', async () => {
		const device = new FakeScorer((call) => {
			if (call === 2) {
				throw new Error('device lost');
			}
			return scores(0.25);
		});
		const { scorer, processor, reasons } = scorerOn(device);
		const answers = [await scorer.score([]), await scorer.score([]), await scorer.score([])];
		expect(answers).toEqual([scores(0.25), scores(1), scores(1)]);
		expect(reasons).toEqual(['device lost']);
		scorer.dispose();
		scorer.dispose();
		await Promise.resolve();
		// What a driver has lost is not touched again.
		expect([device.calls, device.disposed, processor.disposed]).toEqual([2, 0, 1]);
	});

	it.each([NaN, Infinity])('takes %s for a failure: a device that was reset may answer so', async (value) => {
		const { scorer, reasons } = scorerOn(new FakeScorer(() => scores(value)));
		expect(await scorer.score([])).toEqual(scores(1));
		expect(reasons).toHaveLength(1);
	});

	it('makes the processor’s scorer once for requests that fail together', async () => {
		const { scorer, processor, reasons } = scorerOn(new FakeScorer(() => { throw new Error('lost'); }));
		await Promise.all([scorer.score([]), scorer.score([])]);
		expect([processor.calls, reasons.length]).toEqual([2, 1]);
	});
});
