// `spert serve` and its clients, as processes: the results of the engine itself, bit for bit, whatever happens in between.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CancellationSource, CancelledError, neverCancelled } from '../../../src/base/cancellation';
import { EngineExtractor } from '../../../src/cli/engineExtractor';
import type { LoadedModel } from '../../../src/engine/engine';
import { describeModel } from '../../../src/engine/sentenceResult';
import { encodeBody, splitBody } from '../../../src/inference/messageBody';
import { inferenceResponseSchema, messageOf } from '../../../src/inference/messages';
import { ServedModel } from '../../../src/inference/servedModel';
import { resultsOf, sentenceTensors } from '../../../src/inference/spertTensors';
import { decodeTensors } from '../../../src/inference/tensors';
import type { ModelInfo, SentenceResult } from '../../../src/protocol/engineProtocol';
import { bundleProgram, type BundledProgram } from '../bundledProgram';
import { CommandLineWorkspace, extractModel } from '../cli/workspace';
import { runProgram } from '../commandLine';
import { createClient, Forks, portableLocation } from '../client/engineProcess';
import { loadPortableModel, portableSentences } from '../engine/portableModel';
import { EngineProcessExtractor } from '../../../src/features/extraction/engineProcessExtractor';
import { startServe, stop, type ServeProcess } from './serveProcess';

const options = { maxSpanSize: 10, relationThreshold: 0.4 };
const token = 'a-token-of-sixteen-characters';
/** The golden sentences, the odd ones, and some that no tokenizer likes. */
const sentences: readonly (readonly string[])[] = [
	...portableSentences,
	...(JSON.parse(readFileSync(join(import.meta.dirname, '../../golden/portable/docs_odd.json'), 'utf8')) as { tokens: string[] }[]).map(({ tokens }) => tokens),
	['\ufeffA', '\u0000', '', ' ', '😀', '\ud800', 'e\u0301', 'é', '…'],
	['A'.repeat(5000)],
];

let workspace: CommandLineWorkspace;
let loaded: LoadedModel;
let expected: SentenceResult[];
beforeAll(async () => {
	workspace = new CommandLineWorkspace();
	loaded = await loadPortableModel();
	expected = await new EngineExtractor(loaded, options).extract(sentences, neverCancelled);
});
afterAll(() => {
	loaded.model.dispose();
	workspace.dispose();
});

const running: ServeProcess[] = [];
const clients: ServedModel[] = [];
afterEach(async () => {
	clients.splice(0).forEach((client) => client.dispose());
	await Promise.all(running.splice(0).map(stop));
});

async function serve(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<ServeProcess> {
	const server = await startServe(workspace.program.path, workspace.folder, [...extractModel, ...args], env);
	running.push(server);
	return server;
}

function clientOf({ url }: Pick<ServeProcess, 'url'>, more: { token?: string; patience?: number } = {}): ServedModel {
	const client = new ServedModel({ url, ...more });
	clients.push(client);
	return client;
}

/** Enough that it takes the model some seconds. */
const longReading = Array.from({ length: 4000 }, () => portableSentences[0]!);

describe('spert serve', () => {
	it('gives the engine’s own results, bit for bit, with the model’s hash and types', async () => {
		const client = clientOf(await serve());
		const info = await client.model(neverCancelled);
		const { loadTime: _, ...own } = describeModel(loaded);
		expect(info).toMatchObject({ ...own, server: client.address.origin });
		const found = await client.extract(sentences, options, info, neverCancelled);
		expect(found).toEqual(expected);
		expect(found.flatMap(({ entities }) => entities).length).toBeGreaterThan(20);
		expect(found.flatMap(({ relations }) => relations).length).toBeGreaterThan(10);
		const strict = { maxSpanSize: 2, relationThreshold: 0.9 };
		await expect(client.extract(sentences, strict, info, neverCancelled)).resolves.toEqual(await new EngineExtractor(loaded, strict).extract(sentences, neverCancelled));
	});

	it('gives the same as JSON and as bytes, of all outputs and of some', async () => {
		const { url } = await serve();
		const { hash, entityTypes, relationTypes } = describeModel(loaded);
		const plain = portableSentences;
		for (const isBinary of [false, true]) {
			const body = encodeBody({ id: 'mine', parameters: { binary_data_output: !isBinary } }, 'inputs', sentenceTensors(plain), () => isBinary);
			const headers = body.headerLength === undefined ? {} : { 'Inference-Header-Content-Length': String(body.headerLength) };
			const answer = await fetch(`${url}/infer`, { method: 'POST', headers, body: body.bytes as Uint8Array<ArrayBuffer> });
			const { json, binary } = splitBody(new Uint8Array(await answer.arrayBuffer()), answer.headers.get('Inference-Header-Content-Length') ?? undefined);
			expect(json).toMatchObject({ id: 'mine', model_name: 'spert', model_version: hash });
			expect(binary.length > 0).toBe(!isBinary);
			const tensors = decodeTensors(messageOf(inferenceResponseSchema, json).outputs, binary);
			expect(resultsOf(tensors, plain, { entityTypes, relationTypes })).toEqual(expected.slice(0, plain.length));
		}
		const some = encodeBody(
			{ outputs: [{ name: 'entity_types', parameters: { binary_data: true } }, { name: 'entity_ends' }] },
			'inputs',
			sentenceTensors(plain),
			() => false,
		);
		const answer = await fetch(`${url}/infer`, { method: 'POST', body: some.bytes as Uint8Array<ArrayBuffer> });
		const { json, binary } = splitBody(new Uint8Array(await answer.arrayBuffer()), answer.headers.get('Inference-Header-Content-Length') ?? undefined);
		const { outputs } = messageOf(inferenceResponseSchema, json);
		expect(outputs.map(({ name, data }) => [name, data === undefined])).toEqual([['entity_ends', false], ['entity_types', true]]);
		expect(decodeTensors(outputs, binary)).toHaveLength(2);
	});

	it('tells its health, itself and its model where the protocol says', async () => {
		const { origin } = await serve(['--name', 'mine']);
		const get = async (path: string): Promise<unknown> => {
			const answer = await fetch(origin + path);
			return [answer.status, await answer.json()];
		};
		await expect(get('/v2/health/live')).resolves.toEqual([200, { live: true }]);
		await expect(get('/v2/health/ready')).resolves.toEqual([200, { ready: true }]);
		await expect(get('/v2')).resolves.toEqual([200, { name: 'spert', version: expect.any(String) as string, extensions: ['binary_tensor_data'] }]);
		const { hash } = describeModel(loaded);
		for (const path of ['/v2/models/mine', `/v2/models/mine/versions/${hash}`]) {
			await expect(get(path)).resolves.toMatchObject([200, { name: 'mine', versions: [hash], platform: 'spert', inputs: [{ name: 'tokens' }, { name: 'lengths' }] }]);
			await expect(get(`${path}/ready`)).resolves.toEqual([200, { name: 'mine', ready: true }]);
		}
		for (const path of ['/', '/v1', '/v2/models', '/v2/models/other', '/v2/models/mine/versions/1', '/v2/models/mine/nothing', '/v2/health', '/v2/models/mine/../../health/liv']) {
			await expect(get(path)).resolves.toEqual([404, { error: expect.any(String) as string }]);
		}
		expect((await fetch(`${origin}/v2/models/mine/infer`)).status).toBe(405);
		expect((await fetch(`${origin}/v2`, { method: 'DELETE' })).status).toBe(405);
	});

	it('refuses what it cannot read, and goes on', async () => {
		const server = await serve();
		const post = async (body: string | Uint8Array, headers: Record<string, string> = {}): Promise<unknown> => {
			const answer = await fetch(`${server.url}/infer`, { method: 'POST', body: body as string, headers });
			return [answer.status, ((await answer.json()) as { error: string }).error.length > 0];
		};
		const inputs = encodeBody({}, 'inputs', sentenceTensors([['a']]), () => false).bytes;
		for (const body of ['', '{', 'null', '[]', '{"inputs":[]}', '{"inputs":[{"name":"tokens"}]}', '['.repeat(50_000)]) {
			await expect(post(body)).resolves.toEqual([400, true]);
		}
		const long = encodeBody({ parameters: { max_span_size: 5000 } }, 'inputs', sentenceTensors([['a']]), () => false).bytes;
		await expect(post(long)).resolves.toEqual([400, true]);
		await expect(post(encodeBody({ outputs: [{ name: 'logits' }] }, 'inputs', sentenceTensors([['a']]), () => false).bytes)).resolves.toEqual([400, true]);
		await expect(post(inputs, { 'Inference-Header-Content-Length': '5' })).resolves.toEqual([400, true]);
		await expect(post(inputs, { 'Content-Encoding': 'gzip' })).resolves.toEqual([415, true]);
		// A page in a browser, whatever it sends.
		await expect(post(inputs, { Origin: 'https://example.org' })).resolves.toEqual([403, true]);
		expect(server.stderr()).toBe('');
		expect((await fetch(`${server.url}/infer`, { method: 'POST', body: inputs as Uint8Array<ArrayBuffer> })).status).toBe(200);
	});

	it('takes no body that is too large, told of or not', async () => {
		const server = await serve(['--max-body', '1']);
		const large = Buffer.alloc((1 << 20) + 1, 0x20);
		expect((await fetch(`${server.url}/infer`, { method: 'POST', body: large })).status).toBe(413);
		const chunked = await new Promise<number | undefined>((resolve, reject) => {
			const request = httpRequest(`${server.url}/infer`, { method: 'POST' }, (response) => resolve(response.resume().statusCode));
			request.on('error', reject);
			for (let at = 0; at < large.length; at += 1 << 16) {
				request.write(large.subarray(at, at + (1 << 16)));
			}
			request.end();
		});
		expect(chunked).toBe(413);
		const info = await clientOf(server).model(neverCancelled);
		await expect(clientOf(server).extract([['a'.repeat(1 << 20)]], options, info, neverCancelled)).rejects.toMatchObject({ code: 'inference.requestTooLarge' });
	});

	it('asks for its token, except for its health', async () => {
		workspace.write('token', `${token}\n`);
		for (const [args, env] of [[['--token-file', 'token'], {}], [[], { SPERT_SERVE_TOKEN: token }]] as const) {
			const server = await serve(args, env);
			expect((await fetch(`${server.origin}/v2/health/ready`)).status).toBe(200);
			for (const authorization of [undefined, 'Bearer', `Bearer ${token}x`, `Bearer ${token.slice(1)}`, `Basic ${token}`, token]) {
				const headers = authorization === undefined ? {} : { Authorization: authorization };
				for (const path of ['/v2', '/v2/models/spert', '/nothing']) {
					expect((await fetch(server.origin + path, { headers })).status).toBe(401);
				}
			}
			await expect(clientOf(server).model(neverCancelled)).rejects.toMatchObject({ code: 'inference.tokenRefused' });
			await expect(clientOf(server, { token: `${token}x` }).model(neverCancelled)).rejects.toMatchObject({ code: 'inference.tokenRefused' });
			await expect(clientOf(server, { token }).model(neverCancelled)).resolves.toMatchObject({ name: 'model' });
			expect(server.stderr()).toBe('');
			await stop(server);
		}
	});

	it('tells those beyond what it can hold to come again, and they do', async () => {
		const server = await serve(['--max-requests', '1']);
		const patient = clientOf(server);
		const info = await patient.model(neverCancelled);
		const first = patient.extract(longReading, options, info, neverCancelled);
		const body = encodeBody({}, 'inputs', sentenceTensors([['a']]), () => false).bytes as Uint8Array<ArrayBuffer>;
		const statuses: (readonly [number, string | null])[] = [];
		await expect
			.poll(async () => {
				const { status, headers } = await fetch(`${server.url}/infer`, { method: 'POST', body });
				statuses.push([status, headers.get('Retry-After')]);
				return status;
			})
			.toBe(503);
		expect(Number(statuses.at(-1)![1])).toBeGreaterThanOrEqual(1);
		const others = Promise.all([1, 2, 3].map(() => clientOf(server).extract(portableSentences, options, info, neverCancelled)));
		expect(await first).toHaveLength(longReading.length);
		for (const found of await others) {
			expect(found).toEqual(expected.slice(0, portableSentences.length));
		}
	});

	it('stops computing what is given up', async () => {
		const server = await serve();
		const client = clientOf(server);
		const info = await client.model(neverCancelled);
		const cancellation = new CancellationSource();
		const given = client.extract(longReading, options, info, cancellation.token);
		setTimeout(() => cancellation.cancel(), 300);
		await expect(given).rejects.toBeInstanceOf(CancelledError);
		const start = performance.now();
		await client.extract([['a']], options, info, neverCancelled);
		expect(performance.now() - start).toBeLessThan(1500);
	});

	it('may be killed in the middle and started again: nobody notices', async () => {
		const server = await serve();
		const client = clientOf(server);
		const info = await client.model(neverCancelled);
		const reading = client.extract([...longReading, ...sentences], options, info, neverCancelled);
		await new Promise((resolve) => setTimeout(resolve, 300));
		await stop(server);
		await serve(['--port', new URL(server.url).port]);
		expect((await reading).slice(longReading.length)).toEqual(expected);
	});

	it.each(['SIGINT', 'SIGTERM'] as const)('answers what is under way, and ends, at %s', async (signal) => {
		const server = await serve();
		const client = clientOf(server);
		const info = await client.model(neverCancelled);
		const reading = client.extract(longReading.slice(0, 200), options, info, neverCancelled);
		// Connections that nobody uses do not hold it up.
		const idle = connectTcp(Number(new URL(server.url).port), '127.0.0.1');
		await new Promise((resolve) => setTimeout(resolve, 150));
		server.child.kill(signal);
		expect(await reading).toHaveLength(200);
		expect(await server.ended).toBe(0);
		idle.destroy();
		await expect(clientOf(server).model(neverCancelled)).rejects.toMatchObject({ code: 'inference.serverAway' });
	});

	it('says what is wrong with how it is started', async () => {
		const server = await serve();
		workspace.write('short', 'geheim\n');
		workspace.write('none.pem', 'no certificate');
		for (const [code, ...args] of [
			['cli.addressUnusable', '--port', new URL(server.url).port],
			['cli.tokenMissing', '--host', '0.0.0.0'],
			['cli.tokenUnusable', '--token-file', 'short'],
			['cli.fileUnreadable', '--token-file', 'nothing'],
			['cli.certificateUnusable', '--tls-cert', 'none.pem', '--tls-key', 'none.pem'],
			['checkpoint.folderNotFound', '--model', 'nowhere', '--port', '0'],
		] as const) {
			const { code: exit, stdout, stderr } = await workspace.run('serve', ...args);
			expect([args, exit, stdout, stderr]).toEqual([args, 1, '', expect.stringContaining(`[${code}]`)]);
			expect(stderr).not.toContain('geheim');
		}
		for (const args of [['--name', 'a/b'], ['--port', '70000'], ['--tls-cert', 'none.pem'], ['model'], ['--no-token', '--token-file', 'short']]) {
			expect((await workspace.run('serve', ...args)).code).toBe(2);
		}
	});
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

describe.skipIf(!hasOpenssl)('spert serve with a certificate (skipped where there is no openssl to make one)', () => {
	it('speaks HTTPS to those who trust it, and gets nothing from others', async () => {
		const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
		const files = ['-keyout', workspace.path('key.pem'), '-out', workspace.path('cert.pem')];
		expect(spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...files]).status).toBe(0);
		const server = await serve(['--tls-cert', 'cert.pem', '--tls-key', 'key.pem']);
		expect(server.url).toMatch(/^https:/);
		await expect(clientOf(server).model(neverCancelled)).rejects.toMatchObject({ code: 'inference.certificateRefused' });
		await expect(clientOf({ url: server.url.replace('https:', 'http:') }, { patience: 300 }).model(neverCancelled)).rejects.toMatchObject({ code: 'inference.serverAway' });
		workspace.write('secure.md', portableSentences[0]!.join(' '));
		const trusting = { NODE_EXTRA_CA_CERTS: workspace.path('cert.pem') };
		const found = await runProgram(workspace.program.path, ['extract', 'secure.md', '--no-cache', '--format', 'json', '--engine', server.url], workspace.folder, trusting);
		expect([found.code, found.stderr]).toEqual([0, `spert extract: sentences are sent to ${server.origin}.\n`]);
		expect(JSON.parse(found.stdout)).toMatchObject({ model: { hash: loaded.hash } });
	});
});

describe('spert extract --engine', () => {
	const text = portableSentences.map((tokens) => tokens.join(' ')).join('\n\n');

	it('prints what the engine prints here, to the byte, and says where sentences go', async () => {
		const server = await serve([], { SPERT_SERVE_TOKEN: token });
		workspace.write('paper.md', text);
		const args = ['extract', 'paper.md', '--format', 'json', '--no-cache'];
		const here = await workspace.run(...args, ...extractModel, '--threads', '1', '--device', 'cpu');
		process.env['SPERT_ENGINE_TOKEN'] = token;
		const there = await workspace.run(...args, '--engine', server.url);
		delete process.env['SPERT_ENGINE_TOKEN'];
		expect([there.code, there.stdout]).toEqual([0, here.stdout]);
		expect(there.stderr).toBe(`spert extract: sentences are sent to ${server.origin}.\n`);
		expect(JSON.parse(here.stdout)).toMatchObject({ entities: { length: expect.any(Number) as number } });
	});

	it('ends where the server fails, which no other document would change', async () => {
		const server = await serve([], { SPERT_SERVE_TOKEN: token });
		workspace.write('one.md', text);
		workspace.write('two.md', text);
		const { code, stderr } = await workspace.run('extract', 'one.md', 'two.md', '--engine', server.url);
		expect(code).toBe(1);
		expect(stderr.match(/\[inference\.tokenRefused\]/g)).toHaveLength(1);
	});

	it('leaves no room for a model of its own', async () => {
		for (const args of [extractModel, ['--threads', '2'], ['--device', 'cpu']]) {
			expect((await workspace.run('extract', 'one.md', '--engine', 'http://127.0.0.1:1', ...args)).code).toBe(2);
		}
		const { code, stderr } = await workspace.run('extract', 'one.md', '--engine', 'https://me:geheim@gpu.example.org');
		expect([code, stderr.includes('geheim')]).toEqual([1, false]);
		expect(stderr).toContain('[inference.urlInvalid]');
	});
});

describe('The engine process', () => {
	let program: BundledProgram;
	beforeAll(() => {
		program = bundleProgram('src/server/main.ts');
	});
	afterAll(() => program.dispose());

	it('lets a server read where the location names one, with the token of that server', async () => {
		const server = await serve([], { SPERT_SERVE_TOKEN: token });
		const asked: string[] = [];
		const forks = new Forks(program.path);
		const client = createClient(forks, { serverToken: (url) => (asked.push(url), Promise.resolve(token)) });
		try {
			const there = new EngineProcessExtractor(client, { modelPath: '/nowhere', threads: 1, serverUrl: server.url }, options);
			const info: ModelInfo = await there.model(neverCancelled);
			expect(info).toMatchObject({ server: server.origin, hash: loaded.hash });
			await expect(there.extract(sentences, neverCancelled)).resolves.toEqual(expected);
			const here = new EngineProcessExtractor(client, portableLocation, options);
			await expect(here.model(neverCancelled)).resolves.not.toHaveProperty('server');
			await expect(here.extract(sentences, neverCancelled)).resolves.toEqual(expected);
			expect(new Set(asked)).toEqual(new Set([server.url]));
			await stop(server);
			const cancellation = new CancellationSource();
			setTimeout(() => cancellation.cancel(), 200);
			await expect(there.model(cancellation.token)).rejects.toBeInstanceOf(CancelledError);
		} finally {
			client.dispose();
			await forks.allEnded();
		}
	});
});
