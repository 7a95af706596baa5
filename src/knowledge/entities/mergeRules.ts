// What people said about which written forms mean the same entity. Data only; docs/merging.md says what beats what.

/** Two written forms, as they stand in the text. */
export type FormPair = readonly [string, string];

export interface MergeRules {
	/** Forms that are one entity, whatever the words suggest. */
	readonly same: readonly FormPair[];
	/** Forms that are not, although they would be merged. */
	readonly different: readonly FormPair[];
}

export const noMergeRules: MergeRules = { same: [], different: [] };

/** One of them. */
export interface MergeRule {
	readonly kind: 'same' | 'different';
	readonly forms: FormPair;
}

export function mergeRulesOf(rules: Iterable<MergeRule>): MergeRules {
	const all = [...rules];
	const ofKind = (kind: MergeRule['kind']): FormPair[] => all.filter((rule) => rule.kind === kind).map(({ forms }) => forms);
	return { same: ofKind('same'), different: ofKind('different') };
}
