// A server that reads sentences in place of this machine: the same marks, plainly said, and back again when the setting is cleared.

import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { neverCancelled } from '../../src/base/cancellation';
import { immediateReader } from '../../src/extraction/documentReader';
import { extractDocument } from '../../src/extraction/extractDocument';
import { SentenceCache } from '../../src/extraction/sentenceCache';
import { EngineProcessExtractor } from '../../src/features/extraction/engineProcessExtractor';
import { activeExtension, closeEditors, codeOf, eventually, extract, failureOf, freshSentences, inExtension, setSetting, showUntitled } from './editor';

interface Running {
	readonly child: ChildProcess;
	readonly origin: string;
}

describe('A server', () => {
	let folder: string;
	const servers: Running[] = [];

	before(() => {
		folder = mkdtempSync(join(tmpdir(), 'spert-server-'));
	});

	afterEach(async () => {
		await setSetting('engine.url', undefined);
		await setSetting('device', undefined);
		servers.splice(0).forEach(({ child }) => child.kill('SIGKILL'));
		await closeEditors();
	});

	after(() => rmSync(folder, { recursive: true, force: true }));

	async function serve(env: NodeJS.ProcessEnv = {}): Promise<Running> {
		const child = spawn(process.execPath, [inExtension('dist', 'spert.cjs'), 'serve', '--port', '0', '--device', 'cpu'], {
			env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', XDG_CACHE_HOME: folder, ...env },
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		const url = await new Promise<string>((resolve, reject) => {
			child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()));
			child.once('exit', (code) => reject(new Error(`It ended with ${code}.`)));
		});
		const server = { child, origin: new URL(url).origin };
		servers.push(server);
		return server;
	}

	it('gives the same marks, is named in the status bar, and is no longer asked when the setting is cleared', async function () {
		this.timeout(60_000);
		const { client, extractions, statusBar } = await activeExtension();
		// Markdown's escapes apart.
		const said = (): string => statusBar.tooltip.replaceAll('&nbsp;', ' ').replaceAll('\\', '');
		await setSetting('device', 'cpu');
		const { origin } = await serve();
		await setSetting('engine.url', origin);
		const text = freshSentences(12, 'remote').join('\n\n');
		const { document } = await showUntitled(text);
		await eventually(() => said().includes('sent to'), 'the tooltip says beforehand that sentences are sent');
		const marks = await extract(document);
		assert.equal(marks.computed, 12);
		assert.equal(marks.model.server, origin);
		await eventually(() => said().includes(`on ${origin}`), 'the tooltip names the server');
		const here = await extractDocument({
			source: text,
			format: 'markdown',
			reader: immediateReader,
			extractor: new EngineProcessExtractor(client, { modelPath: inExtension('models', 'scierc-minilm'), threads: 1, device: 'cpu' }, { maxSpanSize: 10, relationThreshold: 0.4 }),
			cache: new SentenceCache(),
			cancellation: neverCancelled,
		});
		assert.equal(here.computed, 12);
		assert.deepEqual(marks.extraction, here.extraction);
		assert.ok(marks.extraction.mentions.length >= 12);
		await setSetting('engine.url', undefined);
		await eventually(() => extractions.marksOf(document)?.model.server === undefined, 'this machine has read it again');
		assert.deepEqual(extractions.marksOf(document)?.extraction, marks.extraction);
		await eventually(() => !said().includes('sent to'), 'nothing is said of sending');
	});

	it('that asks for a token is told to the user by its setting', async function () {
		this.timeout(60_000);
		const { origin } = await serve({ SPERT_SERVE_TOKEN: 'a-token-that-nobody-knows' });
		await setSetting('engine.url', origin);
		const { document } = await showUntitled(freshSentences(1, 'token').join('\n'));
		const failure = await failureOf(extract(document));
		assert.equal(codeOf(failure), 'inference.tokenRefused');
		assert.equal((failure as { setting?: string }).setting, 'spert.engine.url');
	});

	it('that is away is told, and the one after it is used at once', async function () {
		this.timeout(60_000);
		const first = await serve();
		first.child.kill('SIGKILL');
		await new Promise((resolve) => first.child.once('exit', resolve));
		await setSetting('engine.url', first.origin);
		const { document } = await showUntitled(freshSentences(1, 'away').join('\n'));
		assert.equal(codeOf(await failureOf(extract(document))), 'inference.serverAway');
		await setSetting('engine.url', undefined);
		assert.equal((await extract(document)).model.server, undefined);
	});

	it('is of no workspace’s choosing', async () => {
		const configuration = vscode.workspace.getConfiguration('spert');
		await assert.rejects(async () => await configuration.update('engine.url', 'http://127.0.0.1:1', vscode.ConfigurationTarget.Workspace));
	});
});
