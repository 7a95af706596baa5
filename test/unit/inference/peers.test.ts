// The Open Inference Protocol with others who speak it: MLServer as the server of our client, Triton's client and MLServer's types
// against `spert serve`.

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { neverCancelled } from '../../../src/base/cancellation';
import { EngineExtractor } from '../../../src/cli/engineExtractor';
import type { LoadedModel } from '../../../src/engine/engine';
import { describeModel } from '../../../src/engine/sentenceResult';
import { ServedModel } from '../../../src/inference/servedModel';
import { describeServedModel } from '../../../src/inference/servedModelInfo';
import { resultTensors } from '../../../src/inference/spertTensors';
import type { SentenceResult } from '../../../src/protocol/engineProtocol';
import { bundleProgram, type BundledProgram } from '../bundledProgram';
import { extractModel } from '../cli/workspace';
import { loadPortableModel, portableSentences } from '../engine/portableModel';
import { peersFolder, pythonWithPeers } from './peers';
import { startServe, stop, type ServeProcess } from './serveProcess';

const options = { maxSpanSize: 10, relationThreshold: 0.4 };
const sentences = [...portableSentences, ['😀', 'é', '\ufeffA', '', '"\\n"']];

describe.skipIf(pythonWithPeers === undefined)('The Open Inference Protocol with others (skipped where there is no Python that has them)', () => {
	let folder: string;
	let loaded: LoadedModel;
	let expected: SentenceResult[];
	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'spert-peers-'));
		loaded = await loadPortableModel();
		expected = await new EngineExtractor(loaded, options).extract(sentences, neverCancelled);
		expect(expected.flatMap(({ entities }) => entities).length).toBeGreaterThan(20);
	});
	afterAll(() => {
		loaded.model.dispose();
		rmSync(folder, { recursive: true, force: true });
	});

	describe('MLServer', () => {
		let child: ChildProcess;
		let said = '';
		let url: string;
		beforeAll(async () => {
			const [http, grpc, metrics] = await Promise.all([freePort(), freePort(), freePort()]);
			url = `http://127.0.0.1:${http}`;
			const info = describeModel(loaded);
			const recorded = sentences.map((tokens, index) => [tokens, expected[index]] as const);
			mkdirSync(join(folder, 'model'));
			const write = (name: string, value: unknown): void => writeFileSync(join(folder, name), JSON.stringify(value));
			write('settings.json', { host: '127.0.0.1', http_port: http, grpc_port: grpc, metrics_port: metrics, parallel_workers: 0, debug: false });
			write('model/recorded.json', { metadata: describeServedModel('spert', info), sentences: recorded });
			write('model/model-settings.json', {
				name: 'spert',
				implementation: 'recordedModel.RecordedModel',
				parameters: { version: info.hash, uri: join(folder, 'model', 'recorded.json') },
			});
			child = spawn(pythonWithPeers!, ['-c', 'from mlserver.cli import main; main()', 'start', folder], {
				env: { ...process.env, PYTHONPATH: peersFolder, PYTHONDONTWRITEBYTECODE: '1' },
				stdio: ['ignore', 'pipe', 'pipe'],
				cwd: folder,
			});
			child.stdout!.on('data', (text: Buffer) => (said += text.toString()));
			child.stderr!.on('data', (text: Buffer) => (said += text.toString()));
			while ((await fetch(`${url}/v2/models/spert/ready`).catch(() => undefined))?.status !== 200) {
				if (child.exitCode !== null) {
					throw new Error(`MLServer has ended: ${said}`);
				}
				await new Promise((resolve) => setTimeout(resolve, 300));
			}
		}, 120_000);
		afterAll(async () => {
			child.kill('SIGKILL');
			await new Promise((resolve) => (child.exitCode === null && child.signalCode === null ? child.once('exit', resolve) : resolve(undefined)));
		});

		it('serves our client a model, with the results that were put there', async () => {
			const client = new ServedModel({ url });
			try {
				const info = await client.model(neverCancelled);
				expect(info).toEqual({ ...describeModel(loaded), server: url });
				await expect(client.extract(sentences, options, info, neverCancelled)).resolves.toEqual(expected);
				await expect(client.extract([], options, info, neverCancelled)).resolves.toEqual([]);
			} finally {
				client.dispose();
			}
		});

		it('says by its own statuses that there is no such model or version, which our client understands', async () => {
			const [there, elsewhere] = [new ServedModel({ url }), new ServedModel({ url: `${url}/v2/models/other` })];
			try {
				const info = await there.model(neverCancelled);
				await expect(elsewhere.model(neverCancelled)).rejects.toMatchObject({ code: 'inference.modelNotFound' });
				const other = { ...info, hash: 'd'.repeat(64) };
				await expect(there.extract(sentences, options, other, neverCancelled)).rejects.toMatchObject({ code: 'inference.modelChanged' });
				// A sentence that it has not been told of is a bug there.
				await expect(there.extract([['unheard']], options, info, neverCancelled)).rejects.toMatchObject({ code: 'inference.requestRefused' });
			} finally {
				there.dispose();
				elsewhere.dispose();
			}
		});
	});

	describe('spert serve', () => {
		let program: BundledProgram;
		let server: ServeProcess;
		const token = 'a-token-for-the-peers';
		beforeAll(async () => {
			program = bundleProgram('src/cli/main.ts');
			server = await startServe(program.path, folder, extractModel, { SPERT_SERVE_TOKEN: token });
		});
		afterAll(async () => {
			await stop(server);
			program.dispose();
		});

		it('is understood by Triton’s client, as JSON and as bytes, and by MLServer’s types', async () => {
			const asked = { url: server.origin, token, model: 'spert', version: loaded.hash, sentences };
			const report = await runPython('askServer.py', asked);
			expect(report).toMatchObject({ live: true, ready: true, model_ready: true, server: { name: 'spert', extensions: ['binary_tensor_data'] } });
			const described = describeServedModel('spert', describeModel(loaded));
			const parameters = { ...(described['parameters'] as object), load_time: expect.any(Number) as number };
			expect(report['model']).toEqual({ ...described, parameters });
			const tensors = resultTensors(expected, loaded.model.types.entities.length);
			const arrays = tensors.map(({ name, datatype, shape, data }) => [name, { dtype: datatype === 'FP32' ? 'float32' : 'int32', shape, data: [...data] }]);
			expect(report['binary']).toEqual(Object.fromEntries(arrays));
			expect(report['json']).toEqual(Object.fromEntries(arrays));
			expect(report['mlserver']).toEqual(Object.fromEntries(tensors.map(({ name, data }) => [name, [...data]])));
		});
	});
});

/** What a program of the folder prints, as JSON. @param input for its standard input */
async function runPython(name: string, input: unknown): Promise<Record<string, unknown>> {
	return await new Promise((resolve, reject) => {
		const child = execFile(pythonWithPeers!, [join(peersFolder, name)], { maxBuffer: 1 << 26 }, (failure, stdout, stderr) => {
			if (failure === null) {
				resolve(JSON.parse(stdout) as Record<string, unknown>);
			} else {
				reject(new Error(stderr, { cause: failure }));
			}
		});
		child.stdin?.end(JSON.stringify(input));
	});
}

async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}
