// A queue in the editor, over a real Redis and a real worker: submitted, watched, collected, its graph opened; with a wrong password, and
// with Redis away for a while.

import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { CorporaFeature } from '../../src/features/corpora/corporaFeature';
import type { CorpusRow } from '../../src/features/corpora/corpusRows';
import type { CorpusState } from '../../src/features/corpora/corpusState';
import { redisProgram, RedisServer } from '../harness/redisServer';
import { activeExtension, closeEditors, codeOf, eventually, failureOf, freshSentences, inExtension, setSetting } from './editor';

(redisProgram === undefined ? describe.skip : describe)('A queue', function () {
	// Each look is a process, a worker loads a model, and on a busy machine the view looks every half a minute.
	this.timeout(400_000);
	const patience = 100_000;
	let server: RedisServer;
	let folder: string;
	let feature: CorporaFeature;
	const workers: ChildProcess[] = [];
	const here = (): vscode.WorkspaceFolder => ({ uri: vscode.Uri.file(folder), name: 'papers', index: 0 });

	beforeEach(async () => {
		({ feature } = (await activeExtension()).corpora);
		server = await RedisServer.start();
		folder = mkdtempSync(join(tmpdir(), 'spert-papers-'));
		freshSentences(3, 'queue').forEach((text, number) => writeFileSync(join(folder, `paper-${number}.md`), `# Paper\n\n${text}\n`));
		await setSetting('queue.url', server.url);
		// Others may have left our views open.
		await vscode.commands.executeCommand('workbench.view.explorer');
		await eventually(() => !feature.view.isLooking, 'nobody looks yet', patience);
	});

	afterEach(async () => {
		await Promise.all(workers.splice(0).map(ended));
		await Promise.all(feature.corpora.all.map(({ id }) => feature.corpora.forget(id)));
		await feature.access.setPassword('');
		await setSetting('queue.url', undefined);
		await vscode.commands.executeCommand('workbench.view.explorer');
		await closeEditors();
		await server.dispose();
		rmSync(folder, { recursive: true, force: true });
	});

	async function ended(worker: ChildProcess): Promise<void> {
		const end = new Promise((resolve) => worker.once('exit', resolve));
		worker.kill('SIGKILL');
		await end;
	}

	function startWorker(name: string): void {
		const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', SPERT_QUEUE_URL: server.url, XDG_DATA_HOME: folder, XDG_CACHE_HOME: folder };
		const args = [inExtension('dist', 'spert.cjs'), 'worker', `--name=${name}`, '--device', 'cpu', '--threads', '1'];
		workers.push(spawn(process.execPath, args, { env, stdio: 'ignore' }));
	}

	const state = (): CorpusState => {
		const [only, ...others] = feature.corpora.all;
		assert.ok(only);
		assert.deepEqual(others, []);
		return only;
	};

	async function rows(): Promise<readonly CorpusRow[]> {
		const [corpus] = await feature.view.rows();
		return await feature.view.rows(corpus);
	}

	const isDone = (count: number) => (): boolean => {
		const { look } = state();
		return look.kind === 'seen' && look.counts.done === count;
	};

	it('is given a folder, is watched while its view is visible, and its results become a graph that is opened', async () => {
		writeFileSync(join(folder, 'broken.md'), Uint8Array.of(0x41, 0xff, 0xfe));
		await feature.submit(here(), 'papers');
		await feature.corpora.look();
		const { look, record } = state();
		assert.ok(look.kind === 'seen');
		assert.deepEqual([look.counts.documents, look.counts.waiting, look.counts.failed, record.isSubmitted], [4, 3, 1, true]);
		assert.equal(feature.view.isLooking, false);
		await vscode.commands.executeCommand('spert.corpora.focus');
		await eventually(() => feature.view.isLooking, 'the queue is looked at', patience);
		startWorker('papers');
		await eventually(isDone(3), 'the view has seen the documents read', patience);
		const shown = await rows();
		assert.deepEqual(shown.map(({ kind }) => kind), ['count', 'failed']);
		const [failed] = await feature.view.rows(shown[1]);
		assert.ok(failed?.kind === 'failure');
		assert.deepEqual([failed.failure.file, failed.failure.code], ['broken.md', 'cli.notText']);
		const [row] = await feature.view.rows();
		await vscode.commands.executeCommand('spert.collectCorpus', row);
		const isOpen = (): boolean => vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('spert.corpusGraph')));
		await eventually(isOpen, 'the graph is open', patience);
		const [graph] = (await rows()).filter(({ kind }) => kind === 'graph');
		assert.ok(graph?.kind === 'graph' && state().record.graph === graph.path);
		await vscode.commands.executeCommand('workbench.view.explorer');
		await eventually(() => !feature.view.isLooking, 'nobody looks any more', patience);
	});

	it('that wants another password says so by the command that sets it, and goes on with the right one', async () => {
		await feature.submit(here(), 'papers');
		const client = server.client();
		await client.config('SET', 'requirepass', 's3cr et%');
		client.disconnect();
		for (const wrong of ['', 'another']) {
			await feature.access.setPassword(wrong);
			await feature.corpora.look();
			const { look } = state();
			assert.ok(look.kind === 'away', look.kind);
			assert.equal(look.failure.code, 'queue.accessDenied');
			assert.ok(look.failure.remedy.includes('Set Queue Password'));
			const failure = await failureOf(feature.corpora.retry(state().id));
			assert.deepEqual([codeOf(failure), (failure as { setting?: string }).setting], ['queue.accessDenied', 'spert.queue.url']);
		}
		await feature.access.setPassword('s3cr et%');
		await feature.corpora.look();
		assert.equal(state().look.kind, 'seen');
		assert.ok(!JSON.stringify([feature.corpora.all, await rows()]).includes('s3cr'));
	});

	it('that is away is shown as that, and the view goes on when it is back', async () => {
		await feature.submit(here(), 'papers');
		await vscode.commands.executeCommand('spert.corpora.focus');
		await eventually(() => state().look.kind === 'seen', 'it is seen', patience);
		await server.kill();
		await eventually(() => state().look.kind === 'away', 'it is away', patience);
		const [problem] = await rows();
		assert.ok(problem?.kind === 'problem');
		assert.equal(problem.failure.code, 'queue.unreachable');
		await server.start();
		await eventually(() => state().look.kind === 'seen', 'it is seen again', patience);
		startWorker('papers');
		await eventually(isDone(3), 'what was submitted before is read', patience);
	});

	it('keeps nothing of a corpus that is removed from it', async () => {
		await feature.submit(here(), 'papers');
		await feature.corpora.cancel(state().id);
		assert.deepEqual(feature.corpora.all, []);
		const client = server.client();
		const left = await client.keys('*');
		client.disconnect();
		assert.deepEqual(left, []);
	});

	it('is of no workspace’s choosing', async () => {
		const configuration = vscode.workspace.getConfiguration('spert');
		await assert.rejects(async () => await configuration.update('queue.url', 'redis://127.0.0.1:1', vscode.ConfigurationTarget.Workspace));
	});
});
