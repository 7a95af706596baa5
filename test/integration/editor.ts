// What the suites inside the editor share: the running extension, documents to work on and a clean editor after each test.
// Holds no expectations.

import * as vscode from 'vscode';
import { neverCancelled } from '../../src/base/cancellation';
import type { ActiveExtension } from '../../src/extension';
import type { DocumentMarks } from '../../src/features/extraction/documentExtractions';
import type { Mention, SourceSpan } from '../../src/knowledge/documentExtraction';

export const extensionId = 'spert-editor.spert';

/** The extension, activated. */
export async function activeExtension(): Promise<ActiveExtension> {
	const extension = vscode.extensions.getExtension<ActiveExtension>(extensionId);
	if (extension === undefined) {
		throw new Error(`The editor does not know ${extensionId}.`);
	}
	return await extension.activate();
}

/** A path inside the project. */
export function inExtension(...parts: string[]): string {
	const extension = vscode.extensions.getExtension(extensionId);
	return vscode.Uri.joinPath(extension?.extensionUri ?? vscode.Uri.file('/'), ...parts).fsPath;
}

export function inWorkspace(name: string): vscode.Uri {
	const folder = vscode.workspace.workspaceFolders?.[0];
	if (folder === undefined) {
		throw new Error('These suites need the workspace of test/integration.');
	}
	return vscode.Uri.joinPath(folder.uri, name);
}

/**
 * Opens a file and shows it, as a person does: a document that is opened by `openTextDocument` stays open for minutes after
 * its editor was closed. Nothing is selected in it.
 * @param file a name in the workspace, or any file
 */
export async function show(file: string | vscode.Uri): Promise<vscode.TextEditor> {
	const uri = typeof file === 'string' ? inWorkspace(file) : file;
	await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
	const isShown = (): vscode.TextEditor | false => {
		const editor = vscode.window.activeTextEditor;
		return editor !== undefined && editor.document.uri.toString() === uri.toString() && editor;
	};
	const editor = await eventually(isShown, `${uri.path} is shown`);
	if (!editor.selection.isEmpty) {
		// The editor remembers what an earlier test had selected, and only that would be extracted.
		editor.selection = new vscode.Selection(editor.selection.start, editor.selection.start);
	}
	return editor;
}

/** Shows a new document that has no file. */
export async function showUntitled(content: string, language = 'markdown'): Promise<vscode.TextEditor> {
	return await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language, content }));
}

/** Closes every editor, with what was typed into it, and clears all marks. */
export async function closeEditors(): Promise<void> {
	const { extractions } = await activeExtension();
	extractions.documents.forEach((document) => extractions.clear(document));
	while (vscode.window.tabGroups.all.some(({ tabs }) => tabs.length > 0)) {
		await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
		if (vscode.window.activeTextEditor === undefined) {
			await vscode.commands.executeCommand('workbench.action.closeAllEditors');
		}
	}
}

/** Extracts a document, or a part of it. */
export async function extract(document: vscode.TextDocument, within?: SourceSpan): Promise<DocumentMarks> {
	const { extractions } = await activeExtension();
	return await extractions.extract(document, within, neverCancelled);
}

/** Sentences of our own, each different from all others: what is known from before is not computed again. */
export function freshSentences(count: number, topic: string): string[] {
	const methods = ['support vector machine', 'neural network', 'hidden Markov model', 'conditional random field'];
	const tasks = ['machine translation', 'speech recognition', 'named entity recognition', 'text classification'];
	return Array.from({ length: count }, (_, index) => {
		const [method, task] = [methods[index % methods.length], tasks[(index >> 2) % tasks.length]];
		return `In experiment ${topic} ${index + 1}, a ${method ?? ''} is used for ${task ?? ''} of short clinical texts.`;
	});
}

/** The first value that is neither undefined nor false; fails when there is none in time. */
export async function eventually<T>(look: () => T | undefined | false, what: string, limit = 15_000): Promise<T> {
	const end = Date.now() + limit;
	for (;;) {
		const found = look();
		if (found !== undefined && found !== false) {
			return found;
		}
		if (Date.now() > end) {
			throw new Error(`It never came to this: ${what}.`);
		}
		await pause(20);
	}
}

export function pause(milliseconds: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** What a promise is rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
	try {
		await promise;
	} catch (failure) {
		return failure;
	}
	throw new Error('It was expected to fail.');
}

/** The code of a user's error. Classes are of no use here: the extension is a bundle of its own. */
export function codeOf(failure: unknown): unknown {
	return typeof failure === 'object' && failure !== null && 'code' in failure ? failure.code : failure;
}

export function nameOf(failure: unknown): unknown {
	return failure instanceof Error ? failure.name : failure;
}

export function mentionOf({ extraction }: Pick<DocumentMarks, 'extraction'>, text: string): Mention {
	const mention = extraction.mentions.find((candidate) => candidate.text === text);
	if (mention === undefined) {
		throw new Error(`No mention reads "${text}", only ${extraction.mentions.map((other) => other.text).join(' | ')}.`);
	}
	return mention;
}

/** The source that a mention's ranges cover. */
export function wordsOf(document: vscode.TextDocument, mention: Mention): string {
	return mention.ranges
		.map(({ start, end }) => document.getText(new vscode.Range(document.positionAt(start), document.positionAt(end))))
		.join('');
}

/** Text without its spaces: those of the source are as many as its author likes, and none where markup lies between. */
export function withoutSpaces(text: string): string {
	return text.replace(/\s+/g, '');
}

/** Sets one of the extension's settings for all windows; undefined takes it back. */
export async function setSetting(key: string, value: unknown): Promise<void> {
	await vscode.workspace.getConfiguration('spert').update(key, value, vscode.ConfigurationTarget.Global);
}
