// The encoders that training is measured with: a real one where the environment names it, otherwise random weights of the
// same shape, which train as fast.

import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeSafetensors, type WritableTensor } from '../../src/engine/checkpoint/safetensorsWriter';

export interface EncoderShape {
	readonly name: string;
	readonly layers: number;
	readonly hidden: number;
	readonly heads: number;
}

export const miniLmShape: EncoderShape = { name: 'MiniLM', layers: 6, hidden: 384, heads: 12 };
export const bertBaseShape: EncoderShape = { name: 'BERT base', layers: 12, hidden: 768, heads: 12 };

const vocabularySize = 30522;
const positions = 512;

/** The folder that SPERT_BENCH_ENCODER names, of an encoder of MiniLM's shape; undefined where it names none. */
export function encoderFrom(environment: NodeJS.ProcessEnv): string | undefined {
	const folder = environment['SPERT_BENCH_ENCODER'];
	if (folder === undefined || folder === '') {
		return undefined;
	}
	if (!existsSync(join(folder, 'model.safetensors'))) {
		throw new Error(`SPERT_BENCH_ENCODER is ${folder}, where there is no model.safetensors.`);
	}
	return folder;
}

/** Makes an encoder's folder: config, vocabulary and weights from N(0, 0.02). */
export async function writeRandomEncoder(folder: string, shape: EncoderShape, vocabulary: string): Promise<void> {
	const { layers, hidden, heads } = shape;
	mkdirSync(folder, { recursive: true });
	copyFileSync(vocabulary, join(folder, 'vocab.txt'));
	const config = {
		architectures: ['BertModel'],
		attention_probs_dropout_prob: 0.1,
		hidden_act: 'gelu',
		hidden_dropout_prob: 0.1,
		hidden_size: hidden,
		initializer_range: 0.02,
		intermediate_size: 4 * hidden,
		layer_norm_eps: 1e-12,
		max_position_embeddings: positions,
		model_type: 'bert',
		num_attention_heads: heads,
		num_hidden_layers: layers,
		pad_token_id: 0,
		type_vocab_size: 2,
		vocab_size: vocabularySize,
	};
	writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
	const random = normalNumbers();
	const tensors = parameterShapes(shape).map(([name, shapeOf]): [string, WritableTensor] => {
		const bytes = (): Uint8Array => {
			const values = new Float32Array(shapeOf.reduce((product, size) => product * size, 1));
			if (name.endsWith('LayerNorm.weight')) {
				values.fill(1);
			} else if (!name.endsWith('.bias')) {
				values.forEach((_, index) => (values[index] = 0.02 * random()));
			}
			return new Uint8Array(values.buffer);
		};
		return [name, { dtype: 'float32', shape: shapeOf, bytes }];
	});
	await writeSafetensors(join(folder, 'model.safetensors'), new Map(tensors));
}

function parameterShapes({ layers, hidden }: EncoderShape): [name: string, shape: number[]][] {
	const linear = (name: string, inputs: number, outputs: number): [string, number[]][] => [
		[`${name}.weight`, [outputs, inputs]],
		[`${name}.bias`, [outputs]],
	];
	const norm = (name: string): [string, number[]][] => [
		[`${name}.LayerNorm.weight`, [hidden]],
		[`${name}.LayerNorm.bias`, [hidden]],
	];
	return [
		['embeddings.word_embeddings.weight', [vocabularySize, hidden]],
		['embeddings.position_embeddings.weight', [positions, hidden]],
		['embeddings.token_type_embeddings.weight', [2, hidden]],
		...norm('embeddings'),
		...Array.from({ length: layers }, (_, layer) => `encoder.layer.${layer}`).flatMap((layer) => [
			...['query', 'key', 'value'].flatMap((part) => linear(`${layer}.attention.self.${part}`, hidden, hidden)),
			...linear(`${layer}.attention.output.dense`, hidden, hidden),
			...norm(`${layer}.attention.output`),
			...linear(`${layer}.intermediate.dense`, hidden, 4 * hidden),
			...linear(`${layer}.output.dense`, 4 * hidden, hidden),
			...norm(`${layer}.output`),
		]),
		...linear('pooler.dense', hidden, hidden),
	];
}

/** Standard normal numbers, the same in every run (a linear congruential generator, and the Box-Muller transform). */
function normalNumbers(): () => number {
	let state = 1;
	const uniform = (): number => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return (state + 0.5) / 2 ** 32;
	};
	return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
