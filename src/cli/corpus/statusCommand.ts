// `spert corpus status`, `watch`, `retry` and `cancel`: how a corpus stands, and what becomes of it.

import { isSettled, type CorpusStatus, type FailedDocument } from '../../queue/corpus';
import { failuresOf } from '../../queue/failures';
import { pause } from '../../queue/pause';
import { Rate } from '../../queue/rate';
import { parseArguments } from '../arguments';
import type { CommandContext } from '../command';
import { UsageError } from '../usageError';
import { seconds } from './reading';
import { corpusPlace, placeHelp, placeOptions, requireCorpus, withCorpus, type OpenCorpus } from './place';
import { countsText, jsonLine, statusJson, statusText } from './statusText';

const localHelp = `  --out DIR                 a corpus of this machine, in the folder that it was submitted to
`;

export const statusHelp = `Usage: spert corpus status [OPTIONS]

Tells how many documents of a corpus are done, failed, being read and waiting, and how fast they are read.

${placeHelp}${localHelp}  --failures                name the documents that failed, with their errors
  --json                    as an object
`;

export const watchHelp = `Usage: spert corpus watch [OPTIONS]

Goes on telling how a corpus stands until everything is done, or until Ctrl+C, which ends nothing but the telling.

${placeHelp}${localHelp}  --interval SECONDS        between two looks (default: 2)
  --json                    an object a line
`;

export const retryHelp = `Usage: spert corpus retry [OPTIONS]

Puts documents that were set apart back into the queue. In a folder, spert corpus submit then reads them.

${placeHelp}${localHelp}  --json                    tell how many as an object
`;

export const cancelHelp = `Usage: spert corpus cancel --yes [OPTIONS]

Removes a corpus from the queue: documents that wait, and results that are not collected. What was collected stays.

${placeHelp}${localHelp}  --yes                     really
  --json                    tell that it is done as an object
`;

const statusOptions = { ...placeOptions, failures: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } as const;
const watchOptions = { ...placeOptions, interval: { type: 'string' }, json: { type: 'boolean', default: false } } as const;
const retryOptions = { ...placeOptions, json: { type: 'boolean', default: false } } as const;
const cancelOptions = { ...placeOptions, yes: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } } as const;

/** Errors: UsageError, queue.…. */
export async function status(args: readonly string[], context: CommandContext): Promise<'success'> {
	const { values, positionals } = parseArguments(args, statusOptions);
	refuseArguments(positionals);
	const place = corpusPlace(values, false);
	return await withCorpus(place, { command: 'corpus status', isWriting: false }, context, async (opened): Promise<'success'> => {
		const corpus = await requireCorpus(opened, place);
		const now = await opened.queue.status();
		const failures = values.failures ? await allFailures(opened) : undefined;
		const shown = { corpus, place, status: now, rate: now.rate, failures };
		process.stdout.write(values.json ? `${statusJson(shown)}\n` : statusText(shown));
		return 'success';
	});
}

async function allFailures({ queue }: OpenCorpus): Promise<FailedDocument[]> {
	const failures: FailedDocument[] = [];
	for await (const failure of failuresOf(queue)) {
		failures.push(failure);
	}
	return failures;
}

/** Errors: UsageError, queue.…, CancelledError. */
export async function watch(args: readonly string[], context: CommandContext): Promise<'success'> {
	const { values, positionals } = parseArguments(args, watchOptions);
	refuseArguments(positionals);
	const interval = (seconds('interval', values.interval) ?? 2) * 1000;
	const place = corpusPlace(values, false);
	return await withCorpus(place, { command: 'corpus watch', isWriting: false }, context, async (opened): Promise<'success'> => {
		const corpus = await requireCorpus(opened, place);
		const rate = new Rate();
		const isTerminal = process.stdout.isTTY && !values.json;
		let last = '';
		for (;;) {
			const now: CorpusStatus = await opened.queue.status();
			rate.add(performance.now(), now.done + now.failed);
			const perSecond = rate.perSecond ?? now.rate;
			const text = values.json ? statusJson({ corpus, place, status: now, rate: perSecond, failures: undefined }) : countsText(now, perSecond);
			if (isTerminal) {
				process.stdout.write(`\r\u001b[K${text}`);
			} else if (text !== last) {
				process.stdout.write(`${text}\n`);
			}
			last = text;
			if (isSettled(now)) {
				process.stdout.write(isTerminal ? '\n' : '');
				return 'success';
			}
			await pause(interval, context.cancellation);
		}
	});
}

/** Errors: UsageError, queue.…. */
export async function retry(args: readonly string[], context: CommandContext): Promise<'success'> {
	const { values, positionals } = parseArguments(args, retryOptions);
	refuseArguments(positionals);
	const place = corpusPlace(values, false);
	return await withCorpus(place, { command: 'corpus retry' }, context, async (opened): Promise<'success'> => {
		await requireCorpus(opened, place);
		const jobs = await opened.queue.retry();
		process.stdout.write(values.json ? `${jsonLine({ kind: 'retried', jobs })}\n` : `${jobs} documents put back\n`);
		return 'success';
	});
}

/** Errors: UsageError, queue.…. */
export async function cancel(args: readonly string[], context: CommandContext): Promise<'success'> {
	const { values, positionals } = parseArguments(args, cancelOptions);
	refuseArguments(positionals);
	if (!values.yes) {
		throw new UsageError('results that are not collected would be lost: say --yes.');
	}
	const place = corpusPlace(values, false);
	return await withCorpus(place, { command: 'corpus cancel' }, context, async (opened): Promise<'success'> => {
		await requireCorpus(opened, place);
		await opened.queue.cancel();
		process.stdout.write(values.json ? `${jsonLine({ kind: 'cancelled' })}\n` : `${place.name} removed from ${place.shown}\n`);
		return 'success';
	});
}

function refuseArguments(positionals: readonly string[]): void {
	if (positionals[0] !== undefined) {
		throw new UsageError(`"${positionals[0]}" is no option.`);
	}
}
