// The part of a graph that is shown.

import { describe, expect, it } from 'vitest';
import { KnowledgeIndex } from '../../../src/knowledge/entities/knowledgeIndex';
import { everythingVisible, isMentionVisible, visibleExtraction, type Visibility } from '../../../src/knowledge/visibility';
import { visibleGraph } from '../../../src/knowledge/visibleGraph';
import { extraction, mention, relation } from './extractions';

const index = new KnowledgeIndex();
const found = extraction(
	[
		mention('e1', 0, 1, { text: 'parser', score: 0.9 }),
		mention('e2', 2, 3, { text: 'parser', score: 0.6, type: 'Task' }),
		mention('e3', 4, 5, { text: 'parser', score: 0.5, type: 'Task' }),
		mention('e4', 6, 7, { text: 'network', score: 0.8 }),
		mention('e5', 8, 9, { text: 'network', score: 0.7 }),
		mention('e6', 10, 11, { text: 'corpus', score: 0.3, type: 'Material' }),
	],
	[relation('e1', 'e4', 0.5), relation('e2', 'e5', 0.9), relation('e5', 'e6', 0.95)],
);
const model = { name: 'model', hash: '', entityTypes: [], relationTypes: [] };
index.set({ id: 'a', name: 'a', model, extraction: found, positionAt: () => ({ line: 0, character: 0 }) });
const graph = index.graph();

const shown = (more: Partial<Visibility>) => visibleGraph(graph, { ...everythingVisible, ...more });

describe('the visible graph', () => {
	it('is the very same where everything is shown', () => {
		expect(shown({})).toBe(graph);
	});

	it('keeps of an entity the mentions that are sure enough, with their type, score and place in the order', () => {
		const { entities } = shown({ entityThreshold: 0.65 });
		expect([...entities.values()].map(({ id, type, score, mentions }) => [id, type, score, mentions.length])).toEqual([
			['network', 'Method', 0.8, 2],
			['parser', 'Method', 0.9, 1],
		]);
		expect(graph.entities.get('parser')?.type).toBe('Task');
	});

	it('keeps of a relation the places whose ends are shown, with the score of the surest', () => {
		const { relations, relationsByEntity } = shown({ entityThreshold: 0.65 });
		expect([...relations.values()].map(({ head, tail, score }) => [head, tail, score])).toEqual([['parser', 'network', 0.5]]);
		expect(relationsByEntity.get('network')).toEqual([...relations.values()]);
		expect(relationsByEntity.has('corpus')).toBe(false);
	});

	it('leaves out relations that are not sure enough, and keeps their ends', () => {
		const { entities, relations } = shown({ relationThreshold: 0.92 });
		expect([...relations.values()].map(({ head, tail }) => [head, tail])).toEqual([['network', 'corpus']]);
		expect(entities.size).toBe(3);
	});

	it('shows what the marks show: one rule for both', () => {
		const choices: Partial<Visibility>[] = [
			{ entityThreshold: 0.65 },
			{ relationThreshold: 0.6 },
			{ hiddenTypes: new Set(['Task']) },
			{ hiddenEntities: new Set(['network']) },
			{ entityThreshold: 0.55, relationThreshold: 0.6, hiddenTypes: new Set(['Material']) },
		];
		for (const choice of choices) {
			const visibility = { ...everythingVisible, ...choice };
			const marks = visibleExtraction(found, visibility, (one) => index.entityIdOf('a', one));
			const { entities, relations } = visibleGraph(graph, visibility);
			const mentions = [...entities.values()].flatMap((entity) => entity.mentions.map((place) => place.mention.id));
			expect(mentions.sort()).toEqual(marks.mentions.map(({ id }) => id));
			const evidence = [...relations.values()].flatMap((one) => one.evidence.map((place) => place.relation));
			expect(new Set(evidence)).toEqual(new Set(marks.relations));
			expect(marks.mentions.every((one) => isMentionVisible(visibility, one, index.entityIdOf('a', one)))).toBe(true);
		}
	});
});
