// A small SpERT model with fixed random weights and sentences for it: what devices are tried and compared on. It has the
// operators and the proportions of a real one (one layer of MiniLM's), so that what works and pays here does so there.

import type { BertConfig } from '../nn/bert';
import type { EncodedSequence } from '../spert/batch';
import { spanCandidates } from '../spert/candidates';
import { entityGraph, type Parameters } from '../spert/inferenceGraphs';
import { referenceHeads } from '../spert/headDesign';
import type { HeadWeights } from '../spert/headWeights';
import { splitHeads } from '../spert/splitHeads';

export interface ProbeModel {
	readonly config: BertConfig & { readonly padTokenId: number };
	readonly parameters: Parameters;
	readonly heads: HeadWeights;
}

export function probeModel(): ProbeModel {
	const hiddenSize = 384;
	const config = {
		modelType: 'bert',
		hiddenSize,
		layerCount: 1,
		headCount: 12,
		intermediateSize: 4 * hiddenSize,
		activation: 'gelu',
		layerNormEpsilon: 1e-12,
		vocabularySize: 500,
		positionCount: 128,
		tokenTypeCount: 2,
		padTokenId: 0,
	} as const;
	const random = fixedRandom();
	const values = (count: number, scale: number): Float32Array => Float32Array.from({ length: count }, () => scale * random());
	const [entityClassCount, relationTypeCount, sizeCount, sizeEmbeddingSize] = [7, 7, 20, 25];
	const heads: HeadWeights = {
		design: referenceHeads,
		hiddenSize,
		entityClassCount,
		relationTypeCount,
		sizeCount,
		sizeEmbeddingSize,
		entityWeight: values(entityClassCount * (2 * hiddenSize + sizeEmbeddingSize), 0.05),
		entityBias: values(entityClassCount, 0.1),
		relationWeight: values(relationTypeCount * (3 * hiddenSize + 2 * sizeEmbeddingSize), 0.05),
		relationBias: values(relationTypeCount, 0.1),
		sizeEmbeddings: values(sizeCount * sizeEmbeddingSize, 1),
		added: new Map(),
	};
	// The graph that takes its weights as inputs tells their names and shapes.
	const weights = entityGraph(config, undefined, splitHeads(heads)).inputs.filter(({ name }) => name.includes('.'));
	const parameters = new Map(
		weights.map(({ name, shape }) => {
			const count = shape.map(Number).reduce((product, size) => product * size, 1);
			const isScale = name.endsWith('LayerNorm.weight');
			return [name, values(count, 0.05).map((value) => (isScale ? 1 + value : value))] as const;
		}),
	);
	return { config, parameters, heads };
}

/** Sequences of word pieces, each a token of its own. */
export function probeSequences(count: number, length: number): EncodedSequence[] {
	const random = fixedRandom();
	return Array.from({ length: count }, () => ({
		ids: Int32Array.from({ length }, () => 1 + Math.floor(249 * (1 + random()))),
		candidates: spanCandidates(Int32Array.from({ length: length - 1 }, (_, index) => index), 6),
	}));
}

/** The same numbers from -1 to 1 at every call: a linear congruential generator, Knuth's constants of MMIX in 32 bits. */
function fixedRandom(): () => number {
	let state = 20200101;
	return () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 31 - 1;
	};
}
