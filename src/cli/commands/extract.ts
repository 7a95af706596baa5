// `spert extract`: entities and relations of documents and of folders full of them.

import { join, relative, resolve } from 'node:path';
import { CancelledError, throwIfCancelled } from '../../base/cancellation';
import { UserError } from '../../base/userError';
import { formatOf } from '../../documents/documentFormat';
import { exportFormatIds } from '../../exchange/exportFormats';
import { immediateReader } from '../../extraction/documentReader';
import { extractDocument } from '../../extraction/extractDocument';
import { StoredSentences } from '../../extraction/node/storedSentences';
import type { SentenceExtractor } from '../../extraction/sentenceExtractor';
import { SentenceCache, type SentenceMemory } from '../../extraction/sentenceCache';
import { isOfAllDocuments } from '../../inference/errors';
import { oneOf, parseArguments, probability, wholeNumber } from '../arguments';
import { defaultCacheFolder } from '../cacheFolder';
import type { Command, CommandContext } from '../command';
import { computationHelp } from '../computation';
import { documentFiles } from '../documentFiles';
import { noDocuments } from '../errors';
import { exportFormatLines, exportOutput, fileOutput } from '../exportOutput';
import { filesOfProject, LatexProjects } from '../latexProjects';
import { reportFormats, reportOutput, type ExtractOutput } from '../extractOutput';
import { showProgress } from '../progress';
import { engineOptions, modelHelp, openSentenceEngine } from '../sentenceEngine';
import { readTextFile } from '../textFile';
import { UsageError } from '../usageError';
import { watchDocuments } from '../watchDocuments';

const printedFormats = Object.keys(reportFormats) as readonly (keyof typeof reportFormats)[];
const formats = [...printedFormats, ...exportFormatIds] as const;

const options = {
	...engineOptions,
	format: { type: 'string', default: 'text' },
	output: { type: 'string' },
	exclude: { type: 'string', multiple: true, default: [] as string[] },
	cache: { type: 'string' },
	'no-cache': { type: 'boolean', default: false },
	watch: { type: 'boolean', default: false },
	follow: { type: 'boolean', default: false },
	'max-span-size': { type: 'string' },
	'entity-threshold': { type: 'string' },
	'relation-threshold': { type: 'string' },
	'back-matter': { type: 'boolean', default: false },
} as const;

const help = `Usage: spert extract PATH… [OPTIONS]

Finds entities and relations in LaTeX, Markdown and plain text files, and in the papers of folders: LaTeX, Markdown,
reStructuredText, AsciiDoc and Typst files, without what .gitignore files exclude. Results are remembered, so that only
sentences that are new are computed.

${modelHelp}  --format FORMAT           json (an object a line and file), text, tsv, or one of those below (default: text)
  --output FILE|DIR         where results go (default: stdout); a folder for csv and brat
  --exclude GLOB            what to leave out of folders, as a line of a .gitignore file; may be given several times
  --follow                  of LaTeX files, extract all files of their project (\\input, \\include, \\subfile, \\import)
  --watch                   go on, and print the report of each file that changes, until Ctrl+C
  --cache DIR               where results are remembered (default: ${defaultCacheFolder()})
  --no-cache                remember nothing
${computationHelp}  --max-span-size N         longest entity, in tokens (default: 10)
  --entity-threshold N      drop entities with a lower score, and their relations (default: 0)
  --back-matter             mark entities in acknowledgements, funding, interests and references too
  --relation-threshold N    drop relations with a lower score (default: as the model says, else 0.4)

Formats of other programs. What a document has and its format cannot hold is told on stderr.
${exportFormatLines()}`;

export const extractCommand: Command = {
	help,
	async run(args, context) {
		const { values, positionals: paths } = parseArguments(args, options);
		const format = oneOf('format', values.format, formats);
		if (paths.length === 0) {
			throw new UsageError('name at least one file or folder.');
		}
		if (values['no-cache'] && values.cache !== undefined) {
			throw new UsageError('--cache and --no-cache contradict each other.');
		}
		const extractionOptions = {
			maxSpanSize: wholeNumber('max-span-size', values['max-span-size'], 1) ?? 10,
			relationThreshold: probability('relation-threshold', values['relation-threshold']),
		};
		const entityThreshold = probability('entity-threshold', values['entity-threshold']) ?? 0;
		const output = outputFor(format, values.output, values.watch);
		const engine = await openSentenceEngine('extract', values, context);
		const sentences = openCache(values['no-cache'] ? undefined : (values.cache ?? join(defaultCacheFolder(), 'sentences')));
		try {
			return await extractPaths(paths, {
				context,
				exclude: values.exclude,
				isWatching: values.watch,
				isFollowing: values.follow,
				output,
				extractor: engine.extractor(extractionOptions),
				cache: sentences.memory,
				entityThreshold,
				marksBackMatter: values['back-matter'],
			});
		} finally {
			// After Ctrl+C too: what is done need not be done again.
			await sentences.close();
			engine.close();
		}
	},
};

function outputFor(format: (typeof formats)[number], path: string | undefined, isWatching: boolean): ExtractOutput {
	const printed = printedFormats.find((name) => name === format);
	if (isWatching && (printed === undefined || path !== undefined)) {
		throw new UsageError(`--watch prints ${printedFormats.join(', ')}, without --output.`);
	}
	const exported = exportFormatIds.find((id) => id === format);
	if (exported !== undefined) {
		return exportOutput(exported, path);
	}
	const printing = (write: (text: string) => void): ExtractOutput => reportOutput(printed ?? 'text', write);
	return path === undefined ? printing((text) => process.stdout.write(text)) : fileOutput(path, printing);
}

function openCache(folder: string | undefined): { readonly memory: SentenceMemory; readonly close: () => Promise<void> } {
	if (folder === undefined) {
		return { memory: new SentenceCache(), close: () => Promise.resolve() };
	}
	const logger = { log: (_level: string, message: string): void => void process.stderr.write(`spert extract: ${message}\n`) };
	const memory = new StoredSentences({ folder, logger });
	return { memory, close: () => memory.close() };
}

interface Extraction {
	readonly context: CommandContext;
	readonly exclude: readonly string[];
	readonly isWatching: boolean;
	readonly isFollowing: boolean;
	readonly output: ExtractOutput;
	readonly extractor: SentenceExtractor;
	readonly cache: SentenceMemory;
	readonly entityThreshold: number;
	readonly marksBackMatter: boolean;
}

async function extractPaths(
	paths: readonly string[],
	{ context: { cancellation }, exclude, isWatching, isFollowing, output, extractor, cache, entityThreshold, marksBackMatter }: Extraction,
): Promise<'success' | 'failed'> {
	let failed = false;
	const progress = showProgress('Documents');
	const onFailure = (failure: unknown): void => {
		// The other files are still wanted, unless they would fare no better.
		if (!(failure instanceof UserError) || isOfAllDocuments(failure)) {
			throw failure;
		}
		failed = true;
		progress.end();
		process.stderr.write(`spert extract: ${failure.problem} ${failure.remedy} [${failure.code}]\n`);
	};
	const projects = new LatexProjects();
	const extractFile = async (file: string): Promise<void> => {
		try {
			const source = await readTextFile(file);
			const { model, extraction } = await extractDocument({
				source,
				readOptions: { ...(await projects.readOptionsOf(file)), marksBackMatter },
				format: formatOf(undefined, file),
				reader: immediateReader,
				extractor,
				cache,
				cancellation,
				entityThreshold,
			});
			progress.end();
			output.document({ file, source, model, extraction });
		} catch (failure) {
			onFailure(failure);
		}
	};
	const { files: named, folders } = await documentFiles(paths, exclude, onFailure);
	const files = isFollowing ? await withProjects(named) : named;
	output.begin();
	try {
		if (files.length === 0 && !isWatching) {
			throw noDocuments(folders);
		}
		for (const [done, file] of files.entries()) {
			throwIfCancelled(cancellation);
			if (files.length > 1) {
				progress.update(done, files.length);
			}
			await extractFile(file);
		}
	} finally {
		progress.end();
	}
	await output.end();
	if (isWatching) {
		const onChanged = async (file: string): Promise<void> => {
			// What it defines may have changed, for others too: they are read so when they change themselves.
			projects.clear();
			await extractFile(file);
		};
		const onReady = (): void => void process.stderr.write('spert extract: watching for changes; Ctrl+C ends it.\n');
		await watchDocuments({ files, folders, exclude, cancellation, onChanged, onReady }).catch((failure: unknown) => {
			if (!(failure instanceof CancelledError)) {
				throw failure;
			}
		});
	}
	return failed ? 'failed' : 'success';
}

/** Each file once, as it was named where it was. */
async function withProjects(files: readonly string[]): Promise<readonly string[]> {
	const all = new Map<string, string>();
	for (const file of files) {
		for (const part of [file, ...(await filesOfProject(file))]) {
			const path = resolve(part);
			if (!all.has(path)) {
				all.set(path, part === file ? file : relative('.', path));
			}
		}
	}
	return [...all.values()];
}
