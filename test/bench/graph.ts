// What merging a corpus costs, in time and memory, as the corpus grows, and how long a store of it takes to answer what the editor asks.

import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GraphStoreClient } from '../../src/client/graphStoreClient';
import type { StoreRequest } from '../../src/protocol/graphStoreProtocol';
import type { BenchContext } from './benchContext';
import { drawRank, entityName, writeShard } from './graphCorpus';
import { drawing } from './manyDocuments';
import { runProgram } from './programs';
import { threeDigits, type Section } from './report';
import { median, quantile } from './statistics';

const sizes = [1_000, 10_000, 100_000];
const shape = { mentionsEach: 30, relationsEach: 14 };
/** Questions of each kind. */
const questions = 200;

/** Writes the process's peak memory into a file when it ends: no system tells it afterwards. */
const noteMemory = `process.on('exit', () => require('node:fs').writeFileSync(process.env.SPERT_BENCH_MEMORY, String(process.resourceUsage().maxRSS * 1024)));`;

export async function measureGraph({ material: { root }, documents, temporary, say }: BenchContext): Promise<Section[]> {
	const program = join(root, 'dist', 'spert.cjs');
	const memory = join(temporary, 'memory');
	const prelude = join(temporary, 'noteMemory.cjs');
	writeFileSync(prelude, noteMemory);
	const merging: string[][] = [];
	const asking: string[][] = [];
	for (const size of sizes.filter((count) => count <= documents)) {
		const shard = join(temporary, `shard-${size}.jsonl`);
		const store = join(temporary, `corpus-${size}.sqlite`);
		say(`graph: ${size} documents, writing them`);
		const bytes = writeShard(shard, { ...shape, documents: size, entities: 20 * size });
		say(`graph: ${size} documents, merging`);
		const { wall } = await runProgram(process.execPath, ['--require', prelude, program, 'graph', 'merge', shard, '--out', store], { SPERT_BENCH_MEMORY: memory });
		rmSync(shard);
		const client = new GraphStoreClient({ execPath: process.execPath, path: program }, store);
		try {
			const { entities, relations } = await client.ask({ kind: 'summary' });
			const peak = Number(readFileSync(memory, 'utf8'));
			merging.push([
				...[size, entities, relations].map((count) => count.toLocaleString('en')),
				...[bytes / 1e6, wall / 1000, wall / size, peak / 1e6, statSync(store).size / 1e6].map(threeDigits),
			]);
			say(`graph: ${size} documents, asking`);
			asking.push(...(await timesOf(client, entities, size)));
		} finally {
			client.dispose();
			rmSync(store);
		}
	}
	return [
		{
			title: 'Merging a corpus',
			notes: [`Synthetic documents with ${shape.mentionsEach} mentions and ${shape.relationsEach} relations each; the whole process, into a store.`],
			measurements: [],
			table: { header: ['documents', 'entities', 'relations', 'shards, MB', 's', 'ms a document', 'peak memory, MB', 'store, MB'], rows: merging },
		},
		{
			title: 'Asking a store',
			notes: [`${questions} different questions of each kind, to the process that the editor starts, in milliseconds.`],
			measurements: [],
			table: { header: ['question', 'documents', 'median', '95 of 100', 'longest'], rows: asking },
		},
	];
}

async function timesOf(client: GraphStoreClient, entities: number, size: number): Promise<string[][]> {
	const draw = drawing(99);
	const kinds: Readonly<Record<string, (question: number) => StoreRequest>> = {
		'neighbourhood of an entity': () => ({ kind: 'neighbours', entity: 1 + drawRank(draw, entities), from: 0, count: 30 }),
		'neighbourhoods of the most mentioned': (question) => ({ kind: 'neighbours', entity: question + 1, from: 0, count: 30 }),
		'later pages of the most mentioned': (question) => ({ kind: 'neighbours', entity: 1 + (question % 20), from: 10 * question, count: 30 }),
		'search by beginnings of words': () => ({ kind: 'search', text: entityName(drawRank(draw, entities)).slice(0, 1 + draw(6)), count: 12 }),
		'a page of entities': () => ({ kind: 'entities', from: draw(entities), count: 100 }),
		'a page of relations': () => ({ kind: 'relations', from: draw(entities), count: 100 }),
		'places of an entity': () => ({ kind: 'mentions', entity: 1 + drawRank(draw, entities), from: 0, count: 500 }),
		'relations among 40 entities': (question) => ({ kind: 'among', entities: Array.from({ length: 40 }, (_, place) => question + place + 1) }),
	};
	const rows: string[][] = [];
	for (const [name, requestOf] of Object.entries(kinds)) {
		const times: number[] = [];
		for (let question = 0; question < questions; question++) {
			const request = requestOf(question);
			const start = performance.now();
			await client.ask(request);
			times.push(performance.now() - start);
		}
		rows.push([name, size.toLocaleString('en'), ...[median(times), quantile(times, 0.95), Math.max(...times)].map(threeDigits)]);
	}
	return rows;
}
