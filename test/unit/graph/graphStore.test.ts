// What a store answers, and what it does with files that are none, damaged or of another version.

import { copyFileSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GraphStore } from '../../../src/graph/store/graphStore';
import { loadSqlite } from '../../../src/graph/store/sqlite';
import { lineOf, paper } from './corpora';
import { MergeFolder } from './merging';

const papers = [
	paper('one.md', ['An [SVM] for [parsing] of [text].', 'The [support vector machine] ([SVM]).'], [[0, 1], [2, 1, { type: 'Compare', symmetric: true }]]),
	paper('two.md', ['[Support vector machines] do [parsing].', 'The [größe] of [text\0].'], [[0, 1, { score: 0.95 }]]),
];

let folder: MergeFolder;
let path: string;
let store: GraphStore;
beforeAll(async () => {
	folder = new MergeFolder();
	path = await folder.store([folder.shard(papers.map(lineOf))]);
	store = await GraphStore.open(path);
});
afterAll(() => {
	store.dispose();
	folder.dispose();
});

const numberOf = (text: string): number => store.answer({ kind: 'search', text, count: 1 }).entities[0]!.number;

describe('a store', () => {
	it('tells what is in it', () => {
		const summary = store.answer({ kind: 'summary' });
		expect(summary).toMatchObject({ documents: 2, mentions: 9, entities: 5, relations: 2, models: [{ name: 'test', hash: '0' }] });
		expect(summary.documentsHash).toMatch(/^[0-9a-f]{64}$/);
		expect(summary.relationTypes).toEqual([
			{ id: 'Compare', relations: 1, symmetric: true },
			{ id: 'Used-for', relations: 1, symmetric: false },
		]);
	});

	it('gives the most mentioned entities by page', () => {
		const all = store.answer({ kind: 'entities', from: 0, count: 100 }).entities;
		expect(all.map(({ name, mentions }) => [name, mentions])).toEqual([
			['support vector machine', 4],
			['parsing', 2],
			['größe', 1],
			['text', 1],
			['text\uFFFD', 1],
		]);
		const pages = [0, 2, 4].flatMap((from) => store.answer({ kind: 'entities', from, count: 2 }).entities);
		expect(pages).toEqual(all);
	});

	it('finds entities by the beginnings of their words in any form, the most mentioned first, and takes nothing for an operator', () => {
		const found = (text: string): string[] => store.answer({ kind: 'search', text, count: 5 }).entities.map(({ name }) => name);
		expect(found('vec sup')).toEqual(['support vector machine']);
		expect(found('svm')).toEqual(['support vector machine']);
		expect(found('groß')).toEqual(['größe']);
		expect(found('p')).toEqual(['parsing']);
		expect(found('" OR * (NEAR')).toEqual([]);
		expect(found('')).toEqual([]);
	});

	it('gives the neighbours of an entity by page, those with the most evidence first', () => {
		const entity = numberOf('parsing');
		const { relations, entities, total } = store.answer({ kind: 'neighbours', entity, from: 0, count: 10 });
		expect({ total, stated: relations.map(({ type, evidence, score }) => [type, evidence, score]) }).toEqual({
			total: 2,
			stated: [['Used-for', 2, 0.95], ['Compare', 1, 0.8]],
		});
		expect(entities.map(({ name }) => name).sort()).toEqual(['parsing', 'support vector machine', 'text']);
		expect(store.answer({ kind: 'neighbours', entity, from: 1, count: 10 }).relations).toEqual(relations.slice(1));
		expect(store.answer({ kind: 'neighbours', entity: 99, from: 0, count: 10 })).toEqual({ relations: [], entities: [], total: 0 });
	});

	it('gives the relations among entities, and the surest of all', () => {
		const [svm, parsing, text] = ['svm', 'parsing', 'text'].map(numberOf);
		expect(store.answer({ kind: 'among', entities: [svm!, parsing!, text!] }).relations.length).toBe(2);
		expect(store.answer({ kind: 'among', entities: [svm!, text!] }).relations).toEqual([]);
		expect(store.answer({ kind: 'relations', from: 0, count: 9 }).relations.map(({ score }) => score)).toEqual([0.95, 0.8]);
	});

	it('gives the places of entities and relations with their sentences', () => {
		const { places, total } = store.answer({ kind: 'mentions', entity: numberOf('parsing'), from: 0, count: 10 });
		expect(total).toBe(2);
		expect(places[0]).toEqual({
			document: 'one.md',
			line: 1,
			score: 0.9,
			words: 'parsing',
			ranges: [{ start: 11, end: 18 }],
			sentence: { text: 'An SVM for parsing of text.', start: 0, end: 27 },
		});
		const [relation] = store.answer({ kind: 'relations', from: 0, count: 1 }).relations;
		const stated = store.answer({ kind: 'evidence', relation: relation!.number, from: 0, count: 10 });
		expect(stated.places.map(({ document, words, score }) => [document, words, score])).toEqual([
			['two.md', 'Support vector machines – parsing', 0.95],
			['one.md', 'SVM – parsing', 0.8],
		]);
	});

	it('is read by several at once, in a folder that nobody writes to', async () => {
		const other = await GraphStore.open(path);
		expect(other.answer({ kind: 'entities', from: 0, count: 9 })).toEqual(store.answer({ kind: 'entities', from: 0, count: 9 }));
		expect(readdirSync(folder.path).filter((file) => file.endsWith('.lock'))).toEqual([]);
		other.dispose();
	});

	it('leaves nothing in the folder for temporary files', async () => {
		const ours = (): string[] => readdirSync(tmpdir()).filter((file) => file.startsWith('spert-graph-'));
		const before = ours().length;
		(await GraphStore.open(path)).dispose();
		expect(ours().length).toBe(before);
	});
});

describe('what is no good store', () => {
	const changed = (change: (bytes: Buffer) => void): string => {
		const copy = folder.next('.sqlite');
		const bytes = readFileSync(path);
		change(bytes);
		writeFileSync(copy, bytes);
		return copy;
	};

	it.each([
		['missing', 'graph.storeUnreadable', () => folder.next('.sqlite')],
		['empty', 'graph.storeForeign', () => folder.shard([])],
		['a text', 'graph.storeForeign', () => folder.shard(['{}\n'.repeat(100)])],
		['another database', 'graph.storeForeign', () => changed((bytes) => bytes.writeUInt32BE(7, 68))],
		['of a newer version', 'graph.storeNewer', () => changed((bytes) => bytes.writeUInt32BE(99, 60))],
		['cut off', 'graph.storeDamaged', () => {
			const copy = changed(() => {});
			truncateSync(copy, readFileSync(path).length - 5000);
			return copy;
		}],
		['without its tables', 'graph.storeDamaged', () => changed((bytes) => bytes.fill(0, 100, 8192))],
	])('is told where it is %s', async (_what, code, make) => {
		await expect(GraphStore.open(make())).rejects.toMatchObject({ code });
	});

	it('is told where a page is damaged, whichever it is, and gives no wrongly formed answers', async () => {
		const codes = new Set<unknown>();
		const pages = readFileSync(path).length / 8192;
		for (let page = 1; page < pages; page++) {
			const damaged = changed((bytes) => bytes.fill(0xa5, page * 8192, page * 8192 + 4096));
			try {
				const opened = await GraphStore.open(damaged);
				try {
					const { entities } = opened.answer({ kind: 'entities', from: 0, count: 10 });
					const { relations } = opened.answer({ kind: 'relations', from: 0, count: 10 });
					opened.answer({ kind: 'search', text: 'p', count: 10 });
					opened.answer({ kind: 'among', entities: entities.map(({ number }) => number) });
					entities.forEach(({ number }) => opened.answer({ kind: 'mentions', entity: number, from: 0, count: 10 }));
					relations.forEach(({ number }) => opened.answer({ kind: 'evidence', relation: number, from: 0, count: 10 }));
				} finally {
					opened.dispose();
				}
			} catch (failure) {
				codes.add((failure as { readonly code?: unknown }).code ?? failure);
			}
		}
		expect([...codes]).toEqual(['graph.storeDamaged']);
	});

	it('runs nothing that a foreign file brings', async () => {
		const copy = folder.next('.sqlite');
		copyFileSync(path, copy);
		const { Database } = await loadSqlite();
		const database = new Database(copy);
		database.exec('ALTER TABLE entity RENAME TO entity2; CREATE VIEW entity AS SELECT * FROM entity2');
		database.close();
		await expect(GraphStore.open(copy)).rejects.toMatchObject({ code: 'graph.storeForeign' });
	});

	it('may be reached by a link', async () => {
		const link = folder.next('.sqlite');
		symlinkSync(path, link);
		const opened = await GraphStore.open(link);
		expect(opened.answer({ kind: 'summary' }).documents).toBe(2);
		opened.dispose();
	});
});
