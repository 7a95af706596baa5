// Models in the editor: the list, choosing, downloading from a server on this machine, and comparing two on a document.

import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { CancellationSource, neverCancelled } from '../../src/base/cancellation';
import type { ModelSummary } from '../../src/protocol/modelFiles';
import { sha256 } from '../unit/cli/fileServer';
import { HubServer } from '../unit/cli/hubServer';
import { activeExtension, closeEditors, codeOf, eventually, extract, failureOf, inExtension, inWorkspace, nameOf, setSetting, show } from './editor';

describe('Models', function () {
	// Each download is a process or two.
	this.timeout(60_000);
	const portable = (...parts: string[]): string => inExtension('test', 'golden', 'portable', ...parts);
	const inFolder = inWorkspace('temporaryModels').fsPath;
	const endpoint = process.env['HF_ENDPOINT'];
	let folder: string;
	let hub: HubServer;

	beforeEach(async () => {
		folder = mkdtempSync(join(tmpdir(), 'spert-select-'));
		hub = new HubServer();
		await hub.start();
		process.env['HF_ENDPOINT'] = hub.url;
	});

	afterEach(async () => {
		await hub.stop();
		if (endpoint === undefined) {
			delete process.env['HF_ENDPOINT'];
		} else {
			process.env['HF_ENDPOINT'] = endpoint;
		}
		await setSetting('modelPath', undefined);
		await vscode.workspace.getConfiguration('spert').update('modelPath', undefined, vscode.ConfigurationTarget.Workspace);
		await closeEditors();
		const { models } = await activeExtension();
		for (const path of [folder, inFolder, inWorkspace('.vscode').fsPath, models.programs.store]) {
			rmSync(path, { recursive: true, force: true });
		}
	});

	function copyOfModel(to: string): string {
		cpSync(portable('model'), to, { recursive: true });
		cpSync(portable('types.json'), join(to, 'types.json'));
		return to;
	}

	async function listed(path: string): Promise<ModelSummary> {
		const { models } = await activeExtension();
		const model = (await models.list()).find((each) => each.path === path);
		assert.ok(model, `${path} is listed`);
		return model;
	}

	const weights = readFileSync(portable('model', 'pytorch_model.bin'));

	function publish(): void {
		const file = (...parts: string[]): Buffer => readFileSync(portable(...parts));
		const names = ['config.json', 'pytorch_model.bin', 'vocab.txt', 'tokenizer_config.json'];
		const files = { ...Object.fromEntries(names.map((name) => [name, file('model', name)])), 'types.json': file('types.json') };
		hub.publish({ name: 'some-lab/tiny', commit: '0123456789abcdef0123456789abcdef01234567', files, large: ['pytorch_model.bin'], licence: 'mit' });
	}

	it('are listed by where they are, with their types, and broken ones with the reason', async () => {
		const { models } = await activeExtension();
		const mine = copyOfModel(join(inFolder, 'mine'));
		const broken = copyOfModel(join(inFolder, 'broken'));
		rmSync(join(broken, 'pytorch_model.bin'));
		const found = await models.list();
		const embedded = found.find(({ place }) => place === 'embedded');
		const { entityF1 } = JSON.parse(readFileSync(inExtension('models', 'scierc-minilm', 'results.json'), 'utf8')) as { readonly entityF1: number };
		assert.ok(entityF1 > 60 && embedded?.kind === 'spert' && embedded.entityTypes.length === 6 && embedded.results?.entityF1 === entityF1);
		assert.deepEqual([(await listed(mine)).kind, (await listed(mine)).place], ['spert', 'workspace']);
		const summary = await listed(broken);
		assert.ok(summary.kind === 'broken' && summary.problem.includes('model.safetensors or pytorch_model.bin'));
	});

	it('in the workspace are set for it, relative to its folder, others for the user, and the embedded one by setting nothing', async () => {
		const { models } = await activeExtension();
		const { document } = await show('notes.md');
		const inspect = () => vscode.workspace.getConfiguration('spert', document.uri).inspect<string>('modelPath');
		await models.use(await listed(copyOfModel(join(inFolder, 'mine'))));
		assert.equal(inspect()?.workspaceValue, 'temporaryModels/mine');
		assert.equal((await extract(document)).model.name, 'mine');
		const embedded = (await models.list()).find(({ place }) => place === 'embedded');
		assert.ok(embedded);
		await models.use(embedded);
		assert.deepEqual([inspect()?.workspaceValue, inspect()?.globalValue], [undefined, undefined]);
		assert.equal((await extract(document)).model.name, 'scierc-minilm');
		const outside = copyOfModel(join(folder, 'outside'));
		const [model] = (await models.programs.list([], [outside], neverCancelled)).filter(({ path }) => path === outside);
		assert.ok(model);
		await models.use(model);
		assert.deepEqual([inspect()?.workspaceValue, inspect()?.globalValue], [undefined, outside]);
		assert.equal((await extract(document)).model.name, 'outside');
	});

	it('that have vanished give way to the embedded one', async () => {
		const { models } = await activeExtension();
		const { document } = await show('notes.md');
		const mine = copyOfModel(join(inFolder, 'mine'));
		await models.use(await listed(mine));
		assert.equal((await extract(document)).model.name, 'mine');
		rmSync(mine, { recursive: true });
		assert.equal((await extract(document)).model.name, 'scierc-minilm');
	});

	it('are downloaded into the storage of the extension, extract, and are listed as downloaded', async () => {
		publish();
		const { models } = await activeExtension();
		const request = { from: 'some-lab/tiny' };
		const plan = await models.programs.plan(request, neverCancelled);
		assert.deepEqual([plan.licence, plan.isDownloaded, plan.files.length], ['mit', false, 5]);
		assert.equal(existsSync(models.programs.store), false);
		const shares: number[] = [];
		const model = await models.programs.download(request, neverCancelled, (_file, done, total) => shares.push(done / total));
		assert.equal(shares.at(-1), 1);
		assert.ok(model.path.startsWith(models.programs.store) && model.place === 'downloaded');
		await models.use(model);
		const asked = hub.asked.length;
		const { document } = await show('notes.md');
		assert.equal((await extract(document)).model.name, 'some-lab--tiny@01234567');
		assert.equal((await listed(model.path)).name, 'some-lab/tiny');
		const conf = await vscode.workspace.openTextDocument({ language: 'spert-conf', content: '[1]\nmodel_path = ' });
		const { items } = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', conf.uri, new vscode.Position(1, 13));
		assert.ok(items.some(({ insertText }) => insertText === model.path), 'a training is offered it');
		// Whoever has it needs no server any more.
		assert.equal(hub.asked.length, asked);
	});

	it('whose download was stopped in the middle bring only the rest the next time', async () => {
		publish();
		const { models } = await activeExtension();
		const blob = `/blobs/${sha256(weights)}`;
		let held = true;
		hub.storage.wrap(blob, (_request, response) => {
			if (held) {
				response.writeHead(200, { ETag: `"${sha256(weights)}"`, 'Content-Length': weights.length });
				response.write(weights.subarray(0, 100_000));
			}
			return !held;
		});
		const stop = new CancellationSource();
		const download = models.programs.download({ from: 'some-lab/tiny' }, stop.token, () => undefined);
		const ended = failureOf(download);
		const part = join(models.programs.store, '.partial', 'some-lab--tiny@01234567', 'pytorch_model.bin.part');
		await eventually(() => existsSync(part) && statSync(part).size === 100_000, 'the half is there', 30_000);
		stop.cancel();
		assert.equal(nameOf(await ended), 'CancelledError');
		assert.deepEqual((await models.list()).filter(({ place }) => place === 'downloaded'), []);
		held = false;
		hub.storage.ranges.length = 0;
		await models.programs.download({ from: 'some-lab/tiny' }, neverCancelled, () => undefined);
		assert.deepEqual(hub.storage.rangesOf(blob), ['bytes=100000-']);
	});

	it('that a server does not have or give are named as such', async () => {
		const { models } = await activeExtension();
		assert.equal(codeOf(await failureOf(models.programs.plan({ from: 'some-lab/nothing' }, neverCancelled))), 'models.notFound');
		await hub.stop();
		assert.equal(codeOf(await failureOf(models.programs.plan({ from: 'some-lab/tiny' }, neverCancelled))), 'models.hubFailed');
		await hub.start();
	});

	it('are compared on a document side by side, each line leading to its words, and the one in use stays', async () => {
		const { models } = await activeExtension();
		const { document } = await show('notes.md');
		const marks = await extract(document);
		const comparison = await models.compare(document, copyOfModel(join(folder, 'other')));
		const { both, otherType, onlyA } = comparison.entities;
		assert.equal(both + otherType + onlyA, marks.extraction.mentions.length);
		const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
		assert.ok(tab?.input instanceof vscode.TabInputTextDiff);
		assert.equal(tab.label, 'notes.md: scierc-minilm ↔ other');
		const left = await vscode.workspace.openTextDocument(tab.input.original);
		const [first] = marks.extraction.mentions;
		assert.ok(first);
		const line = left.getText().split('\n').findIndex((text) => text.trim().endsWith(`: ${first.text}`));
		const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', left.uri);
		const target = links.find(({ range }) => range.start.line === line)?.target;
		assert.ok(target);
		const [request] = JSON.parse(decodeURIComponent(target.query)) as unknown[];
		await vscode.commands.executeCommand(target.path, request);
		const editor = await eventually(() => vscode.window.activeTextEditor?.document === document && vscode.window.activeTextEditor, 'the words are shown');
		assert.deepEqual([document.offsetAt(editor.selection.start), document.offsetAt(editor.selection.end)], [first.span.start, first.span.end]);
		assert.equal((await extract(document)).model.name, 'scierc-minilm');
	});
});
