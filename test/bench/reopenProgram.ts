// Opens a store of documents as a new window does, and says how long it took and what it needs: STORE. Started by
// workspace.ts, with --expose-gc.

import { stat } from 'node:fs/promises';
import { silentLogger } from '../../src/base/logger';
import { DocumentStore } from '../../src/extraction/node/documentStore';
import { KnowledgeIndex } from '../../src/knowledge/entities/knowledgeIndex';

export interface Reopened {
	readonly documents: number;
	/** Files that are not as they were. */
	readonly changed: number;
	readonly mentions: number;
	/** Until it was known which documents are unchanged, until their results were read, until the graph was there; in milliseconds. */
	readonly listed: number;
	readonly read: number;
	readonly complete: number;
	/** In bytes. */
	readonly memory: number;
	readonly entities: number;
}

async function main(): Promise<void> {
	const [folder = ''] = process.argv.slice(2);
	const collect = (globalThis as { gc?: () => void }).gc ?? (() => {});
	collect();
	const before = process.memoryUsage().heapUsed;
	const start = performance.now();
	const store = await DocumentStore.open(folder, silentLogger);
	const documents = [...store.all];
	let changed = 0;
	await Promise.all(
		documents.map(async ({ id }) => {
			const { size, mtimeMs } = await stat(id);
			const stamp = store.madeFor(id)?.stamp;
			changed += Number(stamp?.size !== size || stamp.modified !== mtimeMs);
		}),
	);
	const listed = performance.now() - start;
	const mentions = documents.reduce((sum, { extraction }) => sum + extraction.mentions.length, 0);
	const read = performance.now() - start;
	const index = new KnowledgeIndex();
	documents.forEach((document) => index.set(document));
	const graph = index.graph();
	const complete = performance.now() - start;
	collect();
	const memory = process.memoryUsage().heapUsed - before;
	const reopened: Reopened = { documents: documents.length, mentions, changed, listed, read, complete, memory, entities: graph.entities.size };
	process.stdout.write(JSON.stringify(reopened));
	store.dispose();
}

void main();
