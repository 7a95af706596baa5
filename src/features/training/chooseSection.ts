// Which section of which configuration file a command runs: the one that a button names, or that of the active file, or one
// that the person picks.

import { basename } from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { parseConf, type ConfSection } from '../../conf/confFile';
import type { Command } from '../../conf/optionTable';
import { looksLikeSpertConf } from '../../conf/recognition';
import { commandOfSection } from '../../conf/sectionCommand';
import { confLanguage } from '../conf/confLanguage';
import { runBaseOf } from '../conf/runBase';
import { noConfigurations, noSuchSection, notOnDisk, workspaceUntrusted } from './errors';

export interface ChosenSection {
	/** Absolute. */
	readonly conf: string;
	/** From 1. */
	readonly number: number;
	readonly section: ConfSection;
	/** The folder that relative paths start at. */
	readonly cwd: string;
	/** Its label, or else the file's name. */
	readonly name: string;
}

const requestSchema = z.object({ uri: z.string(), section: z.number() });
const mostFiles = 200;

/**
 * Saves the file first: the program reads it from the disk.
 * @param argument that of the command: from a button {uri, section}, else undefined
 * @returns undefined where the person picks none. Errors: run.…
 */
export async function chooseSection(command: Command, argument: unknown): Promise<ChosenSection | undefined> {
	if (!vscode.workspace.isTrusted) {
		throw workspaceUntrusted();
	}
	const request = requestSchema.safeParse(argument);
	if (request.success) {
		return await sectionOf(vscode.Uri.parse(request.data.uri, true), request.data.section, command);
	}
	const active = vscode.window.activeTextEditor?.document;
	const uri = active?.languageId === confLanguage ? active.uri : await pickFile(command);
	if (uri === undefined) {
		return undefined;
	}
	const { sections } = parseConf(await savedText(uri));
	const fitting = sections.flatMap((section, index) => (fits(section, command) ? [{ section, index }] : []));
	if (fitting.length === 0) {
		throw noSuchSection(basename(uri.path), command);
	}
	const items = fitting.map(({ section, index }) => ({
		label: labelOf(section) ?? vscode.l10n.t('Section {0}', index + 1),
		description: vscode.l10n.t('line {0}', section.line + 1),
		index,
	}));
	const placeHolder = vscode.l10n.t('Which section of {0}?', basename(uri.path));
	const picked = items.length === 1 ? items[0] : await vscode.window.showQuickPick(items, { placeHolder });
	return picked && (await sectionOf(uri, picked.index, command));
}

async function sectionOf(uri: vscode.Uri, index: number, command: Command): Promise<ChosenSection> {
	const name = basename(uri.path);
	if (uri.scheme !== 'file') {
		throw notOnDisk(name);
	}
	const section = parseConf(await savedText(uri)).sections[index];
	if (section === undefined || !fits(section, command)) {
		throw noSuchSection(name, command);
	}
	const base = await runBaseOf(uri, section);
	if (base?.scheme !== 'file') {
		throw notOnDisk(name);
	}
	return { conf: uri.fsPath, number: index + 1, section, cwd: base.fsPath, name: labelOf(section) ?? name };
}

function fits(section: ConfSection, command: Command): boolean {
	return section.repeat > 0 && commandOfSection(section) === command;
}

function labelOf({ entries }: ConfSection): string | undefined {
	return entries.findLast(({ key }) => key === 'label')?.value;
}

async function savedText(uri: vscode.Uri): Promise<string> {
	const document = await vscode.workspace.openTextDocument(uri);
	if (document.isDirty && !(await document.save())) {
		throw notOnDisk(basename(uri.path));
	}
	return document.getText();
}

async function pickFile(command: Command): Promise<vscode.Uri | undefined> {
	const uris = await vscode.workspace.findFiles('**/*.conf', undefined, mostFiles);
	const items: (vscode.QuickPickItem & { readonly uri: vscode.Uri })[] = [];
	for (const uri of uris) {
		const text = Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8');
		if (looksLikeSpertConf(text) && parseConf(text).sections.some((section) => fits(section, command))) {
			items.push({ label: vscode.workspace.asRelativePath(uri), uri });
		}
	}
	if (items.length === 0) {
		throw noConfigurations(command);
	}
	items.sort((a, b) => a.label.localeCompare(b.label));
	const placeHolder = vscode.l10n.t('Which configuration file?');
	return items.length === 1 ? items[0]?.uri : (await vscode.window.showQuickPick(items, { placeHolder }))?.uri;
}
