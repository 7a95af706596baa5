// The command "Import Results…": from which file, in which format, onto which documents. What it puts there stands exactly where
// the file says, or is told.

import * as vscode from 'vscode';
import { CancelledError } from '../../base/cancellation';
import type { Logger } from '../../base/logger';
import type { DocumentReading } from '../../documents/documentReading';
import type { ForeignDocument } from '../../exchange/foreignDocument';
import type { Exchange } from '../../exchange/node/exchangeProgram';
import type { ImportFormatId } from '../../exchange/importFormats';
import { commandIds } from '../../host/contributions';
import type { DocumentExtractions } from '../extraction/documentExtractions';
import type { Knowledge } from '../knowledge/knowledge';
import { importArguments, placeOf } from './commandArguments';
import { documentChanged, noSuchDocument } from './errors';
import { inOurErrors } from './exchangeBundle';
import { exists, filesIn, readResults } from './resultFiles';

/** How long it says what was imported, in milliseconds. */
const toldFor = 8000;
/** How often a document is read anew that is edited meanwhile. */
const mostTries = 5;

export interface ImportOptions {
	readonly extractions: DocumentExtractions;
	readonly knowledge: Knowledge;
	readonly readingOf: (document: vscode.TextDocument) => Promise<DocumentReading>;
	readonly loadExchange: () => Exchange;
	readonly logger: Logger;
}

/** What an import came to. */
interface Imported {
	readonly document: vscode.TextDocument;
	readonly mentions: number;
	readonly problems: number;
}

/** Errors: data.notJson, data.sourceMalformed, exchange.resultsMalformed, .noSuchDocument, .documentChanged, .resultsTooLarge. */
export async function importResultsCommand(options: ImportOptions, argument: unknown): Promise<void> {
	const said = importArguments(argument);
	const exchange = options.loadExchange();
	const format = exchange.importFormatIds.find((id) => id === said.format) ?? (await chooseFormat(exchange));
	const file = format && (said.file === undefined ? await chooseFile(exchange, format) : placeOf(said.file));
	if (format === undefined || file === undefined) {
		return;
	}
	const foreign = await readForeign(exchange, format, file);
	const active = vscode.window.activeTextEditor?.document;
	const path = vscode.workspace.asRelativePath(file);
	const imported: Imported[] = [];
	const missing: string[] = [];
	for (const one of foreign) {
		const document = await documentOf(one, active, options.knowledge);
		if (document === undefined) {
			missing.push(one.name ?? path);
		} else {
			imported.push(await putOnto(document, one, exchange.importFormats[format].title, exchange, options));
		}
	}
	if (imported.length === 0) {
		throw noSuchDocument(path, missing);
	}
	tell(imported, missing, path, options.logger);
}

async function chooseFormat({ importFormatIds, importFormats }: Exchange): Promise<ImportFormatId | undefined> {
	const items = importFormatIds.map((id) => {
		return { label: importFormats[id].title, description: importFormats[id].extensions.map((extension) => `.${extension}`).join(' '), id };
	});
	const options = { title: vscode.l10n.t('Import Results'), placeHolder: vscode.l10n.t('In which format are they?') };
	return (await vscode.window.showQuickPick(items, options))?.id;
}

/** A file, or for brat a folder. */
async function chooseFile({ importFormats }: Exchange, format: ImportFormatId): Promise<vscode.Uri | undefined> {
	const { title, extensions } = importFormats[format];
	const isFolder = format === 'brat';
	const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
	const chosen = await vscode.window.showOpenDialog({
		canSelectFiles: !isFolder,
		canSelectFolders: isFolder,
		openLabel: vscode.l10n.t('Import'),
		title: vscode.l10n.t('Import Results'),
		...(folder === undefined ? {} : { defaultUri: folder }),
		...(isFolder ? {} : { filters: { [title]: [...extensions], [vscode.l10n.t('All Files')]: ['*'] } }),
	});
	return chosen?.[0];
}

async function readForeign(exchange: Exchange, format: ImportFormatId, file: vscode.Uri): Promise<ForeignDocument[]> {
	const { read } = exchange.importFormats[format];
	if (read !== undefined) {
		const text = await readResults(file);
		return inOurErrors(() => read(text, vscode.workspace.asRelativePath(file)));
	}
	const configuration = vscode.Uri.joinPath(file, 'annotation.conf');
	const symmetric = exchange.symmetricTypes((await exists(configuration)) ? await readResults(configuration) : '');
	const found: ForeignDocument[] = [];
	for (const path of await filesIn(file, '.ann')) {
		const name = path.slice(0, -'.ann'.length);
		const annotations = await readResults(vscode.Uri.joinPath(file, path));
		const text = await readResults(vscode.Uri.joinPath(file, `${name}.txt`));
		found.push(inOurErrors(() => exchange.readBratStandoff({ name, text, annotations, isSymmetric: (type) => symmetric.has(type) })));
	}
	return found;
}

/** The document that a file means: by its name in the workspace; the active one where the file names none. */
async function documentOf(
	foreign: ForeignDocument,
	active: vscode.TextDocument | undefined,
	knowledge: Knowledge,
): Promise<vscode.TextDocument | undefined> {
	const isMeant = (uri: vscode.Uri): boolean => foreign.isNamed(vscode.workspace.asRelativePath(uri)) || foreign.isNamed(uri.fsPath);
	if (active !== undefined && (foreign.name === undefined || isMeant(active.uri))) {
		return active;
	}
	const open = vscode.workspace.textDocuments.find(({ uri }) => isMeant(uri));
	if (open !== undefined || foreign.name === undefined) {
		return open;
	}
	await knowledge.whenComplete();
	const known = knowledge.documents.map(({ id }) => vscode.Uri.parse(id, true)).find(isMeant);
	const inFolders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => vscode.Uri.joinPath(uri, foreign.name ?? ''));
	for (const uri of known === undefined ? inFolders : [known]) {
		// A name may lead out of the workspace: such a file is none of ours.
		if (vscode.workspace.getWorkspaceFolder(uri) !== undefined && isMeant(uri) && (await exists(uri))) {
			return vscode.workspace.openTextDocument(uri);
		}
	}
	return undefined;
}

async function putOnto(
	document: vscode.TextDocument,
	foreign: ForeignDocument,
	title: string,
	exchange: Exchange,
	{ extractions, knowledge, readingOf, logger }: ImportOptions,
): Promise<Imported> {
	const name = vscode.workspace.asRelativePath(document.uri);
	for (let tries = 0; tries < mostTries; tries++) {
		const { version } = document;
		const source = document.getText();
		const reading = await readingOf(document);
		if (document.isClosed) {
			throw new CancelledError();
		}
		// The places are of the text as it was read.
		if (document.version === version) {
			const { extraction, problems } = exchange.anchor(foreign, { source, reading });
			const model = exchange.importedModel(foreign, extraction, title, knowledge.models);
			extractions.adopt(document, model, extraction);
			exchange.problemLines(problems).forEach((line) => logger.log('warn', `${name}: ${line}`));
			return { document, mentions: extraction.mentions.length, problems: problems.length };
		}
	}
	throw documentChanged(name);
}

function tell(imported: readonly Imported[], missing: readonly string[], path: string, logger: Logger): void {
	const mentions = imported.reduce((sum, one) => sum + one.mentions, 0);
	const problems = imported.reduce((sum, one) => sum + one.problems, 0);
	missing.forEach((name) => logger.log('warn', `${path}: there is no document ${name}`));
	if (problems === 0 && missing.length === 0) {
		vscode.window.setStatusBarMessage(vscode.l10n.t('$(check) {0} entities are imported from {1}.', mentions, path), toldFor);
		return;
	}
	const showLog = vscode.l10n.t('Show Log');
	const message = vscode.l10n.t(
		'{0} entities are imported from {1}. {2} annotations have no exact place and {3} documents are not here: the log lists them.',
		mentions,
		path,
		problems,
		missing.length,
	);
	// Not awaited: the command is over, the message may stay.
	void vscode.window.showWarningMessage(message, showLog).then((choice) => {
		if (choice === showLog) {
			void vscode.commands.executeCommand(commandIds.showLog);
		}
	});
}
