// The client of a server: what it asks, what it makes of answers of all kinds, and how long it is patient.

import type { ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CancellationSource, CancelledError, neverCancelled } from '../../../src/base/cancellation';
import { encodeBody } from '../../../src/inference/messageBody';
import { describeServedModel } from '../../../src/inference/servedModelInfo';
import { ServedModel, type ServedModelOptions } from '../../../src/inference/servedModel';
import { resultTensors } from '../../../src/inference/spertTensors';
import { json, peerModel, peerResults, peerSentences, PeerServer, type SeenRequest } from './peerServer';

const options = { maxSpanSize: 10, relationThreshold: 0.4 };
const limits = { connectTimeout: 500, silenceTimeout: 500 };

let peer: PeerServer;
const models: ServedModel[] = [];
beforeEach(async () => {
	peer = await PeerServer.start();
});
afterEach(() => {
	models.splice(0).forEach((model) => model.dispose());
	peer.dispose();
});

function connect(more: Partial<ServedModelOptions> = {}): ServedModel {
	const model = new ServedModel({ url: peer.url, patience: 1500, limits, ...more });
	models.push(model);
	return model;
}

const read = (model: ServedModel, cancellation = neverCancelled) => model.extract(peerSentences, options, peerModel, cancellation);
const isInference = ({ path }: SeenRequest): boolean => path.endsWith('/infer');

/** Both are asked for, and each fails with the code. */
async function expectRefusals(answer: (response: ServerResponse) => void, code: string): Promise<void> {
	peer.answer = (_, response) => {
		answer(response);
		return true;
	};
	const model = connect();
	await expect(model.model(neverCancelled)).rejects.toMatchObject({ code });
	await expect(read(model)).rejects.toMatchObject({ code });
}

describe('A model on a server', () => {
	it('says what it is, and which server it is on', async () => {
		await expect(connect().model(neverCancelled)).resolves.toEqual({ ...peerModel, server: peer.url });
	});

	it('reads sentences, asked for by its version', async () => {
		await expect(read(connect())).resolves.toEqual(peerResults);
		expect(peer.paths()).toEqual(['GET /v2', `POST /v2/models/spert/versions/${peerModel.hash}/infer`]);
		expect(JSON.parse(peer.seen[1]!.body.toString())).toEqual({
			parameters: { max_span_size: 10, relation_threshold: 0.4 },
			inputs: [
				{ name: 'tokens', datatype: 'BYTES', shape: [3], data: ['Speech', 'recognition', '.'] },
				{ name: 'lengths', datatype: 'INT32', shape: [2], data: [2, 1] },
			],
		});
	});

	it('is sent bytes where the server takes them, and gives them', async () => {
		peer.extensions = ['binary_tensor_data'];
		peer.answer = (request, response) => {
			if (!isInference(request)) {
				return false;
			}
			const body = encodeBody({ model_name: 'spert' }, 'outputs', resultTensors(peerResults, 1), () => true);
			response.writeHead(200, { 'inference-header-content-length': String(body.headerLength) }).end(body.bytes);
			return true;
		};
		const model = connect();
		await expect(read(model)).resolves.toEqual(peerResults);
		const { headers, body } = peer.seen[1]!;
		const length = Number(headers['inference-header-content-length']);
		expect(headers['content-type']).toBe('application/octet-stream');
		expect(JSON.parse(body.subarray(0, length).toString())).toMatchObject({ parameters: { binary_data_output: true } });
		expect(body.length - length).toBe(3 * 4 + 'Speechrecognition.'.length + 2 * 4);
		// A half of a surrogate pair would not survive as bytes.
		await model.extract([['\ud800', 'b'], ['.']], options, peerModel, neverCancelled);
		expect(peer.seen[2]!.body.toString()).toContain('"\\ud800"');
	});

	it('is sent its token with every request, and nobody else is', async () => {
		const model = connect({ token: 'a-token-of-some-length' });
		await model.model(neverCancelled);
		await read(model);
		expect(new Set(peer.seen.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer a-token-of-some-length']));
		expect(peer.seen).toHaveLength(3);
	});

	it('is waited for where the server is busy or starts, as long as it says', async () => {
		let refused = 0;
		peer.answer = (_, response) => {
			if (refused === 2) {
				return false;
			}
			refused++;
			json(response, refused === 1 ? 503 : 429, { error: 'later' }, { 'Retry-After': refused === 1 ? '1' : '0' });
			return true;
		};
		const start = performance.now();
		await expect(connect({ patience: 20_000 }).model(neverCancelled)).resolves.toMatchObject({ name: 'peer' });
		expect(performance.now() - start).toBeGreaterThan(1000);
	});

	it('is given up where the server stays busy', async () => {
		await expectRefusals((response) => json(response, 503, { error: 'later' }), 'inference.serverBusy');
	});

	it('is waited for where the server has answered before and is away', async () => {
		const model = connect({ patience: 20_000 });
		await model.model(neverCancelled);
		const { port } = peer;
		peer.dispose();
		const reading = read(model);
		await new Promise((resolve) => setTimeout(resolve, 700));
		peer = await PeerServer.start(port);
		await expect(reading).resolves.toEqual(peerResults);
	});

	it('is given up soon where no server has ever answered', async () => {
		const model = connect({ patience: 60_000 });
		peer.dispose();
		const start = performance.now();
		await expect(model.model(neverCancelled)).rejects.toMatchObject({ code: 'inference.serverAway' });
		expect(performance.now() - start).toBeLessThan(5000);
	});

	it('is given up where the server takes connections and says nothing, or breaks off', async () => {
		const silent = createTcpServer(() => {});
		const rude = createTcpServer((socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{'));
		for (const server of [silent, rude]) {
			await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
			const { port } = server.address() as { port: number };
			await expect(connect({ url: `http://127.0.0.1:${port}`, patience: 800 }).model(neverCancelled)).rejects.toMatchObject({ code: 'inference.serverAway' });
			server.close();
		}
	});

	it('is cancelled at once, while it is waited for and while it reads', async () => {
		for (const answer of [() => true, (_: SeenRequest, response: ServerResponse) => (json(response, 503, {}, { 'Retry-After': '8' }), true)]) {
			peer.answer = answer;
			const cancellation = new CancellationSource();
			setTimeout(() => cancellation.cancel(), 100);
			const start = performance.now();
			await expect(connect({ patience: 60_000, limits: { connectTimeout: 5000, silenceTimeout: 5000 } }).model(cancellation.token)).rejects.toBeInstanceOf(CancelledError);
			expect(performance.now() - start).toBeLessThan(1000);
		}
	});

	it('that is another one in the meantime does not answer', async () => {
		const other = { ...peerModel, hash: 'c'.repeat(64) };
		const model = connect();
		await expect(model.extract(peerSentences, options, other, neverCancelled)).rejects.toMatchObject({ code: 'inference.modelChanged' });
		peer.answer = (request, response) => {
			if (isInference(request)) {
				const body = encodeBody({ model_name: 'spert', model_version: 'other' }, 'outputs', resultTensors(peerResults, 1), () => false);
				response.writeHead(200).end(body.bytes);
			}
			return isInference(request);
		};
		await expect(read(model)).rejects.toMatchObject({ code: 'inference.modelChanged' });
	});
});

describe('An answer that cannot be used is a failure with a code:', () => {
	it.each([301, 302, 303, 307, 308])('a redirection (%i), which is not followed', async (status) => {
		const elsewhere = await PeerServer.start();
		try {
			await expectRefusals((response) => response.writeHead(status, { Location: elsewhere.url }).end(), 'inference.redirected');
			expect(elsewhere.seen).toEqual([]);
		} finally {
			elsewhere.dispose();
		}
	});

	it.each([401, 403])('the token is refused (%i), with and without one', async (status) => {
		await expectRefusals((response) => json(response, status, { error: 'no' }), 'inference.tokenRefused');
		await expect(connect({ token: 'geheim-geheim-geheim' }).model(neverCancelled)).rejects.toSatisfy((failure: Error) => !String(failure.stack).includes('geheim-'));
	});

	it('a model of another name, or of another kind', async () => {
		await expect(connect({ url: `${peer.url}/v2/models/other` }).model(neverCancelled)).rejects.toMatchObject({ code: 'inference.modelNotFound' });
		peer.answer = ({ path }, response) => path !== '/v2' && (json(response, 200, { name: 'spert', versions: ['1'], platform: 'onnx', inputs: [], outputs: [] }), true);
		await expect(connect().model(neverCancelled)).rejects.toMatchObject({ code: 'inference.notOurModel' });
	});

	it('a refusal of another kind, in the server’s own words, cut short', async () => {
		peer.answer = (request, response) => request.path !== '/v2' && (json(response, 500, { error: `no\u0007\n${'x'.repeat(5000)}` }), true);
		await expect(connect().model(neverCancelled)).rejects.toSatisfy(
			(failure: Error & { code: string }) => failure.code === 'inference.requestRefused' && failure.message.includes('no x') && failure.message.length < 500,
		);
	});

	it('a sentence that is too large for the server', async () => {
		peer.answer = (request, response) => isInference(request) && (json(response, 413, { error: 'large' }), true);
		await expect(read(connect())).rejects.toMatchObject({ code: 'inference.requestTooLarge' });
	});

	it.each<[string, string | Buffer]>([
		['nothing', ''],
		['no JSON', '<html>Sign in</html>'],
		['no UTF-8', Buffer.of(0x7b, 0xff, 0x7d)],
		['a list', '[]'],
		['null', 'null'],
		['another form', '{"name": 1}'],
		['deep nesting', '['.repeat(100_000)],
	])('%s', async (_, body) => {
		await expectRefusals((response) => response.writeHead(200).end(body), 'inference.answerMalformed');
	});

	it('metadata that are larger than any', async () => {
		await expectRefusals((response) => response.writeHead(200).end(`{"name": "${'x'.repeat(3 << 20)}"}`), 'inference.answerTooLarge');
	});

	it('results that cannot be of these sentences', async () => {
		const outputs = (results: typeof peerResults): Uint8Array => encodeBody({ model_name: 'spert' }, 'outputs', resultTensors(results, 1), () => false).bytes;
		const entity = peerResults[0]!.entities[0]!;
		for (const bytes of [outputs([{ entities: [{ ...entity, end: 9 }], relations: [] }]), outputs([...peerResults, peerResults[0]!]), Buffer.from('{"model_name":"m","outputs":[]}')]) {
			peer.answer = (request, response) => isInference(request) && (response.writeHead(200).end(bytes), true);
			await expect(read(connect())).rejects.toMatchObject({ code: 'inference.answerMalformed' });
		}
	});

	it('a model that says it is ours and is not', async () => {
		const described = describeServedModel('spert', peerModel);
		peer.answer = ({ path }, response) => path !== '/v2' && (json(response, 200, { ...described, versions: ['latest'] }), true);
		await expect(connect().model(neverCancelled)).rejects.toMatchObject({ code: 'inference.answerMalformed' });
	});
});
