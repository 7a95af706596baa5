// Hard negatives, targets and weights of samples, and how a batch lays them out.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DatasetDocument } from '../../../../src/corpus/dataset';
import { areNeighbours, drawNegatives, overlapsEntity } from '../../../../src/engine/training/hardNegatives';
import { askedSpans, pairedSpans, StoredLesson, type Lesson } from '../../../../src/engine/training/lesson';
import { Random } from '../../../../src/engine/training/random';
import type { SpanSample, TrainingSample } from '../../../../src/engine/training/sample';
import { createSample, type EncodedDocument } from '../../../../src/engine/training/sampling';
import { balancedClassWeights, softenedClasses, softenedTypes, withTargets, type TargetOptions } from '../../../../src/engine/training/targets';
import { trainingBatch } from '../../../../src/engine/training/trainingBatch';
import type { Draw } from '../../../../src/engine/training/hardNegatives';

function drawOf(seed: number): Draw {
	const random = new Random(seed, 'test');
	return (candidates, count) => random.sample(candidates, count);
}

const types = { entities: [], relations: [] };

/** Eight tokens of one or two word pieces, with three entities, two of which overlap, and two relations. */
function encodedOf(isLabelled = true): EncodedDocument {
	const document: DatasetDocument = {
		tokens: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
		entities: [{ start: 0, end: 1, type: 1 }, { start: 3, end: 5, type: 2 }, { start: 4, end: 6, type: 1 }],
		relations: [{ head: 0, tail: 1, type: 1 }, { head: 0, tail: 1, type: 3 }],
	};
	return { document, isLabelled, ids: new Int32Array(14), pieceStarts: Int32Array.of(1, 2, 4, 5, 6, 8, 9, 11, 12) };
}

const sampling = { maxSpanSize: 4, negativeEntityCount: 10, negativeRelationCount: 10, paperSampling: false };

const plain: TargetOptions = {
	entityClassCount: 3,
	relationTypeCount: 3,
	labelSmoothing: 0,
	distillationWeight: 0,
	temperature: 1,
	classWeights: undefined,
	unlabelledWeight: 1,
};

/** Says the same of every span that begins at an even token, and of every pair that begins there. */
const evenLesson: Lesson = {
	span: ({ start }) => (start % 2 === 0 ? Float32Array.of(0.5, 0.2, 0.3) : undefined),
	pair: (head) => (head.start % 2 === 0 ? Float32Array.of(0.9, 0.5, 0.1) : undefined),
};

describe('negatives', () => {
	const candidates = fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 60 });

	it('are those that were always drawn where none has to be hard', () => {
		fc.assert(fc.property(candidates, fc.nat(80), fc.nat(), (all, count, seed) => {
			expect(drawNegatives(drawOf(seed), all, count, 0, () => true)).toEqual(drawOf(seed)(all, count));
		}));
	});

	it('are different ones, as many as are asked for, and hard to their share at least', () => {
		fc.assert(fc.property(candidates, fc.nat(80), fc.nat(), fc.double({ min: 0.01, max: 1, noNaN: true }), (all, count, seed, share) => {
			const isHard = (candidate: number): boolean => candidate % 3 === 0;
			const drawn = drawNegatives(drawOf(seed), all, count, share, isHard);
			expect(new Set(drawn).size).toBe(drawn.length);
			expect(drawn).toHaveLength(Math.min(count, all.length));
			expect(drawn.every((candidate) => all.includes(candidate))).toBe(true);
			const hard = drawn.filter(isHard).length;
			expect(hard).toBeGreaterThanOrEqual(Math.min(Math.round(share * count), all.filter(isHard).length));
		}));
	});

	it('that are hard overlap an entity, and are pairs with no entity between', () => {
		const span = (pieceStart: number, pieceEnd: number): SpanSample => ({ pieceStart, pieceEnd, size: 1, type: 1 });
		const entities = [span(1, 3), span(5, 6), span(8, 10)];
		expect([[1, 2], [2, 5], [3, 5], [5, 9], [6, 8]].map(([start, end]) => overlapsEntity(span(start!, end!), entities))).toEqual([true, true, false, true, false]);
		const areNear = (head: number, tail: number): boolean => areNeighbours({ head, tail, types: [] }, entities);
		expect([areNear(0, 1), areNear(1, 0), areNear(1, 2), areNear(0, 2), areNear(2, 0)]).toEqual([true, true, true, false, false]);
	});

	it('of a document are hard first', () => {
		const encoded = encodedOf();
		const hard = createSample(encoded, types, { ...sampling, hardNegativeShare: 1 }, drawOf(1));
		const positives = hard.spans.slice(0, 3);
		expect(hard.spans.slice(3).every((span) => overlapsEntity(span, positives))).toBe(true);
		expect(hard.spans).toHaveLength(13);
		const usual = createSample(encoded, types, sampling, drawOf(1));
		expect(usual.spans.slice(3).every((span) => overlapsEntity(span, positives))).toBe(false);
	});
});

describe('targets', () => {
	const encoded = encodedOf();
	const sample = createSample(encoded, types, sampling, drawOf(2));

	it('are the annotation where nothing else is asked for, and the same batch', () => {
		const sizes = { entityClassCount: 3, relationTypeCount: 3, padTokenId: 0, hiddenSize: 4 };
		const own = trainingBatch([sample, sample], sizes, 0.5);
		const targeted = trainingBatch([sample, sample].map((each) => withTargets(each, encoded, undefined, plain)), sizes, 0.5);
		for (const [name, { data }] of Object.entries(own.feeds)) {
			expect(targeted.feeds[name]!.data, name).toEqual(data);
		}
	});

	it('are smoothed to distributions', () => {
		const { spans, pairs } = withTargets(sample, encoded, undefined, { ...plain, labelSmoothing: 0.3 });
		for (const { targets, type } of spans) {
			expect(targets!.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
			expect(targets![type]).toBeCloseTo(0.8, 6);
		}
		expect([...pairs[0]!.targets!]).toEqual([0.85, 0.15, 0.85].map(Math.fround));
	});

	it('mix the annotation with what teachers say, where they say anything', () => {
		const { spans, pairs } = withTargets(sample, encoded, evenLesson, { ...plain, distillationWeight: 0.4 });
		expect(spans.map(({ pieceStart }) => pieceStart)).toEqual(sample.spans.map(({ pieceStart }) => pieceStart));
		for (const { pieceStart, targets, type } of spans) {
			const start = encoded.pieceStarts.indexOf(pieceStart);
			const gold = [0, 1, 2].map((index) => (index === type ? 1 : 0));
			const expected = start % 2 === 0 ? gold.map((value, index) => 0.6 * value + 0.4 * [0.5, 0.2, 0.3][index]!) : gold;
			targets!.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 6));
		}
		expect([...pairs[0]!.targets!].map((value) => value.toFixed(4))).toEqual(['0.9600', '0.2000', '0.6400']);
		const odd = pairs.find(({ head }) => head === 1)!;
		expect([...odd.targets!]).toEqual([0, 0, 0]);
	});

	it('are apart where there is a temperature, which counts by its square', () => {
		const taught = withTargets(sample, encoded, evenLesson, { ...plain, distillationWeight: 0.4, temperature: 2, labelSmoothing: 0.3 });
		const sizes = { entityClassCount: 3, relationTypeCount: 3, padTokenId: 0, hiddenSize: 4 };
		const { feeds } = trainingBatch([taught], { ...sizes, temperature: 2 });
		const { feeds: smoothed } = trainingBatch([withTargets(sample, encoded, undefined, { ...plain, labelSmoothing: 0.3 })], sizes);
		const data = (name: string): number[] => [...(feeds[name]!.data as Float32Array)];
		expect(data('entity_targets')).toEqual([...(smoothed['entity_targets']!.data as Float32Array)]);
		const roots = [0.5, 0.2, 0.3].map(Math.sqrt);
		const sum = roots.reduce((total, value) => total + value, 0);
		for (const [row, { pieceStart }] of sample.spans.entries()) {
			const isTaught = encoded.pieceStarts.indexOf(pieceStart) % 2 === 0;
			const weight = 1 / sample.spans.length;
			expect(data('entity_weights')[row]).toBeCloseTo(isTaught ? 0.6 * weight : weight, 6);
			expect(data('entity_taught_weights')[row]).toBeCloseTo(isTaught ? 4 * 0.4 * weight : 0, 6);
			data('entity_taught_targets').slice(3 * row, 3 * row + 3).forEach((value, index) => expect(value).toBeCloseTo(isTaught ? roots[index]! / sum : 0, 6));
		}
		expect(data('relation_taught_targets').slice(0, 3).map((value) => value.toFixed(3))).toEqual(['0.750', '0.500', '0.250']);
		expect(data('relation_taught_weights')[0]! / data('relation_weights')[0]!).toBeCloseTo((4 * 0.4) / 0.6, 5);
	});

	it('are the teachers alone where nothing is annotated, and what they know nothing of is left out', () => {
		const lesson: Lesson = {
			span: (span) => (span.start === 7 ? undefined : Float32Array.of(0.5, 0.2, 0.3)),
			pair: (head, tail) => (head.start === 3 && tail.start === 4 ? undefined : Float32Array.of(0.9, 0.5, 0.1)),
		};
		const unlabelled = encodedOf(false);
		const whole = createSample(unlabelled, types, { ...sampling, negativeEntityCount: 100 }, drawOf(2));
		const taught = withTargets(whole, unlabelled, lesson, { ...plain, unlabelledWeight: 0.25, distillationWeight: 0 });
		expect(taught.weight).toBe(0.25);
		expect(whole.spans.length - taught.spans.length).toBe(1);
		expect(taught.spans.every(({ targets }) => targets?.join() === Float32Array.of(0.5, 0.2, 0.3).join())).toBe(true);
		expect(taught.spans.slice(0, 3).map(({ type }) => type)).toEqual([1, 2, 1]);
		expect(taught.pairs.some(({ head, tail }) => head === 1 && tail === 2)).toBe(false);
		expect(taught.pairs.every(({ targets }) => targets?.join() === Float32Array.of(0.9, 0.5, 0.1).join())).toBe(true);
	});

	it('of a temperature are those of divided logits', () => {
		const logits = [2, -1, 0.5];
		const softmax = (values: number[]): number[] => {
			const powers = values.map(Math.exp);
			return powers.map((value) => value / powers.reduce((sum, each) => sum + each, 0));
		};
		const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));
		for (const temperature of [0.3, 1, 2.5]) {
			const divided = logits.map((value) => value / temperature);
			softenedClasses(Float32Array.from(softmax(logits)), temperature).forEach((value, index) => expect(value).toBeCloseTo(softmax(divided)[index]!, 6));
			softenedTypes(Float32Array.from(logits.map(sigmoid)), temperature).forEach((value, index) => expect(value).toBeCloseTo(sigmoid(divided[index]!), 6));
		}
		// Of small numbers and small temperatures too.
		const [most, least] = softenedClasses(Float32Array.of(1e-30, 1e-32), 0.05);
		expect([most, least]).toEqual([1, least]);
		expect(least).toBeLessThan(1e-38);
		expect([...softenedTypes(Float32Array.of(0, 1), 3)]).toEqual([0, 1]);
	});

	it('count more for rare types, at most tenfold, and are weighted means', () => {
		const document = (type: number, count: number): EncodedDocument => ({
			...encodedOf(),
			document: { tokens: [], entities: Array.from({ length: count }, () => ({ start: 0, end: 1, type })), relations: [] },
		});
		const weights = balancedClassWeights([document(1, 30), document(2, 10), document(3, 20)], 4);
		expect(weights.map((weight) => Number(weight.toFixed(4)))).toEqual([1, 0.6667, 2, 1, 1]);
		expect(balancedClassWeights([document(1, 1000), document(2, 1)], 2)).toEqual([1, 0.5005, 10]);
		const sizes = { entityClassCount: 3, relationTypeCount: 3, padTokenId: 0, hiddenSize: 4 };
		const weighted = withTargets(sample, encoded, undefined, { ...plain, classWeights: [1, 3, 0.5] });
		const light: TrainingSample = { ...weighted, weight: 0.5 };
		const { feeds } = trainingBatch([weighted, light], sizes);
		const [own, pairs] = [feeds['entity_weights']!.data as Float32Array, feeds['relation_weights']!.data as Float32Array];
		const count = sample.spans.length;
		// Half of the batch counts half.
		expect(own.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0.75, 6);
		expect(pairs.reduce((sum, value) => sum + 3 * value, 0)).toBeCloseTo(0.75, 6);
		expect(own[0]! / own[1]!).toBeCloseTo(6, 5);
		expect(own[0]! / own[count]!).toBeCloseTo(2, 5);
	});
});

describe('a lesson', () => {
	const sizes = { maxSpanSize: 4, classCount: 2, typeCount: 1 };

	it('finds each span that was asked for, and no other', () => {
		fc.assert(fc.property(fc.nat(12), fc.integer({ min: 1, max: 5 }), (tokenCount, maxSpanSize) => {
			const tokens = Array.from({ length: tokenCount }, String);
			const entities = [{ start: 0, end: tokenCount, type: 1 }, { start: 0, end: tokenCount, type: 2 }, { start: 1, end: tokenCount, type: 1 }];
			const document = { tokens, entities: entities.filter(({ start, end }) => end > start), relations: [] };
			const asked = askedSpans(document, maxSpanSize);
			expect(new Set(asked.map(({ start, end }) => `${start} ${end}`)).size).toBe(asked.length);
			const spans = Float32Array.from(asked.flatMap((_, index) => [index, 0]));
			const lesson = new StoredLesson(document, { ...sizes, maxSpanSize }, spans, [], new Float32Array());
			for (let start = 0; start < tokenCount; start++) {
				for (let end = start + 1; end <= tokenCount; end++) {
					const index = asked.findIndex((span) => span.start === start && span.end === end);
					expect(lesson.span({ start, end })?.[0]).toBe(index < 0 ? undefined : index);
				}
			}
		}));
	});

	it('of a document without annotations annotates it, with what is sure enough', () => {
		const document = { tokens: ['a', 'b', 'c'], entities: [], relations: [] };
		// a; b; c; a b; b c; a b c.
		const spans = Float32Array.of(0.1, 0.9, 0.8, 0.2, 0.3, 0.7, 0.9, 0.1, NaN, NaN, 0.9, 0.1);
		const paired = pairedSpans(document, false, spans, sizes);
		expect(paired).toEqual([{ start: 0, end: 1 }, { start: 2, end: 3 }]);
		const lesson = new StoredLesson(document, sizes, spans, paired, Float32Array.of(NaN, 0.4, 0.39, NaN));
		expect(lesson.annotated(0.4)).toEqual({
			tokens: document.tokens,
			entities: [{ start: 0, end: 1, type: 1 }, { start: 2, end: 3, type: 1 }],
			relations: [{ head: 0, tail: 1, type: 1 }],
		});
		expect(lesson.span({ start: 1, end: 3 })).toBeUndefined();
		expect(lesson.pair({ start: 0, end: 1 }, { start: 0, end: 1 })).toBeUndefined();
		expect([...lesson.pair({ start: 2, end: 3 }, { start: 0, end: 1 })!]).toEqual([Math.fround(0.39)]);
		expect(lesson.pair({ start: 1, end: 2 }, { start: 0, end: 1 })).toBeUndefined();
	});

	it('pairs annotated entities, each span once, and the surest of many that are found', () => {
		const tokens = Array.from({ length: 100 }, String);
		const entities = [{ start: 1, end: 2, type: 1 }, { start: 1, end: 2, type: 2 }, { start: 5, end: 9, type: 1 }];
		expect(pairedSpans({ tokens, entities, relations: [] }, true, new Float32Array(), sizes)).toEqual([{ start: 1, end: 2 }, { start: 5, end: 9 }]);
		const spans = Float32Array.from(tokens.flatMap((_, index) => [index < 70 ? 0.4 - index / 1000 : 0.9, index < 70 ? 0.6 + index / 1000 : 0.1]));
		const found = pairedSpans({ tokens, entities: [], relations: [] }, false, spans, { ...sizes, maxSpanSize: 1 });
		expect(found.map(({ start }) => start)).toEqual(Array.from({ length: 64 }, (_, index) => index + 6));
	});
});
