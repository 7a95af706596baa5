// The trainings of this workspace: those that this window started, those that an earlier one did, and what became of each.
// Trainings are processes of their own, so this only watches; disposing it ends none.

import { basename, dirname, isAbsolute, relative } from 'node:path';
import { DisposableStore, toDisposable, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import { LineTail } from '../../client/lineTail';
import { RunFollower } from '../../client/runFollower';
import { isRunning, requestStop, startTraining, type Program, type TrainingMeans, type TrainingStart } from '../../client/trainingProcess';
import type { StoredTraining, TrainingRecord, TrainingRecords } from '../../client/trainingRecords';
import { readTrainingOutputLine, type TrainingOutputLine } from '../../protocol/trainingFiles';
import type { RunState } from '../../protocol/trainingPanelProtocol';
import { failureTold, stopWasAsked } from './trainingOutcome';

/** How often processes are looked after, in milliseconds. */
const lookInterval = 700;

export interface Training {
	readonly stored: StoredTraining;
	readonly state: RunState;
	/** What the program said where it failed. */
	readonly failure: string;
	/** Its newest run; undefined until the program has told. */
	readonly run: TrainingOutputLine | undefined;
	/** Figures of the newest run while it runs, and at its end. */
	readonly follower: RunFollower | undefined;
}

interface Watched {
	training: Training;
	readonly output: LineTail;
	readonly store: DisposableStore;
}

export interface TrainingsOptions {
	readonly records: TrainingRecords;
	readonly program: Program;
	/** Whether a training belongs to this window. */
	readonly isOurs: (record: TrainingRecord) => boolean;
	readonly onFailure: (failure: unknown) => void;
}

export class Trainings implements Disposable {
	readonly #options: TrainingsOptions;
	readonly #owned = new DisposableStore();
	readonly #changed = this.#owned.add(new Emitter<undefined>());
	readonly #ended = this.#owned.add(new Emitter<Training>());
	readonly #watched = new Map<string, Watched>();
	#looking: Promise<void> | undefined;
	#timer: NodeJS.Timeout | undefined;

	/** Figures or states have changed. */
	readonly onDidChange = this.#changed.event;
	/** A training that was running is no more. */
	readonly onDidEnd = this.#ended.event;

	constructor(options: TrainingsOptions) {
		this.#options = options;
		this.#owned.add(toDisposable(() => clearTimeout(this.#timer)));
		this.#owned.add(toDisposable(() => this.#watched.forEach(({ store }) => store.dispose())));
	}

	/** The newest last. */
	get all(): readonly Training[] {
		return [...this.#watched.values()].map(({ training }) => training);
	}

	get running(): readonly Training[] {
		return this.all.filter(({ state }) => isActive(state));
	}

	/** Of the run whose log folder this is: the newest training that has it, or is about to go on with it. */
	ofRun(logFolder: string): Training | undefined {
		return this.all.findLast(({ run, stored }) => {
			return run === undefined ? stored.record.resumedRun === basename(logFolder) : run.logFolder === logFolder;
		});
	}

	/** Finds the trainings that were started before, running or not. */
	async findAgain(): Promise<void> {
		const { records, isOurs } = this.#options;
		const stored = await records.list();
		for (const training of stored) {
			if (isOurs(training.record) && !this.#watched.has(training.id)) {
				await this.#watch(training);
			}
		}
		const over = this.all.filter(({ state }) => !isActive(state)).map((training) => training.stored);
		await records.prune(over);
		this.#changed.fire(undefined);
		this.#lookSoon();
	}

	/** Errors: those of starting a process. */
	async start(start: TrainingStart): Promise<Training> {
		const stored = await startTraining(this.#options.program, this.#options.records, start);
		const { training } = await this.#watch(stored);
		this.#changed.fire(undefined);
		this.#lookSoon();
		return training;
	}

	/** Goes on with a training that was stopped, in a new process. */
	async resume({ stored, run }: Training, means: TrainingMeans): Promise<Training> {
		const { conf, cwd, section, name } = stored.record;
		const resumed = run === undefined ? {} : { resumedRun: basename(run.logFolder) };
		return await this.start({ conf, cwd, section, name, ...means, ...resumed });
	}

	async stop({ stored }: Training): Promise<void> {
		await requestStop(stored);
		const watched = this.#watched.get(stored.id);
		if (watched !== undefined && isActive(watched.training.state)) {
			watched.training = { ...watched.training, state: 'stopping' };
			this.#changed.fire(undefined);
		}
	}

	dispose(): void {
		this.#owned.dispose();
	}

	async #watch(stored: StoredTraining): Promise<Watched> {
		const watched: Watched = {
			training: { stored, state: 'starting', failure: '', run: undefined, follower: undefined },
			output: new LineTail(stored.files.output),
			store: new DisposableStore(),
		};
		this.#watched.set(stored.id, watched);
		await this.#look(watched, false);
		return watched;
	}

	#lookSoon(): void {
		clearTimeout(this.#timer);
		if (this.#owned.isDisposed || this.running.length === 0) {
			return;
		}
		this.#timer = setTimeout(() => {
			this.#looking ??= this.#lookAtAll()
				.catch(this.#options.onFailure)
				.finally(() => {
					this.#looking = undefined;
					this.#lookSoon();
				});
		}, lookInterval);
	}

	async #lookAtAll(): Promise<void> {
		for (const watched of this.#watched.values()) {
			if (isActive(watched.training.state)) {
				await this.#look(watched, true);
			}
		}
	}

	/** @param tell whether it is news if the training is over */
	async #look(watched: Watched, tell: boolean): Promise<void> {
		const { stored } = watched.training;
		// First this: what it wrote before it ended is there afterwards.
		const runs = await isRunning(stored);
		const { lines } = await watched.output.read();
		const run = lines.map(readTrainingOutputLine).findLast((line) => line !== undefined);
		if (run !== undefined) {
			this.#follow(watched, run);
		}
		const { follower } = watched.training;
		await follower?.read();
		const state = runs ? await stateWhileRunning(watched.training) : await stateAtEnd(watched.training);
		const failure = state === 'failed' ? ((await failureTold(stored.files.log)) ?? '') : '';
		const before = watched.training.state;
		watched.training = { ...watched.training, state, failure };
		if (!runs) {
			// Its figures stay; its file is read no more.
			watched.store.dispose();
		}
		if (state !== before) {
			this.#changed.fire(undefined);
			if (tell && !runs) {
				this.#ended.fire(watched.training);
			}
		}
	}

	#follow(watched: Watched, run: TrainingOutputLine): void {
		watched.store.clear();
		const follower = watched.store.add(new RunFollower(run.logFolder, this.#options.onFailure));
		watched.store.add(follower.onDidChange(() => this.#changed.fire(undefined)));
		watched.training = { ...watched.training, run, follower };
	}
}

export function isActive(state: RunState): boolean {
	return state === 'starting' || state === 'running' || state === 'stopping';
}

/** Whether a training's configuration file lies in one of the folders. */
export function liesIn(folders: readonly string[], { conf }: TrainingRecord): boolean {
	return folders.some((folder) => {
		const path = relative(folder, dirname(conf));
		return !path.startsWith('..') && !isAbsolute(path);
	});
}

async function stateWhileRunning({ stored, follower }: Training): Promise<RunState> {
	if (await stopWasAsked(stored.files.stop)) {
		return 'stopping';
	}
	return (follower?.figures.view().totalUpdates ?? 0) === 0 ? 'starting' : 'running';
}

async function stateAtEnd({ stored, follower }: Training): Promise<RunState> {
	if (follower?.figures.isFinished === true) {
		return 'finished';
	}
	if ((await failureTold(stored.files.log)) !== undefined) {
		return 'failed';
	}
	return (await stopWasAsked(stored.files.stop)) ? 'stopped' : 'ended';
}
