// The training panel: which runs it shows, and what its buttons do. What it looks like is the page's matter (webview/training).

import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '../../base/disposable';
import { RunFigures } from '../../client/runFigures';
import { RunFollower } from '../../client/runFollower';
import { RunSoon } from '../../host/runSoon';
import { WebviewPage } from '../../host/webviewPage';
import { progressFileName } from '../../protocol/trainingFiles';
import {
	fromTrainingPanelSchema,
	mostRuns,
	type FromTrainingPanel,
	type RunView,
	type ToTrainingPanel,
} from '../../protocol/trainingPanelProtocol';
import { runlessView, runView } from './runViews';
import type { Training, Trainings } from './trainings';

/** Changes within this time are told together, in milliseconds. */
const postPause = 150;

/** What the panel's buttons do besides changing what is shown; `run` is a log folder. */
export interface TrainingPanelActions {
	stop(training: Training): Promise<void>;
	resume(training: Training): Promise<void>;
	useModel(training: Training): Promise<void>;
	showOutput(training: Training): Promise<void>;
	showExamples(run: string): Promise<void>;
	/** The log folders that the person chose. */
	chooseRuns(shown: readonly string[]): Promise<readonly string[]>;
}

export interface TrainingPanelOptions {
	readonly panel: vscode.WebviewPanel;
	readonly extensionUri: vscode.Uri;
	readonly trainings: Trainings;
	readonly actions: TrainingPanelActions;
	readonly onFailure: (failure: unknown) => void;
}

export class TrainingPanel implements Disposable {
	readonly #options: TrainingPanelOptions;
	readonly #owned = new DisposableStore();
	readonly #page: WebviewPage<ToTrainingPanel, FromTrainingPanel>;
	readonly #posting: RunSoon;
	/** Log folders of runs, and ids of trainings that have no run yet, in the order in which they are shown. */
	#shown: string[] = [];
	readonly #followers = new Map<string, RunFollower>();

	constructor(options: TrainingPanelOptions) {
		const { panel, extensionUri, trainings, onFailure } = options;
		this.#options = options;
		this.#page = this.#owned.add(
			new WebviewPage({
				webview: panel.webview,
				extensionUri,
				name: 'training',
				title: vscode.l10n.t('SpERT Training'),
				schema: fromTrainingPanelSchema,
				onMessage: (message) => this.#handle(message),
				onFailure,
			}),
		);
		this.#posting = this.#owned.add(new RunSoon(() => this.#post(), postPause, onFailure));
		this.#owned.add(trainings.onDidChange(() => this.#posting.ask()));
		this.#owned.add(toDisposable(() => this.#followers.forEach((follower) => follower.dispose())));
		this.#owned.add(panel.onDidDispose(() => this.dispose()));
	}

	/** @param run a log folder, or the id of a training that has no run yet */
	show(run: string): void {
		if (!this.#shown.includes(run)) {
			// The newest stay.
			this.#shown = [...this.#shown, run].slice(-mostRuns);
		}
		this.#posting.ask();
	}

	dispose(): void {
		this.#owned.dispose();
	}

	async #handle(message: FromTrainingPanel): Promise<void> {
		const { actions, onFailure } = this.#options;
		if (message.kind === 'ready') {
			for (const run of message.runs.slice(0, mostRuns)) {
				if (isAbsolute(run) && !this.#shown.includes(run) && (await hasProgress(run))) {
					this.#shown.push(run);
				}
			}
			await this.#post();
			return;
		}
		const training = 'run' in message ? this.#trainingOf(message.run) : undefined;
		switch (message.kind) {
			case 'stop':
				await (training && actions.stop(training));
				break;
			case 'resume':
				await (training && actions.resume(training));
				break;
			case 'useModel':
				await (training && actions.useModel(training));
				break;
			case 'showOutput':
				await (training && actions.showOutput(training));
				break;
			case 'showExamples':
				await actions.showExamples(message.run);
				break;
			case 'remove':
				this.#shown = this.#shown.filter((run) => run !== message.run);
				this.#posting.ask();
				break;
			case 'addRuns':
				(await actions.chooseRuns(this.#shown)).forEach((run) => this.show(run));
				break;
			case 'failed':
				onFailure(new Error(`The training panel: ${message.message}`));
				break;
			default:
				message satisfies never;
		}
	}

	#trainingOf(run: string): Training | undefined {
		const { trainings } = this.#options;
		return trainings.ofRun(run) ?? trainings.all.find(({ stored }) => stored.id === run);
	}

	async #post(): Promise<void> {
		// A training that has told its run by now is shown as that run from now on.
		this.#shown = [...new Set(this.#shown.map((run) => this.#trainingOf(run)?.run?.logFolder ?? run))];
		for (const [run, follower] of this.#followers) {
			if (!this.#shown.includes(run)) {
				this.#followers.delete(run);
				follower.dispose();
			}
		}
		const runs: RunView[] = [];
		for (const run of this.#shown) {
			const training = this.#trainingOf(run);
			const isRunless = training?.run === undefined && training?.stored.id === run;
			runs.push(isRunless ? runlessView(training, new RunFigures()) : runView(run, await this.#figuresOf(run), training));
		}
		await this.#page.post({ kind: 'runs', runs });
	}

	async #figuresOf(run: string): Promise<RunFigures> {
		let follower = this.#followers.get(run);
		if (follower === undefined) {
			follower = new RunFollower(run, this.#options.onFailure);
			follower.onDidChange(() => this.#posting.ask());
			this.#followers.set(run, follower);
			await follower.read();
		}
		return follower.figures;
	}
}

export async function hasProgress(logFolder: string): Promise<boolean> {
	return await stat(join(logFolder, progressFileName)).then(
		(found) => found.isFile(),
		() => false,
	);
}
