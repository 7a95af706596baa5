// What the editor asks of `spert corpus` and `spert graph merge`: each a process of its own, which alone speaks with Redis.

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfCancelled, type CancellationToken } from '../../base/cancellation';
import { UserError, type UserErrorCode } from '../../base/userError';
import { runCorpus, type CorpusAnswer, type CorpusVerb } from '../../client/corpusRun';
import { runToEnd } from '../../client/programRun';
import type { Program } from '../../client/trainingProcess';

/** A corpus, and how to get at its queue. */
export interface CorpusAccess {
	readonly name: string;
	/** With user and password. */
	readonly url: string;
	readonly cancellation: CancellationToken;
	/** Told what the program says meanwhile. */
	readonly onSaid?: (text: string) => void;
}

export class CorpusPrograms {
	readonly #program: Program;

	constructor(program: Program) {
		this.#program = program;
	}

	/** Submits a folder's documents, named from there. Errors: queue.…, those of the model; CancelledError: what was submitted stays. */
	async submit(access: CorpusAccess, folder: string, args: readonly string[]): Promise<CorpusAnswer<'submit'>> {
		return await this.#run('submit', access, ['.', ...args], folder);
	}

	/** Errors: queue.…, CancelledError. */
	async status(access: CorpusAccess): Promise<CorpusAnswer<'status'>> {
		return await this.#run('status', access, []);
	}

	/** With every document that failed. Errors: queue.…, CancelledError. */
	async failures(access: CorpusAccess): Promise<NonNullable<CorpusAnswer<'status'>['failures']>> {
		return (await this.#run('status', access, ['--failures'])).failures ?? [];
	}

	/** Waits until everything that was submitted is collected. Errors: queue.…, cli.fileUnwritable; CancelledError: what was collected stays. */
	async collect(access: CorpusAccess, folder: string): Promise<CorpusAnswer<'collect'>> {
		return await this.#run('collect', access, [`--out=${folder}`]);
	}

	/** Errors: queue.…. */
	async retry(access: CorpusAccess): Promise<CorpusAnswer<'retry'>> {
		return await this.#run('retry', access, []);
	}

	/** Errors: queue.…. */
	async cancel(access: CorpusAccess): Promise<CorpusAnswer<'cancel'>> {
		return await this.#run('cancel', access, ['--yes']);
	}

	/**
	 * Makes one graph of what was collected into a folder. Resolves to its path. Errors: graph.…, knowledge.…, CancelledError.
	 * @param documents where the documents are, with what people said of which forms are the same entity
	 */
	async merge(folder: string, documents: string, cancellation: CancellationToken): Promise<string> {
		const out = join(folder, 'corpus.sqlite');
		const rules = join(documents, '.spert', 'entities.tsv');
		const args = ['graph', 'merge', join(folder, 'results.jsonl'), `--out=${out}`, ...((await isThere(rules)) ? [`--rules=${rules}`] : [])];
		throwIfCancelled(cancellation);
		const { code, stderr } = await runToEnd(this.#program, args, folder, cancellation);
		if (code !== 0) {
			throw failureIn(stderr) ?? new Error(`spert ${args.join(' ')} ended with ${code}: ${stderr}`);
		}
		return out;
	}

	async #run<Verb extends CorpusVerb>(
		verb: Verb,
		{ name, url, cancellation, onSaid }: CorpusAccess,
		args: readonly string[],
		cwd?: string,
	): Promise<CorpusAnswer<Verb>> {
		const optional = { ...(cwd === undefined ? {} : { cwd }), ...(onSaid === undefined ? {} : { onSaid }) };
		return await runCorpus(this.#program, { verb, name, url, args, cancellation, ...optional });
	}
}

/** What a command told on stderr, as a person reads it there: problem and remedy are one text. */
function failureIn(stderr: string): UserError | undefined {
	const [, text = '', code] = /^spert \w+: (.+) \[(\w+\.\w+)\]$/m.exec(stderr) ?? [];
	const [, problem = text, remedy = ''] = /^(.*?[.)]) ([^.]+\.)$/.exec(text) ?? [];
	return code === undefined ? undefined : new UserError({ code: code as UserErrorCode, problem, remedy });
}

async function isThere(path: string): Promise<boolean> {
	return await stat(path).then(
		() => true,
		() => false,
	);
}
