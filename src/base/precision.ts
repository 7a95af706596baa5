// What a model computes in, by the names of the setting `spert.precision` and of the command line's --precision.

export const precisions = ['float32', 'float16', 'int8'] as const;
export type Precision = (typeof precisions)[number];

/**
 * auto: on the processor as the model's weights are stored, int8 for a quantised one and float32 for others; on a graphics processor
 * that computes in float16, so.
 */
export const precisionChoices = ['auto', ...precisions] as const;
export type PrecisionChoice = (typeof precisionChoices)[number];
