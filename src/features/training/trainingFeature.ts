// All that the editor knows of training, evaluating and predicting, registered together.

import { dirname, isAbsolute, join, relative } from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import type { Logger } from '../../base/logger';
import type { Program, TrainingMeans } from '../../client/trainingProcess';
import { TrainingRecords } from '../../client/trainingRecords';
import { commandIds, settingKeys, settingsSection } from '../../host/contributions';
import { readSettings } from '../../host/settings';
import { chooseSection } from './chooseSection';
import { noExamples, noRuns, runFailed } from './errors';
import { evaluateModel, predictFile } from './evaluatePredict';
import { newestPage, pageAt, showExamplesPage, type ExamplesPage } from './examplesPanel';
import type { Reports } from '../../host/reports';
import { modelFolderOf } from './runViews';
import { newestRun, pickRuns, pickTraining, resumable } from './runPicker';
import { endOf } from './trainingOutcome';
import type { TrainingPanel, TrainingPanelActions } from './trainingPanel';
import { liesIn, Trainings, type Training } from './trainings';
import { TrainingStatus } from './trainingStatus';

export const trainingPanelType = 'spert.training';

export interface TrainingFeatureOptions {
	/** Records of trainings are kept in its storage. */
	readonly context: Pick<vscode.ExtensionContext, 'extensionUri' | 'globalStorageUri' | 'asAbsolutePath'>;
	readonly log: Logger;
	readonly reports: Reports;
	readonly onFailure: (failure: unknown) => void;
}

export class TrainingFeature implements Disposable {
	readonly #options: TrainingFeatureOptions;
	readonly #program: Program;
	readonly #owned = new DisposableStore();
	readonly #reports: Reports;
	#panel: { readonly panel: vscode.WebviewPanel; readonly content: TrainingPanel } | undefined;
	readonly trainings: Trainings;

	constructor(options: TrainingFeatureOptions) {
		this.#options = options;
		this.#reports = options.reports;
		const { context, onFailure } = options;
		this.#program = { execPath: process.execPath, path: context.asAbsolutePath('dist/spert.cjs') };
		const folders = (): string[] => (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
		this.trainings = this.#owned.add(
			new Trainings({
				records: new TrainingRecords(join(context.globalStorageUri.fsPath, 'trainings')),
				program: this.#program,
				isOurs: (record) => folders().length === 0 || liesIn(folders(), record),
				onFailure,
			}),
		);
		this.#owned.add(new TrainingStatus(this.trainings));
		this.#owned.add(this.trainings.onDidEnd((training) => this.#tellEnd(training)));
		const deserializeWebviewPanel = (panel: vscode.WebviewPanel): Promise<void> => this.#fill(panel);
		this.#owned.add(vscode.window.registerWebviewPanelSerializer(trainingPanelType, { deserializeWebviewPanel }));
		this.trainings.findAgain().catch(onFailure);
	}

	/** The commands, by their ids. */
	get commands(): Readonly<Record<string, (argument: unknown) => unknown>> {
		const { log } = this.#options;
		const programs = { program: this.#program, log, reports: this.#reports, threads };
		return {
			[commandIds.trainModel]: (argument) => this.#train(argument),
			[commandIds.evaluateModel]: (argument) => evaluateModel(programs, argument),
			[commandIds.predictFile]: (argument) => predictFile(programs, argument),
			[commandIds.showTraining]: () => this.#showNewest(),
			[commandIds.stopTraining]: () => this.#stop(),
			[commandIds.resumeTraining]: () => this.#resume(),
			[commandIds.showExamples]: () => this.#showExamples(),
		};
	}

	dispose(): void {
		// Panels stay open: they are filled again when the extension is back.
		this.#owned.dispose();
	}

	async #train(argument: unknown): Promise<void> {
		const chosen = await chooseSection('train', argument);
		if (chosen !== undefined) {
			const { conf, cwd, number: section, name } = chosen;
			const training = await this.trainings.start({ conf, cwd, section, name, ...means() });
			await this.#show(training.stored.id);
		}
	}

	async #stop(): Promise<void> {
		const training = await pickTraining(this.trainings.running, vscode.l10n.t('Which training is to stop?'));
		if (training === undefined && this.trainings.running.length === 0) {
			throw noRuns();
		}
		await (training && this.trainings.stop(training));
	}

	async #resume(): Promise<void> {
		const candidates = resumable(this.trainings);
		if (candidates.length === 0) {
			throw noRuns();
		}
		const training = await pickTraining(candidates, vscode.l10n.t('Which training is to go on?'));
		if (training?.run !== undefined) {
			await this.trainings.resume(training, means());
			await this.#show(training.run.logFolder);
		}
	}

	async #showNewest(): Promise<void> {
		const run = await newestRun(this.trainings);
		if (run === undefined) {
			throw noRuns();
		}
		await this.#show(run);
	}

	async #show(run: string): Promise<void> {
		if (this.#panel === undefined) {
			// Of before a reload, and not filled again as it was not in sight since: there is no way to show it.
			const isOurs = ({ input }: vscode.Tab): boolean => input instanceof vscode.TabInputWebview && input.viewType.endsWith(trainingPanelType);
			void vscode.window.tabGroups.close(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(isOurs)));
			const title = vscode.l10n.t('SpERT Training');
			await this.#fill(vscode.window.createWebviewPanel(trainingPanelType, title, vscode.ViewColumn.Active));
		} else {
			this.#panel.panel.reveal();
		}
		this.#panel?.content.show(run);
	}

	async #fill(panel: vscode.WebviewPanel): Promise<void> {
		// Only now: making the schemas of the panel's messages would cost every start of the editor some milliseconds.
		const { TrainingPanel } = await import('./trainingPanel');
		const { context, onFailure } = this.#options;
		const { extensionUri } = context;
		const content = this.#owned.add(
			new TrainingPanel({ panel, extensionUri, trainings: this.trainings, actions: this.#actions, onFailure }),
		);
		this.#panel = { panel, content };
		panel.onDidDispose(() => {
			if (this.#panel?.panel === panel) {
				this.#panel = undefined;
			}
		});
	}

	readonly #actions: TrainingPanelActions = {
		stop: (training) => this.trainings.stop(training),
		resume: async (training) => void (await this.trainings.resume(training, means())),
		useModel: (training) => useModel(training),
		showOutput: async ({ stored }) => {
			await this.#reports.show(vscode.l10n.t('Output of {0}', stored.record.name), await endOf(stored.files.log));
		},
		showExamples: async (run) => {
			await this.#showPage(await newestPage(run));
		},
		chooseRuns: (shown) => pickRuns(this.trainings, shown),
	};

	async #showExamples(): Promise<void> {
		const found = await vscode.workspace.findFiles('**/examples_*_epoch_*.html', undefined, 200);
		const pages = await Promise.all(found.map(({ fsPath }) => pageAt(fsPath)));
		const items = pages
			.sort((a, b) => b.written - a.written)
			.map((page) => ({ label: vscode.workspace.asRelativePath(page.path), page }));
		if (items.length === 0) {
			throw noExamples(vscode.l10n.t('This workspace'));
		}
		const placeHolder = vscode.l10n.t('Which examples? The newest come first.');
		const picked = items.length === 1 ? items[0] : await vscode.window.showQuickPick(items, { placeHolder });
		await (picked && this.#showPage(picked.page));
	}

	async #showPage(page: ExamplesPage): Promise<void> {
		const own = this.trainings.ofRun(dirname(page.path))?.stored.record.cwd;
		const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
		const panel = await showExamplesPage(page, [...(own === undefined ? [] : [own]), ...folders], this.#options.onFailure);
		this.#owned.add(panel);
	}

	#tellEnd({ state, stored, failure }: Training): void {
		const { onFailure, log } = this.#options;
		const { name } = stored.record;
		if (state !== 'failed' && state !== 'ended') {
			return;
		}
		endOf(stored.files.log)
			.then((text) => {
				log.log('warn', `${name}\n${text}`);
				const told = state === 'failed' ? failure : vscode.l10n.t('It ended without saying why: the log has what it said before.');
				onFailure(runFailed(name, told));
			})
			.catch(onFailure);
	}
}

/** The setting's number: 0 for as many as the program takes by itself. */
function threads(): number {
	return readSettings(undefined).threads;
}

function means(): TrainingMeans {
	const { threads: count, device } = readSettings(undefined);
	return { threads: count, device };
}

/** Sets the model that documents of this workspace are extracted with. */
async function useModel(training: Training): Promise<void> {
	const folder = modelFolderOf(training);
	if (folder === undefined) {
		return;
	}
	const workspace = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder));
	const inside = workspace === undefined ? folder : relative(workspace.uri.fsPath, folder);
	const target = workspace === undefined || isAbsolute(inside) ? vscode.ConfigurationTarget.Global : vscode.ConfigurationTarget.Workspace;
	await vscode.workspace.getConfiguration(settingsSection).update(settingKeys.modelPath, inside.replaceAll('\\', '/'), target);
	void vscode.window.setStatusBarMessage(vscode.l10n.t('SpERT extracts with {0} now.', inside), 5000);
}
