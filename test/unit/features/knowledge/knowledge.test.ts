// What is known of all documents: who hears of it when, and that much at once is taken in piece by piece.

import type { TextDocument, Uri } from 'vscode';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Emitter } from '../../../../src/base/event';
import type { DocumentMarks } from '../../../../src/features/extraction/documentExtractions';
import { Knowledge } from '../../../../src/features/knowledge/knowledge';
import type { KnownDocument } from '../../../../src/knowledge/knownDocument';
import { documentOf } from '../../knowledge/entities/documents';

/** More than are taken in when somebody asks. */
const many = 40;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate'] }));
afterEach(() => void vi.useRealTimers());

describe('what is known', () => {
	it('is there at once when somebody asks, of few documents', () => {
		const { knowledge, store } = setUp();
		store('a.tex', '[Parsing] here.');
		expect(knowledge.documents.map(({ name }) => name)).toEqual(['a.tex']);
		expect([...knowledge.graph.entities.keys()]).toEqual(['parsing']);
	});

	it('of many documents comes with the event, all of it', async () => {
		const { knowledge, store, told } = setUp();
		expect(knowledge.graph.entities.size).toBe(0);
		for (let number = 0; number < many; number++) {
			store(`${number}.tex`, `[Parsing${number}] here.`);
		}
		expect([knowledge.documents.length, knowledge.graph.entities.size]).toEqual([0, 0]);
		await vi.advanceTimersByTimeAsync(200);
		expect(told()).toBe(1);
		expect([knowledge.documents.length, knowledge.graph.entities.size]).toEqual([many, many]);
	});

	it('is not read where nobody asks', async () => {
		const { store, reads } = setUp();
		for (let number = 0; number < many; number++) {
			store(`${number}.tex`, '[Parsing] here.');
		}
		await vi.advanceTimersByTimeAsync(1000);
		expect(reads()).toBe(0);
	});

	it('of an open document is there at once, also while many others wait', () => {
		const { knowledge, store, open } = setUp();
		for (let number = 0; number < many; number++) {
			store(`${number}.tex`, '[Parsing] here.');
		}
		open('open.tex', 'A [lexer] here.');
		expect(knowledge.documents.map(({ name }) => name)).toEqual(['open.tex']);
		const [mention] = knowledge.document('file:///open.tex')?.extraction.mentions ?? [];
		expect(mention && knowledge.index.entityIdOf('file:///open.tex', mention)).toBe('lexer');
	});

	it('is complete for what must leave nothing out', async () => {
		const { knowledge, store } = setUp();
		for (let number = 0; number < many; number++) {
			store(`${number}.tex`, `[Parsing${number}] here.`);
		}
		const complete = knowledge.whenComplete();
		await vi.runAllTimersAsync();
		await complete;
		expect([knowledge.documents.length, knowledge.graph.entities.size]).toEqual([many, many]);
	});

	it('is of the newest version of each document, whenever that came', async () => {
		const { knowledge, store, remove } = setUp();
		// As views do.
		void knowledge.graph;
		knowledge.onDidChange(() => void knowledge.graph);
		for (let round = 0; round < 3; round++) {
			for (let number = 0; number < many; number++) {
				store(`${number}.tex`, `[Parsing${number} in round${round}] here.`);
			}
			await vi.advanceTimersByTimeAsync(60);
		}
		remove('0.tex');
		await vi.advanceTimersByTimeAsync(5000);
		const names = [...knowledge.graph.entities.keys()];
		expect(names).toHaveLength(many - 1);
		expect(names.every((name) => name.endsWith('in round2'))).toBe(true);
	});

	it('is told of again where something came while much was taken in', async () => {
		const { knowledge, store, told, whenRead } = setUp();
		void knowledge.graph;
		for (let number = 0; number < many; number++) {
			store(`${number}.tex`, '[Parsing] here.');
		}
		whenRead(many / 2, () => store('late.tex', 'A [lexer] here.'));
		await vi.advanceTimersByTimeAsync(125);
		expect(told()).toBe(1);
		await vi.advanceTimersByTimeAsync(5000);
		expect(told()).toBe(2);
		expect([...knowledge.graph.entities.keys()]).toEqual(['parsing', 'lexer']);
	});

	it('is told of once for changes that come together', async () => {
		const { store, told } = setUp();
		store('a.tex', '[Parsing] here.');
		store('b.tex', '[Parsing] here.');
		await vi.advanceTimersByTimeAsync(1000);
		expect(told()).toBe(1);
	});
});

function setUp(): {
	readonly knowledge: Knowledge;
	readonly store: (name: string, sentence: string) => void;
	readonly remove: (name: string) => void;
	readonly open: (name: string, sentence: string) => void;
	readonly told: () => number;
	readonly reads: () => number;
	/** Runs something in the middle of reading, once, when so many documents have been read. */
	readonly whenRead: (count: number, run: () => void) => void;
} {
	const stored = new Map<string, KnownDocument>();
	const opened = new Map<TextDocument, DocumentMarks>();
	const [storeChanged, extractionsChanged] = [new Emitter<readonly string[]>(), new Emitter<TextDocument>()];
	let [reads, told] = [0, 0];
	let atRead: { readonly count: number; readonly run: () => void } | undefined;
	const knowledge = new Knowledge(
		{
			get documents() {
				return [...opened.keys()];
			},
			marksOf: (document) => opened.get(document),
			isWhole: () => true,
			onDidChange: extractionsChanged.event,
		},
		{ all: stored.values(), get: (id) => stored.get(id), onDidChange: storeChanged.event },
		(uri) => uri.toString().replace('file:///', ''),
	);
	knowledge.onDidChange(() => void told++);
	return {
		knowledge,
		store: (name, sentence) => {
			const { extraction, ...document } = documentOf(name, [sentence]);
			stored.set(document.id, {
				...document,
				get extraction() {
					reads++;
					if (atRead?.count === reads) {
						atRead.run();
					}
					return extraction;
				},
			});
			storeChanged.fire([document.id]);
		},
		remove: (name) => {
			stored.delete(`file:///${name}`);
			storeChanged.fire([`file:///${name}`]);
		},
		open: (name, sentence) => {
			const { model, extraction } = documentOf(name, [sentence]);
			const document = { uri: { toString: () => `file:///${name}` } as Uri } as TextDocument;
			opened.set(document, { model, extraction } as DocumentMarks);
			extractionsChanged.fire(document);
		},
		told: () => told,
		reads: () => reads,
		whenRead: (count, run) => {
			atRead = { count, run };
		},
	};
}
