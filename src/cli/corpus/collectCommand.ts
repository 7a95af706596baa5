// `spert corpus collect`: results out of the queue into a folder, complete and in the order of the documents.

import { resolve } from 'node:path';
import { collectCorpus, manifestName, resultsName, type Collected, type CollectRequest } from '../../queue/collect';
import type { Corpus } from '../../queue/corpus';
import { incomplete } from '../../queue/errors';
import { parseArguments } from '../arguments';
import type { CommandContext } from '../command';
import { fileUnwritable } from '../errors';
import { showProgress } from '../progress';
import { UsageError } from '../usageError';
import { corpusPlace, placeHelp, placeOptions, requireCorpus, withCorpus } from './place';
import { jsonLine } from './statusText';

const options = {
	...placeOptions,
	'no-wait': { type: 'boolean', default: false },
	'shards-only': { type: 'boolean', default: false },
	json: { type: 'boolean', default: false },
} as const;

export const collectHelp = `Usage: spert corpus collect --out DIR [OPTIONS]

Takes results out of the queue as they come, by shards of documents in the order in which they were submitted, and puts
them together when all are there: ${resultsName} (a line a document, as spert extract --format json prints it) and
${manifestName} (model, options, hashes, and the documents that failed). It may be ended at any time and goes on where it was.

  --out DIR                 where results go; always the same folder for one corpus
${placeHelp}  --no-wait                 take what is there, and do not wait for the rest
  --shards-only             do not put the shards together
  --json                    tell what was collected as an object
`;

/** Errors: UsageError, queue.…, cli.fileUnwritable. */
export async function collect(args: readonly string[], context: CommandContext): Promise<'success' | 'failed'> {
	const { values, positionals } = parseArguments(args, options);
	const { out } = values;
	if (positionals[0] !== undefined || out === undefined) {
		throw new UsageError('name the folder for the results with --out, and nothing else.');
	}
	const folder = resolve(out);
	const place = corpusPlace(values, false);
	return await withCorpus(place, { command: 'corpus collect' }, context, async (opened) => {
		const corpus = await requireCorpus(opened, place);
		const progress = showProgress('Collected');
		const collected = await collectInto({
			queue: opened.queue,
			corpus,
			folder,
			cancellation: context.cancellation,
			// A folder's own documents are read by submit, for which nobody could wait here.
			waits: !values['no-wait'] && opened.local === undefined,
			joins: !values['shards-only'],
			onProgress: progress.update,
		}).finally(progress.end);
		return tellCollected(collected, corpus, folder, values.json);
	});
}

/** Errors: queue.incomplete. */
export function tellCollected(collected: Collected, corpus: Corpus, folder: string, asJson: boolean): 'success' | 'failed' {
	if (collected.kind === 'incomplete') {
		throw incomplete(corpus.name, collected.missing);
	}
	const { documents, results, failures } = collected;
	const text = `${results} results of ${documents} documents in ${folder}`;
	process.stdout.write(`${asJson ? jsonLine({ kind: 'collected', documents, results, failures: failures.length }) : text}\n`);
	for (const { file, failure } of failures) {
		process.stderr.write(`spert corpus: ${file}: ${failure.problem} [${failure.code}]\n`);
	}
	return failures.length > 0 ? 'failed' : 'success';
}

/** Errors: as collectCorpus, those of the file system as cli.fileUnwritable. */
export async function collectInto(request: CollectRequest): Promise<Collected> {
	return await collectCorpus(request).catch((failure: unknown) => {
		// Those of the network have an address.
		const isOfFileSystem = failure instanceof Error && 'syscall' in failure && !('address' in failure);
		throw isOfFileSystem ? fileUnwritable(request.folder, failure) : failure;
	});
}
