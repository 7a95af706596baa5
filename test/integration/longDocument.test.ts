// A document of five megabytes: the editor stays usable while it is read, and cancelling works.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { CancellationSource } from '../../src/base/cancellation';
import { activeExtension, closeEditors, eventually, failureOf, freshSentences, nameOf, pause, show } from './editor';

/** The longest that the extension host may be busy at a time, in milliseconds: no target, but what tells a hang from a busy machine. */
const longestBlock = 5000;

describe('A document of 5 MB', () => {
	let folder: string;

	before(() => {
		folder = mkdtempSync(join(tmpdir(), 'spert-long-'));
	});

	after(() => rmSync(folder, { recursive: true, force: true }));

	afterEach(closeEditors);

	for (const [name, sentences] of [
		['long.tex', '\\section{Long}\n'],
		['long.md', '# Long\n\n'],
	] as const) {
		it(`is read and extracted while the editor stays free, until it is cancelled: ${name}`, async function () {
			this.timeout(90_000);
			const { extractions, client } = await activeExtension();
			const file = join(folder, name);
			const paragraphs = chunks(freshSentences(56_000, name), 8).map((paragraph) => paragraph.join('\n'));
			writeFileSync(file, sentences + paragraphs.join('\n\n'));
			const { document } = await show(vscode.Uri.file(file));
			assert.ok(document.getText().length > 5_000_000);
			await pause(2000);

			const delay = monitorEventLoopDelay({ resolution: 5 });
			delay.enable();
			const cancellation = new CancellationSource();
			const start = performance.now();
			const ended = failureOf(extractions.extract(document, undefined, cancellation.token));
			await eventually(() => extractions.marksOf(document) !== undefined, 'the first page is marked', 60_000);
			const firstMarks = performance.now() - start;
			await pause(3000);
			const asked = performance.now();
			cancellation.cancel();
			assert.equal(nameOf(await ended), 'CancelledError');
			const cancelled = performance.now() - asked;
			delay.disable();
			await eventually(() => client.state.kind === 'ready', 'the engine is free');

			const longest = delay.max / 1e6;
			console.log(
				`    ${name}: first marks after ${firstMarks.toFixed(0)} ms, longest block ${longest.toFixed(0)} ms, ` +
					`99th percentile ${(delay.percentile(99) / 1e6).toFixed(0)} ms, cancelled in ${cancelled.toFixed(0)} ms`,
			);
			assert.ok(longest < longestBlock, `The extension host was busy for ${longest.toFixed(0)} ms.`);
			assert.ok(cancelled < 1000);
			assert.ok((extractions.marksOf(document)?.extraction.mentions.length ?? 0) > 0);
		});
	}
});

function chunks<T>(items: readonly T[], size: number): T[][] {
	return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}
