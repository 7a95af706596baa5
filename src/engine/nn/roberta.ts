// RoBERTa (Liu et al. 2019) and XLM-RoBERTa (Conneau et al. 2020): BERT with positions counted from after the padding's.

import { bertVariantStages } from './bert';
import type { EncoderInputs, EncoderStages } from './encoderInputs';
import type { LayerContext } from './layers';
import type { TransformerSizes } from './transformerSizes';

export interface RobertaConfig extends TransformerSizes {
	readonly modelType: 'roberta' | 'xlm-roberta';
	readonly tokenTypeCount: number;
	/** Identifier of the padding; the first word piece has the position after it. */
	readonly padTokenId: number;
}

export function robertaStages(context: LayerContext, config: RobertaConfig, inputs: EncoderInputs): EncoderStages {
	const variant = { ...config, prefix: 'roberta', firstPosition: config.padTokenId + 1, embeddingSize: config.hiddenSize };
	return bertVariantStages(context, variant, inputs);
}
