// `spert compare`: what two models find in the same documents, side by side. One model is loaded at a time.

import { throwIfCancelled } from '../../base/cancellation';
import { UserError } from '../../base/userError';
import { formatOf } from '../../documents/documentFormat';
import { immediateReader } from '../../extraction/documentReader';
import { extractDocument, type ExtractedDocument } from '../../extraction/extractDocument';
import { SentenceCache } from '../../extraction/sentenceCache';
import { compareExtractions } from '../../knowledge/compareExtractions';
import { compareOnDataset } from '../annotatedComparison';
import { oneOf, parseArguments, probability, wholeNumber } from '../arguments';
import type { Command, CommandContext } from '../command';
import { comparisonJson, comparisonLines, type ComparedFile } from '../comparisonOutput';
import { computationHelp, computationOptions, readComputation } from '../computation';
import { documentFiles } from '../documentFiles';
import { noDocuments } from '../errors';
import { LatexProjects } from '../latexProjects';
import { showProgress } from '../progress';
import { openSentenceEngine } from '../sentenceEngine';
import { readTextFile } from '../textFile';
import { UsageError } from '../usageError';

const formats = ['json', 'text'] as const;

const options = {
	format: { type: 'string', default: 'text' },
	exclude: { type: 'string', multiple: true, default: [] as string[] },
	dataset: { type: 'string' },
	...computationOptions,
	'max-span-size': { type: 'string' },
	'entity-threshold': { type: 'string' },
	'relation-threshold': { type: 'string' },
} as const;

const help = `Usage: spert compare MODEL_A MODEL_B PATH… [OPTIONS]
       spert compare MODEL_A MODEL_B --dataset FILE [OPTIONS]

Reads documents and folders with two models and tells where they differ: what both have found, what only one, and what they
type differently. MODEL is a SpERT model folder, "embedded", or the URL of a server that has one (spert serve): sentences are sent there, with
SPERT_ENGINE_TOKEN if it asks for a token. The models may have other types. Agreement is the micro F1 of the
one as judged by the other, the same both ways: it does not say which of them is right.

With --dataset it does: F1 of both models on annotated documents, and how sure it is that one is ahead. Then both must be
folders or "embedded".

  --dataset FILE             annotated documents in place of PATH
  --format json|text         json: an object a file (default: text)
  --exclude GLOB             what to leave out of folders, as a line of a .gitignore file; may be given several times
  --max-span-size N          longest entity, in tokens (default: 10)
  --entity-threshold N       drop entities with a lower score, and their relations (default: 0)
  --relation-threshold N     drop relations with a lower score (default: as the model says, else 0.4)
${computationHelp}`;

export const compareCommand: Command = {
	help,
	async run(args, context) {
		const { values, positionals } = parseArguments(args, options);
		const [modelA, modelB, ...paths] = positionals;
		const format = oneOf('format', values.format, formats);
		const { dataset } = values;
		if (modelA === undefined || modelB === undefined || (paths.length === 0) === (dataset === undefined)) {
			throw new UsageError('name two models, and either files and folders or, with --dataset, annotated documents.');
		}
		// Wrong options are told before anything is read.
		const computation = readComputation(values, 'auto');
		const extractionOptions = {
			maxSpanSize: wholeNumber('max-span-size', values['max-span-size'], 1) ?? 10,
			relationThreshold: probability('relation-threshold', values['relation-threshold']),
		};
		const entityThreshold = probability('entity-threshold', values['entity-threshold']);
		if (dataset !== undefined) {
			const unused = (['exclude', 'entity-threshold'] as const).find((name) => (values[name] ?? []).length > 0);
			if (unused !== undefined) {
				throw new UsageError(`--${unused} has no meaning with --dataset.`);
			}
			const folder = (model: string): string => (model === 'embedded' ? context.embeddedModel : model);
			const models = [folder(modelA), folder(modelB)] as const;
			process.stdout.write(await compareOnDataset({ models, dataset, ...extractionOptions, computation, context }, format));
			return 'success';
		}
		const { threads, device, precision, memory } = values;
		const reading: Reading = {
			extractionOptions,
			entityThreshold: entityThreshold ?? 0,
			computation: { threads, device, precision, memory },
			context,
		};
		let failed = false;
		const onFailure = (failure: unknown): void => {
			// The other files are still wanted.
			if (!(failure instanceof UserError)) {
				throw failure;
			}
			failed = true;
			process.stderr.write(`spert compare: ${failure.problem} ${failure.remedy} [${failure.code}]\n`);
		};
		const { files, folders } = await documentFiles(paths, values.exclude, onFailure);
		const sources: Source[] = [];
		for (const file of files) {
			await readTextFile(file).then((source) => sources.push({ file, source }), onFailure);
		}
		if (sources.length === 0 && !failed) {
			throw noDocuments(folders);
		}
		const a = await readAll(modelA, sources, reading);
		const b = await readAll(modelB, sources, reading);
		const compared = sources.map(({ file, source }, index): ComparedFile => {
			const [byA, byB] = [a[index], b[index]];
			if (byA === undefined || byB === undefined) {
				throw new Error('A model has read fewer documents than there are.');
			}
			return { file, source, a: byA, b: byB, comparison: compareExtractions(byA.extraction, byB.extraction) };
		});
		process.stdout.write(format === 'json' ? comparisonJson(compared) : comparisonLines(compared));
		return failed ? 'failed' : 'success';
	},
};

interface Source {
	readonly file: string;
	readonly source: string;
}

interface Reading {
	readonly extractionOptions: { readonly maxSpanSize: number; readonly relationThreshold: number | undefined };
	readonly entityThreshold: number;
	/** Of models that are loaded here. */
	readonly computation: Readonly<Record<keyof typeof computationOptions, string | undefined>>;
	readonly context: CommandContext;
}

async function readAll(
	model: string,
	sources: readonly Source[],
	{ extractionOptions, entityThreshold, computation, context }: Reading,
): Promise<ExtractedDocument[]> {
	const { cancellation } = context;
	const isServed = /^https?:\/\//.test(model);
	const chosen = isServed ? { engine: model } : { model: model === 'embedded' ? undefined : model, ...computation };
	const engine = await openSentenceEngine('compare', chosen, context);
	const extractor = engine.extractor(extractionOptions);
	const progress = showProgress(model);
	try {
		const projects = new LatexProjects();
		const cache = new SentenceCache();
		const documents: ExtractedDocument[] = [];
		for (const [done, { file, source }] of sources.entries()) {
			throwIfCancelled(cancellation);
			progress.update(done, sources.length);
			const readOptions = await projects.readOptionsOf(file);
			const format = formatOf(undefined, file);
			documents.push(await extractDocument({ source, format, readOptions, reader: immediateReader, extractor, cache, cancellation, entityThreshold }));
		}
		return documents;
	} finally {
		progress.end();
		engine.close();
	}
}
