// What is shown of a document's marks, and who hears of it when.

import type { Memento, TextDocument } from 'vscode';
import { describe, expect, it } from 'vitest';
import { Emitter } from '../../../../src/base/event';
import type { DocumentMarks } from '../../../../src/features/extraction/documentExtractions';
import { VisibilityState } from '../../../../src/features/knowledge/visibilityState';
import { VisibleMarks } from '../../../../src/features/knowledge/visibleMarks';
import { KnowledgeIndex } from '../../../../src/knowledge/entities/knowledgeIndex';
import { extraction, mention, relation } from '../../knowledge/extractions';

describe('visible marks', () => {
	it('are the very marks that were found where everything is shown', () => {
		const { marks, visible, document } = setUp();
		expect(visible.marksOf(document)).toBe(marks);
	});

	it('leave out what is hidden, and are the same object until something changes', async () => {
		const { visible, visibility, document, shownIds } = setUp();
		await visibility.change({ hiddenTypes: new Set(['Task']) });
		expect(shownIds()).toEqual(['e1', 'e3']);
		expect(visible.marksOf(document)).toBe(visible.marksOf(document));
		await visibility.change({ hiddenTypes: new Set() });
		expect(shownIds()).toEqual(['e1', 'e2', 'e3']);
	});

	it('stay the same object when a choice changes nothing of them', async () => {
		const { visible, visibility, document } = setUp();
		await visibility.change({ entityThreshold: 0.75 });
		const before = visible.marksOf(document);
		await visibility.change({ entityThreshold: 0.76 });
		expect(visible.marksOf(document)).toBe(before);
	});

	it('come with the graph as it is shown, the same object until something changes', async () => {
		const { visible, visibility } = setUp();
		const all = visible.graph;
		expect(visible.graph).toBe(all);
		await visibility.change({ hiddenEntities: new Set(['parser']) });
		expect([all.entities.has('parser'), visible.graph.entities.has('parser')]).toEqual([true, false]);
		expect(visible.graph).toBe(visible.graph);
	});

	it('tell of every document when a choice changes', async () => {
		const { visible, visibility, document } = setUp();
		const told: TextDocument[] = [];
		visible.onDidChange((changed) => told.push(changed));
		await visibility.change({ hiddenEntities: new Set(['parser']) });
		expect(told).toEqual([document]);
	});

	it('follow when a mention comes to stand for a hidden entity, and tell of nothing otherwise', async () => {
		const { visible, visibility, index, merged, shownIds } = setUp();
		await visibility.change({ hiddenEntities: new Set(['parser']) });
		expect(shownIds()).toEqual(['e3']);
		let told = 0;
		visible.onDidChange(() => told++);
		merged.fire();
		expect(told).toBe(0);
		index.setRules({ same: [['parser', 'tagger']], different: [] });
		merged.fire();
		expect(told).toBe(1);
		expect(shownIds()).toEqual([]);
	});

	it('tell an entity with those of its mentions that are shown', async () => {
		const { visible, visibility } = setUp();
		expect(visible.entity('parser')?.mentions.length).toBe(2);
		await visibility.change({ hiddenTypes: new Set(['Task']) });
		expect(visible.entity('parser')?.mentions.map((place) => place.mention.id)).toEqual(['e1']);
		await visibility.change({ hiddenEntities: new Set(['parser']) });
		expect([visible.entity('parser'), visible.entity('nothing')]).toEqual([undefined, undefined]);
	});

	it('are remembered with the workspace, and rubbish there is not believed', async () => {
		const { visibility, memento } = setUp();
		await visibility.change({ hiddenTypes: new Set(['Task']), entityThreshold: 0.9 });
		const again = new VisibilityState(memento).current;
		expect([...again.hiddenTypes, again.entityThreshold]).toEqual(['Task', 0.9]);
		await memento.update('visibility', { hiddenTypes: 'Task' });
		expect(new VisibilityState(memento).current.hiddenTypes.size).toBe(0);
	});
});

function setUp() {
	const found = extraction(
		[
			mention('e1', 0, 1, { text: 'parser', score: 0.9 }),
			mention('e2', 2, 3, { text: 'parser', score: 0.7, type: 'Task' }),
			mention('e3', 4, 5, { text: 'tagger', score: 0.8 }),
		],
		[relation('e1', 'e2')],
	);
	const model = { name: 'model', hash: '', entityTypes: [], relationTypes: [] };
	const index = new KnowledgeIndex();
	index.set({ id: 'file:///a', name: 'a', model, extraction: found, positionAt: () => ({ line: 0, character: 0 }) });
	const marks = { extraction: found, stale: new Set(), model } as unknown as DocumentMarks;
	const document = { uri: { toString: () => 'file:///a' } } as TextDocument;
	const [changed, merged] = [new Emitter<TextDocument>(), new Emitter<void>()];
	const stored = new Map<string, unknown>();
	const memento = {
		get: (key: string) => stored.get(key),
		update: (key: string, value: unknown) => Promise.resolve(void stored.set(key, value)),
	} as unknown as Memento;
	const visibility = new VisibilityState(memento);
	const extractions = { documents: [document], marksOf: () => marks, activityOf: () => ({ kind: 'idle' }) as const, onDidChange: changed.event };
	const knowledge = {
		index,
		get graph() {
			return index.graph();
		},
		onDidChange: merged.event,
	};
	const visible = new VisibleMarks(extractions, knowledge, visibility);
	const shownIds = (): string[] => visible.marksOf(document)?.extraction.mentions.map(({ id }) => id) ?? [];
	return { visible, visibility, marks, document, index, merged, memento, shownIds };
}
