// The one item in the status bar: what was found in the active document and what the engine is doing. A function of states.

import * as vscode from 'vscode';
import { deviceTitle } from '../../base/device';
import type { DeviceFallback } from '../../base/deviceReport';
import { DisposableStore, type Disposable } from '../../base/disposable';
import type { EngineClient } from '../../client/engineClient';
import type { EngineState } from '../../client/engineState';
import { commandIds, settingKeys, settingsSection } from '../../host/contributions';
import { fallbackText, type DevicesFeature } from '../devices/devicesFeature';
import type { DocumentActivity, DocumentMarks } from '../extraction/documentExtractions';
import { isPaper } from '../extraction/paperLanguages';
import type { VisibleMarks } from '../knowledge/visibleMarks';
import type { ServerFeature } from '../sharedServer/serverFeature';

export class StatusBar implements Disposable {
	readonly #owned = new DisposableStore();
	readonly #item: vscode.StatusBarItem;
	readonly #client: EngineClient;
	readonly #marks: VisibleMarks;
	readonly #devices: DevicesFeature;
	readonly #server: ServerFeature;

	constructor(client: EngineClient, marks: VisibleMarks, devices: DevicesFeature, server: ServerFeature) {
		this.#devices = devices;
		this.#server = server;
		this.#client = client;
		this.#marks = marks;
		this.#item = this.#owned.add(vscode.window.createStatusBarItem('spert.status', vscode.StatusBarAlignment.Right, 100));
		this.#item.name = 'SpERT';
		this.#owned.add(client.onDidChangeState(() => this.#update()));
		this.#owned.add(devices.onDidChange(() => this.#update()));
		this.#owned.add(marks.onDidChange(() => this.#update()));
		this.#owned.add(vscode.window.onDidChangeActiveTextEditor(() => this.#update()));
		this.#owned.add(
			vscode.workspace.onDidChangeConfiguration((event) => {
				if (event.affectsConfiguration(`${settingsSection}.${settingKeys.engineUrl}`)) {
					this.#update();
				}
			}),
		);
		this.#update();
	}

	/** As Markdown; empty where nothing is shown. */
	get tooltip(): string {
		const { tooltip } = this.#item;
		return typeof tooltip === 'object' ? tooltip.value : (tooltip ?? '');
	}

	dispose(): void {
		this.#owned.dispose();
	}

	#update(): void {
		const document = vscode.window.activeTextEditor?.document;
		const marks = document && this.#marks.allMarksOf(document);
		const shown = document && this.#marks.marksOf(document);
		const activity: DocumentActivity = document ? this.#marks.activityOf(document) : { kind: 'idle' };
		const { state } = this.#client;
		const quiet = state.kind === 'stopped' || state.kind === 'ready';
		if (marks === undefined && quiet && !(document && isPaper(document.languageId))) {
			this.#item.hide();
			return;
		}
		this.#item.text = statusText(state, activity, marks, shown);
		this.#item.tooltip = tooltip(state, marks, this.#devices.fallback, this.#server.notice);
		this.#item.command = state.kind === 'failed' ? commandIds.restartEngine : commandIds.extractEntities;
		this.#item.backgroundColor = state.kind === 'failed' ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
		this.#item.accessibilityInformation = { label: `SpERT: ${this.#item.text.replace(/\$\([^)]*\)\s*/g, '')}` };
		this.#item.show();
	}
}

function statusText(state: EngineState, activity: DocumentActivity, marks: DocumentMarks | undefined, shown = marks): string {
	switch (state.kind) {
		case 'failed':
			return '$(error) SpERT';
		case 'starting':
		case 'restarting':
			return `$(sync~spin) ${vscode.l10n.t('SpERT: starting')}`;
		case 'stopped':
		case 'ready':
		case 'busy':
			if (activity.kind === 'extracting') {
				const { done, total } = activity;
				return total === undefined
					? `$(sync~spin) ${vscode.l10n.t('SpERT: reading')}`
					: `$(sync~spin) SpERT ${Math.floor((100 * done) / Math.max(1, total))} %`;
			}
			return marks === undefined || shown === undefined ? '$(symbol-misc) SpERT' : `$(symbol-misc) ${counts(marks, shown)}${onDevice(state)}`;
		default:
			return state satisfies never;
	}
}

/** The processor goes without saying; a server never does. */
function onDevice(state: EngineState): string {
	const { device, server } = (state.kind === 'ready' || state.kind === 'busy' ? state.model : undefined) ?? {};
	if (server !== undefined) {
		return ` · ${hostOf(server)}`;
	}
	return device === undefined || device === 'cpu' ? '' : ` · ${deviceTitle(device)}`;
}

/** @param origin scheme, host and port */
function hostOf(origin: string): string {
	return origin.replace(/^https?:\/\//, '');
}

/** Says of how many where not everything is shown. */
function counts({ extraction: all }: DocumentMarks, { extraction: shown }: DocumentMarks): string {
	const [mentions, relations] = [all.mentions.length, all.relations.length];
	if (shown.mentions.length < mentions) {
		return vscode.l10n.t('{0} of {1} entities · {2} of {3} relations', shown.mentions.length, mentions, shown.relations.length, relations);
	}
	return shown.relations.length < relations
		? vscode.l10n.t('{0} entities · {1} of {2} relations', mentions, shown.relations.length, relations)
		: vscode.l10n.t('{0} entities · {1} relations', mentions, relations);
}

const trustedCommands = [
	commandIds.showRelationGraph,
	commandIds.showEntities,
	commandIds.changeDensity,
	commandIds.extractEntities,
	commandIds.showDevices,
	commandIds.restartEngine,
	commandIds.showLog,
	commandIds.selectModel,
] as const;

/** A link that runs a command. */
function link(title: string, command: (typeof trustedCommands)[number]): string {
	return `[${title}](command:${command})`;
}

/** @param notice what is sent to a server */
function tooltip(
	state: EngineState,
	marks: DocumentMarks | undefined,
	fallback: DeviceFallback | undefined,
	notice: string | undefined,
): vscode.MarkdownString {
	const text = new vscode.MarkdownString(undefined, true);
	text.isTrusted = { enabledCommands: [...trustedCommands] };
	text.appendText(engineLine(state));
	if (notice !== undefined) {
		text.appendMarkdown('\n\n$(cloud-upload) ');
		text.appendText(notice);
	}
	if (fallback !== undefined && notice === undefined) {
		text.appendMarkdown('\n\n$(warning) ');
		text.appendText(fallbackText(fallback));
	}
	if (marks !== undefined) {
		const { model, computed, total, duration } = marks;
		text.appendMarkdown('\n\n');
		text.appendText(vscode.l10n.t('Model: {0} ({1})', model.name, model.hash.slice(0, 12)));
		text.appendMarkdown('\n\n');
		const device = model.server === undefined ? deviceTitle(model.device) : `${deviceTitle(model.device)} · ${hostOf(model.server)}`;
		text.appendText(vscode.l10n.t('Device: {0}', model.precision === 'int8' ? `${device} · int8` : device));
		text.appendMarkdown('\n\n');
		const seconds = (duration / 1000).toFixed(1);
		text.appendText(
			computed === total
				? vscode.l10n.t('{0} sentences read in {1} s', total, seconds)
				: vscode.l10n.t('{0} of {1} sentences read in {2} s, the others were known', computed, total, seconds),
		);
	}
	const ofMarks = [
		link(vscode.l10n.t('Show Relation Graph'), commandIds.showRelationGraph),
		link(vscode.l10n.t('Show Entities'), commandIds.showEntities),
		link(vscode.l10n.t('Change Density'), commandIds.changeDensity),
	];
	const ofEngine = [
		link(vscode.l10n.t('Extract Entities'), commandIds.extractEntities),
		link(vscode.l10n.t('Select Model'), commandIds.selectModel),
		link(vscode.l10n.t('Show Devices'), commandIds.showDevices),
		link(vscode.l10n.t('Restart Engine'), commandIds.restartEngine),
		link(vscode.l10n.t('Show Log'), commandIds.showLog),
	];
	for (const links of marks === undefined ? [ofEngine] : [ofMarks, ofEngine]) {
		text.appendMarkdown(`\n\n${links.join(' · ')}`);
	}
	return text;
}

function engineLine(state: EngineState): string {
	switch (state.kind) {
		case 'stopped':
			return vscode.l10n.t('Engine: not running. It starts on first use.');
		case 'starting':
			return vscode.l10n.t('Engine: starting');
		case 'restarting':
			return vscode.l10n.t('Engine: ended unexpectedly, starting again');
		case 'ready':
			return state.model === undefined ? vscode.l10n.t('Engine: ready') : vscode.l10n.t('Engine: ready, on {0}', state.model.server ?? deviceTitle(state.model.device));
		case 'busy':
			return vscode.l10n.t('Engine: busy');
		case 'failed':
			return vscode.l10n.t('Engine: failed. {0}', state.error.message);
		default:
			return state satisfies never;
	}
}
