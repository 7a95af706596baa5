import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { referenceHeads } from '../../../../src/engine/spert/headDesign';
import type { HeadWeights } from '../../../../src/engine/spert/headWeights';
import { splitHeads } from '../../../../src/engine/spert/splitHeads';

const hiddenSize = 3;
const sizeEmbeddingSize = 2;
const sizeCount = 4;
const entityClassCount = 3;
const relationTypeCount = 2;

const floats = (length: number) => fc.float32Array({ minLength: length, maxLength: length, noNaN: true, min: -2, max: 2 });
const heads = fc
	.record({
		entityWeight: floats(entityClassCount * (2 * hiddenSize + sizeEmbeddingSize)),
		entityBias: floats(entityClassCount),
		relationWeight: floats(relationTypeCount * (3 * hiddenSize + 2 * sizeEmbeddingSize)),
		relationBias: floats(relationTypeCount),
		sizeEmbeddings: floats(sizeCount * sizeEmbeddingSize),
	})
	.map((weights): HeadWeights => ({
		design: referenceHeads,
		hiddenSize,
		entityClassCount,
		relationTypeCount,
		sizeCount,
		sizeEmbeddingSize,
		...weights,
		added: new Map(),
	}));
const vector = floats(hiddenSize);
const size = fc.nat(sizeCount - 1);

/** W x + b with W [rows, x.length]. */
function linear(weight: Float32Array, x: readonly number[], bias?: Float32Array): number[] {
	return Array.from({ length: weight.length / x.length }, (_, row) =>
		x.reduce((sum, value, column) => sum + value * weight[row * x.length + column]!, bias?.[row] ?? 0),
	);
}

function sum(...terms: readonly (readonly number[])[]): number[] {
	return terms[0]!.map((_, index) => terms.reduce((total, term) => total + term[index]!, 0));
}

function row(table: Float32Array, index: number, width: number): number[] {
	return [...table.subarray(index * width, (index + 1) * width)];
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
	expect(actual).toHaveLength(expected.length);
	actual.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 4));
}

describe('splitHeads', () => {
	it('gives entity logits equal to the classifier over [cls; span; size]', () => {
		fc.assert(
			fc.property(heads, vector, vector, size, (weights, cls, span, tokens) => {
				const { entity } = splitHeads(weights);
				const embedded = row(weights.sizeEmbeddings, tokens, sizeEmbeddingSize);
				const whole = linear(weights.entityWeight, [...cls, ...span, ...embedded], weights.entityBias);
				const parts = sum(linear(entity.cls, [...cls]), linear(entity.span, [...span]), row(entity.sizes, tokens, entityClassCount));
				expectClose(parts, whole);
			}),
		);
	});

	it('gives relation logits equal to the classifier over [context; head; tail; head size; tail size]', () => {
		fc.assert(
			fc.property(heads, vector, vector, vector, size, size, (weights, context, head, tail, headTokens, tailTokens) => {
				const { relation } = splitHeads(weights);
				const embedded = [headTokens, tailTokens].flatMap((tokens) => row(weights.sizeEmbeddings, tokens, sizeEmbeddingSize));
				const whole = linear(weights.relationWeight, [...context, ...head, ...tail, ...embedded], weights.relationBias);
				const parts = sum(
					linear(relation.context, [...context]),
					linear(relation.head, [...head]),
					linear(relation.tail, [...tail]),
					row(relation.headSizes, headTokens, relationTypeCount),
					row(relation.tailSizes, tailTokens, relationTypeCount),
				);
				expectClose(parts, whole);
			}),
		);
	});
});
