// A process that reads documents for a pool: it loads the model once, then takes one document after the other over its channel. It
// ends with whoever started it.

import { UserError } from '../../base/userError';
import { neverCancelled } from '../../base/cancellation';
import { deviceChoices } from '../../base/device';
import { describeFailure } from '../../base/logger';
import { precisions } from '../../base/precision';
import type { ReadOptions } from '../../documents/readOptions';
import { immediateReader } from '../../extraction/documentReader';
import { extractDocument } from '../../extraction/extractDocument';
import { extractionReport } from '../../extraction/extractionReport';
import { SentenceCache } from '../../extraction/sentenceCache';
import type { SentenceExtractor } from '../../extraction/sentenceExtractor';
import { ServedModel } from '../../inference/servedModel';
import type { Failure } from '../../queue/corpus';
import { isDocumentFormat, textHash, unpackText } from '../../queue/documentJob';
import { failureOf, jobMalformed, modelDiffers, readingFailed } from '../../queue/errors';
import type { DocumentTask, PoolAnswer, PoolRequest, PoolSetup } from '../../queue/pool/poolMessages';
import { packResult } from '../../queue/resultRecord';
import { oneOf } from '../arguments';
import type { CommandContext } from '../command';
import { loadForCommand } from '../devices';
import { EngineExtractor } from '../engineExtractor';
import { engineToken } from '../sentenceEngine';
import { ServedExtractor } from '../servedExtractor';

/** Sentences that are remembered: of one document and its neighbours, as headings and boilerplate repeat. */
const rememberedSentences = 5_000;

/** Never returns. Errors: none; what goes wrong is told over the channel. */
export async function runReaderProcess(context: CommandContext): Promise<never> {
	// Whoever started it decides when it ends, after Ctrl+C too, which every process of a terminal hears.
	process.on('SIGINT', () => {});
	process.on('disconnect', () => process.exit(0));
	let reader: Promise<DocumentTaskReader> | undefined;
	process.on('message', (message) => {
		const request = message as PoolRequest;
		switch (request.kind) {
			case 'start':
				reader = start(request.setup, context);
				break;
			case 'read':
				void reader?.then(async (ready) => say(await ready.read(request.id, request.task)));
				break;
			default:
				request satisfies never;
		}
	});
	return await new Promise<never>(() => {});
}

function say(answer: PoolAnswer): void {
	process.send?.(answer);
}

async function start(setup: PoolSetup, context: CommandContext): Promise<DocumentTaskReader> {
	try {
		const extractor = await extractorOf(setup, context);
		const { hash, device } = await extractor.model(neverCancelled);
		if (hash !== setup.modelHash) {
			throw modelDiffers(setup.modelHash, setup.engine ?? setup.modelPath);
		}
		say({ kind: 'ready', device });
		return new DocumentTaskReader(extractor, setup);
	} catch (failure) {
		say({ kind: 'unusable', failure: failureFrom(failure) });
		throw failure;
	}
}

/** The process ends with it: nothing is closed. */
async function extractorOf(setup: PoolSetup, context: CommandContext): Promise<SentenceExtractor> {
	const { maxSpanSize, relationThreshold, engine, modelPath, typesPath, tokenizerPath, threads, memory } = setup;
	const options = { maxSpanSize, relationThreshold };
	if (engine !== undefined) {
		return new ServedExtractor(new ServedModel({ url: engine, token: engineToken() }), options);
	}
	const precision = oneOf('precision', setup.precision, precisions);
	// No other device has kernels for int8.
	const device = precision === 'int8' ? 'cpu' : oneOf('device', setup.device, deviceChoices);
	return new EngineExtractor(await loadForCommand('worker', modelPath, { typesPath, tokenizerPath, threads, memory, device, precision }, context), options);
}

class DocumentTaskReader {
	readonly #extractor: SentenceExtractor;
	readonly #cache = new SentenceCache(rememberedSentences);
	readonly #setup: PoolSetup;

	constructor(extractor: SentenceExtractor, setup: PoolSetup) {
		this.#extractor = extractor;
		this.#setup = setup;
	}

	async read(id: number, { text, sha256, format, readOptions }: DocumentTask): Promise<PoolAnswer> {
		try {
			const source = unpackText(text);
			if (source === undefined || textHash(source) !== sha256) {
				throw jobMalformed('its text is not the one that it names');
			}
			if (!isDocumentFormat(format)) {
				throw jobMalformed('its format is unknown');
			}
			const { model, extraction } = await extractDocument({
				source,
				readOptions: parsedOptions(readOptions),
				format,
				reader: immediateReader,
				extractor: this.#extractor,
				cache: this.#cache,
				cancellation: neverCancelled,
				entityThreshold: this.#setup.entityThreshold,
			});
			if (model.hash !== this.#setup.modelHash) {
				// A server may have been given another one.
				return { kind: 'failed', id, failure: failureOf(modelDiffers(this.#setup.modelHash, model.name)), isFinal: false };
			}
			return { kind: 'done', id, result: packResult(sha256, extractionReport('', source, model, extraction)) };
		} catch (failure) {
			return { kind: 'failed', id, failure: failureFrom(failure), isFinal: isOfDocument(failure) };
		}
	}
}

/** A server may answer later; what is wrong with a document stays wrong. */
function isOfDocument(failure: unknown): boolean {
	return failure instanceof UserError && !failure.code.startsWith('inference.');
}

function parsedOptions(text: string): ReadOptions {
	if (text === '') {
		return {};
	}
	try {
		const value: unknown = JSON.parse(text);
		if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
			return value;
		}
	} catch (failure) {
		if (!(failure instanceof SyntaxError)) {
			throw failure;
		}
	}
	throw jobMalformed('how it is to be read is no object');
}

function failureFrom(failure: unknown): Failure {
	if (failure instanceof UserError) {
		return failureOf(failure);
	}
	process.stderr.write(`spert worker: ${describeFailure(failure)}\n`);
	return failureOf(readingFailed(failure instanceof Error ? failure.message : String(failure)));
}
