// Which model is used, and what is said of a folder that is none. The model folders are the project's own small ones.

import assert from 'node:assert/strict';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { activeExtension, closeEditors, codeOf, eventually, extract, failureOf, inExtension, inWorkspace, setSetting, show, showUntitled } from './editor';

describe('The model', () => {
	const portable = (...parts: string[]): string => inExtension('test', 'golden', 'portable', ...parts);
	let folder: string;

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'spert-models-'));
	});

	afterEach(async () => {
		await setSetting('modelPath', undefined);
		await setSetting('typesPath', undefined);
		await closeEditors();
		rmSync(folder, { recursive: true, force: true });
	});

	/** A copy of the small model, with its types. */
	function copyOfModel(): string {
		const copy = join(folder, 'mine');
		cpSync(portable('model'), copy, { recursive: true });
		cpSync(portable('types.json'), join(copy, 'types.json'));
		return copy;
	}

	async function failureWith(path: string): Promise<unknown> {
		await setSetting('modelPath', path);
		const { document } = await showUntitled('A neural network is used for machine translation.');
		const failure = await failureOf(extract(document));
		const { extractions } = await activeExtension();
		assert.deepEqual(extractions.documents, []);
		return failure;
	}

	it('is exchanged at once when the setting changes, and back, in what is marked already', async () => {
		const { extractions } = await activeExtension();
		const { document } = await show('notes.md');
		const embedded = await extract(document);
		assert.equal(embedded.model.name, 'scierc-minilm');
		await setSetting('typesPath', portable('types.json'));
		await setSetting('modelPath', portable('model'));
		const other = await eventually(() => {
			const marks = extractions.marksOf(document);
			return marks !== undefined && marks.model.name === 'model' && extractions.activityOf(document).kind === 'idle' && marks;
		}, 'the other model has read it');
		assert.notEqual(other.model.hash, embedded.model.hash);
		await setSetting('modelPath', undefined);
		await setSetting('typesPath', undefined);
		const back = await eventually(() => {
			const marks = extractions.marksOf(document);
			return marks?.model.hash === embedded.model.hash && extractions.activityOf(document).kind === 'idle' && marks;
		}, 'the embedded model is used again');
		assert.deepEqual(back.extraction, embedded.extraction);
		assert.equal(back.computed, 0);
	});

	it('may be named relative to the workspace folder', async () => {
		const settings = vscode.workspace.getConfiguration('spert', inWorkspace('notes.md'));
		const { Workspace } = vscode.ConfigurationTarget;
		try {
			await settings.update('modelPath', '../../golden/portable/model', Workspace);
			await settings.update('typesPath', '../../golden/portable/types.json', Workspace);
			const { document } = await show('notes.md');
			assert.equal((await extract(document)).model.name, 'model');
		} finally {
			await settings.update('modelPath', undefined, Workspace);
			await settings.update('typesPath', undefined, Workspace);
			rmSync(inWorkspace('.vscode').fsPath, { recursive: true, force: true });
		}
	});

	it('may be exchanged while documents of both are being read', async () => {
		const { extractions, client } = await activeExtension();
		const copy = copyOfModel();
		const { document } = await showUntitled('A neural network is used for machine translation of patents.');
		await extract(document);
		for (const path of [copy, undefined, portable('model'), copy, undefined]) {
			// Not awaited one by one: each comes while the one before is being loaded.
			void setSetting('modelPath', path);
			await new Promise((resolve) => setTimeout(resolve, 60));
		}
		await eventually(() => {
			const marks = extractions.marksOf(document);
			return marks?.model.name === 'scierc-minilm' && extractions.activityOf(document).kind === 'idle' && client.state.kind === 'ready';
		}, 'the last one set is used');
	});

	it('that is missing is named with its path and its setting', async () => {
		const failure = await failureWith(join(folder, 'nowhere'));
		assert.equal(codeOf(failure), 'checkpoint.folderNotFound');
		assert.ok(failure instanceof Error && failure.message.includes(join(folder, 'nowhere')));
		assert.equal((failure as { setting?: string }).setting, 'spert.modelPath');
	});

	it('that is an encoder alone is called one that needs training', async () => {
		cpSync(portable('encoder'), join(folder, 'encoder'), { recursive: true });
		cpSync(portable('vocab.txt'), join(folder, 'encoder', 'vocab.txt'));
		cpSync(portable('types.json'), join(folder, 'encoder', 'types.json'));
		const failure = await failureWith(join(folder, 'encoder'));
		assert.equal(codeOf(failure), 'checkpoint.encoderOnly');
		assert.match(String(failure), /train/i);
	});

	it('whose weights are cut off is refused', async () => {
		const copy = copyOfModel();
		const weights = join(copy, 'pytorch_model.bin');
		truncateSync(weights, Math.floor(readFileSync(weights).length / 2));
		const code = codeOf(await failureWith(copy));
		assert.equal(code, 'checkpoint.truncated');
	});

	it('whose types are not those of its heads is refused', async () => {
		const copy = copyOfModel();
		writeFileSync(join(copy, 'types.json'), JSON.stringify({ entities: { Task: { short: 'T', verbose: 'Task' } }, relations: {} }));
		assert.equal(codeOf(await failureWith(copy)), 'checkpoint.typesMismatch');
	});

	it('whose configuration is no JSON is refused', async () => {
		const copy = copyOfModel();
		appendFileSync(join(copy, 'config.json'), '}}');
		assert.equal(codeOf(await failureWith(copy)), 'checkpoint.malformed');
	});

	it('without types asks for them', async () => {
		const copy = copyOfModel();
		rmSync(join(copy, 'types.json'));
		assert.equal(codeOf(await failureWith(copy)), 'checkpoint.typesMissing');
	});

	it('that cannot be used leaves the marks of the one before', async () => {
		const { extractions } = await activeExtension();
		const { document } = await show('notes.md');
		const marks = await extract(document);
		const activities: string[] = [];
		const listening = extractions.onDidChange((changed) => activities.push(extractions.activityOf(changed).kind));
		await setSetting('modelPath', join(folder, 'nowhere'));
		await eventually(() => activities.join().endsWith('extracting,idle'), 'it is tried and has failed');
		listening.dispose();
		assert.equal(extractions.marksOf(document), marks);
	});
});
