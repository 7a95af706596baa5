// The engine process under a person who kills it: extractions complete, marks stay, and what cannot go on says so.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { neverCancelled } from '../../src/base/cancellation';
import type { EngineState } from '../../src/client/engineState';
import { activeExtension, closeEditors, codeOf, eventually, extract, failureOf, freshSentences, show, showUntitled } from './editor';

describe('The engine process', () => {
	afterEach(closeEditors);

	it('may die in the middle of an extraction: it completes all the same', async () => {
		const { extractions, client } = await activeExtension();
		const { document: marked } = await show('notes.md');
		const earlier = await extract(marked);
		const { document } = await showUntitled(freshSentences(120, 'killed').join('\n'));
		const extraction = extractions.extract(document, undefined, neverCancelled);
		await eventually(() => extractions.marksOf(document) !== undefined, 'the first sentences are marked');
		assert.equal(client.state.kind, 'busy');
		const states = statesOf(client);
		const killed = await killEngine();
		const marks = await extraction;
		states.stop();
		assert.equal(marks.total, 120);
		assert.ok(marks.extraction.mentions.some(({ sentence }) => sentence === 119));
		assert.equal(extractions.marksOf(marked), earlier);
		assert.ok(states.kinds.includes('restarting'));
		await eventually(() => client.state.kind === 'ready', 'the engine is ready');
		assert.notEqual(await client.processId(), killed);
	});

	it('may die when idle: it comes back by itself, and the marks stay', async () => {
		const { extractions, client } = await activeExtension();
		const { document } = await show('notes.md');
		const marks = await extract(document);
		const states = statesOf(client);
		const killed = await killEngine();
		await eventually(() => states.kinds.includes('restarting') && client.state.kind === 'ready', 'the engine is back');
		states.stop();
		assert.notEqual(await client.processId(), killed);
		assert.equal(extractions.marksOf(document), marks);
		const { document: other } = await showUntitled(freshSentences(2, 'afterwards').join('\n'));
		assert.equal((await extract(other)).computed, 2);
	});

	it('that is restarted by hand in the middle of an extraction goes on with it', async () => {
		const { extractions } = await activeExtension();
		const { document } = await showUntitled(freshSentences(120, 'restarted').join('\n'));
		const extraction = extractions.extract(document, undefined, neverCancelled);
		await eventually(() => extractions.marksOf(document) !== undefined, 'the first sentences are marked');
		await vscode.commands.executeCommand('spert.restartEngine');
		assert.equal((await extraction).total, 120);
	});

	it('that dies again and again has failed, and Restart Engine revives it', async function () {
		this.timeout(60_000);
		const { client, extractions } = await activeExtension();
		const { document: marked } = await show('notes.md');
		const marks = await extract(marked);
		const { document } = await showUntitled(freshSentences(2, 'revived').join('\n'));
		for (let kill = 0; client.state.kind !== 'failed'; kill++) {
			assert.ok(kill < 10, 'it never fails');
			const killed = await killEngine();
			await eventually(
				() => client.state.kind === 'failed' || (client.state.kind === 'ready' && lastProcess(client) !== killed),
				'it is back or has failed',
			);
		}
		assert.equal(client.state.error.code, 'engine.keepsEnding');
		assert.equal(codeOf(await failureOf(extract(document))), 'engine.keepsEnding');
		// What was found stays.
		assert.equal(extractions.marksOf(marked), marks);
		await vscode.commands.executeCommand('spert.restartEngine');
		await eventually(() => client.state.kind === 'ready', 'the engine is ready');
		assert.equal((await extract(document)).computed, 2);
	});

	it('that a person restarts while it pauses leaves nobody waiting', async function () {
		this.timeout(60_000);
		const { client } = await activeExtension();
		const { document } = await showUntitled(freshSentences(2, 'paused').join('\n'));
		await extract(document);
		// The second pause in a row is long enough to ask for something in it.
		await killEngine();
		await eventually(() => client.state.kind === 'ready', 'the engine is back');
		await killEngine();
		await eventually(() => client.state.kind === 'restarting', 'it pauses');
		const { document: other } = await showUntitled(freshSentences(2, 'waited').join('\n'));
		const extraction = extract(other);
		await vscode.commands.executeCommand('spert.restartEngine');
		assert.equal((await extraction).computed, 2);
	});
});

type Client = Awaited<ReturnType<typeof activeExtension>>['client'];

/** The process that runs now, looked up without waiting: undefined until it is known. */
const processes = new WeakMap<Client, number | undefined>();
function lastProcess(client: Client): number | undefined {
	void client.processId().then((id) => processes.set(client, id));
	return processes.get(client);
}

/** Ends the engine's process as a crash would. */
async function killEngine(): Promise<number> {
	const { client } = await activeExtension();
	const id = await client.processId();
	assert.ok(id !== undefined, 'no engine is running');
	process.kill(id, 'SIGKILL');
	await eventually(() => client.state.kind === 'restarting' || client.state.kind === 'failed', 'the end is noticed');
	return id;
}

/** The states from now on. */
function statesOf(client: Client): { readonly kinds: EngineState['kind'][]; stop(): void } {
	const kinds: EngineState['kind'][] = [];
	const listening = client.onDidChangeState(({ kind }) => kinds.push(kind));
	return { kinds, stop: () => listening.dispose() };
}
