// What people said about which written forms mean the same entity. Data only.

/** Two written forms, as they stand in the text. */
export type FormPair = readonly [string, string];

export interface MergeRules {
	/** Forms that are one entity, whatever the words suggest. */
	readonly same: readonly FormPair[];
	/** Forms that are not, although they would be merged. */
	readonly different: readonly FormPair[];
}

export const noMergeRules: MergeRules = { same: [], different: [] };
