// Which documents a training takes when, without computing anything.

import { describe, expect, it } from 'vitest';
import type { EncodedDocument } from '../../../../src/engine/training/sampling';
import { Trainer } from '../../../../src/engine/training/trainer';

const none = { hidden: 0, attention: 0, classifier: 0, adapter: 0 };
const sampling = { maxSpanSize: 2, negativeEntityCount: 1, negativeRelationCount: 1, paperSampling: false };
const sizes = { entityClassCount: 2, relationTypeCount: 1, padTokenId: 0, hiddenSize: 4 };

function document(isLabelled: boolean): EncodedDocument {
	return { document: { tokens: ['a'], entities: [], relations: [] }, isLabelled, ids: new Int32Array(3), pieceStarts: Int32Array.of(1, 2) };
}

/** The documents of each epoch, in order. */
async function epochsOf(labelled: number, unlabelled: number, unlabelledPerEpoch: number, epochs: number, start = 0): Promise<number[][]> {
	const documents = Array.from({ length: labelled + unlabelled }, (_, index) => document(index < labelled));
	const taken: number[] = [];
	const lessons = {
		of(index: number) {
			taken.push(index);
			return Promise.resolve({ encoded: documents[index]!, lesson: { span: () => undefined, pair: () => undefined } });
		},
	};
	const step = { run: () => Promise.resolve({ entityLoss: 0, relationLoss: 0, gradientNorm: 0 }), settle: () => Promise.resolve() };
	const options = { sampling, batchSize: 1, accumulationSteps: 1, epochs, learningRate: 1, warmup: 0, seed: 3, dropout: none, sizes, unlabelledPerEpoch };
	const trainer = new Trainer(step, documents, { entities: [], relations: [] }, options, start, { lessons });
	const all: number[][] = [];
	while (!trainer.isFinished) {
		const { epoch } = await trainer.step();
		(all[epoch] ??= []).push(...taken.splice(0));
	}
	return all;
}

describe('the documents of an epoch', () => {
	it('are all that are annotated, once each, and so many others', async () => {
		const epochs = await epochsOf(5, 7, 3, 4);
		expect(epochs).toHaveLength(4);
		for (const taken of epochs) {
			expect(taken.filter((index) => index < 5).sort()).toEqual([0, 1, 2, 3, 4]);
			expect(taken).toHaveLength(8);
		}
	});

	it('are over time all of the others, as often as each other', async () => {
		for (const perEpoch of [1, 3, 7]) {
			const counts = new Map<number, number>();
			for (const index of (await epochsOf(2, 7, perEpoch, 7)).flat().filter((each) => each >= 2)) {
				counts.set(index, (counts.get(index) ?? 0) + 1);
			}
			expect([...counts].sort(([a], [b]) => a - b)).toEqual(Array.from({ length: 7 }, (_, index) => [index + 2, perEpoch]));
		}
	});

	it('come in the same order where a training goes on in the middle', async () => {
		const whole = await epochsOf(4, 9, 4, 3);
		const rest = await epochsOf(4, 9, 4, 3, 13);
		expect(rest[1]).toEqual(whole[1]!.slice(5));
		expect(rest[2]).toEqual(whole[2]);
	});
});
