// What reads sentences for a command: a model in this very process, or one on a server. The options that choose it, the same for
// all commands that extract.

import type { ServerAddress } from '../inference/serverAddress';
import { ServedModel } from '../inference/servedModel';
import type { SentenceExtractor } from '../extraction/sentenceExtractor';
import type { ExtractionOptions } from '../protocol/engineProtocol';
import type { CommandContext } from './command';
import { computationOptions, readComputation } from './computation';
import { loadForCommand } from './devices';
import { EngineExtractor } from './engineExtractor';
import { ServedExtractor } from './servedExtractor';
import { UsageError } from './usageError';

export const engineOptions = {
	model: { type: 'string' },
	types: { type: 'string' },
	tokenizer: { type: 'string' },
	engine: { type: 'string' },
	...computationOptions,
} as const;

type EngineValues = Readonly<Partial<Record<keyof typeof engineOptions, string | undefined>>>;

export const modelHelp = `  --model DIR               a SpERT model folder (default: the embedded model)
  --types FILE              a types file in place of the model's types.json
  --tokenizer DIR           a folder with the vocabulary in place of the model's own
  --engine URL              let a server read the sentences (spert serve): they are sent there. Its token, if it asks
                            for one, is taken from the environment variable SPERT_ENGINE_TOKEN
`;

export interface SentenceEngine {
	/** One for each use at a time. */
	extractor(options: ExtractionOptions): SentenceExtractor;
	close(): void;
}

/** Of the environment: what a server asks for. Empty is none. */
export function engineToken(): string | undefined {
	return process.env['SPERT_ENGINE_TOKEN']?.trim() || undefined;
}

/**
 * Loads the model, or says that sentences go to a server. Whoever asks closes it.
 * @param command for what is told on stderr. Errors: UsageError, those of the model's files, inference.urlInvalid.
 */
export async function openSentenceEngine(command: string, values: EngineValues, context: CommandContext): Promise<SentenceEngine> {
	if (values.engine !== undefined) {
		const others = Object.keys(engineOptions).filter((name) => name !== 'engine' && values[name as keyof EngineValues] !== undefined);
		if (others.length > 0) {
			throw new UsageError(`--engine leaves no room for --${others.join(', --')}: the server has its own model.`);
		}
		const served = new ServedModel({ url: values.engine, token: engineToken() });
		tellServer(command, served.address);
		return { extractor: (options) => new ServedExtractor(served, options), close: () => served.dispose() };
	}
	const request = { typesPath: values.types, tokenizerPath: values.tokenizer, ...readComputation(values, 'auto') };
	const loaded = await loadForCommand(command, values.model ?? context.embeddedModel, request, context);
	return { extractor: (options) => new EngineExtractor(loaded, options), close: () => loaded.model.dispose() };
}

function tellServer(command: string, { origin, isOpen }: ServerAddress): void {
	const how = isOpen ? ', unencrypted: anyone on the way can read them' : '';
	process.stderr.write(`spert ${command}: sentences are sent to ${origin}${how}.\n`);
}
