// All that the editor does with a queue of documents: submits, shows how corpora stand, retries, cancels, collects, and opens the graph.
// A bundle of its own (corporaBundle.ts).

import { basename } from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { commandIds, settingKeys, settingsSection, viewIds } from '../../host/contributions';
import type { CommandTable } from '../../host/registerCommands';
import { readSettings, type Settings } from '../../host/settings';
import type { ModelLocation } from '../../protocol/engineProtocol';
import { excludedIn } from '../workspace/editorFolders';
import { Corpora } from './corpora';
import { CorporaView } from './corporaView';
import { CorpusPrograms } from './corpusPrograms';
import { abilitiesOf, type CorpusAbility } from './corpusRows';
import type { CorpusState } from './corpusState';
import { QueueAccess } from './queueAccess';
import { submitArguments } from './submitArguments';
import { chooseExtractionPlace, chooseFolder, chooseName, foldersOnDisk } from './submitCorpus';

export interface CorporaFeatureOptions {
	readonly context: Pick<vscode.ExtensionContext, 'asAbsolutePath' | 'secrets' | 'storageUri' | 'workspaceState'>;
	readonly locate: (settings: Settings) => ModelLocation;
	/** Says what is sent where though this machine reads; undefined where nothing is. */
	readonly server: { readonly notice: string | undefined };
	readonly onFailure: (failure: unknown) => void;
}

export class CorporaFeature implements Disposable {
	readonly #options: CorporaFeatureOptions;
	readonly #owned = new DisposableStore();
	readonly #embeddedModel: string;
	readonly access: QueueAccess;
	readonly corpora: Corpora;
	readonly view: CorporaView;

	constructor(options: CorporaFeatureOptions) {
		this.#options = options;
		const { context, onFailure } = options;
		this.#embeddedModel = context.asAbsolutePath('models/scierc-minilm');
		this.access = new QueueAccess({ secrets: context.secrets, setting: () => readSettings(undefined).queueUrl });
		const programs = new CorpusPrograms({ execPath: process.execPath, path: context.asAbsolutePath('dist/spert.cjs') });
		this.corpora = this.#owned.add(new Corpora({ memento: context.workspaceState, storage: context.storageUri?.fsPath, access: this.access, programs }));
		this.view = this.#owned.add(new CorporaView({ corpora: this.corpora, access: this.access, onFailure }));
	}

	get commands(): CommandTable {
		return {
			[commandIds.setQueuePassword]: () => this.#setPassword(),
			[commandIds.submitCorpusAgain]: (row) => this.#with(row, 'submit', async ({ record }) => tellFound(await this.corpora.submit(record), record.folder)),
			[commandIds.collectCorpus]: (row) => this.#with(row, 'collect', (state) => this.#collect(state)),
			[commandIds.retryCorpus]: (row) => this.#with(row, 'retry', (state) => this.#retry(state)),
			[commandIds.cancelCorpus]: (row) => this.#with(row, 'cancel', (state) => this.#cancel(state)),
			[commandIds.stopCorpus]: (row) => this.#with(row, 'stop', ({ id }) => this.corpora.stop(id)),
			[commandIds.forgetCorpus]: (row) => this.#with(row, 'forget', ({ id }) => this.corpora.forget(id)),
		};
	}

	/**
	 * Asks who extracts the workspace where a queue is set, and submits it if that is the queue. Resolves to whether this machine is to.
	 * Errors: those of the queue's address.
	 */
	async isExtractedHere(): Promise<boolean> {
		if (!this.access.isSet || foldersOnDisk().length === 0) {
			return true;
		}
		const place = await chooseExtractionPlace(this.access, this.#options.server.notice);
		if (place === 'queue') {
			await this.#submit();
		}
		return place === 'here';
	}

	/** Submits a folder of the workspace under a name; resolves as Corpora.submit. Errors: those of it. */
	async submit(folder: vscode.WorkspaceFolder, name: string): Promise<number> {
		const settings = readSettings(folder.uri);
		const args = submitArguments(settings, this.#options.locate(settings), this.#embeddedModel, excludedIn(folder));
		return await this.corpora.submit({ name, folder: folder.uri.fsPath, args });
	}

	dispose(): void {
		this.#owned.dispose();
	}

	async #submit(): Promise<void> {
		const { address } = this.access;
		const folder = address && (await chooseFolder());
		if (address === undefined || folder === undefined) {
			return;
		}
		const known = this.corpora.all.find(({ record, isHere }) => isHere && record.folder === folder.uri.fsPath);
		const name = await chooseName(folder, known?.record.name);
		if (name !== undefined) {
			// It may take as long as reading does: what is wrong is told, and how it goes is in the view.
			this.submit(folder, name)
				.then((found) => tellFound(found, folder.uri.fsPath))
				.catch(this.#options.onFailure)
				.finally(() => this.view.lookNow());
			await vscode.commands.executeCommand(`${viewIds.corpora}.focus`);
		}
	}

	async #collect({ id, record }: CorpusState): Promise<void> {
		const graph = await this.corpora.collect(id);
		await vscode.commands.executeCommand(commandIds.openCorpusGraph, vscode.Uri.file(graph));
		vscode.window.setStatusBarMessage(vscode.l10n.t('{0} is collected', record.name), 5000);
	}

	async #retry({ id, record }: CorpusState): Promise<void> {
		const count = await this.corpora.retry(id);
		vscode.window.setStatusBarMessage(vscode.l10n.t('{0}: {1} documents are read again', record.name, count), 5000);
	}

	async #cancel({ id, record }: CorpusState): Promise<void> {
		const remove = vscode.l10n.t('Remove from Queue');
		const detail = vscode.l10n.t('For everybody who works on it. Results that are not collected are lost.');
		const question = vscode.l10n.t('Remove {0} from the queue at {1}?', record.name, record.place);
		if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, remove)) === remove) {
			await this.corpora.cancel(id);
		}
	}

	/** @param row of the view; of another form, it is asked which corpus is meant */
	async #with(row: unknown, ability: CorpusAbility, act: (state: CorpusState) => Promise<unknown>): Promise<void> {
		const id = typeof row === 'object' && row !== null && 'kind' in row && row.kind === 'corpus' && 'id' in row ? row.id : undefined;
		const able = this.corpora.all.filter((state) => abilitiesOf(state).has(ability));
		const state = id === undefined ? await chooseCorpus(able) : able.find((each) => each.id === id);
		if (state !== undefined) {
			await act(state).finally(() => this.view.lookNow());
		}
	}

	async #setPassword(): Promise<void> {
		const { l10n } = vscode;
		const { address } = this.access;
		if (address === undefined) {
			const open = l10n.t('Open Setting');
			if ((await vscode.window.showInformationMessage(l10n.t('No queue is set.'), open)) === open) {
				await vscode.commands.executeCommand('workbench.action.openSettings', `@id:${settingsSection}.${settingKeys.queueUrl}`);
			}
			return;
		}
		const user = address.username === undefined ? '' : `${address.username}@`;
		const password = await vscode.window.showInputBox({
			title: l10n.t('Set Queue Password'),
			prompt: l10n.t('The password that {0} asks for. The editor keeps it as a secret; empty: none.', `${user}${address.shown}`),
			password: true,
			ignoreFocusOut: true,
		});
		if (password !== undefined) {
			await this.access.setPassword(password);
			this.view.lookNow();
		}
	}
}

/** A folder in which nothing was found has perhaps no papers, or only files that are excluded. */
function tellFound(found: number, folder: string): void {
	if (found === 0) {
		void vscode.window.showInformationMessage(vscode.l10n.t('There are no documents in {0} that could be submitted.', folder));
	}
}

/** Where there is but one, that one. */
async function chooseCorpus(able: readonly CorpusState[]): Promise<CorpusState | undefined> {
	if (able.length === 0) {
		void vscode.window.showInformationMessage(vscode.l10n.t('There is no corpus with which that could be done now.'));
		return undefined;
	}
	const items = able.map((state) => ({ label: state.record.name, description: `${basename(state.record.folder)} · ${state.record.place}`, state }));
	const placeHolder = vscode.l10n.t('Which corpus?');
	return items.length === 1 ? items[0]?.state : (await vscode.window.showQuickPick(items, { placeHolder }))?.state;
}
