// The BERT encoder (Devlin et al. 2019), equal to Hugging Face's BertModel without the pooler. Dropout only
// where the context brings it.

import type { Value } from '../onnx/graph';
import { attention, headLayout } from './attention';
import type { EncoderInputs, EncoderStages } from './encoderInputs';
import { asRows, dropout, embedding, layerNorm, linear, type LayerContext } from './layers';
import { bertLayerNames, postNormLayer } from './postNormLayer';
import type { TransformerSizes } from './transformerSizes';

/** The sizes of a BERT encoder, as in its config.json. */
export interface BertConfig extends TransformerSizes {
	readonly modelType: 'bert';
	readonly tokenTypeCount: number;
}

/** In what the descendants of BERT differ from it. */
export interface BertVariant extends TransformerSizes {
	/** Of the weights' names: "bert". */
	readonly prefix: string;
	readonly tokenTypeCount: number;
	/** Row of the table of positions that the first word piece gets. */
	readonly firstPosition: number;
	/** Width of the embedding tables; where it is not hiddenSize, a dense layer brings them there. */
	readonly embeddingSize: number;
}

export function bertStages(context: LayerContext, config: BertConfig, inputs: EncoderInputs): EncoderStages {
	const variant = { ...config, prefix: 'bert', firstPosition: 0, embeddingSize: config.hiddenSize };
	return bertVariantStages(context, variant, inputs);
}

export function bertVariantStages(context: LayerContext, variant: BertVariant, inputs: EncoderInputs): EncoderStages {
	const { hiddenSize, headCount, prefix } = variant;
	const heads = headLayout(context, hiddenSize, headCount, inputs.inputIds);
	return {
		embeddings: () => bertEmbeddings(context, variant, inputs),
		layer(index, hidden) {
			const layer = `${prefix}.encoder.layer.${index}`;
			const self = `${layer}.attention.self`;
			const project = (name: string): Value => linear(context, `${self}.${name}`, hidden, hiddenSize, hiddenSize);
			const scores = {
				query: heads.split(project('query')),
				key: heads.splitTransposed(project('key')),
				scale: 1 / Math.sqrt(heads.size),
				bias: inputs.attentionBias,
			};
			const attended = attention(context, self, scores, heads.split(project('value')));
			return postNormLayer(context, variant, bertLayerNames(layer), hidden, attended);
		},
	};
}

function bertEmbeddings(context: LayerContext, variant: BertVariant, inputs: EncoderInputs): Value {
	const { graph } = context;
	const { hiddenSize, embeddingSize, firstPosition } = variant;
	const prefix = `${variant.prefix}.embeddings`;
	const rows = firstPosition === 0 ? inputs.positionIds : graph.add('Add', [inputs.positionIds, graph.int32(firstPosition)]);
	const words = embedding(context, `${prefix}.word_embeddings`, inputs.inputIds, variant.vocabularySize, embeddingSize);
	const positions = embedding(context, `${prefix}.position_embeddings`, rows, variant.positionCount, embeddingSize);
	const types = embedding(context, `${prefix}.token_type_embeddings`, inputs.tokenTypeIds, variant.tokenTypeCount, embeddingSize);
	const summed = graph.add('Add', [graph.add('Add', [words, positions]), types]);
	const normalized = layerNorm(context, `${prefix}.LayerNorm`, asRows(graph, summed, 'rows'), embeddingSize, variant.layerNormEpsilon);
	const dropped = dropout(context, prefix, 'hidden', normalized);
	return embeddingSize === hiddenSize
		? dropped
		: linear(context, `${variant.prefix}.embeddings_project`, dropped, embeddingSize, hiddenSize);
}
