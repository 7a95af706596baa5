// What the relation graph's page is sent of the knowledge, and which places belong to a node or an edge.

import { describe, expect, it } from 'vitest';
import { graphView } from '../../../../src/features/relationGraph/graphView';
import { placesOf } from '../../../../src/features/relationGraph/itemPlaces';
import { GraphMemory } from '../../../../src/features/relationGraph/graphMemory';
import { initialGraphSettings, toRelationGraphSchema } from '../../../../src/protocol/relationGraphProtocol';
import type { Mention } from '../../../../src/knowledge/documentExtraction';
import { KnowledgeIndex } from '../../../../src/knowledge/entities/knowledgeIndex';
import type { KnowledgeModel, KnownDocument } from '../../../../src/knowledge/knownDocument';
import { everythingVisible } from '../../../../src/knowledge/visibility';
import { visibleGraph } from '../../../../src/knowledge/visibleGraph';

const model: KnowledgeModel = {
	name: 'model',
	hash: 'abc',
	entityTypes: ['Task', 'Method', 'Material'].map((identifier) => ({ identifier, short: identifier, verbose: `A ${identifier}` })),
	relationTypes: [{ identifier: 'Used-for', short: 'UF', verbose: 'Used for', symmetric: false }],
};

/** A document of one line a sentence; mentions are words in it. */
function document(id: string, lines: readonly string[], mentions: readonly (readonly [word: string, line: number, type: string, score?: number])[], relations: readonly (readonly [head: number, tail: number, score: number])[]): KnownDocument {
	const text = lines.join('\n');
	const starts = lines.map((_, line) => lines.slice(0, line).join('\n').length + (line > 0 ? 1 : 0));
	const found = mentions.map(([word, line, type, score = 0.9], number): Mention => {
		const start = text.indexOf(word, starts[line]);
		const span = { start, end: start + word.length };
		return { id: `e${number + 1}`, type, score, alternatives: [], text: word, span, ranges: [span], sentence: line, firstToken: 0, endToken: 1 };
	});
	return {
		id,
		name: id.replace('file:///', ''),
		model,
		extraction: {
			mentions: found,
			relations: relations.map(([head, tail, score]) => ({ type: 'Used-for', symmetric: false, head: `e${head}`, tail: `e${tail}`, score })),
			sentences: lines.map((line, number) => ({ start: starts[number]!, end: starts[number]! + line.length, text: line, wording: line.replaceAll(' ', '\n') })),
		},
		positionAt: (offset) => {
			const line = starts.findLastIndex((start) => start <= offset);
			return { line, character: offset - starts[line]! };
		},
	};
}

const documents = [
	document('file:///a.tex', ['Transformers help parsing.', 'Transformers win.'], [['Transformers', 0, 'Method'], ['parsing', 0, 'Task', 0.6], ['Transformers', 1, 'Method']], [[1, 2, 0.8]]),
	document('file:///b.md', ['Use Transformers for parsing.'], [['Transformers', 0, 'Method'], ['parsing', 0, 'Task']], [[1, 2, 0.95]]),
];
const index = new KnowledgeIndex();
documents.forEach((known) => index.set(known));
const documentOf = (id: string) => documents.find((known) => known.id === id);
const entityId = index.entityIdOf('file:///a.tex', documents[0]!.extraction.mentions[0]!);

describe('the view of a graph', () => {
	const view = graphView(index.graph(), documents, [model]);

	it('has entities with their counts and each document’s share, and relations with their evidence', () => {
		expect(view.entities.map(({ name, mentions, documents: count }) => [name.toLowerCase(), mentions, count])).toEqual([['transformers', 3, 2], ['parsing', 2, 2]]);
		expect(view.entities[0]?.shares).toEqual([{ document: 0, mentions: 2 }, { document: 1, mentions: 1 }]);
		expect(view.relations.map(({ score, evidence }) => [score, evidence])).toEqual([[0.95, 2]]);
	});

	it('names types in words and gives them the colour of their marks', () => {
		expect(view.entityTypes).toEqual([{ id: 'Task', name: 'A Task', slot: 0 }, { id: 'Method', name: 'A Method', slot: 1 }]);
		expect(view.relationTypes).toEqual([{ id: 'Used-for', name: 'Used for', symmetric: false }]);
	});

	it('is a message that the page takes', () => {
		const message = { kind: 'show', scope: 'workspace', name: '', key: 'workspace', settings: initialGraphSettings, content: { kind: 'graph', graph: view } };
		expect(toRelationGraphSchema.safeParse(message).success).toBe(true);
	});

	it('has no relation with an end that is hidden', () => {
		const visible = visibleGraph(index.graph(), { ...everythingVisible, hiddenTypes: new Set(['Task']) });
		const hidden = graphView(visible, documents, [model]);
		expect(hidden.entities).toHaveLength(1);
		expect(hidden.relations).toEqual([]);
		expect(hidden.relationTypes).toEqual([]);
	});
});

describe('the places', () => {
	it('of an entity are its mentions in the order of the texts', () => {
		const { places, unsent } = placesOf({ kind: 'entity', id: entityId }, index.graph(), documentOf);
		expect(places.map(({ document: name, line, sentence }) => [name, line, sentence])).toEqual([
			['a.tex', 1, 'Transformers help parsing.'],
			['a.tex', 2, 'Transformers win.'],
			['b.md', 1, 'Use Transformers for parsing.'],
		]);
		expect(unsent).toBe(0);
	});

	it('of a relation are its sentences, the surest first, with both its ends', () => {
		const graph = index.graph();
		const [relation] = graph.relations.keys();
		const { places } = placesOf({ kind: 'relation', id: relation! }, graph, documentOf);
		expect(places.map(({ document: name, score, words }) => [name, score, words])).toEqual([
			['b.md', 0.95, 'Transformers – parsing'],
			['a.tex', 0.8, 'Transformers – parsing'],
		]);
		expect(places[0]?.ranges).toEqual([{ start: 4, end: 16 }, { start: 21, end: 28 }]);
		expect(places[0]?.sentenceSpan).toEqual({ start: 0, end: 29 });
	});

	it('of what is no longer there are none', () => {
		expect(placesOf({ kind: 'entity', id: 'gone' }, index.graph(), documentOf)).toEqual({ places: [], unsent: 0 });
		expect(placesOf({ kind: 'relation', id: 'gone' }, index.graph(), documentOf)).toEqual({ places: [], unsent: 0 });
	});
});

describe('the memory', () => {
	function memento(stored: unknown) {
		let value = stored;
		return {
			get: () => value,
			update: (_key: string, next: unknown) => {
				value = JSON.parse(JSON.stringify(next));
				return Promise.resolve();
			},
		} as unknown as ConstructorParameters<typeof GraphMemory>[0];
	}

	it('knows after a restart what was set for each scope, and forgets the oldest of many', async () => {
		const store = memento(undefined);
		const memory = new GraphMemory(store);
		for (let number = 0; number < 60; number++) {
			await memory.set(`document:${number}`, { ...initialGraphSettings, leastScore: number / 100 });
		}
		await memory.set('workspace', { ...initialGraphSettings, layout: 'layered' });
		const later = new GraphMemory(store);
		expect(later.get('workspace')?.layout).toBe('layered');
		expect(later.get('document:59')?.leastScore).toBe(0.59);
		expect(later.get('document:0')).toBeUndefined();
	});

	it('forgets what has another form', () => {
		const memory = new GraphMemory(memento([{ key: 'a', settings: { layout: 'spiral' } }, { key: 'b', settings: initialGraphSettings }]));
		expect(memory.get('a')).toBeUndefined();
		expect(memory.get('b')).toEqual(initialGraphSettings);
		expect(new GraphMemory(memento('nonsense')).get('a')).toBeUndefined();
	});
});
