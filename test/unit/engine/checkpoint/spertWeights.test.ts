// SpERT's weights are found whatever a checkpoint calls them, and refused where they do not fit.

import { describe, expect, it } from 'vitest';
import { UserError } from '../../../../src/base/userError';
import { type ModelConfig } from '../../../../src/engine/checkpoint/config';
import { type TensorShape } from '../../../../src/engine/checkpoint/safetensors';
import { encoderShapes, hasSpertHeads, selectSpertWeights } from '../../../../src/engine/checkpoint/spertWeights';

const config: ModelConfig = {
	modelType: 'bert',
	hiddenSize: 8,
	layerCount: 2,
	headCount: 2,
	intermediateSize: 16,
	activation: 'gelu',
	layerNormEpsilon: 1e-12,
	vocabularySize: 30,
	positionCount: 20,
	tokenTypeCount: 2,
	padTokenId: 0,
	initializerRange: 0.02,
	hiddenDropout: 0.1,
	attentionDropout: 0.1,
	architecture: 'SpERT',
	spertVersion: '1.1',
};
const types = {
	entities: [{ identifier: 'Task', short: 'Task', verbose: 'Task', index: 1 }],
	relations: [{ identifier: 'Used-for', short: 'Used-for', verbose: 'Used-for', index: 1, symmetric: false }],
};
const heads: [string, number[]][] = [
	['entity_classifier.weight', [2, 21]],
	['entity_classifier.bias', [2]],
	['rel_classifier.weight', [1, 34]],
	['rel_classifier.bias', [1]],
	['size_embeddings.weight', [100, 5]],
];
const checkpoint = (rename: (name: string) => string = (name) => name): Map<string, TensorShape> =>
	new Map([...encoderShapes(config), ...heads].map(([name, shape]) => [rename(name), { dtype: 'float32', shape }]));

function codeOf(tensors: ReadonlyMap<string, TensorShape>): string {
	try {
		selectSpertWeights('weights', tensors, config, types);
	} catch (failure) {
		if (failure instanceof UserError) {
			return failure.code;
		}
		throw failure;
	}
	return 'fits';
}

describe('selectSpertWeights', () => {
	it.each<[string, (name: string) => string]>([
		['the reference’s own names', (name) => name],
		['no prefix', (name) => name.replace(/^bert\./, '')],
		['a training checkpoint around them', (name) => `model.${name}`],
		['gamma and beta', (name) => name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta')],
	])('finds encoder and heads under %s', (_, rename) => {
		const { encoder, heads: found } = selectSpertWeights('weights', checkpoint(rename), config, types);
		expect(new Map([...encoder].map(([name, { shape }]) => [name, shape]))).toEqual(encoderShapes(config));
		expect(found?.tensors.get('rel_classifier.weight')?.shape).toEqual([1, 34]);
		expect(hasSpertHeads(checkpoint(rename))).toBe(true);
	});

	it('ignores the pooler, position_ids and heads of other tasks', () => {
		const tensors = checkpoint();
		tensors.set('bert.pooler.dense.weight', { dtype: 'float32', shape: [3] });
		tensors.set('bert.embeddings.position_ids', { dtype: 'int64', shape: [1, 20] });
		tensors.set('cls.predictions.decoder.weight', { dtype: 'float32', shape: [30, 8] });
		expect(codeOf(tensors)).toBe('fits');
	});

	it.each<[string, string, TensorShape | undefined, string]>([
		['a missing layer', 'bert.encoder.layer.1.output.dense.weight', undefined, 'checkpoint.weightMissing'],
		['a missing bias of a head', 'rel_classifier.bias', undefined, 'checkpoint.weightMissing'],
		['integers', 'entity_classifier.weight', { dtype: 'int8', shape: [2, 21] }, 'checkpoint.unsupportedTensor'],
		['another vocabulary', 'bert.embeddings.word_embeddings.weight', { dtype: 'float32', shape: [31, 8] }, 'checkpoint.shapeMismatch'],
		['another size embedding', 'size_embeddings.weight', { dtype: 'float32', shape: [100, 6] }, 'checkpoint.shapeMismatch'],
		['size embeddings of one dimension', 'size_embeddings.weight', { dtype: 'float32', shape: [5] }, 'checkpoint.shapeMismatch'],
		['no BERT at all', 'bert.embeddings.word_embeddings.weight', undefined, 'checkpoint.unsupportedArchitecture'],
	])('refuses %s', (_, name, tensor, code) => {
		const tensors = checkpoint();
		tensors.delete(name);
		if (tensor !== undefined) {
			tensors.set(name, tensor);
		}
		expect(codeOf(tensors)).toBe(code);
	});

	it('refuses heads for another number of types', () => {
		const tensors = checkpoint();
		tensors.set('entity_classifier.weight', { dtype: 'float32', shape: [3, 21] });
		tensors.set('entity_classifier.bias', { dtype: 'float32', shape: [3] });
		expect(codeOf(tensors)).toBe('checkpoint.typesMismatch');
	});
});
