// The panel of a corpus's graph inside the editor: one a store, with a process of its own that ends with it.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { activeExtension, closeEditors, eventually, inExtension } from './editor';

describe('The graph of a corpus', () => {
	let folder: string;
	let store: string;

	before(async () => {
		await activeExtension();
		folder = mkdtempSync(join(tmpdir(), 'spert-corpus-'));
		const at = { startCodePoint: 0, endCodePoint: 3, line: 1, column: 1, endLine: 1, endColumn: 4, sentence: 0 };
		const entities = ['SVM', 'parsing'].map((text, place) => ({ id: `e${place}`, type: 'Method', text, score: 1, start: 0, end: 3, ...at }));
		const record = { file: 'a.md', model: { name: 'm', hash: 'h' }, entities, relations: [{ type: 'Used-for', symmetric: false, head: 'e0', tail: 'e1', score: 1 }] };
		const shard = join(folder, 'shard.jsonl');
		writeFileSync(shard, `${JSON.stringify(record)}\n`);
		store = join(folder, 'corpus.sqlite');
		const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
		execFileSync(process.execPath, [inExtension('dist', 'spert.cjs'), 'graph', 'merge', shard, '--out', store], { env, stdio: 'ignore' });
	});

	after(async () => {
		await closeEditors();
		rmSync(folder, { recursive: true, force: true });
	});

	const panels = (): vscode.Tab[] =>
		vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('spert.corpusGraph')));

	/** Those that read our store. */
	const processes = (): number => execFileSync('ps', ['-eo', 'args='], { encoding: 'utf8' }).split('\n').filter((line) => line.includes(`graph serve ${store}`)).length;

	it('is opened once for a store, read by a process, and both end together', async function () {
		if (process.platform === 'win32') {
			// Without ps.
			this.skip();
		}
		await vscode.commands.executeCommand('spert.openCorpusGraph', vscode.Uri.file(store));
		await eventually(() => panels().length === 1, 'the panel is there');
		await eventually(() => processes() === 1, 'its process runs');
		await vscode.commands.executeCommand('spert.openCorpusGraph', vscode.Uri.file(store));
		assert.equal(panels().length, 1);
		assert.equal(processes(), 1);
		await vscode.window.tabGroups.close(panels());
		await eventually(() => processes() === 0, 'its process has ended');
	});
});
