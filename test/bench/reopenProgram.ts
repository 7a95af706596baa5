// Opens a store of documents as a new window does, and says how long it took and what it needs: STORE. Started by
// workspace.ts, with --expose-gc.

import { stat } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { silentLogger } from '../../src/base/logger';
import { DocumentStore } from '../../src/extraction/node/documentStore';
import { inSlices } from '../../src/host/inSlices';
import { KnowledgeIndex } from '../../src/knowledge/entities/knowledgeIndex';

export interface Reopened {
	readonly documents: number;
	/** Files that are not as they were. */
	readonly changed: number;
	readonly mentions: number;
	/** Until it was known which documents are unchanged, until their results were taken in, until the graph was there; in milliseconds. */
	readonly listed: number;
	readonly read: number;
	readonly complete: number;
	/** For how long nothing else could run, at most, while they were taken in and the graph was made; in milliseconds. */
	readonly longestPause: number;
	/** The same for the graph after a change of one document. */
	readonly longestPauseOfChange: number;
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
	const pauses = monitorEventLoopDelay({ resolution: 1 });
	pauses.enable();
	const index = new KnowledgeIndex();
	const waiting = [...documents];
	await inSlices(() => {
		const document = waiting.pop();
		if (document !== undefined) {
			index.set(document);
		}
		return waiting.length > 0;
	});
	const read = performance.now() - start;
	await inSlices(() => index.advance());
	const complete = performance.now() - start;
	const longestPause = pauses.max / 1e6;
	pauses.reset();
	const [first] = documents;
	if (first !== undefined) {
		const { id, name, model, extraction } = first;
		const edited = { ...extraction, mentions: extraction.mentions.slice(1) };
		index.set({ id, name, model, extraction: edited, positionAt: (offset) => first.positionAt(offset) });
	}
	await inSlices(() => index.advance());
	const longestPauseOfChange = pauses.max / 1e6;
	pauses.disable();
	const graph = index.latestGraph;
	const mentions = index.documents.reduce((sum, { extraction }) => sum + extraction.mentions.length, 0);
	collect();
	const memory = process.memoryUsage().heapUsed - before;
	const times = { listed, read, complete, longestPause, longestPauseOfChange };
	const reopened: Reopened = { documents: documents.length, mentions, changed, ...times, memory, entities: graph.entities.size };
	process.stdout.write(JSON.stringify(reopened));
	store.dispose();
}

void main();
