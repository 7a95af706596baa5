// The part of a corpus's graph that is shown, over a store that answers by rule: it is loaded bit by bit and never grows large.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findDocument } from '../../../../src/features/corpusGraph/corpusDocuments';
import { CorpusView, type AskStore } from '../../../../src/features/corpusGraph/corpusView';
import type { StoredEntity, StoredRelation, StoreRequest } from '../../../../src/protocol/graphStoreProtocol';
import { toRelationGraphSchema, type GraphView } from '../../../../src/protocol/relationGraphProtocol';

/** Entities 1 … 1000; each has relations to the 100 that follow, numbered from 1000 times its own number. */
const total = 1000;
const degree = 100;

function entity(number: number): StoredEntity {
	return { number, id: `id ${number}`, name: `Entity ${number}`, type: number % 2 === 0 ? 'Task' : 'Method', forms: [], mentions: total - number, documents: 3, relations: degree, score: 0.9 };
}

function relationsFrom(number: number, from: number, count: number): StoredRelation[] {
	return Array.from({ length: Math.max(0, Math.min(count, degree - from)) }, (_, place) => ({
		number: 1000 * number + from + place,
		head: number,
		tail: number + from + place + 1,
		type: 'Used-for',
		symmetric: false,
		evidence: 1,
		score: 0.8,
	}));
}

function corpus(): { readonly view: CorpusView; readonly asked: StoreRequest[] } {
	const asked: StoreRequest[] = [];
	const answer = (request: StoreRequest): unknown => {
		asked.push(request);
		switch (request.kind) {
			case 'summary':
				return {
					...{ documents: 50, mentions: 9, entities: total, relations: 7, documentsHash: '', models: [{ name: 'm', hash: 'h'.repeat(20) }] },
					entityTypes: [{ id: 'Method', entities: 500 }, { id: 'Task', entities: 500 }],
					relationTypes: [{ id: 'Used-for', relations: 7, symmetric: false }],
				};
			case 'entities':
				return { entities: Array.from({ length: request.count }, (_, place) => entity(request.from + place + 1)) };
			case 'among':
				return { relations: [] };
			case 'neighbours': {
				const relations = relationsFrom(request.entity, request.from, request.count);
				return { relations, entities: [entity(request.entity), ...relations.map(({ tail }) => entity(tail))], total: degree };
			}
			case 'relations':
				return { relations: relationsFrom(5, 0, 1), entities: [entity(5), entity(6)] };
			case 'search':
				return { entities: [entity(700)] };
			case 'mentions':
			case 'evidence':
				return { places: [{ document: 'a.md', line: 1, score: 1, words: 'w', ranges: [], sentence: null }], total: 9 };
			default:
				return request satisfies never;
		}
	};
	const types = (names: readonly string[]) => names.map((identifier) => ({ identifier, short: identifier, verbose: `The ${identifier}` }));
	const model = { name: 'm', hash: 'h', entityTypes: types(['Task', 'Method']), relationTypes: [] };
	return { view: new CorpusView(((request: StoreRequest) => Promise.resolve(answer(request))) as AskStore, () => [model]), asked };
}

const ids = ({ entities }: GraphView): string[] => entities.map(({ id }) => id);

describe('the view of a corpus', () => {
	it('begins with the most mentioned entities, and tells what there is in all', async () => {
		const { view } = corpus();
		await view.load();
		expect(ids(view.view)).toEqual(Array.from({ length: 40 }, (_, place) => `e${place + 1}`));
		expect(view.view).toMatchObject({ unsent: 960, corpus: { documents: 50, entities: 1000, relations: 7 }, models: ['m (hhhhhhhhhhhh)'] });
	});

	it('gives types the colours and names that their marks have', async () => {
		const { view } = corpus();
		await view.load();
		expect(view.view.entityTypes).toEqual([{ id: 'Method', name: 'The Method', slot: 1 }, { id: 'Task', name: 'The Task', slot: 0 }]);
	});

	it('loads the neighbourhood of an entity once, and more of it when that is asked for', async () => {
		const { view, asked } = corpus();
		await view.load();
		await view.expand('e200', false);
		expect(view.view.relations.length).toBe(30);
		expect(ids(view.view)).toContain('e230');
		const before = asked.length;
		await view.expand('e200', false);
		expect(asked.length).toBe(before);
		await view.expand('e200', true);
		expect(asked.at(-1)).toEqual({ kind: 'neighbours', entity: 200, from: 30, count: 30 });
		expect(view.view.relations.length).toBe(60);
	});

	it('stays small, however many neighbourhoods are gone into', async () => {
		const { view } = corpus();
		await view.load();
		for (let number = 100; number < 900; number += 40) {
			await view.expand(`e${number}`, false);
			await view.expand(`e${number}`, true);
			expect(view.view.entities.length).toBeLessThan(700);
		}
		expect(ids(view.view)).toContain('e861');
		expect(ids(view.view)).not.toContain('e101');
	});

	it('brings an entity and a relation that were not there', async () => {
		const { view } = corpus();
		await view.load();
		await view.bring({ kind: 'entity', id: 'e500' });
		expect(ids(view.view)).toContain('e500');
		await view.bring({ kind: 'relation', id: 'r5000' });
		expect(view.view.relations.map(({ id, head, tail }) => [id, head, tail])).toContainEqual(['r5000', 'e5', 'e6']);
		await view.bring({ kind: 'entity', id: 'no entity' });
	});

	it('searches the store, gives tables by page, and places', async () => {
		const { view, asked } = corpus();
		await view.load();
		expect((await view.search('en')).map(({ name }) => name)).toEqual(['Entity 700']);
		const { view: page, total: rows } = await view.page('entity', 200);
		expect([page.entities.length, page.entities[0]?.id, rows]).toEqual([100, 'e201', 1000]);
		await view.page('relation', 100);
		expect(asked.at(-1)).toEqual({ kind: 'relations', from: 100, count: 100 });
		expect(await view.places({ kind: 'entity', id: 'e1' })).toMatchObject({ places: [{ document: 'a.md' }], unsent: 8 });
	});

	it('is of the form that the page expects', async () => {
		const { view } = corpus();
		await view.load();
		await view.expand('e3', false);
		const message = { kind: 'show', scope: 'corpus', name: 'x', key: 'corpus:x', settings: null, content: { kind: 'graph', graph: view.view } };
		expect(toRelationGraphSchema.safeParse(message).success).toBe(true);
	});
});

describe('documents of a corpus', () => {
	it('are found below the open folders and the store’s own, and nowhere else', async () => {
		const root = mkdtempSync(join(tmpdir(), 'spert-corpus-'));
		try {
			const [open, beside] = [join(root, 'open'), join(root, 'stores')];
			[open, beside].forEach((folder) => mkdirSync(folder));
			writeFileSync(join(open, 'a.md'), '');
			writeFileSync(join(beside, 'b.md'), '');
			writeFileSync(join(root, 'secret'), '');
			const find = (name: string): Promise<string | undefined> => findDocument(name, join(beside, 'corpus.sqlite'), [open]);
			expect(await find('a.md')).toBe(join(open, 'a.md'));
			expect(await find(join(open, 'a.md'))).toBe(join(open, 'a.md'));
			expect(await find('b.md')).toBe(join(beside, 'b.md'));
			expect(await find('../secret')).toBeUndefined();
			expect(await find(join(root, 'secret'))).toBeUndefined();
			expect(await find('.')).toBeUndefined();
			expect(await find('missing.md')).toBeUndefined();
		} finally {
			rmSync(root, { recursive: true });
		}
	});
});
