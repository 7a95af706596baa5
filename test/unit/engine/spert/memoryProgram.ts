// A process that loads a model with a memory budget, computes what is worst for it, and prints how much its memory grew.
// Arguments: model folder, budget in megabytes. Linux only: nobody else tells a process its peak since a moment.

import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { neverCancelled } from '../../../../src/base/cancellation';
import { loadModel } from '../../../../src/engine/engine';

/** In megabytes. */
export interface MemoryGrowth {
	/** Of the process, model loaded. */
	readonly loaded: number;
	/** How much more it was at most, by what was computed. */
	readonly spans: number;
	readonly pairs: number;
	readonly batches: number;
	readonly entities: number;
	readonly relations: number;
}

/** A line of /proc/self/status in megabytes. */
function megabytes(key: 'VmRSS' | 'VmHWM'): number {
	const [, kilobytes] = new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
	return Number(kilobytes) / 1024;
}

const [folder = '', budget = ''] = process.argv.slice(2);
const hooks = { cancellation: neverCancelled };

void (async (): Promise<void> => {
	const { model } = await loadModel(folder, { threads: 1, memory: Number(budget) });
	const words = ['neural', 'network', 'the', 'model', 'of', 'speech', 'recognition', 'data', 'and', 'learning'];
	const sentence = (length: number): string[] => Array.from({ length }, (_, index) => words[(index * 7) % words.length] ?? '');
	// What was read of the weights is given back by a thread of its own, soon.
	await setTimeout(1000);
	const loaded = megabytes('VmRSS');
	const growth = async (compute: () => Promise<void>): Promise<number> => {
		// Forgets the peak so far.
		writeFileSync('/proc/self/clear_refs', '5');
		await compute();
		return megabytes('VmHWM') - loaded;
	};
	let entities = 0;
	let relations = 0;
	// As many word pieces as the encoder reads, and spans of up to 50 tokens: 24 thousand.
	const spans = await growth(async () => {
		const predictions = await model.predict([sentence(509)], { maxSpanSize: 50, relationThreshold: 0.4 }, hooks);
		entities += predictions.flatMap((prediction) => prediction.entities).length;
	});
	// Hundreds of entities: 160 thousand pairs.
	const pairs = await growth(async () => {
		const tokens = sentence(500);
		const given = Array.from({ length: 400 }, (_, index) => ({ start: index, end: index + 1 + (index % 3), type: 1 }));
		// So low that thousands are kept, whatever the model makes of such a text.
		const predictions = await model.predictRelations([{ tokens, entities: given }], { relationThreshold: 0.1 }, hooks);
		relations += predictions.flatMap((prediction) => prediction.relations).length;
	});
	// Sentences of all lengths, as in a long document.
	const batches = await growth(async () => {
		const sentences = Array.from({ length: 120 }, (_, index) => sentence(4 + ((index * 37) % 90)));
		await model.predict(sentences, { maxSpanSize: 10, relationThreshold: 0.4 }, hooks);
	});
	const result: MemoryGrowth = { loaded, spans, pairs, batches, entities, relations };
	process.stdout.write(`${JSON.stringify(result)}\n`);
	model.dispose();
})();
