// The command "Export Results…": which documents, in which format, to where.

import * as vscode from 'vscode';
import type { Logger } from '../../base/logger';
import type { Exported, ExportedDocument } from '../../exchange/exportedDocument';
import type { Exchange } from '../../exchange/node/exchangeProgram';
import type { ExportFormat, ExportFormatId } from '../../exchange/exportFormats';
import { commandIds } from '../../host/contributions';
import type { KnownDocument } from '../../knowledge/knownDocument';
import type { Knowledge } from '../knowledge/knowledge';
import { readText } from '../workspace/readText';
import { exportArguments, placeOf, type ExportArguments } from './commandArguments';
import { exportInThread } from './exportThread';
import { exportFormatTexts } from './formatTexts';
import { existingFiles, writeFolder, writeResults } from './resultFiles';

/** How long it says what was written, in milliseconds. */
const toldFor = 8000;

export interface ExportOptions {
	readonly knowledge: Knowledge;
	readonly loadExchange: () => Exchange;
	/** Path of what `loadExchange` loads. */
	readonly bundle: string;
	readonly logger: Logger;
}

/** Errors: exchange.notWritten; those of the documents' file systems. */
export async function exportResultsCommand({ knowledge, loadExchange, bundle, logger }: ExportOptions, argument: unknown): Promise<void> {
	const said = exportArguments(argument);
	const documents = await chooseDocuments(knowledge, said.scope);
	if (documents === undefined) {
		return;
	}
	const exchange = loadExchange();
	const format = exchange.exportFormatIds.find((id) => id === said.format) ?? (await chooseFormat(exchange));
	if (format === undefined) {
		return;
	}
	const place = said.file === undefined ? await choosePlace(exchange.exportFormats[format], documents) : placeOf(said.file);
	if (place === undefined) {
		return;
	}
	const sources = await withSources(documents, logger);
	// One document's graph takes no time here, where the forms of all others are known; that of a workspace may.
	const [only, ...others] = sources;
	const graph = only !== undefined && others.length === 0 ? knowledge.index.graph([only.known.id]) : knowledge.index.rules;
	const exported = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Exporting results') }, () =>
		exportInThread(bundle, format, sources, graph),
	);
	if (!(await write(exported, exchange.exportFormats[format], place))) {
		return;
	}
	const lines = exchange.lossLines(exported.losses);
	const missing = documents.length - sources.length;
	const path = vscode.workspace.asRelativePath(place);
	if (lines.length === 0 && missing === 0) {
		vscode.window.setStatusBarMessage(vscode.l10n.t('$(check) Results of {0} documents are in {1}.', sources.length, path), toldFor);
		return;
	}
	lines.forEach((line) => logger.log('warn', `${path}: ${line}`));
	const showLog = vscode.l10n.t('Show Log');
	const message =
		missing > 0
			? vscode.l10n.t('Results of {0} documents are in {1}, without {2} that cannot be read.', sources.length, path, missing)
			: vscode.l10n.t('Results of {0} documents are in {1}. The log says what the format could not hold.', sources.length, path);
	// Not awaited: the command is over, the message may stay.
	void vscode.window.showWarningMessage(message, showLog).then((choice) => {
		if (choice === showLog) {
			void vscode.commands.executeCommand(commandIds.showLog);
		}
	});
}

async function chooseDocuments(knowledge: Knowledge, scope: ExportArguments['scope']): Promise<readonly KnownDocument[] | undefined> {
	await knowledge.whenComplete();
	const all = knowledge.documents;
	const active = vscode.window.activeTextEditor?.document.uri.toString();
	const own = all.find(({ id }) => id === active);
	if (all.length === 0) {
		const extract = vscode.l10n.t('Extract Entities');
		const message = vscode.l10n.t('There are no results to export yet: extract entities first.');
		if ((await vscode.window.showInformationMessage(message, extract)) === extract) {
			await vscode.commands.executeCommand(commandIds.extractEntities);
		}
		return undefined;
	}
	if (own === undefined || all.length === 1 || scope === 'workspace') {
		return all;
	}
	if (scope === 'document') {
		return [own];
	}
	const choice = await vscode.window.showQuickPick(
		[
			{ label: vscode.l10n.t('This document'), description: own.name, documents: [own] },
			{ label: vscode.l10n.t('Workspace'), description: vscode.l10n.t('{0} documents', all.length), documents: all },
		],
		{ title: vscode.l10n.t('Export Results'), placeHolder: vscode.l10n.t('Results of which documents?') },
	);
	return choice?.documents;
}

async function chooseFormat({ exportFormatIds }: Exchange): Promise<ExportFormatId | undefined> {
	const texts = exportFormatTexts();
	const items = exportFormatIds.map((id) => ({ label: texts[id].title, detail: `${texts[id].holds}, ${texts[id].loses}`, id }));
	const options = { title: vscode.l10n.t('Export Results'), placeHolder: vscode.l10n.t('In which format?'), matchOnDetail: true };
	return (await vscode.window.showQuickPick(items, options))?.id;
}

async function choosePlace({ extension, title }: ExportFormat, documents: readonly KnownDocument[]): Promise<vscode.Uri | undefined> {
	const [first] = documents;
	const beside = first && vscode.Uri.joinPath(vscode.Uri.parse(first.id, true), '..');
	const workspaceFolder = vscode.workspace.workspaceFolders?.[0]?.uri;
	const folder = documents.length === 1 && first?.id.startsWith('untitled:') === false ? beside : workspaceFolder;
	if (extension === undefined) {
		const chosen = await vscode.window.showOpenDialog({
			canSelectFiles: false,
			canSelectFolders: true,
			openLabel: vscode.l10n.t('Export Here'),
			title: vscode.l10n.t('Export Results'),
			...(folder === undefined ? {} : { defaultUri: folder }),
		});
		return chosen?.[0];
	}
	const name = documents.length === 1 ? (first?.name.split('/').at(-1) ?? '') : 'results';
	return vscode.window.showSaveDialog({
		...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, `${name}.${extension}`) }),
		filters: { [title]: [extension] },
		title: vscode.l10n.t('Export Results'),
	});
}

/** The documents with their text. Those whose text cannot be had, or is another by now, are told in the log and left out. */
async function withSources(documents: readonly KnownDocument[], logger: Logger): Promise<readonly ExportedDocument[]> {
	const found: ExportedDocument[] = [];
	for (const known of documents) {
		try {
			const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === known.id);
			// Opening every document of a workspace would wake every other extension for each.
			const source = open?.getText() ?? (await readText(vscode.Uri.parse(known.id, true)));
			if (known.extraction.sentences.some(({ end }) => end > source.length)) {
				throw new Error('Its text is another than the one that was extracted.');
			}
			found.push({ known, source });
		} catch (failure) {
			logger.log('warn', `${known.name}: ${failure instanceof Error ? failure.message : String(failure)}`);
		}
	}
	return found;
}

/** @returns false where the person did not want to replace what is there */
async function write({ files }: Exported, { extension }: ExportFormat, place: vscode.Uri): Promise<boolean> {
	if (extension !== undefined) {
		await writeResults(place, files[0]?.text ?? '');
		return true;
	}
	const there = await existingFiles(place, files);
	if (there.length > 0) {
		const replace = vscode.l10n.t('Replace');
		const message = vscode.l10n.t('{0} of the files are there already: {1}', there.length, there.slice(0, 5).join(', '));
		if ((await vscode.window.showWarningMessage(message, { modal: true }, replace)) !== replace) {
			return false;
		}
	}
	await writeFolder(place, files);
	return true;
}
