// Extracts one document as the editor does, through engine process and reader thread, and prints what it took as one line of
// JSON. Arguments: project folder, model folder, document. Started by growth.ts.

import { readFileSync } from 'node:fs';
import { neverCancelled } from '../../src/base/cancellation';
import { formatOf } from '../../src/documents/documentFormat';
import type { ReadOptions } from '../../src/documents/readOptions';
import { extractDocument } from '../../src/extraction/extractDocument';
import { SentenceCache } from '../../src/extraction/sentenceCache';
import { EngineProcess } from './engineProcess';

/** Times in seconds, memory in bytes. */
export interface GrowthRun {
	readonly seconds: number;
	/** Of `seconds`, until the document was read. */
	readonly reading: number;
	/** Of `seconds`, after the last answer of the engine process. */
	readonly finishing: number;
	readonly sentences: number;
	/** Sentences that read like no other before them. */
	readonly computed: number;
	readonly mentions: number;
	/** The most memory of this process, with the reader thread in it. */
	readonly peakMemory: number;
	readonly enginePeakMemory: number | undefined;
	/** Of the engine process when all is done. */
	readonly engineMemory: number | undefined;
}

const [root = '', model = '', path = ''] = process.argv.slice(2);

void (async (): Promise<void> => {
	const source = readFileSync(path, 'utf8');
	const engine = new EngineProcess({ root, model });
	try {
		const start = performance.now();
		let read = start;
		let lastAnswer = start;
		let nextShow = start;
		const result = await extractDocument({
			source,
			format: formatOf(undefined, path),
			reader: {
				async read(text, format, options: ReadOptions) {
					const reading = await engine.reader.read(text, format, options);
					read = performance.now();
					return reading;
				},
			},
			extractor: engine.extractor,
			cache: new SentenceCache(),
			cancellation: neverCancelled,
			breathe: () => new Promise((resolve) => setImmediate(resolve)),
			onProgress({ soFar }) {
				lastAnswer = performance.now();
				// What is known by then is assembled now and then, in the editor's rhythm.
				if (lastAnswer > nextShow) {
					soFar();
					nextShow = performance.now() + Math.max(300, 20 * (performance.now() - lastAnswer));
				}
			},
		});
		const end = performance.now();
		const run: GrowthRun = {
			seconds: (end - start) / 1000,
			reading: (read - start) / 1000,
			finishing: (end - lastAnswer) / 1000,
			sentences: result.total,
			computed: result.computed,
			mentions: result.extraction.mentions.length,
			peakMemory: process.resourceUsage().maxRSS * 1024,
			enginePeakMemory: await engine.peakMemory(),
			engineMemory: await engine.currentMemory(),
		};
		process.stdout.write(`${JSON.stringify(run)}\n`);
	} finally {
		engine.dispose();
	}
})();
