// A workspace of 500 papers, as the editor has it, without its windows: extracted for the first time, opened again in a new
// process, extracted again with sentences known, one sentence edited. Fails where the model reads a sentence twice.

import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { neverCancelled } from '../../src/base/cancellation';
import { silentLogger } from '../../src/base/logger';
import { nodeFolders } from '../../src/cli/nodeFolders';
import { formatOf } from '../../src/documents/documentFormat';
import { extractDocument, type ExtractedDocument } from '../../src/extraction/extractDocument';
import { DocumentFinder } from '../../src/extraction/findDocuments';
import { lineStartsOf } from '../../src/extraction/lineStarts';
import { contentHash, DocumentStore } from '../../src/extraction/node/documentStore';
import { StoredSentences } from '../../src/extraction/node/storedSentences';
import type { BenchContext } from './benchContext';
import { EngineProcess } from './engineProcess';
import { writeManyDocuments } from './manyDocuments';
import type { Reopened } from './reopenProgram';
import type { Section } from './report';
import { measurement } from './statistics';

export async function measureWorkspace({ material, rounds, temporary, say }: BenchContext): Promise<Section> {
	const folder = join(temporary, 'workspace');
	const { documents, sentences, example } = writeManyDocuments(folder);
	const samples: Record<string, number[]> = {};
	const note = (name: string, value: number): void => void (samples[name] ??= []).push(value);
	for (let round = 1; round <= rounds; round++) {
		const storage = join(temporary, `storage-${round}`);
		mkdirSync(storage);
		say(`workspace, round ${round} of ${rounds}: first extraction`);
		const first = await extracted(material, folder, storage);
		note('first extraction', first.took);
		note('sentences the model read a second', first.computed / (first.took / 1000));
		note('memory of the process that extracts', process.memoryUsage().rss / 1e6);
		say(`workspace, round ${round} of ${rounds}: opened again`);
		const program = join(import.meta.dirname, 'reopenProgram.mjs');
		const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', program, join(storage, 'documents')]);
		const reopened = JSON.parse(stdout) as Reopened;
		if (reopened.documents !== documents || reopened.changed !== 0) {
			throw new Error(`Of ${documents} documents ${reopened.documents} were known again, ${reopened.changed} of them as changed.`);
		}
		note('opened again: which documents are unchanged', reopened.listed);
		note('opened again: all mentions and relations', reopened.read);
		note('opened again: the graph over all of them', reopened.complete);
		note('opened again: longest pause of the editor’s thread', reopened.longestPause);
		note('opened again: longest pause after a change of one document', reopened.longestPauseOfChange);
		note('opened again: memory that the knowledge takes', reopened.memory / 1e6);
		say(`workspace, round ${round} of ${rounds}: sentences known`);
		rmSync(join(storage, 'documents'), { recursive: true });
		const again = await extracted(material, folder, storage);
		requireComputed(again.computed, 0);
		note('every document read again, sentences known', again.took);
		note('one sentence edited, among all', await editOne(material, example, storage));
		note('cache of sentences on disk', sizeOf(join(storage, 'sentences')) / 1e6);
	}
	return {
		title: `A workspace of ${documents} papers`,
		notes: [
			`${sentences} sentences, half of the papers in LaTeX, half in Markdown, written by a script (\`test/bench/manyDocuments.ts\`). First extraction: with finding, reading and storing, through engine process and reader thread.`,
			'Opened again: a new process opens the store, looks whether each file is as it was, and builds the relation graph over all of them. The model reads nothing, nor is any document read.',
		],
		measurements: [
			...(samples['sentences the model read a second'] === undefined
				? []
				: [measurement('sentences the model read', 'sentences/s', samples['sentences the model read a second'])]),
			...Object.entries(samples)
				.filter(([name]) => name !== 'sentences the model read a second')
				.map(([name, values]) => measurement(name, /memory|disk/.test(name) ? 'MB' : 'ms', values)),
		],
	};
}

async function extracted(material: BenchContext['material'], folder: string, storage: string): Promise<{ took: number; computed: number }> {
	const engine = new EngineProcess(material);
	const cache = new StoredSentences({ folder: join(storage, 'sentences'), logger: silentLogger });
	const store = await DocumentStore.open(join(storage, 'documents'), silentLogger);
	const start = performance.now();
	let computed = 0;
	const finder = new DocumentFinder(nodeFolders, resolve(folder), { exclude: [], onUnreadable: (path) => void process.stderr.write(`${path}\n`) });
	const found = finder.find();
	const work = async (): Promise<void> => {
		for (let next = await found.next(); next.done !== true; next = await found.next()) {
			const path = next.value.place;
			const source = readFileSync(path, 'utf8');
			const { size, mtimeMs } = statSync(path);
			const result = await extractFrom(engine, cache, path, source);
			computed += result.computed;
			await store.put({
				id: path,
				name: next.value.path,
				stamp: { size, modified: mtimeMs },
				contentHash: contentHash(source),
				optionsKey: 'bench',
				model: result.model,
				lineStarts: lineStartsOf(source),
				extraction: result.extraction,
			});
		}
	};
	try {
		await Promise.all([work(), work()]);
		await cache.close();
		return { took: performance.now() - start, computed };
	} finally {
		store.dispose();
		engine.dispose();
	}
}

/** From the edit of a document to its new extraction, with a cache that knows all sentences and an engine that runs. */
async function editOne(material: BenchContext['material'], example: { path: string; sentence: string }, storage: string): Promise<number> {
	const engine = new EngineProcess(material);
	const cache = new StoredSentences({ folder: join(storage, 'sentences'), logger: silentLogger });
	try {
		const source = readFileSync(example.path, 'utf8');
		requireComputed((await extractFrom(engine, cache, example.path, source)).computed, 0);
		await extractFrom(engine, cache, example.path, `${source}\nThe engine is warm now.\n`);
		const edited = source.replace(example.sentence, `${example.sentence.replace(/\.$/, '')}, seemingly.`);
		const start = performance.now();
		const { computed } = await extractFrom(engine, cache, example.path, edited);
		const took = performance.now() - start;
		requireComputed(computed, 1);
		return took;
	} finally {
		await cache.close();
		engine.dispose();
	}
}

function extractFrom(engine: EngineProcess, cache: StoredSentences, path: string, source: string): Promise<ExtractedDocument> {
	const { reader, extractor } = engine;
	return extractDocument({ source, format: formatOf(undefined, path), reader, extractor, cache, cancellation: neverCancelled, stepSize: 32 });
}

function requireComputed(computed: number, expected: number): void {
	if (computed !== expected) {
		throw new Error(`The model read ${computed} sentences, where ${expected} were new.`);
	}
}

function sizeOf(folder: string): number {
	return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}
