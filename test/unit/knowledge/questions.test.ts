// Questions to the graph: which mention is next, which entities a text means, how much each document says.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentShares } from '../../../src/knowledge/documentShares';
import type { Entity } from '../../../src/knowledge/entities/entity';
import { KnowledgeIndex } from '../../../src/knowledge/entities/knowledgeIndex';
import { mentionAfter, mentionBefore } from '../../../src/knowledge/mentionOrder';
import { searchEntities } from '../../../src/knowledge/searchEntities';
import { documentOf } from './entities/documents';

function indexOf(documents: Readonly<Record<string, readonly string[]>>): KnowledgeIndex {
	const index = new KnowledgeIndex();
	Object.entries(documents).forEach(([name, sentences]) => index.set(documentOf(name, sentences, [[0, 1]])));
	return index;
}

function entityOf(index: KnowledgeIndex, form: string): Entity {
	return index.graph().entities.get(index.entityIdOfForm(form))!;
}

describe('the mentions of an entity', () => {
	const index = indexOf({ 'c.tex': ['[X] and [X].'], 'a.tex': ['[X].', 'An [X].'], 'b.tex': ['[Y].'] });
	const entity = entityOf(index, 'X');
	const step = (find: typeof mentionAfter, document: string, offset: number): string => {
		const found = find(index, entity, { document: `file:///${document}`, offset });
		return `${found?.document.replace('file:///', '')} ${found?.mention.span.start}`;
	};

	it('follow each other through a document, then through the documents by name, and around', () => {
		expect(step(mentionAfter, 'a.tex', 0)).toBe('a.tex 10003');
		expect(step(mentionAfter, 'a.tex', 10_003)).toBe('c.tex 0');
		expect(step(mentionAfter, 'a.tex', 10_004)).toBe('c.tex 0');
		expect(step(mentionAfter, 'c.tex', 7)).toBe('a.tex 0');
	});

	it('go back the same way', () => {
		expect(step(mentionBefore, 'a.tex', 10_003)).toBe('a.tex 0');
		expect(step(mentionBefore, 'a.tex', 1)).toBe('c.tex 6');
		expect(step(mentionBefore, 'c.tex', 6)).toBe('c.tex 0');
	});

	it('are found from a document that mentions none', () => {
		expect(step(mentionAfter, 'b.tex', 5)).toBe('c.tex 0');
		expect(step(mentionBefore, 'b.tex', 5)).toBe('a.tex 10003');
	});

	it('are all visited, in order, by going on and on', () => {
		for (const [find, order] of [[mentionAfter, 1], [mentionBefore, -1]] as const) {
			let at = entity.mentions[0]!;
			const visited = entity.mentions.map(() => {
				at = find(index, entity, { document: at.document, offset: at.mention.span.start })!;
				return entity.mentions.indexOf(at) + 1;
			});
			expect(visited).toEqual(order === 1 ? [2, 3, 4, 1] : [4, 3, 2, 1]);
		}
	});
});

describe('a search', () => {
	const index = indexOf({
		'a.tex': [
			'[Support vector machines] ([SVM]), [vector support], [machine translation], [SpanLink], [Mångfald] and [support].',
			'[Conditional random fields], [machine translation] again, [named-entity recognition], [recognition of entities].',
		],
	});
	const names = (text: string, limit?: number): string[] => searchEntities(index.graph(), text, limit).map(({ name }) => name);

	it('finds forms that begin so before words that do, these in the order of the words before others', () => {
		expect(names('support')).toEqual(['support', 'Support vector machines', 'vector support']);
		expect(names('vec sup')).toEqual(['vector support', 'Support vector machines']);
		expect(names('mach')).toEqual(['machine translation', 'Support vector machines']);
	});

	it('finds entities by acronym, initials, plural, hyphen and the parts of names', () => {
		expect(names('SVM')).toEqual(['Support vector machines']);
		expect(names('crf')).toEqual(['Conditional random fields']);
		expect(names('support vector machine')[0]).toBe('Support vector machines');
		expect(names('named entity')).toEqual(['named-entity recognition']);
		expect(names('link')).toEqual(['SpanLink']);
		expect(names('mangf')).toEqual(['Mångfald']);
		expect(names('cognit')).toEqual(['recognition of entities', 'named-entity recognition']);
	});

	it('finds all for an empty text, the most mentioned first, and nothing for what is not there', () => {
		expect(names(' ')).toHaveLength(9);
		expect(names('').slice(0, 2)).toEqual(['machine translation', 'Support vector machines']);
		expect(names('', 3)).toHaveLength(3);
		expect(names('xyz')).toEqual([]);
		expect(names('***')).toEqual([]);
	});

	it('finds every entity by each of its forms, first by its exact one', () => {
		const graph = index.graph();
		for (const entity of graph.entities.values()) {
			for (const { text } of entity.forms) {
				expect(searchEntities(graph, text)[0]).toBe(entity);
			}
		}
	});

	it('bears any text', () => {
		fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void expect(names(text, 3).length).toBeLessThanOrEqual(3)));
	});
});

describe('shares of documents', () => {
	const index = indexOf({ 'a.tex': ['[X] for [Y].'], 'b.tex': ['[X] for [Y], [X] and [X].'], 'c.tex': ['[Z].'] });

	it('of an entity are by its mentions, the greatest first', () => {
		expect(documentShares(entityOf(index, 'X'))).toEqual([
			{ document: 'file:///b.tex', count: 3, share: 0.75 },
			{ document: 'file:///a.tex', count: 1, share: 0.25 },
		]);
	});

	it('of a relation are by its evidence', () => {
		const [relation] = index.graph().relations.values();
		expect(documentShares(relation!).map(({ document, share }) => [document, share])).toEqual([
			['file:///a.tex', 0.5],
			['file:///b.tex', 0.5],
		]);
	});
});
