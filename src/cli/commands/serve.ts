// `spert serve`: a model for others, by the Open Inference Protocol.

import type { CancellationToken } from '../../base/cancellation';
import { describeModel, sentenceResult } from '../../engine/sentenceResult';
import type { LoadedModel } from '../../engine/engine';
import { isLoopback, usualModelName } from '../../inference/serverAddress';
import { parseArguments, wholeNumber } from '../arguments';
import type { Command } from '../command';
import { computationHelp, computationOptions, readComputation } from '../computation';
import { loadForCommand } from '../devices';
import { readBearerToken } from '../serve/bearerToken';
import { certificateUnusable, tokenMissing } from '../serve/errors';
import { InferenceServer, type InferenceServerOptions, type ServedEngine, type ServerCertificate } from '../serve/inferenceServer';
import { readTextFile } from '../textFile';
import { UsageError } from '../usageError';

const options = {
	model: { type: 'string' },
	types: { type: 'string' },
	tokenizer: { type: 'string' },
	name: { type: 'string', default: usualModelName },
	host: { type: 'string', default: '127.0.0.1' },
	port: { type: 'string' },
	'token-file': { type: 'string' },
	'no-token': { type: 'boolean', default: false },
	'tls-cert': { type: 'string' },
	'tls-key': { type: 'string' },
	'max-body': { type: 'string' },
	'max-requests': { type: 'string' },
	...computationOptions,
} as const;

const defaultPort = 8470;
/** In megabytes. */
const defaultBody = 16;
const defaultRequests = 16;
/** How long what is under way may take when the server is to end, in milliseconds. */
const grace = 10_000;
const help = `Usage: spert serve [OPTIONS]

Serves a model to other machines, so that those without a graphics processor use one that has it: spert extract --engine
URL, and the setting spert.engine.url. Speaks the Open Inference Protocol, version 2 (docs/inference-server.md). Prints
its URL when it is ready; Ctrl+C or SIGTERM ends it once what is under way is answered.

  --model DIR               a SpERT model folder (default: the embedded model)
  --types FILE              a types file in place of the model's types.json
  --tokenizer DIR           a folder with the vocabulary in place of the model's own
  --name NAME               of the model, in URLs (default: ${usualModelName})
  --host HOST               where to listen (default: 127.0.0.1, this machine only)
  --port N                  0 for any that is free (default: ${defaultPort})
  --token-file FILE         a file with the token that clients must send; without it the environment variable
                            SPERT_SERVE_TOKEN, if it is set
  --no-token                serve others without a token
  --tls-cert FILE           certificate and key as PEM files: then the server speaks HTTPS
  --tls-key FILE
  --max-body MB             largest request (default: ${defaultBody})
  --max-requests N          requests that may wait; others are told to come again (default: ${defaultRequests})
${computationHelp}`;

export const serveCommand: Command = {
	help,
	async run(args, context) {
		const { values, positionals } = parseArguments(args, options);
		if (positionals.length > 0) {
			throw new UsageError('name the model with --model.');
		}
		if (!/^[\w.-]{1,100}$/.test(values.name)) {
			throw new UsageError('--name may have letters, digits, dots, hyphens and underscores.');
		}
		const port = wholeNumber('port', values.port, 0) ?? defaultPort;
		if (port > 65_535) {
			throw new UsageError('--port is at most 65535.');
		}
		const token = values['no-token'] ? undefined : await readBearerToken(values['token-file'], process.env['SPERT_SERVE_TOKEN']);
		if (values['no-token'] && values['token-file'] !== undefined) {
			throw new UsageError('--token-file and --no-token contradict each other.');
		}
		if (token === undefined && !values['no-token'] && !isLoopback(values.host)) {
			throw tokenMissing(values.host);
		}
		const tell = (message: string): void => void process.stderr.write(`spert serve: ${message}\n`);
		const tls = await readTls(values['tls-cert'], values['tls-key']);
		const server = createServer({
			host: values.host,
			port,
			name: values.name,
			version: context.version,
			token,
			tls,
			largestBody: (wholeNumber('max-body', values['max-body'], 1) ?? defaultBody) << 20,
			mostRequests: wholeNumber('max-requests', values['max-requests'], 1) ?? defaultRequests,
			logger: { log: (_level, message) => tell(message) },
		});
		const computation = readComputation(values, 'auto');
		const url = await server.listen();
		if (token !== undefined && tls === undefined && !isLoopback(values.host)) {
			tell('the token and all sentences travel unencrypted: use --tls-cert and --tls-key, or a gateway that encrypts.');
		}
		let loaded: LoadedModel | undefined;
		try {
			const request = { typesPath: values.types, tokenizerPath: values.tokenizer, ...computation };
			loaded = await loadForCommand('serve', values.model ?? context.embeddedModel, request, context);
			server.setEngine(engineOf(loaded));
			process.stdout.write(`${url}/v2/models/${values.name}\n`);
			await askedToEnd(context.cancellation);
		} finally {
			await server.end(grace);
			loaded?.model.dispose();
		}
		return 'success';
	},
};

/** Errors: cli.certificateUnusable. */
function createServer(serverOptions: InferenceServerOptions): InferenceServer {
	try {
		return new InferenceServer(serverOptions);
	} catch (failure) {
		throw certificateUnusable(failure);
	}
}

async function readTls(certificate: string | undefined, key: string | undefined): Promise<ServerCertificate | undefined> {
	if (certificate === undefined && key === undefined) {
		return undefined;
	}
	if (certificate === undefined || key === undefined) {
		throw new UsageError('--tls-cert and --tls-key belong together.');
	}
	return { cert: await readTextFile(certificate), key: await readTextFile(key) };
}

function engineOf(loaded: LoadedModel): ServedEngine {
	return {
		describe: () => describeModel(loaded),
		extract: async (sentences, extractionOptions, cancellation) =>
			(await loaded.model.predict(sentences, extractionOptions, { cancellation })).map(sentenceResult),
	};
}

/** Resolves at Ctrl+C and where the system ends the program. */
function askedToEnd(cancellation: CancellationToken): Promise<void> {
	return new Promise((resolve) => {
		const listener = cancellation.onCancellationRequested(end);
		process.once('SIGTERM', end);
		function end(): void {
			listener.dispose();
			process.off('SIGTERM', end);
			resolve();
		}
		if (cancellation.isCancellationRequested) {
			end();
		}
	});
}
