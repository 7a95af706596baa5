// Runs `spert corpus` for the editor. Whatever is read of Redis and of documents stays in that process; the address with its password goes
// there by the environment, which other users of the machine cannot read.

import type { CancellationToken } from '../base/cancellation';
import { readCorpusLine, type CorpusLine } from '../protocol/corpusLines';
import { runLines } from './programLines';
import type { Program } from './trainingProcess';

/** What each command answers in the end. */
const answers = { submit: 'submitted', status: 'status', collect: 'collected', retry: 'retried', cancel: 'cancelled' } as const;

/** In milliseconds. */
const grace = 5_000;

export type CorpusVerb = keyof typeof answers;
export type CorpusAnswer<Verb extends CorpusVerb> = Extract<CorpusLine, { readonly kind: (typeof answers)[Verb] }>;

export interface CorpusRun<Verb extends CorpusVerb> {
	readonly verb: Verb;
	/** Of the queue, with user and password. */
	readonly url: string;
	/** Of the corpus. */
	readonly name: string;
	/** Besides --name and --json. */
	readonly args: readonly string[];
	/** What documents are named from; absolute. */
	readonly cwd?: string;
	readonly cancellation: CancellationToken;
	/** Told what the program says meanwhile, without the command's name. */
	readonly onSaid?: (text: string) => void;
}

/** Cancelling interrupts the process. Errors: UserError as the program tells it; CancelledError; those of starting a process. */
export async function runCorpus<Verb extends CorpusVerb>(
	program: Program,
	{ verb, url, name, args, cwd, cancellation, onSaid }: CorpusRun<Verb>,
): Promise<CorpusAnswer<Verb>> {
	let answer: CorpusAnswer<Verb> | undefined;
	await runLines<CorpusLine>(program, {
		args: ['corpus', verb, `--name=${name}`, '--json', ...args],
		...(cwd === undefined ? {} : { cwd }),
		environment: { SPERT_QUEUE_URL: url },
		cancellation,
		// One that waits for a Redis which does not answer hears nothing else. Whenever it is killed, nothing is lost.
		grace,
		// Documents that failed are no failure of the command: its line counts them.
		partMayFail: true,
		read: readCorpusLine,
		onLine: (line) => {
			answer = line.kind === answers[verb] ? (line as CorpusAnswer<Verb>) : answer;
		},
		...(onSaid === undefined ? {} : { onSaid: (text) => onSaid(text.replace(/^spert corpus(?: \w+)?: /, '')) }),
	});
	if (answer === undefined) {
		throw new Error(`spert corpus ${verb} has told nothing.`);
	}
	return answer;
}
