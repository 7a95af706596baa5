// From what a person does to entities to rules, and back.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedRules, changeToMerge, changeToSplit, isSameRule, type MergeChange } from '../../../../src/knowledge/entities/mergeChanges';
import { KnowledgeIndex } from '../../../../src/knowledge/entities/knowledgeIndex';
import { mergeRulesOf, type MergeRule } from '../../../../src/knowledge/entities/mergeRules';
import { similarEntities } from '../../../../src/knowledge/entities/similarEntities';
import { documentOf } from './documents';

const documents = [
	documentOf('a', ['[Support vector machines] ([SVM]), [SVMs], [kernel machine], [data set], [dataset], [question answering] ([QA]).']),
	documentOf('b', ['[Quality assurance] ([QA]), [SVM], [kernel methods], [vector machine].']),
	documentOf('c', ['[QA] and [svm].']),
];

function started(rules: readonly MergeRule[] = []): { index: KnowledgeIndex; apply: (change: MergeChange) => void } {
	const index = new KnowledgeIndex();
	documents.forEach((document) => index.set(document));
	let current = [...rules];
	index.setRules(mergeRulesOf(current));
	return {
		index,
		apply: (change) => {
			current = changedRules(current, change);
			index.setRules(mergeRulesOf(current));
		},
	};
}

describe('merging entities', () => {
	it('makes them one, by a rule of their names', () => {
		const { index, apply } = started();
		const { entities } = index.graph();
		const change = changeToMerge(index, [entities.get('support vector machine')!, entities.get('kernel machine')!]);
		expect(change).toEqual({ add: [{ kind: 'same', forms: ['Support vector machines', 'kernel machine'] }], remove: [] });
		apply(change);
		expect(index.graph().entities.size).toBe(entities.size - 1);
	});

	it('makes any two one, whatever was said before, and leaves the others', () => {
		const { index: asked, apply: change } = started();
		change(changeToSplit(asked, asked.graph().entities.get('support vector machine')!, 'SVM'));
		const before = [...asked.graph().entities.values()];
		const rules = [...asked.rules.same.map((forms) => ({ kind: 'same', forms }) as const), ...asked.rules.different.map((forms) => ({ kind: 'different', forms }) as const)];
		for (const a of before) {
			for (const b of before.filter((entity) => entity !== a)) {
				const { index, apply } = started(rules);
				apply(changeToMerge(index, [a, b]));
				const after = [...index.graph().entities.values()];
				const others = before.filter((entity) => entity !== a && entity !== b);
				const mentionsOf = (list: typeof before): Set<unknown>[] => list.map((entity) => new Set(entity.mentions.map(({ mention }) => mention)));
				const expected = [...mentionsOf(others), new Set([...mentionsOf([a])[0]!, ...mentionsOf([b])[0]!])];
				const sorted = (sets: Set<unknown>[]): unknown[] => sets.map((set) => documents.flatMap(({ extraction }) => extraction.mentions).map((mention) => set.has(mention)).join()).sort();
				expect(sorted(mentionsOf(after))).toEqual(sorted(expected));
			}
		}
	});

	it('takes back that they are not the same', () => {
		const { index, apply } = started();
		const entity = index.graph().entities.get('support vector machine')!;
		apply(changeToSplit(index, entity, 'SVM'));
		const { entities } = index.graph();
		const change = changeToMerge(index, [entities.get('support vector machine')!, entities.get(index.entityIdOfForm('SVM'))!]);
		expect(change.remove.map(({ kind }) => kind)).toEqual(['different']);
	});
});

describe('splitting an entity', () => {
	it('takes away the rules that brought the form there, and adds none where those were all', () => {
		const { index, apply } = started([{ kind: 'same', forms: ['kernel machine', 'SVM'] }]);
		const change = changeToSplit(index, index.graph().entities.get(index.entityIdOfForm('SVM'))!, 'kernel machine');
		expect(change).toEqual({ add: [], remove: [{ kind: 'same', forms: ['kernel machine', 'SVM'] }] });
		apply(change);
		expect(index.graph()).toEqual(started().index.graph());
	});

	it('separates each form of each entity from the rest of it, in all documents', () => {
		const anyRules = fc.array(
			fc.record({
				kind: fc.constantFrom('same', 'different'),
				forms: fc.tuple(fc.constantFrom('SVM', 'kernel machine', 'dataset'), fc.constantFrom('SVMs', 'QA', 'data set', 'kernel methods')),
			}),
			{ maxLength: 4 },
		);
		fc.assert(
			fc.property(anyRules, (rules) => {
				for (const { id, forms } of started(rules).index.graph().entities.values()) {
					for (const { text } of forms.length > 1 ? forms : []) {
						const { index, apply } = started(rules);
						apply(changeToSplit(index, index.graph().entities.get(id)!, text));
						const still = [...index.graph().entities.values()].filter((entity) => entity.forms.some((form) => form.text === text));
						const whole = new Set(forms.map((form) => form.text));
						for (const entity of still) {
							expect([...whole].every((form) => entity.forms.some((other) => other.text === form))).toBe(false);
						}
					}
				}
			}),
		);
	});
});

describe('changed rules', () => {
	it('have each rule once, whichever way round', () => {
		const rule: MergeRule = { kind: 'same', forms: ['a', 'b'] };
		const turned: MergeRule = { kind: 'same', forms: ['b', 'a'] };
		expect(isSameRule(rule, turned)).toBe(true);
		expect(isSameRule(rule, { ...rule, kind: 'different' })).toBe(false);
		expect(changedRules([rule], { add: [turned], remove: [] })).toEqual([rule]);
		expect(changedRules([rule], { add: [], remove: [turned] })).toEqual([]);
	});
});

describe('similar entities', () => {
	it('are those with acronyms or words in common, then the most mentioned', () => {
		const { entities } = started().index.graph();
		const names = similarEntities(started().index.graph(), entities.get('kernel machine')!, 3).map(({ id }) => id);
		expect(names).toEqual(['kernel method', 'vector machine', 'support vector machine']);
		expect(similarEntities(started().index.graph(), entities.get('qa')!, 2).map(({ id }) => id).sort()).toEqual(['quality assurance', 'question answering']);
	});
});
