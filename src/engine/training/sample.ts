// What one document contributes to a training step.

/** What teachers say, where it is trained towards apart from the annotation: at a temperature. */
export interface TaughtTargets {
	/** Probabilities at the temperature. */
	readonly targets: Float32Array;
	/** Of the teachers in the loss; the annotation has the rest. */
	readonly share: number;
}

/** A span with its class. */
export interface SpanSample {
	/** Word pieces in the encoded sequence, where [CLS] is 0; end exclusive. */
	readonly pieceStart: number;
	readonly pieceEnd: number;
	/** In tokens: row of the size embedding. */
	readonly size: number;
	/** 0: no entity. */
	readonly type: number;
	/** Probability of each class, [classes], that is trained towards; absent: 1 for `type`. */
	readonly targets?: Float32Array;
	readonly taught?: TaughtTargets;
	/** What it counts among the batch's spans; absent: 1. */
	readonly weight?: number;
}

/** An ordered pair of the sample's spans with its relation types. */
export interface PairSample {
	/** Indices into the sample's spans. */
	readonly head: number;
	readonly tail: number;
	/** Indices of relation types from 1; none for a pair that is not related. */
	readonly types: readonly number[];
	/** Probability of each relation type, [types], that is trained towards; absent: 1 for `types`. */
	readonly targets?: Float32Array;
	readonly taught?: TaughtTargets;
}

export interface TrainingSample {
	/** Word pieces with [CLS] and [SEP]. */
	readonly ids: Int32Array;
	readonly spans: readonly SpanSample[];
	readonly pairs: readonly PairSample[];
	/** What the frozen layers give for the word pieces, [pieces, hiddenSize]; absent where no layer is left out of the graph. */
	readonly frozenHidden?: Float32Array;
	/** What its loss counts; absent: 1. */
	readonly weight?: number;
}
