// What a model predicts for one document, decoded. Offsets are those of whoever made it: word pieces or tokens.

export interface EntityPrediction {
	readonly start: number;
	/** Exclusive. */
	readonly end: number;
	/** Index of the entity type, at least 1. */
	readonly type: number;
	/** Softmax probability of the type. */
	readonly score: number;
}

export interface RelationPrediction {
	readonly head: EntityPrediction;
	readonly tail: EntityPrediction;
	/** Index of the relation type, at least 1. */
	readonly type: number;
	/** Sigmoid probability of the type. */
	readonly score: number;
}

/** One document's predictions, entities in candidate order and relations in pair order, then type order. */
export interface DocumentPrediction {
	readonly entities: readonly EntityPrediction[];
	readonly relations: readonly RelationPrediction[];
}
