// The corpora that were submitted from this workspace: their records, which survive a reload, how they stand, and what is done with them.
// Knows no view. Nothing is asked of a queue that is not the one that is set.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import { CancellationSource, CancelledError } from '../../base/cancellation';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import { UserError } from '../../base/userError';
import type { CorpusFailure } from '../../protocol/corpusLines';
import { unreachable } from '../../queue/errors';
import { Rate } from '../../queue/rate';
import type { CorpusAccess, CorpusPrograms } from './corpusPrograms';
import { idOf, isSettled, recordsIn, recordsKey, type CorpusActivity, type CorpusLook, type CorpusRecord, type CorpusState } from './corpusState';
import { alreadyAtWork, nameTaken, otherQueue, passwordWanted } from './errors';
import type { QueueAccess } from './queueAccess';

export interface CorporaOptions {
	readonly memento: Pick<vscode.Memento, 'get' | 'update'>;
	/** Where results are collected; undefined where no folder is open. */
	readonly storage: string | undefined;
	readonly access: QueueAccess;
	readonly programs: Pick<CorpusPrograms, 'submit' | 'status' | 'failures' | 'collect' | 'retry' | 'cancel' | 'merge'>;
	/** In milliseconds. */
	readonly now?: () => number;
}

interface Work {
	readonly source: CancellationSource;
	/** Resolves when it is over, however that is. */
	readonly over: Promise<unknown>;
}

/** What is known of a corpus besides its record. */
interface Live {
	look: CorpusLook;
	lookedAt: number;
	rate: Rate;
	readonly activities: Map<CorpusActivity, Work>;
	said: string | undefined;
	failures: { readonly count: number; readonly found: Promise<readonly CorpusFailure[]> } | undefined;
}

/** Where nothing is left to be read, only others could change anything: it is looked at this often, in milliseconds. */
const settledPause = 15_000;
/** What takes longer, in milliseconds, is a queue that does not answer. */
const longestLook = 30_000;
/** Before what was submitted meanwhile is collected too, in milliseconds. */
const collectPause = 2_000;

export class Corpora implements Disposable {
	readonly #options: CorporaOptions;
	readonly #now: () => number;
	readonly #owned = new DisposableStore();
	readonly #changed = this.#owned.add(new Emitter<undefined>());
	/** Ends with this window what looks at queues. */
	readonly #end = this.#owned.add(new CancellationSource());
	#records: readonly CorpusRecord[];
	readonly #live = new Map<string, Live>();

	readonly onDidChange = this.#changed.event;

	constructor(options: CorporaOptions) {
		this.#options = options;
		this.#now = options.now ?? (() => performance.now());
		this.#records = recordsIn(options.memento.get(recordsKey));
	}

	/** The one that was submitted last comes first. */
	get all(): readonly CorpusState[] {
		const { place } = this.#options.access;
		return this.#records.map((record) => {
			const { look, activities, said } = this.#liveOf(idOf(record));
			return { id: idOf(record), record, isHere: record.place === place, look, activities: new Set(activities.keys()), said };
		});
	}

	/** Whether there is anything to look at. */
	get canLook(): boolean {
		return this.all.some(({ isHere }) => isHere);
	}

	/** Looks how the corpora stand that are in the queue that is set. A queue that cannot be asked is no error here, but how they stand. */
	async look(): Promise<void> {
		for (const { id, isHere, record } of this.all) {
			const { look, lookedAt, activities } = this.#liveOf(id);
			const isQuiet = activities.size === 0 && (look.kind === 'gone' || (look.kind === 'seen' && isSettled(look.counts)));
			if (isHere && (!isQuiet || this.#now() - lookedAt >= settledPause) && !this.#owned.isDisposed) {
				await this.#lookAt(id, record);
			}
		}
	}

	/**
	 * Submits a folder's documents, or goes on with that. Resolves when all of them are in the queue, to how many were found.
	 * Errors: queue.…, those of the model; CancelledError.
	 */
	async submit(wanted: Pick<CorpusRecord, 'name' | 'folder' | 'args'>): Promise<number> {
		const { access } = this.#options;
		const { address } = access;
		if (address === undefined) {
			throw new Error('A corpus was submitted without a queue.');
		}
		const known = this.#records.find((record) => idOf(record) === idOf({ ...wanted, place: address.shown }));
		const record = { isCollecting: false, ...known, ...wanted, place: address.shown, isSubmitted: false };
		const id = idOf(record);
		return await this.#run(id, record, 'submitting', async (asked) => {
			const live = this.#liveOf(id);
			live.look = live.look.kind === 'gone' ? { kind: 'unseen' } : live.look;
			await this.#keep(record);
			try {
				const { found } = await this.#options.programs.submit(asked, record.folder, record.args);
				await this.#change(id, { isSubmitted: true });
				return found;
			} catch (failure) {
				if (failure instanceof UserError && failure.code === 'queue.corpusDiffers') {
					// The name stands for what it stood for before, which may be somebody else's.
					await this.#drop(id);
					await (known && this.#keep(known));
				}
				throw failure;
			}
		});
	}

	/**
	 * Collects what was and is being submitted, and makes one graph of it. Resolves to the graph's path.
	 * Errors: queue.…, graph.…, cli.…; CancelledError: what was collected stays.
	 */
	async collect(id: string): Promise<string> {
		const { programs, storage } = this.#options;
		const record = this.#record(id);
		if (storage === undefined) {
			throw new Error('There is no place for what is collected.');
		}
		const folder = join(storage, 'corpora', folderNameOf(record));
		await this.#run(id, record, 'collecting', async (asked) => {
			await this.#change(id, { isCollecting: true });
			for (let isSubmitting = true; isSubmitting; ) {
				isSubmitting = this.#liveOf(id).activities.has('submitting');
				await programs.collect(asked, folder);
				if (isSubmitting) {
					await new Promise((resolve) => setTimeout(resolve, collectPause));
				}
			}
		});
		return await this.#run(id, record, 'merging', async ({ cancellation }) => {
			const graph = await programs.merge(folder, record.folder, cancellation);
			await this.#change(id, { graph, isCollecting: false });
			return graph;
		});
	}

	/** Puts back what was set apart; resolves to how many jobs. Errors: queue.…. */
	async retry(id: string): Promise<number> {
		const asked = await this.#asking(this.#record(id));
		const { jobs } = await inOurWords(asked.place, this.#options.programs.retry(asked));
		await this.#lookAt(id, this.#record(id));
		return jobs;
	}

	/** Removes a corpus from the queue. What was collected of it stays. Errors: queue.…. */
	async cancel(id: string): Promise<void> {
		const record = this.#record(id);
		const asked = await this.#asking(record);
		// Nothing must be submitted afterwards.
		await this.stop(id);
		await inOurWords(asked.place, this.#options.programs.cancel(asked)).catch((failure: unknown) => {
			// Somebody else was first.
			if (!(failure instanceof UserError && failure.code === 'queue.noCorpus')) {
				throw failure;
			}
		});
		if (record.graph === undefined) {
			await this.forget(id);
		} else {
			this.#liveOf(id).look = { kind: 'gone' };
			this.#changed.fire(undefined);
		}
	}

	/** Ends what this window does with a corpus; what was done stays. Resolves when it has ended. */
	async stop(id: string): Promise<void> {
		const activities = [...this.#liveOf(id).activities.values()];
		activities.forEach(({ source }) => source.cancel());
		await Promise.all(activities.map(({ over }) => over));
	}

	/** Takes a corpus out of the list. In the queue it stays. */
	async forget(id: string): Promise<void> {
		await this.stop(id);
		this.#live.delete(id);
		await this.#drop(id);
	}

	/** The documents that were set apart, asked for anew where their number has changed. Errors: queue.…. */
	async failures(id: string): Promise<readonly CorpusFailure[]> {
		const live = this.#liveOf(id);
		const count = live.look.kind === 'seen' ? live.look.counts.failed : 0;
		if (live.failures?.count !== count) {
			const found = this.#asking(this.#record(id)).then((asked) => inOurWords(asked.place, this.#options.programs.failures(asked)));
			live.failures = { count, found };
			found.catch(() => (live.failures = undefined));
		}
		return await live.failures.found;
	}

	dispose(): void {
		this.#end.cancel();
		[...this.#live.values()].flatMap(({ activities }) => [...activities.values()]).forEach(({ source }) => source.cancel());
		this.#owned.dispose();
	}

	async #lookAt(id: string, record: CorpusRecord): Promise<void> {
		const live = this.#liveOf(id);
		const limit = new CancellationSource();
		const timer = setTimeout(() => limit.cancel(), longestLook);
		const ending = this.#end.token.onCancellationRequested(() => limit.cancel());
		try {
			const asked = { ...(await this.#asking(record)), cancellation: limit.token };
			const counts = await inOurWords(asked.place, this.#options.programs.status(asked));
			live.rate.add(this.#now(), counts.done + counts.failed);
			live.look = { kind: 'seen', counts, rate: live.rate.perSecond ?? counts.rate };
		} catch (caught) {
			if (this.#owned.isDisposed) {
				return;
			}
			const failure = caught instanceof CancelledError ? unreachable(record.place, `no answer within ${longestLook / 1000} s`) : caught;
			if (!(failure instanceof UserError)) {
				throw failure;
			}
			const { code, problem, remedy } = failure;
			const { look } = live;
			const isGone = code === 'queue.noCorpus' && !live.activities.has('submitting');
			const isToCome = code === 'queue.noCorpus' && !isGone;
			const counts = look.kind === 'seen' || look.kind === 'away' ? look.counts : undefined;
			live.look = isGone ? { kind: 'gone' } : isToCome ? { kind: 'unseen' } : { kind: 'away', failure: { code, problem, remedy }, counts };
			// What was counted before says nothing of how fast it goes afterwards.
			live.rate = new Rate();
		} finally {
			clearTimeout(timer);
			ending.dispose();
		}
		live.lookedAt = this.#now();
		this.#changed.fire(undefined);
	}

	/** Does something that takes long, once at a time for a corpus. Errors: queue.alreadyAtWork, those of `work`. */
	async #run<T>(id: string, record: CorpusRecord, activity: CorpusActivity, work: (asked: CorpusAccess) => Promise<T>): Promise<T> {
		const live = this.#liveOf(id);
		if (live.activities.has(activity)) {
			throw alreadyAtWork(record.name);
		}
		const source = new CancellationSource();
		const onSaid = (said: string): void => {
			live.said = said;
			this.#changed.fire(undefined);
		};
		const doing = this.#asking(record).then((asked) => inOurWords(asked.place, work({ ...asked, cancellation: source.token, onSaid })));
		live.activities.set(activity, { source, over: doing.catch(() => undefined) });
		this.#changed.fire(undefined);
		try {
			return await doing;
		} finally {
			live.activities.delete(activity);
			live.said = undefined;
			// How it stands now is to be seen at once.
			live.lookedAt = -Infinity;
			this.#changed.fire(undefined);
		}
	}

	/** Errors: queue.otherQueue, those of the address. */
	async #asking({ name, place }: CorpusRecord): Promise<CorpusAccess & { readonly place: string }> {
		const { access } = this.#options;
		const url = await access.url();
		if (url === undefined || access.place !== place) {
			throw otherQueue(name, place);
		}
		return { name, url, place, cancellation: this.#end.token };
	}

	#record(id: string): CorpusRecord {
		const record = this.#records.find((each) => idOf(each) === id);
		if (record === undefined) {
			throw new Error(`There is no corpus "${id}".`);
		}
		return record;
	}

	#liveOf(id: string): Live {
		const known = this.#live.get(id);
		if (known !== undefined) {
			return known;
		}
		const live: Live = { look: { kind: 'unseen' }, lookedAt: -Infinity, rate: new Rate(), activities: new Map(), said: undefined, failures: undefined };
		this.#live.set(id, live);
		return live;
	}

	/** Puts a record first. */
	async #keep(record: CorpusRecord): Promise<void> {
		this.#records = [record, ...this.#records.filter((other) => idOf(other) !== idOf(record))];
		await this.#store();
	}

	async #drop(id: string): Promise<void> {
		this.#records = this.#records.filter((record) => idOf(record) !== id);
		await this.#store();
	}

	/** Of one that was taken out of the list meanwhile nothing is kept. */
	async #change(id: string, change: Partial<CorpusRecord>): Promise<void> {
		this.#records = this.#records.map((record) => (idOf(record) === id ? { ...record, ...change } : record));
		await this.#store();
	}

	async #store(): Promise<void> {
		this.#changed.fire(undefined);
		await this.#options.memento.update(recordsKey, this.#records);
	}
}

/** The program's remedies are for a command line where they speak of addresses and names. */
async function inOurWords<T>(place: string, asked: Promise<T>): Promise<T> {
	try {
		return await asked;
	} catch (failure) {
		switch (failure instanceof UserError ? failure.code : undefined) {
			case 'queue.accessDenied':
				throw passwordWanted(place);
			case 'queue.corpusDiffers':
				throw nameTaken((failure as UserError).problem);
			default:
				throw failure;
		}
	}
}

/** Of the same name in another queue, it is another corpus. */
function folderNameOf({ name, place }: CorpusRecord): string {
	return `${name}-${createHash('sha256').update(place).digest('hex').slice(0, 8)}`;
}
