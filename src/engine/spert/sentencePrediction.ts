// What the model found in one sentence.

import type { DocumentPrediction, EntityPrediction } from '../evaluation/prediction';

/** An entity in token offsets, with the probability of every class (0 is "no entity"). */
export interface ScoredEntity extends EntityPrediction {
	readonly probabilities: Float32Array;
}

/** One sentence's predictions in token offsets. Heads and tails are elements of `entities`. */
export interface SentencePrediction extends DocumentPrediction {
	readonly entities: readonly ScoredEntity[];
}
