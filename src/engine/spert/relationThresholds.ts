// From which score on a relation counts: one threshold for all types or some types' own, as a model's config.json may say.

/** A model's own thresholds, chosen on a development set (`spert calibrate`). */
export interface RelationThresholds {
	/** For every type that has none of its own. */
	readonly relation: number;
	/** By the identifiers of the types file; names of other types mean nothing. */
	readonly relationTypes: Readonly<Record<string, number>>;
}

/** The reference's default, for models that say nothing. */
export const referenceRelationThreshold = 0.4;

/**
 * The threshold of each type, [types].
 * @param asked by a user, for all types; undefined: the model's own
 */
export function thresholdsOfTypes(
	types: readonly { readonly identifier: string }[],
	asked: number | undefined,
	own: RelationThresholds | undefined,
): Float32Array {
	return Float32Array.from(types, ({ identifier }) => {
		const ofType = own !== undefined && Object.hasOwn(own.relationTypes, identifier) ? own.relationTypes[identifier] : undefined;
		return asked ?? ofType ?? own?.relation ?? referenceRelationThreshold;
	});
}
