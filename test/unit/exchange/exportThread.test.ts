// The thread that writes exports, bundled as the editor runs it: what it writes is what would be written here.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportFormatIds, exportResults } from '../../../src/exchange/exportFormats';
import { exportInThread } from '../../../src/features/exchange/exportThread';
import { noMergeRules } from '../../../src/knowledge/entities/mergeRules';
import { bundleProgram, type BundledProgram } from '../bundledProgram';
import { graphOf } from './knownDocuments';
import { hostileDocuments, samplePaper } from './sampleDocuments';

let program: BundledProgram;
beforeAll(() => {
	program = bundleProgram('src/exchange/node/exchangeProgram.ts');
});
afterAll(() => program.dispose());

describe('the thread that writes exports', () => {
	it.each(exportFormatIds)('writes %s as it is written here, by the graph or by the rules', async (format) => {
		const documents = [samplePaper(), ...hostileDocuments()];
		const graph = graphOf(documents.map(({ known }) => known));
		const here = exportResults(format, documents, graph);
		expect(await exportInThread(program.path, format, documents, graph)).toEqual(here);
		expect(await exportInThread(program.path, format, documents, noMergeRules)).toEqual(here);
	});

	it('lets whoever asked go on: no turn is long', async () => {
		const paper = samplePaper();
		const documents = Array.from({ length: 100 }, (_, number) => ({ ...paper, known: { ...paper.known, id: `d${number}`, name: `d${number}.tex` } }));
		let [turns, longest, last, isDone] = [0, 0, performance.now(), false];
		const watch = (): void => {
			const now = performance.now();
			[turns, longest, last] = [turns + 1, Math.max(longest, now - last), now];
			if (!isDone) {
				setTimeout(watch, 1);
			}
		};
		watch();
		const begun = performance.now();
		const { files } = await exportInThread(program.path, 'turtle', documents, noMergeRules);
		const took = performance.now() - begun;
		isDone = true;
		expect(files[0]!.text.length).toBeGreaterThan(1_000_000);
		// Far less than the work as a whole, whatever else the machine does.
		expect(longest).toBeLessThan(took / 2);
		expect(turns).toBeGreaterThan(20);
	});

	it('tells when it fails', async () => {
		const [document] = hostileDocuments();
		const broken = { ...document!, known: { ...document!.known, extraction: null as never } };
		await expect(exportInThread(program.path, 'jsonl', [broken], noMergeRules)).rejects.toThrow(/TypeError/);
	});
});
