// The client against the real engine process.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CancellationSource, CancelledError, neverCancelled } from '../../../src/base/cancellation';
import { UserError } from '../../../src/base/userError';
import type { EngineClient, EngineClientOptions } from '../../../src/client/engineClient';
import type { EngineState } from '../../../src/client/engineState';
import { sentenceResult } from '../../../src/engine/sentenceResult';
import { bundleProgram, type BundledProgram } from '../bundledProgram';
import { loadPortableModel, portableSentences } from '../engine/portableModel';
import { createClient, ended, extractionOptions, Forks, portableLocation, stateReached } from './engineProcess';

let server: BundledProgram;
beforeAll(() => {
	server = bundleProgram('src/server/main.ts');
});
afterAll(() => server.dispose());

let forks: Forks;
const clients: EngineClient[] = [];
beforeEach(() => {
	forks = new Forks(server.path);
});
afterEach(async () => {
	clients.splice(0).forEach((client) => client.dispose());
	await forks.allEnded();
});

function newClient(options: Partial<EngineClientOptions> = {}): EngineClient {
	const client = createClient(forks, options);
	clients.push(client);
	return client;
}

const few = { location: portableLocation, options: extractionOptions, sentences: portableSentences.map((tokens) => [...tokens]) };
/** Takes far longer than a test waits before it interferes. */
const endless = { ...few, sentences: Array.from({ length: 600 }, () => few.sentences).flat() };

function failureOf(promise: Promise<unknown>): Promise<unknown> {
	return promise.then(
		() => expect.unreachable('It should have failed.'),
		(failure: unknown) => failure,
	);
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
	const failure = await failureOf(promise);
	expect(failure).toBeInstanceOf(UserError);
	return (failure as UserError).code;
}

describe('EngineClient', () => {
	it('starts the process on first use, loads the model and answers as the engine does in process', async () => {
		const client = newClient();
		expect(client.state).toEqual({ kind: 'stopped' });
		expect(forks.processes).toHaveLength(0);
		const info = await client.loadModel(portableLocation, neverCancelled);
		const loaded = await loadPortableModel();
		const { loadTime, ...rest } = info;
		expect(loadTime).toBeGreaterThan(0);
		expect(rest).toMatchObject({ name: 'model', hash: loaded.hash, device: 'cpu' });
		expect(info.entityTypes.map(({ identifier }) => identifier)).toEqual(loaded.model.types.entities.map(({ identifier }) => identifier));
		expect(client.state).toEqual({ kind: 'ready', model: info });

		const { sentences } = await client.extract(few, neverCancelled);
		const inProcess = await loaded.model.predict(few.sentences, extractionOptions, { cancellation: neverCancelled });
		expect(sentences).toEqual(inProcess.map(sentenceResult));
		expect(sentences.flatMap(({ relations }) => relations).length).toBeGreaterThan(10);
		expect(forks.processes).toHaveLength(1);
		expect(await client.processId()).toBe(forks.newest.pid);
		expect(getPriority(forks.newest.pid)).toBeGreaterThan(getPriority());
		loaded.model.dispose();
	});

	it('tells what is wrong with a model under its code, and works on', async () => {
		const client = newClient();
		const missing = { ...portableLocation, modelPath: join(tmpdir(), 'no-such-model') };
		const failure = (await failureOf(client.loadModel(missing, neverCancelled))) as UserError;
		expect(failure).toBeInstanceOf(UserError);
		expect(failure.code).toBe('checkpoint.folderNotFound');
		expect(failure.problem).toContain('no-such-model');
		expect(failure.setting).toBe('spert.modelPath');
		expect(await codeOf(client.extract({ ...few, location: missing }, neverCancelled))).toBe('checkpoint.folderNotFound');
		await expect(client.extract(few, neverCancelled)).resolves.toMatchObject({ sentences: { length: few.sentences.length } });
		expect(forks.processes).toHaveLength(1);
	});

	it('tells errors of a request under their code', async () => {
		const client = newClient();
		const options = { ...extractionOptions, maxSpanSize: 100 };
		expect(await codeOf(client.extract({ ...few, options }, neverCancelled))).toBe('spert.spanSizeTooLarge');
	});

	it('shows whether it is busy', async () => {
		const client = newClient();
		const states: EngineState['kind'][] = [];
		client.onDidChangeState(({ kind }) => states.push(kind));
		await client.extract(few, neverCancelled);
		expect(states.filter((kind, index) => kind !== states[index - 1])).toEqual(['starting', 'ready', 'busy', 'ready']);
	});

	it('cancels between batches, and the same process works on', async () => {
		const client = newClient();
		await client.loadModel(portableLocation, neverCancelled);
		const source = new CancellationSource();
		const running = failureOf(client.extract(endless, source.token));
		await stateReached(client, 'busy');
		setTimeout(() => source.cancel(), 20);
		expect(await running).toBeInstanceOf(CancelledError);
		await client.extract(few, neverCancelled);
		expect(forks.processes).toHaveLength(1);
	});

	it('cancels what waits behind another request without computing it', async () => {
		const client = newClient();
		await client.loadModel(portableLocation, neverCancelled);
		const [first, second] = [new CancellationSource(), new CancellationSource()];
		const running = failureOf(client.extract(endless, first.token));
		const waiting = failureOf(client.extract(endless, second.token));
		await stateReached(client, 'busy');
		second.cancel();
		first.cancel();
		expect(await running).toBeInstanceOf(CancelledError);
		expect(await waiting).toBeInstanceOf(CancelledError);
	});

	it('does not even start for a request that is cancelled already', async () => {
		const client = newClient();
		const source = new CancellationSource();
		source.cancel();
		expect(await failureOf(client.extract(few, source.token))).toBeInstanceOf(CancelledError);
		expect(forks.processes).toHaveLength(0);
	});

	it('rejects what was pending when the process is killed, restarts by itself and works again', async () => {
		const client = newClient();
		await client.loadModel(portableLocation, neverCancelled);
		const running = [failureOf(client.extract(endless, neverCancelled)), failureOf(client.extract(few, neverCancelled))];
		await stateReached(client, 'busy');
		const killed = forks.newest;
		setTimeout(() => killed.kill('SIGKILL'), 20);
		for (const failure of await Promise.all(running)) {
			expect((failure as UserError).code).toBe('engine.ended');
			expect((failure as UserError).problem).toContain('SIGKILL');
		}
		await stateReached(client, 'ready');
		const { sentences } = await client.extract(few, neverCancelled);
		expect(sentences).toHaveLength(few.sentences.length);
		expect(forks.processes).toHaveLength(2);
	});

	it('fails when the process keeps ending, and a restart by hand revives it', async () => {
		const client = newClient();
		const attempts: number[] = [];
		client.onDidChangeState((state) => {
			if (state.kind === 'restarting') {
				attempts.push(state.attempt);
			}
		});
		await client.loadModel(portableLocation, neverCancelled);
		for (let end = 1; end <= 3; end++) {
			await stateReached(client, 'ready');
			const next = stateReached(client, end < 3 ? 'restarting' : 'failed');
			forks.newest.kill('SIGKILL');
			await next;
		}
		expect(attempts).toEqual([1, 2]);
		expect(await codeOf(client.extract(few, neverCancelled))).toBe('engine.keepsEnding');
		expect(forks.processes).toHaveLength(3);
		await client.restart();
		await client.extract(few, neverCancelled);
		expect(client.state.kind).toBe('ready');
		expect(forks.processes).toHaveLength(4);
	});

	it('forgets earlier ends once an answer came', async () => {
		const client = newClient();
		for (let round = 0; round < 4; round++) {
			await client.extract(few, neverCancelled);
			const next = stateReached(client, 'restarting');
			forks.newest.kill('SIGKILL');
			await next;
			await stateReached(client, 'ready');
		}
		await client.extract(few, neverCancelled);
	});

	it('restarts at once by hand, rejecting what was pending', async () => {
		const client = newClient();
		await client.loadModel(portableLocation, neverCancelled);
		const running = codeOf(client.extract(endless, neverCancelled));
		await stateReached(client, 'busy');
		await client.restart();
		expect(await running).toBe('engine.ended');
		await ended(forks.processes[0]!);
		await client.extract(few, neverCancelled);
		expect(forks.processes).toHaveLength(2);
	});

	it('stops when idle, and starts again on demand', async () => {
		const client = newClient({ idleTimeout: 50 });
		await client.extract(few, neverCancelled);
		await stateReached(client, 'stopped');
		await ended(forks.newest);
		await client.extract(few, neverCancelled);
		expect(forks.processes).toHaveLength(2);
	});

	it('stays failed however long it is idle', async () => {
		const client = newClient({ idleTimeout: 20, restartPauses: [] });
		const running = codeOf(client.extract(endless, neverCancelled));
		await stateReached(client, 'busy');
		forks.newest.kill('SIGKILL');
		expect(await running).toBe('engine.ended');
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect(client.state.kind).toBe('failed');
	});

	describe('dispose', () => {
		it('ends the process and rejects what was pending and what comes later', async () => {
			const client = newClient();
			await client.loadModel(portableLocation, neverCancelled);
			const running = codeOf(client.extract(endless, neverCancelled));
			await stateReached(client, 'busy');
			client.dispose();
			expect(await running).toBe('engine.ended');
			await forks.allEnded();
			expect(await codeOf(client.extract(few, neverCancelled))).toBe('engine.ended');
			expect(forks.processes).toHaveLength(1);
		});

		it('leaves no process and no pending promise while starting', async () => {
			const client = newClient();
			const loading = codeOf(client.loadModel(portableLocation, neverCancelled));
			client.dispose();
			expect(await loading).toBe('engine.ended');
			await forks.allEnded();
		});

		it('leaves no pending promise in the pause before a restart', async () => {
			const client = newClient({ restartPauses: [60_000] });
			await client.loadModel(portableLocation, neverCancelled);
			forks.newest.kill('SIGKILL');
			await stateReached(client, 'restarting');
			const waiting = codeOf(client.extract(few, neverCancelled));
			client.dispose();
			expect(await waiting).toBe('engine.ended');
			expect(forks.processes).toHaveLength(1);
		});
	});
});

describe('an engine process that is none', () => {
	let folder: string;
	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), 'spert-client-'));
	});
	afterAll(() => rmSync(folder, { recursive: true }));

	function clientOf(name: string, script: string): EngineClient {
		const path = join(folder, `${name}.cjs`);
		writeFileSync(path, script);
		forks = new Forks(path);
		return newClient();
	}

	it('is refused if it speaks another version of the protocol, and ended', async () => {
		const answer = `process.on('message', ({ id }) => process.send({ jsonrpc: '2.0', id, result: { protocolVersion: 99, processId: 1 } }));`;
		const client = clientOf('newer', answer);
		expect(await codeOf(client.loadModel(portableLocation, neverCancelled))).toBe('engine.protocolMismatch');
		expect(client.state.kind).toBe('failed');
		await forks.allEnded();
	});

	it('is reported with its exit code if it ends at once', async () => {
		const client = clientOf('ending', 'process.exit(3);');
		const failure = (await failureOf(client.loadModel(portableLocation, neverCancelled))) as UserError;
		expect(failure.code).toBe('engine.notStarted');
		expect(failure.problem).toContain('exit code 3');
		expect(client.state.kind).toBe('failed');
	});

	it('is reported if it cannot even be spawned', async () => {
		const client = newClient({
			spawn: () => {
				throw new Error('out of processes');
			},
		});
		const failure = (await failureOf(client.loadModel(portableLocation, neverCancelled))) as UserError;
		expect(failure.code).toBe('engine.notStarted');
		expect(failure.problem).toContain('out of processes');
		expect(client.state.kind).toBe('failed');
	});

	it('has what it writes logged', async () => {
		const lines: string[] = [];
		const path = join(folder, 'talking.cjs');
		writeFileSync(path, `process.stderr.write('something is odd\\n', () => process.exit(1));`);
		forks = new Forks(path);
		const client = newClient({ logger: { log: (level, message) => lines.push(`${level}: ${message}`) } });
		await failureOf(client.loadModel(portableLocation, neverCancelled));
		await ended(forks.newest);
		await new Promise((resolve) => setTimeout(resolve, 50));
		expect(lines).toContain('warn: engine: something is odd');
	});
});
