// From nothing to the first result: the engine process as the editor starts it, and the reference's command.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { neverCancelled } from '../../src/base/cancellation';
import type { BenchContext } from './benchContext';
import { EngineProcess } from './engineProcess';
import { runReference } from './reference';
import type { Section } from './report';
import { measurement } from './statistics';

export async function measureEngineStart({ material, rounds, temporary, say }: BenchContext): Promise<Section> {
	const [sentence] = material.sentences;
	if (sentence === undefined) {
		throw new Error('There is no sentence to start with.');
	}
	const dataset = join(temporary, 'sentence.json');
	writeFileSync(dataset, JSON.stringify([{ tokens: sentence }]));
	const { reference } = material;
	const theirs: number[] = [];
	const handshake: number[] = [];
	const loaded: number[] = [];
	const answered: number[] = [];
	const memory: number[] = [];
	for (let round = 1; round <= rounds; round++) {
		say(`engine start, round ${round} of ${rounds}`);
		if (typeof reference !== 'string') {
			theirs.push((await runReference(reference, dataset, 1, 1)).whole * 1000);
		}
		const engine = new EngineProcess(material);
		try {
			const start = performance.now();
			await engine.client.restart();
			handshake.push(performance.now() - start);
			await engine.extractor.model(neverCancelled);
			loaded.push(performance.now() - start);
			await engine.extractor.extract([sentence], neverCancelled);
			answered.push(performance.now() - start);
			const peak = await engine.peakMemory();
			if (peak !== undefined) {
				memory.push(peak / 1e6);
			}
		} finally {
			engine.dispose();
		}
	}
	const base = theirs.length === 0 ? undefined : measurement('first result: reference', 'ms', theirs);
	return {
		title: 'Engine start',
		notes: [
			'The process is started and shaken hands with, the embedded model is loaded, one sentence is predicted; times from the start, memory of the engine process. The reference: its command for that sentence.',
		],
		measurements: [
			...(base === undefined ? [] : [base]),
			measurement('process answers', 'ms', handshake),
			measurement('model is loaded', 'ms', loaded),
			measurement('first result: ours', 'ms', answered, base),
			...(memory.length === 0 ? [] : [measurement('peak memory by then', 'MB', memory)]),
		],
	};
}
