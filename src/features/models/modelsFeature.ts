// All that the editor does with models as such: lists, chooses, downloads, removes and compares them.

import * as vscode from 'vscode';
import { neverCancelled, type CancellationToken } from '../../base/cancellation';
import { DisposableStore, type Disposable } from '../../base/disposable';
import type { Logger } from '../../base/logger';
import type { ExtractionComparison } from '../../knowledge/compareExtractions';
import { commandIds, settingKeys, settingsSection } from '../../host/contributions';
import { readSettings } from '../../host/settings';
import type { ModelSummary } from '../../protocol/modelFiles';
import { compareOnDocument, countsText, type ComparisonServices } from './compareModels';
import { ComparisonDocuments } from './comparisonDocuments';
import { completionTriggers } from '../conf/completion';
import { confLanguage } from '../conf/confLanguage';
import type { ExtractionServices } from '../extraction/extractionServices';
import { downloadModel } from './downloadModel';
import { modelPathCompletion } from './modelPathCompletion';
import { ModelPrograms } from './modelPrograms';
import { removeModel } from './removeModel';
import { chooseModel } from './selectModel';
import { offerToClearOwnFiles, useModel } from './useModel';

export interface ModelsFeatureOptions extends ComparisonServices {
	readonly context: Pick<vscode.ExtensionContext, 'asAbsolutePath' | 'globalStorageUri' | 'secrets'>;
	readonly log: Logger;
	readonly knownModels: ExtractionServices['knownModels'];
	readonly onFailure: (failure: unknown) => void;
}

export class ModelsFeature implements Disposable {
	readonly #options: ModelsFeatureOptions;
	readonly #owned = new DisposableStore();
	readonly #comparisons = this.#owned.add(new ComparisonDocuments());
	readonly programs: ModelPrograms;

	constructor(options: ModelsFeatureOptions) {
		this.#options = options;
		const { context, log, onFailure } = options;
		const program = { execPath: process.execPath, path: context.asAbsolutePath('dist/spert.cjs') };
		this.programs = new ModelPrograms(program, context.globalStorageUri.fsPath, log);
		this.#owned.add(
			vscode.workspace.onDidChangeConfiguration((event) => {
				if (event.affectsConfiguration(`${settingsSection}.${settingKeys.modelPath}`)) {
					this.#noteUse().catch(onFailure);
				}
			}),
		);
		const completion = modelPathCompletion(this.programs.store);
		this.#owned.add(vscode.languages.registerCompletionItemProvider({ language: confLanguage }, completion, ...completionTriggers));
		this.#owned.add(options.knownModels.onDidMiss((path) => void this.#tellMissed(path)));
		this.#noteUse().catch(onFailure);
	}

	get commands(): Readonly<Record<string, (argument: unknown) => unknown>> {
		return {
			[commandIds.selectModel]: () => this.#select(),
			[commandIds.downloadModel]: () => this.#download(),
			[commandIds.removeModel]: () => this.#remove(),
			[commandIds.compareModels]: () => this.#compare(),
		};
	}

	dispose(): void {
		this.#owned.dispose();
	}

	/** Every model that is known of, with what is known of it. Errors: CancelledError. */
	async list(cancellation: CancellationToken = neverCancelled): Promise<readonly ModelSummary[]> {
		const { isTrusted, workspaceFolders = [] } = vscode.workspace;
		// A list of what somebody else's folder holds would offer what its settings may not.
		const folders = isTrusted ? workspaceFolders.map(({ uri }) => uri.fsPath) : [];
		const { knownModels, context } = this.#options;
		const named = new Set([...knownModels.present, this.#inUse]);
		const models = await this.programs.list(folders, [...named], cancellation);
		// The program knows its own place by another name where the extension's folder is a link.
		const embedded = context.asAbsolutePath('models/scierc-minilm');
		return models.map((model) => (model.place === 'embedded' ? { ...model, path: embedded } : model));
	}

	/** Path of the model that the active document is extracted with. */
	get #inUse(): string {
		return this.#options.locate(readSettings(vscode.window.activeTextEditor?.document.uri)).modelPath;
	}

	async #select(): Promise<void> {
		const choice = await this.#choose({
			title: vscode.l10n.t('Select Model'),
			placeholder: vscode.l10n.t('Which model reads documents?'),
			isOffered: () => true,
			withActions: true,
		});
		switch (choice?.kind) {
			case undefined:
				return;
			case 'model':
				return await this.use(choice.model);
			case 'browse':
				return await this.#browse();
			case 'download':
				return await this.#download();
			case 'remove':
				return await this.#remove();
			case 'compare':
				return await this.#compare();
			default:
				return choice satisfies never;
		}
	}

	async #choose(request: {
		readonly title: string;
		readonly placeholder: string;
		readonly isOffered: (model: ModelSummary) => boolean;
		readonly withActions: boolean;
	}): ReturnType<typeof chooseModel> {
		const { knownModels: known } = this.#options;
		return await chooseModel({ ...request, inUse: this.#inUse, recent: known.recent, load: (cancellation) => this.list(cancellation) });
	}

	/** Lets documents be extracted with a model, or says why it cannot be. */
	async use(model: ModelSummary): Promise<void> {
		switch (model.kind) {
			case 'broken':
				void vscode.window.showErrorMessage(vscode.l10n.t('{0} cannot be used. {1}', model.name, model.problem));
				return;
			case 'encoder':
				await this.#tellEncoder(model);
				return;
			case 'spert':
				await (model.place === 'embedded' ? useModel(undefined) : useModel(model.path));
				void vscode.window.setStatusBarMessage(vscode.l10n.t('SpERT extracts with {0} now.', model.name), 5000);
				await offerToClearOwnFiles();
				return;
			default:
				model satisfies never;
		}
	}

	async #tellEncoder({ name, path }: ModelSummary): Promise<void> {
		const copy = vscode.l10n.t('Copy Path');
		const told = vscode.l10n.t('{0} is an encoder: it has no entity and relation types yet. Train it with a configuration file that names it as model_path.', name);
		if ((await vscode.window.showInformationMessage(told, copy)) === copy) {
			await vscode.env.clipboard.writeText(path);
		}
	}

	async #browse(): Promise<void> {
		const [folder] =
			(await vscode.window.showOpenDialog({
				canSelectFolders: true,
				canSelectFiles: false,
				title: vscode.l10n.t('Select Model'),
				openLabel: vscode.l10n.t('Use This Model'),
			})) ?? [];
		if (folder !== undefined) {
			const models = await this.programs.list([], [folder.fsPath], neverCancelled);
			const model = models.find(({ path, place }) => place === 'named' || path === folder.fsPath);
			await (model && this.use(model));
		}
	}

	async #download(): Promise<void> {
		const model = await downloadModel(this.programs, this.#options.context.secrets);
		if (model === undefined) {
			return;
		}
		if (model.kind !== 'spert') {
			await this.use(model);
			return;
		}
		const use = vscode.l10n.t('Use This Model');
		if ((await vscode.window.showInformationMessage(vscode.l10n.t('{0} is downloaded.', model.name), use)) === use) {
			await this.use(model);
		}
	}

	async #remove(): Promise<void> {
		const downloaded = (await this.list()).filter(({ place }) => place === 'downloaded');
		if (downloaded.length === 0) {
			void vscode.window.showInformationMessage(vscode.l10n.t('No model has been downloaded.'));
			return;
		}
		const choice = await this.#choose({
			title: vscode.l10n.t('Remove Downloaded Model'),
			placeholder: vscode.l10n.t('Which model is to be removed?'),
			isOffered: ({ place }) => place === 'downloaded',
			withActions: false,
		});
		if (choice?.kind === 'model' && (await removeModel(choice.model))) {
			await this.#options.knownModels.forget(choice.model.path);
			if (choice.model.path === this.#inUse) {
				await useModel(undefined);
			}
		}
	}

	async #compare(): Promise<void> {
		const document = vscode.window.activeTextEditor?.document;
		if (document === undefined) {
			void vscode.window.showInformationMessage(vscode.l10n.t('Open the document on which models are to be compared.'));
			return;
		}
		const inUse = this.#inUse;
		const choice = await this.#choose({
			title: vscode.l10n.t('Compare Models on This Document'),
			placeholder: vscode.l10n.t('Which model is to be compared with the one in use?'),
			isOffered: ({ kind, path }) => kind === 'spert' && path !== inUse,
			withActions: false,
		});
		if (choice?.kind === 'model') {
			const { entities } = await this.compare(document, choice.model.path);
			void vscode.window.setStatusBarMessage(vscode.l10n.t('Entities: {0}', countsText(entities)), 15_000);
		}
	}

	/** Shows what the model in use and another one find in a document. Errors: those of the engine and the models; CancelledError. */
	async compare(document: vscode.TextDocument, otherPath: string): Promise<ExtractionComparison> {
		const options = { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Comparing models'), cancellable: true };
		const { comparison, shown } = await vscode.window.withProgress(options, (progress, token) =>
			compareOnDocument(document, otherPath, this.#options, token, (name, done, total) => progress.report({ message: `${name}: ${done} / ${total}` })),
		);
		await this.#comparisons.show(shown);
		return comparison;
	}

	async #tellMissed(path: string): Promise<void> {
		const select = vscode.l10n.t('Select Model');
		const told = vscode.l10n.t('The model {0} is no longer there. The model that comes with the extension is used instead.', path);
		if ((await vscode.window.showWarningMessage(told, select)) === select) {
			await vscode.commands.executeCommand(commandIds.selectModel);
		}
	}

	async #noteUse(): Promise<void> {
		const { modelPath } = readSettings(vscode.window.activeTextEditor?.document.uri);
		await (modelPath === undefined ? undefined : this.#options.knownModels.use(modelPath));
	}
}
