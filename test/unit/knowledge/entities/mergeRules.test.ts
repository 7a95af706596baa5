// Rules by hand: what is said to be the same is, what is said to be different is not merged by itself, and a rule that goes
// leaves nothing behind.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KnowledgeIndex } from '../../../../src/knowledge/entities/knowledgeIndex';
import type { FormPair, MergeRules } from '../../../../src/knowledge/entities/mergeRules';
import type { KnownDocument } from '../../../../src/knowledge/knownDocument';
import { documentOf } from './documents';

function indexOf(documents: readonly KnownDocument[], rules: Partial<MergeRules> = {}): KnowledgeIndex {
	const index = new KnowledgeIndex();
	documents.forEach((document) => index.set(document));
	index.setRules({ same: [], different: [], ...rules });
	return index;
}

/** Ids of the entities that forms stand for where no document is asked. */
function idsOf(index: KnowledgeIndex, ...forms: readonly string[]): string[] {
	return forms.map((form) => index.entityIdOfForm(form));
}

const defining = documentOf('a.tex', ['A [support vector machine] ([SVM]), [SVMs], [support-vector machines].', 'A [kernel machine].']);
const ambiguous = [
	documentOf('a.tex', ['[Question answering] ([QA]).']),
	documentOf('b.tex', ['[Quality assurance] ([QA]).']),
	documentOf('c.tex', ['Just [QA].']),
];

describe('"same as"', () => {
	it('makes two entities one, with all that is merged with each', () => {
		const index = indexOf([defining], { same: [['kernel machines', 'SVM']] });
		expect([...index.graph().entities.keys()]).toEqual(['kernel machine']);
		expect(index.graph().entities.get('kernel machine')?.forms.map(({ text }) => text).sort()).toEqual([
			'SVM',
			'SVMs',
			'kernel machine',
			'support vector machine',
			'support-vector machines',
		]);
	});

	it('says what an ambiguous acronym stands for where a document says nothing', () => {
		const index = indexOf(ambiguous, { same: [['QA', 'question answering']] });
		expect(index.entityIdOfForm('QA')).toBe(index.entityIdOfForm('question answering'));
		expect(index.entityIdOfForm('QA', 'file:///c.tex')).toBe(index.entityIdOfForm('question answering'));
		expect(index.entityIdOfForm('QA', 'file:///b.tex')).toBe('quality assurance');
	});

	it('holds for forms that stand in no document', () => {
		const index = indexOf([], { same: [['one', 'two'], ['two', 'three']] });
		expect(new Set(idsOf(index, 'one', 'two', 'three')).size).toBe(1);
	});

	it('is no edge from an entity to itself', () => {
		const document = documentOf('a.tex', ['A [parser] is a [lexer].'], [[0, 1]]);
		expect(indexOf([document]).graph().relations.size).toBe(1);
		expect(indexOf([document], { same: [['lexer', 'parser']] }).graph().relations.size).toBe(0);
	});
});

describe('"not the same"', () => {
	it('keeps an acronym from its long form; its own variants stay with it', () => {
		const index = indexOf([defining], { different: [['SVM', 'support vector machine']] });
		const [svm, svms, long, longs] = idsOf(index, 'SVM', 'SVMs', 'support vector machine', 'support-vector machines');
		expect([svm, long]).toEqual([svms, longs]);
		expect(svm).not.toBe(long);
	});

	it('tells forms with the same key apart; other forms go with the one that they are written most like', () => {
		const index = indexOf([], { different: [['data set', 'dataset']] });
		const [set, dataset, sets, datasets, hyphen, capital] = idsOf(index, 'data set', 'dataset', 'data sets', 'datasets', 'data-set', 'Dataset');
		expect(dataset).toBe('dataset');
		expect(set).toBe('"data set"');
		expect([sets, hyphen]).toEqual([set, set]);
		expect([datasets, capital]).toEqual([dataset, dataset]);
	});

	it('tells even case apart', () => {
		const index = indexOf([], { different: [['bias', 'Bias']] });
		const [lower, upper, plural] = idsOf(index, 'bias', 'Bias', 'biases');
		expect(lower).not.toBe(upper);
		expect(plural).toBe(lower);
	});

	it('separates two acronyms of one long form', () => {
		const documents = [documentOf('a.tex', ['A [convolutional network] ([CN]).']), documentOf('b.tex', ['A [convolutional network] ([ConvNet]).'])];
		expect(new Set(idsOf(indexOf(documents), 'CN', 'ConvNet', 'convolutional network')).size).toBe(1);
		const [cn, convNet, long] = idsOf(indexOf(documents, { different: [['ConvNet', 'CN']] }), 'CN', 'ConvNet', 'convolutional network');
		expect(cn).toBe(long);
		expect(convNet).not.toBe(cn);
	});

	it('separates them also where only single documents say what they stand for', () => {
		const documents = [
			documentOf('a.tex', ['[Question answering] ([QA]).']),
			documentOf('b.tex', ['[Question answering] ([QuAn]).']),
			documentOf('c.tex', ['[Quality assurance] ([QA]), [quantum annealing] ([QuAn]).']),
		];
		const ids = (index: KnowledgeIndex): string[] => [index.entityIdOfForm('QA', 'file:///a.tex'), index.entityIdOfForm('QuAn', 'file:///b.tex')];
		expect(ids(indexOf(documents))).toEqual(['question answering', 'question answering']);
		const [qa, quAn] = ids(indexOf(documents, { different: [['QuAn', 'QA']] }));
		expect(qa).not.toBe(quAn);
	});

	it('yields to "same as" along a chain', () => {
		const rules = { same: [['a b', 'c d'], ['c d', 'e f']], different: [['a b', 'e f']] } as const;
		expect(new Set(idsOf(indexOf([], rules), 'a b', 'c d', 'e f')).size).toBe(1);
	});

	it('keeps away what is automatically merged with something that is said to be the same', () => {
		const rules = { same: [['kernel machine', 'support vector machine']], different: [['kernel machine', 'SVM']] } as const;
		const [kernel, long, svm] = idsOf(indexOf([defining], rules), 'kernel machine', 'support vector machine', 'SVM');
		expect(kernel).toBe(long);
		expect(svm).not.toBe(kernel);
	});
});

const forms = [
	'SVM', 'SVMs', 'svm', 'support vector machine', 'support-vector machines', 'Support Vector Machine', 'kernel machine', 'QA', 'QAs',
	'question answering', 'Quality assurance', 'data set', 'dataset', 'Data Sets', 'ConvNet', 'CNN', 'convolutional network',
]; // prettier-ignore
const documents = [
	documentOf('a', ['[Support vector machines] ([SVM]), [question answering] ([QA]), [ConvNet] ([CNN]).', 'Use [data sets], a [dataset].']),
	documentOf('b', ['[Quality assurance] ([QA]), a [kernel machine], [convolutional network] ([ConvNet]).'], [[0, 2]]),
	documentOf('c', ['[SVMs], [svm], [QA], [QAs], [CNNs], [Data Set], [kernel machines].'], [[0, 1], [2, 5]]),
];
const anyPair: fc.Arbitrary<FormPair> = fc.tuple(fc.constantFrom(...forms), fc.constantFrom(...forms)).filter(([a, b]) => a !== b);
const anyRules: fc.Arbitrary<MergeRules> = fc.record({ same: fc.array(anyPair, { maxLength: 5 }), different: fc.array(anyPair, { maxLength: 6 }) });

/** Whether "same" pairs alone lead from one form to another. */
function isSaidSame({ same }: MergeRules, from: string, to: string): boolean {
	const reached = new Set([from]);
	for (let before = 0; before < reached.size; ) {
		before = reached.size;
		same.filter((pair) => pair.some((form) => reached.has(form))).forEach((pair) => pair.forEach((form) => reached.add(form)));
	}
	return reached.has(to);
}

describe('rules', () => {
	it('of "same as" hold over any chain', () => {
		fc.assert(
			fc.property(anyRules, (rules) => {
				const index = indexOf(documents, rules);
				for (const a of forms) {
					for (const b of forms.filter((form) => isSaidSame(rules, a, form))) {
						expect(index.entityIdOfForm(a)).toBe(index.entityIdOfForm(b));
					}
				}
			}),
			{ numRuns: 500 },
		);
	});

	it('of "not the same" hold in and between all documents, but for what is said to be the same', () => {
		fc.assert(
			fc.property(anyRules, (rules) => {
				const index = indexOf(documents, rules);
				for (const [a, b] of rules.different.filter(([first, second]) => !isSaidSame(rules, first, second))) {
					for (const inA of [undefined, ...documents]) {
						for (const inB of [undefined, ...documents]) {
							expect(index.entityIdOfForm(a, inA?.id)).not.toBe(index.entityIdOfForm(b, inB?.id));
						}
					}
				}
			}),
			{ numRuns: 500 },
		);
	});

	it('say the same in any order, either way round and however often', () => {
		fc.assert(
			fc.property(anyRules, ({ same, different }) => {
				const turned = (pairs: readonly FormPair[]): FormPair[] => [...pairs, ...pairs].reverse().map(([a, b]) => [b, a]);
				const other = indexOf(documents, { same: turned(same), different: turned(different) });
				expect(other.graph()).toEqual(indexOf(documents, { same, different }).graph());
			}),
			{ numRuns: 200 },
		);
	});

	it('that are removed leave the graph exactly as it was', () => {
		const before = indexOf(documents).graph();
		fc.assert(
			fc.property(anyRules, anyRules, (rules, more) => {
				const index = indexOf(documents, rules);
				const between = index.graph();
				index.setRules({ same: [...rules.same, ...more.same], different: [...rules.different, ...more.different] });
				index.graph();
				index.setRules(rules);
				expect(index.graph()).toEqual(between);
				index.setRules({ same: [], different: [] });
				expect(index.graph()).toEqual(before);
			}),
			{ numRuns: 200 },
		);
	});

	it('do not depend on the order in which documents come', () => {
		fc.assert(
			fc.property(anyRules, fc.shuffledSubarray(documents, { minLength: documents.length }), (rules, shuffled) => {
				expect(indexOf(shuffled, rules).graph()).toEqual(indexOf(documents, rules).graph());
			}),
			{ numRuns: 200 },
		);
	});

	it('of forms that nothing else is merged with change nothing else', () => {
		fc.assert(
			fc.property(anyRules, (rules) => {
				const index = indexOf([...documents, documentOf('d', ['[an apple], [a pear].'])], rules);
				const changed = indexOf([...documents, documentOf('d', ['[an apple], [a pear].'])], { ...rules, same: [...rules.same, ['apple', 'pear']] });
				for (const form of forms) {
					expect(changed.entityIdOfForm(form)).toBe(index.entityIdOfForm(form));
				}
			}),
			{ numRuns: 100 },
		);
	});
});
