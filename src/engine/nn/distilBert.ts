// DistilBERT (Sanh et al. 2019): BERT without token types and under other names.

import type { Value } from '../onnx/graph';
import { attention, headLayout } from './attention';
import type { EncoderInputs, EncoderStages } from './encoderInputs';
import { asRows, dropout, embedding, layerNorm, linear, type LayerContext } from './layers';
import { postNormLayer } from './postNormLayer';
import type { TransformerSizes } from './transformerSizes';

export interface DistilBertConfig extends TransformerSizes {
	readonly modelType: 'distilbert';
}

export function distilBertStages(context: LayerContext, config: DistilBertConfig, inputs: EncoderInputs): EncoderStages {
	const { graph } = context;
	const { hiddenSize } = config;
	const heads = headLayout(context, hiddenSize, config.headCount, inputs.inputIds);
	return {
		embeddings() {
			const prefix = 'distilbert.embeddings';
			const words = embedding(context, `${prefix}.word_embeddings`, inputs.inputIds, config.vocabularySize, hiddenSize);
			const positions = embedding(context, `${prefix}.position_embeddings`, inputs.positionIds, config.positionCount, hiddenSize);
			const rows = asRows(graph, graph.add('Add', [words, positions]), 'rows');
			return dropout(context, prefix, 'hidden', layerNorm(context, `${prefix}.LayerNorm`, rows, hiddenSize, config.layerNormEpsilon));
		},
		layer(index, hidden) {
			const layer = `distilbert.transformer.layer.${index}`;
			const project = (name: string): Value => linear(context, `${layer}.attention.${name}`, hidden, hiddenSize, hiddenSize);
			const scores = {
				query: heads.split(project('q_lin')),
				key: heads.splitTransposed(project('k_lin')),
				scale: 1 / Math.sqrt(heads.size),
				bias: inputs.attentionBias,
			};
			const attended = attention(context, `${layer}.attention`, scores, heads.split(project('v_lin')));
			const names = {
				attentionOutput: `${layer}.attention.out_lin`,
				attentionNorm: `${layer}.sa_layer_norm`,
				intermediate: `${layer}.ffn.lin1`,
				output: `${layer}.ffn.lin2`,
				outputNorm: `${layer}.output_layer_norm`,
				outputMask: `${layer}.ffn`,
			};
			return postNormLayer(context, config, names, hidden, attended);
		},
	};
}
