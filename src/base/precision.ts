// What a model computes in, by the names of the setting `spert.precision` and of the command line's --precision.

export const precisions = ['float32', 'int8'] as const;
export type Precision = (typeof precisions)[number];

/** auto: as the model's weights are stored, int8 for a quantised one and float32 for others. */
export const precisionChoices = ['auto', ...precisions] as const;
export type PrecisionChoice = (typeof precisionChoices)[number];
