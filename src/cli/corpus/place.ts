// Where a corpus is: on Redis, by --queue or SPERT_QUEUE_URL, or in a folder of this machine. Opens it for a command.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { CancelledError } from '../../base/cancellation';
import { UserError, type UserErrorDetails } from '../../base/userError';
import { parseAddress, type QueueAddress } from '../../queue/address';
import type { Corpus, CorpusQueue } from '../../queue/corpus';
import { corpusNamePattern } from '../../queue/corpusName';
import { noCorpus } from '../../queue/errors';
import { LocalCorpus, stateFolder } from '../../queue/local/localCorpus';
import type { OpenQueue, QueueProgram } from '../../queue/redis/queueProgram';
import type { CommandContext } from '../command';
import { UsageError } from '../usageError';

export const placeOptions = {
	queue: { type: 'string' },
	name: { type: 'string', default: 'corpus' },
	out: { type: 'string' },
} as const;

export const placeHelp = `  --queue URL               redis://USER:PASSWORD@HOST:PORT, or rediss:// for TLS (default: SPERT_QUEUE_URL, which keeps
                            the password out of the list of processes)
  --name NAME               one corpus of several on the same queue (default: corpus)
`;

export type CorpusPlace =
	| { readonly kind: 'redis'; readonly address: QueueAddress; readonly name: string; readonly shown: string }
	| { readonly kind: 'local'; readonly folder: string; readonly name: string; readonly shown: string };

/**
 * What the options mean: --queue comes before a folder with a corpus in it, that before SPERT_QUEUE_URL.
 * @param begins whether a folder may be one that has no corpus yet
 * Errors: UsageError, queue.addressInvalid.
 */
export function corpusPlace(values: { readonly queue?: string; readonly name: string; readonly out?: string }, begins: boolean): CorpusPlace {
	const { queue, name, out } = values;
	if (!corpusNamePattern.test(name)) {
		throw new UsageError(`--name is made of letters, digits, dots, dashes and underscores, at most 64, not "${name}".`);
	}
	if (queue === undefined && out !== undefined && (begins || existsSync(join(out, stateFolder)))) {
		return { kind: 'local', folder: out, name, shown: out };
	}
	const url = queue ?? process.env['SPERT_QUEUE_URL'];
	if (url === undefined || url === '') {
		throw new UsageError('name the queue with --queue or SPERT_QUEUE_URL, or a folder of this machine with --out.');
	}
	const address = parseAddress(url);
	if (queue !== undefined && address.password !== undefined) {
		// It stood where every user of the machine can read it.
		process.title = 'spert';
	}
	return { kind: 'redis', address, name, shown: address.shown };
}

export interface OpenCorpus {
	readonly queue: CorpusQueue;
	/** What only a queue on Redis can. */
	readonly open: OpenQueue | undefined;
	/** What only a folder can. */
	readonly local: LocalCorpus | undefined;
}

export interface OpenOptions {
	/** What is told on stderr is told in its name: "corpus submit". */
	readonly command: string;
	readonly attempts?: number;
	/** Whether a folder is written to. */
	readonly isWriting?: boolean;
}

/** Errors: those of the queue and of `use`. */
export async function withCorpus<T>(
	place: CorpusPlace,
	{ command, attempts = 4, isWriting = true }: OpenOptions,
	context: CommandContext,
	use: (corpus: OpenCorpus) => Promise<T>,
): Promise<T> {
	if (place.kind === 'local') {
		const local = await LocalCorpus.open(place.folder, isWriting);
		try {
			return await use({ queue: local, open: undefined, local });
		} finally {
			await local.close();
		}
	}
	const say = once((message) => process.stderr.write(`spert ${command}: ${message}\n`));
	const { queueProgram } = createRequire(context.queueProgram)(context.queueProgram) as { readonly queueProgram: QueueProgram };
	const { address, name } = place;
	return await inOurErrors(async () => {
		const open = await queueProgram.open({
			address,
			name,
			attempts,
			cancellation: context.cancellation,
			onFull: () => say(`the queue at ${address.shown} has no room for more; waiting for results to be collected.`),
			onError: (message) => say(`the queue at ${address.shown}: ${message}; trying again.`),
		});
		try {
			return await use({ queue: open.corpus, open, local: undefined });
		} finally {
			await open.close();
		}
	});
}

/** Errors: queue.noCorpus. */
export async function requireCorpus({ queue }: OpenCorpus, place: CorpusPlace): Promise<Corpus> {
	const corpus = await queue.corpus();
	if (corpus === undefined) {
		throw noCorpus(place.name, place.shown);
	}
	return corpus;
}

/** The same message over and over is told now and then. */
function once(say: (message: string) => void, interval = 30_000): (message: string) => void {
	const told = new Map<string, number>();
	return (message) => {
		const now = performance.now();
		if (now - (told.get(message) ?? -Infinity) >= interval) {
			told.set(message, now);
			say(message);
		}
	};
}

/** Errors of the bundle's classes, which are not ours, become ours. */
async function inOurErrors<T>(run: () => Promise<T>): Promise<T> {
	try {
		return await run();
	} catch (failure) {
		if (failure instanceof Error && failure.name === 'UserError' && !(failure instanceof UserError) && 'details' in failure) {
			throw new UserError(failure.details as UserErrorDetails, { cause: failure });
		}
		if (failure instanceof Error && failure.name === 'CancelledError') {
			throw new CancelledError();
		}
		throw failure;
	}
}
