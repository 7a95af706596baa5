// What a person learns of devices: that one is not used, and why, once; and a report on all of them.

import { join } from 'node:path';
import * as vscode from 'vscode';
import { deviceTitles } from '../../base/device';
import type { DeviceFallback } from '../../base/deviceReport';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { Logger } from '../../base/logger';
import type { EngineClient } from '../../client/engineClient';
import type { Program } from '../../client/trainingProcess';
import { commandIds, settingKeys, settingsSection } from '../../host/contributions';
import type { CommandTable } from '../../host/registerCommands';
import type { Reports } from '../../host/reports';
import { readSettings } from '../../host/settings';
import { getCudaLibraries } from './getCudaLibraries';
import { problemText } from './problemText';
import { reportText } from './reportText';

export interface DevicesFeatureOptions {
	readonly client: EngineClient;
	readonly logger: Logger;
	readonly reports: Reports;
	/** The model that the benchmark reads with. */
	readonly embeddedModel: string;
	/** `spert`. */
	readonly program: Program;
	/** Where libraries go that are fetched for the runtime. */
	readonly libraries: string;
}

/** How long each device is measured, in milliseconds. */
const benchmarkTime = 2000;

export class DevicesFeature implements Disposable {
	readonly #owned = new DisposableStore();
	readonly #options: DevicesFeatureOptions;
	readonly #changed = this.#owned.add(new Emitter<undefined>());
	/** The fallback is another one, or there is none any more. */
	readonly onDidChange = this.#changed.event;
	/** What a person has been told of. */
	readonly #told = new Set<string>();
	#fallback: DeviceFallback | undefined;

	constructor(options: DevicesFeatureOptions) {
		this.#options = options;
		this.#owned.add(options.client.onDidFallBack((fallback) => this.#fellBack(fallback)));
		this.#owned.add(
			options.client.onDidChangeState((state) => {
				const device = state.kind === 'ready' || state.kind === 'busy' ? state.model?.device : undefined;
				if (this.#fallback !== undefined && device !== undefined && device !== 'cpu') {
					// It works after all, as after a restart by hand.
					this.#set(undefined);
				}
			}),
		);
		this.#owned.add(
			vscode.workspace.onDidChangeConfiguration((event) => {
				if (event.affectsConfiguration(`${settingsSection}.${settingKeys.device}`)) {
					this.#set(undefined);
				}
			}),
		);
	}

	/** Why the processor computes although another device was asked for. */
	get fallback(): DeviceFallback | undefined {
		return this.#fallback;
	}

	get commands(): CommandTable {
		return { [commandIds.showDevices]: () => this.#showReport(), [commandIds.getCudaLibraries]: () => this.#getCuda() };
	}

	dispose(): void {
		this.#owned.dispose();
	}

	#set(fallback: DeviceFallback | undefined): void {
		this.#fallback = fallback;
		this.#changed.fire(undefined);
	}

	#fellBack(fallback: DeviceFallback): void {
		const text = fallbackText(fallback);
		this.#options.logger.log('warn', text);
		this.#set(fallback);
		const key = `${fallback.wanted} ${fallback.problem.kind}`;
		if (!this.#told.has(key)) {
			this.#told.add(key);
			void tell(text);
		}
	}

	async #getCuda(): Promise<void> {
		const { client, program, libraries } = this.#options;
		if (await getCudaLibraries(program, libraries)) {
			// A process that has loaded the runtime without them cannot take them.
			await client.restart();
			const show = vscode.l10n.t('Show Devices');
			const message = vscode.l10n.t('The CUDA libraries are there. Whether they work here is found out now, or when they are first used.');
			if ((await vscode.window.showInformationMessage(message, show)) === show) {
				await this.#showReport();
			}
		}
	}

	/** Tries what was not tried yet, and measures all that work. */
	async #showReport(): Promise<void> {
		const { client, reports, embeddedModel } = this.#options;
		const title = vscode.l10n.t('Trying and measuring devices');
		const report = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, (_, token) =>
			client.devices({ again: true, benchmark: { modelPath: embeddedModel, milliseconds: benchmarkTime } }, token),
		);
		const { state } = client;
		const model = state.kind === 'ready' || state.kind === 'busy' ? state.model : undefined;
		const inUse = { choice: readSettings(undefined).device, device: model?.device };
		await reports.show(vscode.l10n.t('Devices'), reportText(report, inUse));
	}
}

export function devicesFeature(context: vscode.ExtensionContext, services: Pick<DevicesFeatureOptions, 'client' | 'logger' | 'reports'>): DevicesFeature {
	return new DevicesFeature({
		...services,
		embeddedModel: context.asAbsolutePath('models/scierc-minilm'),
		program: { execPath: process.execPath, path: context.asAbsolutePath('dist/spert.cjs') },
		libraries: librariesFolder(context),
	});
}

/** Where the engine looks for libraries that are fetched for the runtime. */
export function librariesFolder(context: vscode.ExtensionContext): string {
	return join(context.globalStorageUri.fsPath, 'cuda');
}

export function fallbackText({ wanted, problem }: DeviceFallback): string {
	const name = wanted === 'auto' ? vscode.l10n.t('The fastest device') : deviceTitles[wanted];
	return vscode.l10n.t('{0} is not used, the processor computes. {1}', name, problemText(problem));
}

async function tell(text: string): Promise<void> {
	const show = vscode.l10n.t('Show Devices');
	if ((await vscode.window.showWarningMessage(`SpERT: ${text}`, show)) === show) {
		await vscode.commands.executeCommand(commandIds.showDevices);
	}
}
