// What the parts cost by themselves: reading documents, loading the model, starting the command line program.

import { join } from 'node:path';
import { readDocument } from '../../src/documents/readDocument';
import { loadModel } from '../../src/engine/engine';
import type { DocumentFormat } from '../../src/documents/documentFormat';
import type { BenchContext } from './benchContext';
import { runProgram } from './programs';
import type { Section } from './report';
import { measurement, type Measurement } from './statistics';

export async function measureParts({ material, rounds, say }: BenchContext): Promise<Section> {
	const { root, documents, model } = material;
	const reading = new Map<DocumentFormat, number[]>();
	const loading: number[] = [];
	const node: number[] = [];
	const help: number[] = [];
	const notes: number[] = [];
	const program = join(root, 'dist', 'spert.cjs');
	const wall = async (args: readonly string[]): Promise<number> => (await runProgram(process.execPath, args)).wall;
	for (let round = 0; round <= rounds; round++) {
		say(`parts, round ${round} of ${rounds}`);
		// The first round only warms up: a reader thread and an engine process live longer than that.
		const keep = round > 0;
		for (const format of new Set(documents.map((document) => document.format))) {
			const sources = documents.filter((document) => document.format === format).map(({ source }) => source);
			const start = performance.now();
			for (const source of sources) {
				readDocument(source, format);
			}
			const seconds = (performance.now() - start) / 1000;
			const megabytes = sources.reduce((sum, source) => sum + Buffer.byteLength(source), 0) / 1e6;
			if (keep) {
				reading.set(format, [...(reading.get(format) ?? []), megabytes / seconds]);
			}
		}
		const loaded = await loadModel(model, { threads: 1 });
		loaded.model.dispose();
		if (keep) {
			loading.push(loaded.loadTime);
			node.push(await wall(['-e', '0']));
			help.push(await wall([program, '--help']));
			notes.push(await wall([program, 'extract', join(root, 'sample', 'notes.md')]));
		}
	}
	const readings = [...reading].map(([format, speeds]): Measurement => measurement(`reading ${format}`, 'MB/s', speeds));
	return {
		title: 'Parts',
		notes: [`Reading: ${documents.length} documents, from their text to sentences and tokens with their places.`],
		measurements: [
			...readings,
			measurement('loading the embedded model', 'ms', loading),
			measurement('an empty Node program', 'ms', node),
			measurement('spert --help', 'ms', help),
			measurement('spert extract sample/notes.md', 'ms', notes),
		],
	};
}
