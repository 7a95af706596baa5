import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Logger } from '../../../../src/base/logger';
import { lineStartsOf } from '../../../../src/extraction/lineStarts';
import { contentHash, DocumentStore, type DocumentResult } from '../../../../src/extraction/node/documentStore';
import { SentenceTexts } from '../../../../src/extraction/node/storedDocument';
import type { KnowledgeModel } from '../../../../src/knowledge/knownDocument';

let folder: string;
let opened: DocumentStore[];
let told: string[];
const logger: Logger = { log: (_, message) => void told.push(message) };
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'spert-documents-'));
	opened = [];
	told = [];
});
afterEach(() => {
	opened.forEach((store) => store.dispose());
	rmSync(folder, { recursive: true, force: true });
});

async function open(from = folder): Promise<DocumentStore> {
	const store = await DocumentStore.open(from, logger);
	opened.push(store);
	return store;
}

const model: KnowledgeModel = {
	name: 'small',
	hash: 'abc',
	entityTypes: [{ identifier: 'Method', short: 'Met', verbose: 'Method' }],
	relationTypes: [{ identifier: 'Used-for', short: 'Use', verbose: 'is used for', symmetric: false }],
};

/** A document of three lines with one mention in each. */
function resultOf(id: string, word = 'SVM'): DocumentResult {
	const source = `The ${word} one.\r\nThe ${word} two 😀.\nThe ${word} three.`;
	const starts = lineStartsOf(source).map((start) => start + 4);
	const mentions = starts.map((start, index) => {
		const span = { start, end: start + word.length };
		return { id: `e${index + 1}`, type: 'Method', score: 0.1 + 0.2 * index, alternatives: [], text: word, span, ranges: [span], sentence: index, firstToken: 1, endToken: 2 };
	});
	const sentences = source.split(/\r?\n/).map((text, index) => ({ start: starts[index]! - 4, end: starts[index]! - 4 + text.length, text, wording: text.split(' ').join('\n') }));
	const relations = [{ type: 'Used-for', symmetric: false, head: 'e1', tail: 'e2', score: 1 / 3 }];
	return {
		id,
		name: id.slice(1),
		stamp: { size: source.length, modified: 1000.5 },
		contentHash: contentHash(source),
		optionsKey: 'options',
		model,
		lineStarts: lineStartsOf(source),
		extraction: { mentions, relations, sentences },
	};
}

const idsOf = (store: DocumentStore): string[] => [...store.all].map(({ id }) => id).sort();
const resultFiles = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.json'));

describe('DocumentStore', () => {
	it('gives after reopening what was put, with lines and characters', async () => {
		const first = await open();
		await first.put(resultOf('/a'));
		await first.put(resultOf('/b', 'CRF'));
		for (const store of [first, await open()]) {
			expect(idsOf(store)).toEqual(['/a', '/b']);
			const document = store.get('/b')!;
			const { extraction } = resultOf('/b', 'CRF');
			expect([document.name, document.model]).toEqual(['b', model]);
			expect(document.extraction.mentions).toStrictEqual(extraction.mentions);
			expect(document.extraction.relations).toStrictEqual(extraction.relations);
			expect(document.extraction.sentences).toStrictEqual(extraction.sentences);
			expect(document.extraction.mentions.map(({ span }) => document.positionAt(span.start))).toEqual([0, 1, 2].map((line) => ({ line, character: 4 })));
			expect(store.madeFor('/b')).toMatchObject({ stamp: resultOf('/b').stamp, optionsKey: 'options' });
		}
		expect(told).toEqual([]);
	});

	it('reads no result before somebody looks at it, and keeps mentions the same objects', async () => {
		await (await open()).put(resultOf('/a'));
		const store = await open();
		const [name = ''] = resultFiles();
		const content = readFileSync(join(folder, name));
		rmSync(join(folder, name));
		const document = store.get('/a')!;
		expect(document.model.name).toBe('small');
		writeFileSync(join(folder, name), content);
		const { mentions } = document.extraction;
		expect(mentions).toHaveLength(3);
		expect(document.extraction.mentions).toBe(mentions);
	});

	it('replaces, forgets and moves results, and tells of each', async () => {
		const store = await open();
		const changes: (readonly string[])[] = [];
		store.onDidChange((ids) => changes.push(ids));
		await store.put(resultOf('/a'));
		await store.put(resultOf('/a', 'LSTM'));
		await store.put(resultOf('/b'));
		await store.move('/a', { id: '/c', name: 'c', stamp: { size: 1, modified: 2 } });
		await store.delete('/b', resultOf('/b').contentHash);
		expect(changes).toEqual([['/a'], ['/a'], ['/b'], ['/a', '/c'], ['/b']]);
		for (const each of [store, await open()]) {
			expect(idsOf(each)).toEqual(['/c']);
			expect(each.get('/c')!.extraction.mentions[0]!.text).toBe('LSTM');
			expect(each.madeFor('/c')!.stamp).toEqual({ size: 1, modified: 2 });
			expect(each.get('/c')!.name).toBe('c');
		}
		expect(resultFiles()).toHaveLength(1);
	});

	it('forgets and restamps only what it is asked about: a newer result stays', async () => {
		const store = await open();
		const old = resultOf('/a').contentHash;
		const changes = [store.put(resultOf('/a')), store.put(resultOf('/a', 'LSTM')), store.delete('/a', old), store.restamp('/a', old, { size: 9, modified: 9 })];
		await Promise.all(changes);
		expect(store.get('/a')!.extraction.mentions[0]!.text).toBe('LSTM');
		expect(store.madeFor('/a')!.stamp.size).not.toBe(9);
		await store.restamp('/a', resultOf('/a', 'LSTM').contentHash, { size: 9, modified: 9 });
		expect((await open()).madeFor('/a')!.stamp).toEqual({ size: 9, modified: 9 });
	});

	it('reads a document whose result is damaged as empty, once, and forgets it', async () => {
		await (await open()).put(resultOf('/a'));
		const [name = ''] = resultFiles();
		truncateSync(join(folder, name), 100);
		const store = await open();
		expect(store.get('/a')!.extraction).toEqual({ mentions: [], relations: [], sentences: [] });
		await expect.poll(() => store.get('/a')).toBeUndefined();
		expect(idsOf(await open())).toEqual([]);
	});

	it('takes no older result for a newer one when a process was killed in between', async () => {
		await (await open()).put(resultOf('/a'));
		const [name = ''] = resultFiles();
		// The result's file is new, the list still has the old one.
		const other = mkdtempSync(join(tmpdir(), 'spert-documents-'));
		await (await open(other)).put(resultOf('/a', 'LSTM'));
		writeFileSync(join(folder, name), readFileSync(join(other, name)));
		rmSync(other, { recursive: true });
		writeFileSync(join(folder, '.half.tmp'), 'half');
		const store = await open();
		expect(store.get('/a')!.extraction.mentions).toEqual([]);
		expect(readdirSync(folder)).not.toContain('.half.tmp');
	});

	it('takes nothing from a list that is none', async () => {
		writeFileSync(join(folder, 'documents.list'), 'nonsense'.repeat(1000));
		const store = await open();
		expect(idsOf(store)).toEqual([]);
		await store.put(resultOf('/a'));
		expect(idsOf(await open())).toEqual(['/a']);
		// Opening it removed what is no record.
		expect(statSync(join(folder, 'documents.list')).size).toBeLessThan(2000);
	});

	it('keeps results in memory where nothing can be written, and says so once', async () => {
		writeFileSync(join(folder, 'file'), '');
		const store = await open(join(folder, 'file', 'documents'));
		await store.put(resultOf('/a'));
		await store.put(resultOf('/b'));
		expect(store.get('/a')!.extraction).toEqual(resultOf('/a').extraction);
		await store.delete('/b', resultOf('/b').contentHash);
		expect(idsOf(store)).toEqual(['/a']);
		expect(told).toHaveLength(1);
	});

	it.skipIf(!existsSync('/dev/full'))('keeps results in memory when the disk is full', async () => {
		symlinkSync('/dev/full', join(folder, 'documents.list'));
		const store = await open();
		await store.put(resultOf('/a'));
		await store.put(resultOf('/b'));
		expect(store.get('/b')!.extraction.sentences).toHaveLength(3);
		expect(told).toHaveLength(1);
		expect(told[0]).toContain('ENOSPC');
	});
});

describe('SentenceTexts', () => {
	it('holds what was looked at last, up to its capacity', () => {
		const texts = new SentenceTexts(30);
		const sentences = [{ start: 0, end: 5, text: '12345', wording: '67890' }];
		['a', 'b', 'c'].forEach((id) => texts.set(id, sentences));
		expect(texts.get('a')).toBe(sentences);
		texts.set('d', sentences);
		expect(['a', 'b', 'c', 'd'].filter((id) => texts.get(id) !== undefined)).toEqual(['a', 'c', 'd']);
		texts.set('large', [{ start: 0, end: 1, text: 'x'.repeat(100), wording: '' }]);
		expect(['a', 'c', 'd', 'large'].filter((id) => texts.get(id) !== undefined)).toEqual(['large']);
	});
});

describe('contentHash', () => {
	it('is that of the text, whatever its line ends', () => {
		expect(contentHash('a\r\nb\rc\n')).toBe(contentHash('a\nb\nc\n'));
		expect(contentHash('a\nb')).not.toBe(contentHash('a b'));
	});
});
