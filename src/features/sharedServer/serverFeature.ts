// A server that reads sentences in place of this machine: its token, kept by the editor and given to that server alone, and plain
// words on what is sent where.

import * as vscode from 'vscode';
import { serverAddress, type ServerAddress } from '../../inference/serverAddress';
import { commandIds, settingKeys, settingsSection } from '../../host/contributions';
import type { CommandTable } from '../../host/registerCommands';
import { readSettings } from '../../host/settings';

export interface ServerFeatureOptions {
	readonly secrets: vscode.SecretStorage;
	/** Over all workspaces. */
	readonly memento: vscode.Memento;
}

const toldKey = 'spert.server.told';

export class ServerFeature {
	readonly #options: ServerFeatureOptions;

	constructor(options: ServerFeatureOptions) {
		this.#options = options;
	}

	get commands(): CommandTable {
		return { [commandIds.setServerToken]: () => this.#setToken() };
	}

	/** What is sent where by the settings as they are; undefined where nothing is. */
	get notice(): string | undefined {
		const { engineUrl } = readSettings(undefined);
		if (engineUrl === undefined) {
			return undefined;
		}
		try {
			return noticeOf(serverAddress(engineUrl));
		} catch {
			// What is wrong with the URL is told when it is used.
			return undefined;
		}
	}

	/** The token of a server to which sentences are about to be sent; the first time, that is told. Errors: inference.urlInvalid. */
	async tokenFor(url: string): Promise<string | undefined> {
		const address = serverAddress(url);
		const { secrets, memento } = this.#options;
		const told = memento.get<readonly string[]>(toldKey, []);
		if (!told.includes(address.origin)) {
			await memento.update(toldKey, [...told, address.origin]);
			void tell(address);
		}
		return await secrets.get(secretOf(address));
	}

	async #setToken(): Promise<void> {
		const { engineUrl } = readSettings(undefined);
		if (engineUrl === undefined) {
			await offerSetting(vscode.l10n.t('No server is set: sentences are read on this machine.'));
			return;
		}
		const address = serverAddress(engineUrl);
		const token = await vscode.window.showInputBox({
			title: vscode.l10n.t('Set Server Token'),
			prompt: vscode.l10n.t('The token that {0} asks for. The editor keeps it as a secret; empty: none.', address.origin),
			password: true,
			ignoreFocusOut: true,
		});
		if (token === undefined) {
			return;
		}
		const { secrets } = this.#options;
		await (token.trim() === '' ? secrets.delete(secretOf(address)) : secrets.store(secretOf(address), token.trim()));
	}
}

/** Each server has its own: no other one is ever sent it. */
function secretOf({ origin }: ServerAddress): string {
	return `spert.serverToken:${origin}`;
}

function noticeOf({ origin, isOpen }: ServerAddress): string {
	return isOpen
		? vscode.l10n.t('The sentences of your documents are sent to {0} and read there. They travel unencrypted.', origin)
		: vscode.l10n.t('The sentences of your documents are sent to {0} and read there.', origin);
}

async function tell(address: ServerAddress): Promise<void> {
	await offerSetting(`SpERT: ${noticeOf(address)}`);
}

async function offerSetting(message: string): Promise<void> {
	const open = vscode.l10n.t('Open Setting');
	if ((await vscode.window.showInformationMessage(message, open)) === open) {
		await vscode.commands.executeCommand('workbench.action.openSettings', `@id:${settingsSection}.${settingKeys.engineUrl}`);
	}
}
