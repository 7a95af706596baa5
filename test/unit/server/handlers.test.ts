// The engine process by its own protocol, without the client.

import { fork, spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMessageConnection, ResponseError, type MessageConnection } from 'vscode-jsonrpc';
import { IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { CancellationSource, CancelledError, neverCancelled } from '../../../src/base/cancellation';
import { silentLogger } from '../../../src/base/logger';
import { Devices } from '../../../src/engine/devices/devices';
import { EngineService } from '../../../src/server/engineService';
import { protocolVersion } from '../../../src/protocol/engineProtocol';
import { bundleProgram, type BundledProgram } from '../bundledProgram';
import { ended, extractionOptions, portableLocation } from '../client/engineProcess';
import { portableSentences } from '../engine/portableModel';

let server: BundledProgram;
beforeAll(() => {
	server = bundleProgram('src/server/main.ts');
});
afterAll(() => server.dispose());

describe('the engine process', () => {
	let child: ChildProcess;
	let connection: MessageConnection;
	beforeEach(() => {
		child = fork(server.path, [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
		connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
		connection.listen();
	});
	afterEach(async () => {
		connection.dispose();
		child.kill('SIGKILL');
		await ended(child);
	});

	async function refusal(method: string, params: unknown): Promise<ResponseError<unknown>> {
		const failure: unknown = await connection.sendRequest(method, params).catch((error: unknown) => error);
		expect(failure).toBeInstanceOf(ResponseError);
		return failure as ResponseError<unknown>;
	}

	it('agrees on its own version of the protocol and refuses any other', async () => {
		const answer = await connection.sendRequest('engine/initialize', { protocolVersion });
		expect(answer).toEqual({ protocolVersion, processId: child.pid });
		const { data } = await refusal('engine/initialize', { protocolVersion: protocolVersion + 1 });
		expect(data).toMatchObject({ code: 'engine.protocolMismatch' });
	});

	it('validates what it is asked, and stays alive', async () => {
		const wrong = [
			{},
			{ location: portableLocation, options: extractionOptions, sentences: 'text' },
			{ location: { ...portableLocation, threads: 0 }, options: extractionOptions, sentences: [] },
			{ location: portableLocation, options: { ...extractionOptions, maxSpanSize: 1.5 }, sentences: [] },
			{ location: portableLocation, options: extractionOptions, sentences: [[1]] },
		];
		for (const params of wrong) {
			expect((await refusal('engine/extract', params)).code).toBe(-32603);
		}
		await refusal('engine/noSuchRequest', {});
		const params = { location: portableLocation, options: extractionOptions, sentences: [portableSentences[0]] };
		await expect(connection.sendRequest('engine/extract', params)).resolves.toMatchObject({ sentences: { length: 1 } });
	});

	it('logs bugs to its client, and no mistakes of the user', async () => {
		const logged: unknown[] = [];
		connection.onNotification('engine/log', (params) => void logged.push(params));
		await refusal('engine/loadModel', { location: { ...portableLocation, modelPath: '/no/such/folder' } });
		expect(logged).toEqual([]);
		await refusal('engine/extract', {});
		expect(logged).toMatchObject([{ level: 'error' }]);
	});

	it('ends with its client', async () => {
		await connection.sendRequest('engine/initialize', { protocolVersion });
		child.disconnect();
		await ended(child);
		expect(child.exitCode).toBe(0);
	});
});

describe('the engine process started by hand', () => {
	it('says what it is and exits with 2', async () => {
		const child = spawn(process.execPath, [server.path], { stdio: ['ignore', 'ignore', 'pipe'] });
		let stderr = '';
		child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
		await new Promise((resolve) => child.once('close', resolve));
		expect(child.exitCode).toBe(2);
		expect(stderr).toContain('started by the editor');
	});
});

function engineService(): EngineService {
	const devices = new Devices({ program: 'none', threads: 1, logger: silentLogger });
	return new EngineService({ devices, onFallback: () => {} });
}

describe('EngineService', () => {
	const sentences = portableSentences.map((tokens) => [...tokens]);
	const other = { ...portableLocation, threads: 2 };

	it('gives the loaded model again where the location is the same', async () => {
		const service = engineService();
		const first = await service.load(portableLocation);
		expect(await service.load({ threads: 1, typesPath: portableLocation.typesPath, modelPath: portableLocation.modelPath })).toBe(first);
		expect(await service.load(other)).not.toBe(first);
	});

	it('loads a model anew when its files have changed', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'spert-changed-'));
		try {
			cpSync(portableLocation.modelPath, folder, { recursive: true });
			const location = { ...portableLocation, modelPath: folder };
			const service = engineService();
			const first = await service.load(location);
			expect(await service.load(location)).toBe(first);
			utimesSync(join(folder, 'pytorch_model.bin'), new Date(), new Date(Date.now() + 5000));
			expect(await service.load(location)).not.toBe(first);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it('answers requests for different models that overlap, each from its own', async () => {
		const service = engineService();
		const ask = (location: typeof portableLocation) => service.extract({ location, options: extractionOptions, sentences }, neverCancelled);
		const answers = await Promise.all([ask(portableLocation), ask(other), service.load(portableLocation), ask(other), ask(portableLocation)]);
		expect(answers[1]).toEqual(answers[0]);
		expect(answers[3]).toEqual(answers[0]);
		expect(answers[4]).toEqual(answers[0]);
	});

	it('does not even load a model for what is cancelled already', async () => {
		const source = new CancellationSource();
		source.cancel();
		const location = { ...portableLocation, modelPath: '/no/such/folder' };
		const asked = engineService().extract({ location, options: extractionOptions, sentences }, source.token);
		await expect(asked).rejects.toBeInstanceOf(CancelledError);
	});

	it('tries again after a model that could not be loaded', async () => {
		const service = engineService();
		const missing = { ...portableLocation, modelPath: '/no/such/folder' };
		await expect(service.load(missing)).rejects.toMatchObject({ code: 'checkpoint.folderNotFound' });
		await expect(service.load(missing)).rejects.toMatchObject({ code: 'checkpoint.folderNotFound' });
		await expect(service.load(portableLocation)).resolves.toMatchObject({ name: 'model' });
	});
});
