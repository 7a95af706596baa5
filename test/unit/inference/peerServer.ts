// A server that answers as a test wants, for clients of the protocol.

import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Disposable } from '../../../src/base/disposable';
import { encodeBody } from '../../../src/inference/messageBody';
import { describeServedModel } from '../../../src/inference/servedModelInfo';
import { resultTensors } from '../../../src/inference/spertTensors';
import type { ModelInfo, SentenceResult } from '../../../src/protocol/engineProtocol';

export const peerModel: ModelInfo = {
	name: 'peer',
	hash: 'b'.repeat(64),
	device: 'cuda',
	precision: 'float16',
	loadTime: 1,
	entityTypes: [{ identifier: 'Task', short: 'Task', verbose: 'Task' }],
	relationTypes: [],
};
export const peerSentences = [['Speech', 'recognition'], ['.']];
export const peerResults: SentenceResult[] = [
	{ entities: [{ start: 0, end: 2, type: 0, score: 0.5, probabilities: [0.5] }], relations: [] },
	{ entities: [], relations: [] },
];

export interface SeenRequest {
	readonly method: string;
	readonly path: string;
	readonly headers: IncomingMessage['headers'];
	readonly body: Buffer;
}

export class PeerServer implements Disposable {
	readonly #server: Server;
	readonly seen: SeenRequest[] = [];
	/** What answers in place of the well-behaved server, by the path's end; false: that one answers after all. */
	answer: (request: SeenRequest, response: ServerResponse) => boolean = () => false;
	extensions: string[] = [];

	private constructor(server: Server) {
		this.#server = server;
	}

	static async start(port = 0): Promise<PeerServer> {
		const server = createServer();
		const peer = new PeerServer(server);
		server.on('request', peer.#respond);
		await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
		return peer;
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	paths(): string[] {
		return this.seen.map(({ method, path }) => `${method} ${path}`);
	}

	dispose(): void {
		this.#server.close();
		this.#server.closeAllConnections();
	}

	readonly #respond: RequestListener = (request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const { method = '', url = '', headers } = request;
			const seen = { method, path: url, headers, body: Buffer.concat(chunks) };
			this.seen.push(seen);
			if (!this.answer(seen, response)) {
				this.#answerWell(seen, response);
			}
		});
	};

	#answerWell({ path }: SeenRequest, response: ServerResponse): void {
		const model = '/v2/models/spert';
		switch (path) {
			case '/v2':
				return json(response, 200, { name: 'peer', version: '1', extensions: this.extensions });
			case model:
				return json(response, 200, describeServedModel('spert', peerModel));
			case `${model}/versions/${peerModel.hash}/infer`: {
				const { bytes } = encodeBody({ model_name: 'spert', model_version: peerModel.hash }, 'outputs', resultTensors(peerResults, 1), () => false);
				response.writeHead(200, { 'Content-Type': 'application/json' }).end(bytes);
				return;
			}
			default:
				return json(response, 404, { error: 'There is nothing here.' });
		}
	}
}

export function json(response: ServerResponse, status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): void {
	response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(value));
}
