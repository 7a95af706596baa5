// What has to change in the rules so that entities become one, or so that a form leaves its entity.

import type { Entity } from './entity';
import type { KnowledgeIndex } from './knowledgeIndex';
import { normalizedForm } from './mergeKey';
import type { FormPair, MergeRule } from './mergeRules';

/** Rules that come and rules that go. */
export interface MergeChange {
	readonly add: readonly MergeRule[];
	readonly remove: readonly MergeRule[];
}

/**
 * So that the entities are one, with all their forms: what was said against it goes, and a form that was only there because of
 * that stays by a rule of its own.
 */
export function changeToMerge(index: KnowledgeIndex, entities: readonly Entity[]): MergeChange {
	const [first, ...others] = entities.map(({ name }) => name);
	if (first === undefined) {
		return { add: [], remove: [] };
	}
	const names = new Set([first, ...others].map(normalizedForm));
	const { same, different } = index.rules;
	const isAgainst = (forms: FormPair): boolean => forms.every((form) => names.has(normalizedForm(form)));
	const added = others.map((name): FormPair => [first, name]);
	const after = { same: [...same, ...added], different: different.filter((forms) => !isAgainst(forms)) };
	const forms = entities.flatMap((entity) => entity.forms.map(({ text }) => text));
	const left = index.formsApartFrom(first, forms, after).map((form): FormPair => [first, form]);
	return {
		add: [...added, ...left].map((pair) => ({ kind: 'same', forms: pair })),
		remove: different.filter(isAgainst).map((pair) => ({ kind: 'different', forms: pair })),
	};
}

/**
 * So that a form leaves its entity: what was said for it goes, and where the words alone would merge them, that is ruled out.
 * @param form one of the entity's
 */
export function changeToSplit(index: KnowledgeIndex, entity: Entity, form: string): MergeChange {
	const own = normalizedForm(form);
	const isOwn = (other: string): boolean => normalizedForm(other) === own;
	const rest = [entity.name, ...entity.forms.map(({ text }) => text)].find((other) => !isOwn(other));
	const { same, different } = index.rules;
	const without = { same: same.filter((forms) => !forms.some(isOwn)), different };
	const remove = same.filter((forms) => forms.some(isOwn)).map((forms): MergeRule => ({ kind: 'same', forms }));
	return {
		add: rest !== undefined && index.formsApartFrom(form, [rest], without).length === 0 ? [{ kind: 'different', forms: [form, rest] }] : [],
		remove,
	};
}

/** The rules after a change. */
export function changedRules(rules: readonly MergeRule[], { add, remove }: MergeChange): MergeRule[] {
	const isIn = (all: readonly MergeRule[], rule: MergeRule): boolean => all.some((other) => isSameRule(rule, other));
	const kept = rules.filter((rule) => !isIn(remove, rule));
	return [...kept, ...add.filter((rule) => !isIn(kept, rule))];
}

/** The order of the two forms says nothing. */
export function isSameRule(a: MergeRule, b: MergeRule): boolean {
	const ordered = ({ forms }: MergeRule): string => forms.map(normalizedForm).sort().join('\t');
	return a.kind === b.kind && ordered(a) === ordered(b);
}

