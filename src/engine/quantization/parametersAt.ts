// A model's weights in the precision that is asked for, whichever they are stored in.

import { createHash } from 'node:crypto';
import type { Device } from '../../base/device';
import type { Precision, PrecisionChoice } from '../../base/precision';
import type { EncoderConfig } from '../nn/encoder';
import { dequantizeEncoder, quantizeEncoder, type EncoderParameters } from './quantizeEncoder';

/** The precision that weights are stored in. */
export function storedPrecision({ quantized }: EncoderParameters): Precision {
	return quantized.size > 0 ? 'int8' : 'float32';
}

/**
 * What a choice means for a model. Other devices than the processor have no kernels for int8; the processor gains nothing by
 * float16. @param hasFloat16 whether the device computes in float16
 */
export function choosePrecision(choice: PrecisionChoice, stored: Precision, device: Device, hasFloat16: boolean): Precision {
	if (device !== 'cpu') {
		return hasFloat16 && choice !== 'float32' ? 'float16' : 'float32';
	}
	return choice === 'auto' ? stored : choice === 'float16' ? 'float32' : choice;
}

/** The same weights in another precision; those that are in it already come back as they are. */
export function parametersAt(precision: Precision, config: EncoderConfig, parameters: EncoderParameters): EncoderParameters {
	if (storedPrecision(parameters) === precision) {
		return parameters;
	}
	switch (precision) {
		case 'float16':
			// The graph converts them.
			return parametersAt('float32', config, parameters);
		case 'float32':
			return { encoder: dequantizeEncoder(parameters), quantized: new Map() };
		case 'int8':
			return quantizeEncoder(config, parameters.encoder);
		default:
			return precision satisfies never;
	}
}

/** The hash of a model as it computes: that of its files in the precision that they store, and another one otherwise. */
export function hashAt(precision: Precision, stored: Precision, hash: string): string {
	return precision === stored ? hash : createHash('sha256').update(`${hash}\n${precision}\n`).digest('hex');
}
