// How time and memory grow with the length of one document: `spert extract`, and engine process and reader thread as in the
// editor. Fails where the two do not find the same.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchContext } from './benchContext';
import type { GrowthRun } from './growthProgram';
import { longDocument } from './longDocument';
import { lastJsonLine, runProgram } from './programs';
import { threeDigits, type Section } from './report';
import { median } from './statistics';

interface CliRun {
	/** Of the whole process, in seconds. */
	readonly seconds: number;
	/** In bytes. */
	readonly peakMemory: number;
	readonly mentions: number;
}

/** Writes the process's peak memory into a file when it ends: no system tells it afterwards. */
const noteMemory = `process.on('exit', () => require('node:fs').writeFileSync(process.env.SPERT_BENCH_MEMORY, String(process.resourceUsage().maxRSS * 1024)));`;

export async function measureGrowth({ material, rounds, temporary, words, say }: BenchContext): Promise<Section> {
	const { root, model } = material;
	const rows: string[][] = [];
	for (const size of words) {
		const document = longDocument(size);
		const path = join(temporary, `book-${size}.md`);
		writeFileSync(path, document.source);
		const own: CliRun[] = [];
		const editor: GrowthRun[] = [];
		for (let round = 1; round <= rounds; round++) {
			say(`${size} words, round ${round} of ${rounds}: spert extract`);
			own.push(await runCli(root, path, temporary));
			say(`${size} words, round ${round} of ${rounds}: engine process and reader thread`);
			const { output } = await runProgram(process.execPath, [join(import.meta.dirname, 'growthProgram.mjs'), root, model, path]);
			editor.push(lastJsonLine(output) as GrowthRun);
		}
		const [{ computed, sentences, mentions } = { computed: 0, sentences: 0, mentions: 0 }] = editor;
		const other = own.find((run) => run.mentions !== mentions);
		if (other !== undefined) {
			throw new Error(`In ${size} words the command line finds ${other.mentions} entities, the editor ${mentions}.`);
		}
		const each = (seconds: readonly number[]): string => threeDigits((1e6 * median(seconds)) / document.words);
		const megabytes = (bytes: readonly number[]): string => (bytes.length === 0 ? '' : threeDigits(median(bytes) / 1e6));
		rows.push([
			`${document.words} words, ${sentences} sentences, ${computed} of them different`,
			String(mentions),
			each(own.map(({ seconds }) => seconds)),
			megabytes(own.map(({ peakMemory }) => peakMemory)),
			each(editor.map(({ seconds }) => seconds)),
			each(editor.map(({ reading }) => reading)),
			each(editor.map(({ finishing }) => finishing)),
			megabytes(editor.map(({ peakMemory }) => peakMemory)),
			megabytes(editor.flatMap(({ enginePeakMemory }) => enginePeakMemory ?? [])),
			megabytes(editor.flatMap(({ engineMemory }) => engineMemory ?? [])),
		]);
	}
	return {
		title: 'Growth with the length of a document',
		notes: [
			`One document in Markdown, written by a script (\`test/bench/longDocument.ts\`); medians of ${rounds} rounds, with the default number of threads. Times in microseconds a word. The command's time and memory are those of its whole process, loading and printing included; it remembers sentences of this run only.`,
		],
		measurements: [],
		table: {
			header: [
				'',
				'entities',
				'spert extract, µs a word',
				'its peak memory, MB',
				'as in the editor, µs a word',
				'of it reading',
				'of it at the end',
				"editor's side and reader, peak MB",
				'engine process, peak MB',
				'engine process at the end, MB',
			],
			rows,
		},
	};
}

async function runCli(root: string, path: string, temporary: string): Promise<CliRun> {
	const [hook, memory, found] = ['noteMemory.cjs', 'memory.txt', 'found.json'].map((file) => join(temporary, file)) as [string, string, string];
	writeFileSync(hook, noteMemory);
	const args = ['--require', hook, join(root, 'dist', 'spert.cjs'), 'extract', path, '--no-cache', '--format', 'json', '--output', found];
	const { wall } = await runProgram(process.execPath, args, { SPERT_BENCH_MEMORY: memory });
	const { entities } = JSON.parse(readFileSync(found, 'utf8')) as { readonly entities: readonly unknown[] };
	return { seconds: wall / 1000, peakMemory: Number(readFileSync(memory, 'utf8')), mentions: entities.length };
}
