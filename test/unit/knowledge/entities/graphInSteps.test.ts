// The graph over all documents, made in steps: the same as at once, and no step long.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KnowledgeGraph } from '../../../../src/knowledge/entities/entity';
import { KnowledgeIndex } from '../../../../src/knowledge/entities/knowledgeIndex';
import { mergeRulesOf } from '../../../../src/knowledge/entities/mergeRules';
import { finished, Pace } from '../../../../src/knowledge/entities/pace';
import { sortInSteps } from '../../../../src/knowledge/entities/sortInSteps';
import type { KnownDocument } from '../../../../src/knowledge/knownDocument';
import { documentOf } from './documents';

const anySentence = fc.constantFrom(
	'[Question answering] ([QA]) for [parsing].',
	'[Quality assurance] (QA) of [parsers].',
	'[QA] and [qa] and [QAs].',
	'A [support vector machine] ([SVM]).',
	'[SVM] beats [support vector machines].',
	'The [data set], a [dataset] and [Data Sets].',
);
const anyChange = fc.oneof(
	{ weight: 4, arbitrary: fc.record({ name: fc.constantFrom('a', 'b', 'c'), sentences: fc.array(anySentence, { minLength: 1, maxLength: 3 }) }) },
	fc.record({ deleted: fc.constantFrom('a', 'b', 'c') }),
	fc.record({ same: fc.constantFrom(['dataset', 'data set'], ['QA', 'parsing']) }),
);

/** Order counts: of entities, of mentions, of relations and of the relations of each entity. */
function asLists({ entities, relations, relationsByEntity }: KnowledgeGraph): unknown {
	const byEntity = [...relationsByEntity].map(([id, all]) => [id, all.map((relation) => relation.id)]);
	return [[...entities.values()], [...relations.values()], byEntity.sort()];
}

describe('the graph in steps', () => {
	it('is the graph that is made at once from the same documents, wherever changes come between the steps', () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(anyChange, fc.nat(40)), { maxLength: 12 }), (changes) => {
				const index = new KnowledgeIndex();
				const now = new Map<string, KnownDocument>();
				let rules = mergeRulesOf([]);
				for (const [change, steps] of changes) {
					if ('deleted' in change) {
						index.delete(`file:///${change.deleted}`);
						now.delete(change.deleted);
					} else if ('same' in change) {
						rules = mergeRulesOf([{ kind: 'same', forms: change.same }]);
						index.setRules(rules);
					} else {
						const document = documentOf(change.name, change.sentences, [[0, 1]]);
						index.set(document);
						now.set(change.name, document);
					}
					for (let step = 0; step < steps && index.advance(); step++);
				}
				while (index.advance());
				const fresh = new KnowledgeIndex();
				fresh.setRules(rules);
				now.forEach((document) => fresh.set(document));
				expect(asLists(index.latestGraph)).toEqual(asLists(fresh.graph()));
				expect(asLists(index.latestGraph)).toEqual(asLists(fresh.graph([...now.values()].map(({ id }) => id))));
			}),
		);
	});

	it('reads a bounded number of mentions in each step, however many documents there are', () => {
		let read = 0;
		const index = new KnowledgeIndex();
		for (let number = 0; number < 60; number++) {
			const sentences = Array.from({ length: 100 }, (_, line) => `[method${number}x${line}] is used for [task${line}] by [crowd${line % 50}].`);
			const document = documentOf(`${number}.tex`, sentences, sentences.map((_, line) => [3 * line, 3 * line + 1] as const));
			for (const mention of document.extraction.mentions) {
				const { type } = mention;
				Object.defineProperty(mention, 'type', { get: () => (read++, type), enumerable: true });
			}
			index.set(document);
		}
		read = 0;
		const reads: number[] = [];
		for (let before = 0; index.advance(); before = read) {
			reads.push(read - before);
		}
		expect(read).toBeGreaterThanOrEqual(18_000);
		expect(Math.max(...reads)).toBeLessThan(1200);
	});

	it('assembles nothing again that did not change', () => {
		const index = new KnowledgeIndex();
		index.set(documentOf('a.tex', ['[Parsing] of [sentences].', 'A [lexer].'], [[0, 1]]));
		index.set(documentOf('b.tex', ['[Parsing] of [words].']));
		const before = index.graph();
		index.set(documentOf('b.tex', ['[Parsing] of [texts].']));
		const after = index.graph();
		expect(after.entities.get('lexer')).toBe(before.entities.get('lexer'));
		expect(after.relations.get('parsing\tUsed-for\tsentence')).toBe(before.relations.get('parsing\tUsed-for\tsentence'));
		expect([...after.entities.keys()]).toEqual(['parsing', 'lexer', 'sentence', 'text']);
		expect(index.graph()).toBe(after);
	});
});

describe('sorting in steps', () => {
	it('gives what sorting at once gives, equal items in their order', () => {
		const anyItems = fc.array(fc.record({ rank: fc.nat(20), name: fc.string() }), { size: 'max', maxLength: 2000 });
		fc.assert(
			fc.property(anyItems, (items) => {
				const byRank = (a: { rank: number }, b: { rank: number }): number => a.rank - b.rank;
				expect(finished(sortInSteps(items, byRank, new Pace()))).toEqual([...items].sort(byRank));
			}),
			{ numRuns: 30 },
		);
	});
});
