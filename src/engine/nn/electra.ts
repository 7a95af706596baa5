// ELECTRA (Clark et al. 2020): BERT whose embeddings may be narrower than its hidden states.

import { bertVariantStages } from './bert';
import type { EncoderInputs, EncoderStages } from './encoderInputs';
import type { LayerContext } from './layers';
import type { TransformerSizes } from './transformerSizes';

export interface ElectraConfig extends TransformerSizes {
	readonly modelType: 'electra';
	readonly tokenTypeCount: number;
	readonly embeddingSize: number;
}

export function electraStages(context: LayerContext, config: ElectraConfig, inputs: EncoderInputs): EncoderStages {
	return bertVariantStages(context, { ...config, prefix: 'electra', firstPosition: 0 }, inputs);
}
