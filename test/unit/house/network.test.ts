// Nothing leaves the machine unless the user asks for that very thing: a download, or a server that reads sentences. Few files may
// reach for the network.

import { readFileSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const connection = 'src/cli/download/connection.ts';
const proxy = 'src/cli/download/proxy.ts';

/** To a server that somebody has named, and as one that somebody has started. */
const exchange = 'src/inference/httpExchange.ts';
const served = ['src/cli/serve/inferenceServer.ts', 'src/cli/serve/servedRequest.ts'];

/** Whatever opens a connection to elsewhere, in Node or in a page. */
const reaches = [
	/\bfetch\s*\(/,
	/\b(globalThis|window|self)\s*(\.|\[\s*['"])\s*fetch\b/,
	/['"](node:)?(https?|http2|net|tls|dgram|dns|dns\/promises|undici)['"]/,
	/\b(XMLHttpRequest|WebSocket|EventSource|RTCPeerConnection|WebTransport)\b/,
	/\bsendBeacon\b/,
];

function sources(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((file) => /\.(ts|mts|js|mjs|cjs)$/.test(file))
		.map((file) => join(folder, file).split(sep).join('/'));
}

function reachingFiles(files: readonly string[]): string[] {
	return files.filter((file) => reaches.some((pattern) => pattern.test(readFileSync(file, 'utf8'))));
}

describe('the network', () => {
	it('is used by one file and its way through a proxy for downloads, by one for servers that are named, and by spert serve', () => {
		expect(reachingFiles([...sources('src'), ...sources('webview')]).sort()).toEqual([connection, proxy, exchange, ...served].sort());
	});

	it('is reached through these commands alone', () => {
		const importing = (name: string): string[] =>
			sources('src').filter((file) => new RegExp(`(from |import\\()'[./\\w]*/${name}'`).test(readFileSync(file, 'utf8')));
		const models = (name: string): string => `src/cli/models/${name}.ts`;
		const ofDownload = ['src/cli/download/apiFetch.ts', 'src/cli/download/download.ts', models('hubRepository'), models('urlFolder')];
		expect(importing('connection')).toEqual(ofDownload);
		expect(importing('proxy')).toEqual([connection]);
		expect(importing('apiFetch')).toEqual(['src/cli/cuda/cudaPackage.ts', models('hubRepository')]);
		expect(importing('(hubRepository|urlFolder)')).toEqual(['src/cli/commands/models.ts']);
		expect(importing('(cudaPackage|installCuda)')).toEqual(['src/cli/cuda/getCuda.ts', 'src/cli/cuda/installCuda.ts']);
		expect(importing('getCuda')).toEqual(['src/cli/commands/devices.ts']);
		const ofCommands = ['src/cli/commands/fetch.ts', 'src/cli/cuda/installCuda.ts', 'src/cli/download/apiFetch.ts', models('downloadModel'), models('urlFolder')];
		expect(importing('download')).toEqual(ofCommands);
		expect(importing('httpExchange')).toEqual(['src/inference/servedModel.ts']);
		// The editor itself opens no connection: its engine process does.
		const ofServedModel = ['src/cli/corpus/readerProcess.ts', 'src/cli/sentenceEngine.ts', 'src/cli/servedExtractor.ts', 'src/server/servedModels.ts'];
		expect(importing('servedModel').sort()).toEqual(ofServedModel);
		expect(sources('src/features').filter((file) => /from '[./]*\/inference\/(?!serverAddress')/.test(readFileSync(file, 'utf8')))).toEqual([]);
		expect(importing('inferenceServer')).toEqual(['src/cli/commands/serve.ts']);
		expect(importing('(fetch|commands/models)')).toEqual(['src/cli/commandList.ts']);
	});

	it('is used for a queue by one folder, which is loaded where a queue is named', () => {
		const using = sources('src').filter((file) => /from '(ioredis|bullmq)'/.test(readFileSync(file, 'utf8')));
		expect(using.filter((file) => !file.startsWith('src/queue/redis/'))).toEqual([]);
		const loading = sources('src').filter((file) => /^import \{[^}]*\} from '[./\w]*\/redis\/\w+'/m.test(readFileSync(file, 'utf8')));
		expect(loading).toEqual([]);
	});
});
