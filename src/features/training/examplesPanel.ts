// Shows the examples page that an evaluation has written, in the editor: the very page that also opens in a browser, and its
// buttons go to the dataset.

import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod/mini';
import { noExamples } from './errors';
import { datasetOf, offsetOfItem } from './examplePlaces';

const pagePattern = /^examples_\w+_epoch_\d+\.html$/;
/** In bytes. */
const largestPage = 64 << 20;
const messageSchema = z.object({ command: z.literal('openExample'), document: z.number().check(z.int(), z.nonnegative()) });

/** Whatever the file says: no network, no other file. Its own policy, which allows its own script alone, holds beside this. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

export interface ExamplesPage {
	readonly path: string;
	/** In milliseconds since 1970. */
	readonly written: number;
}

/** The newest page of a run. Errors: run.noExamples. */
export async function newestPage(runFolder: string): Promise<ExamplesPage> {
	const names = (await readdir(runFolder).catch(() => [])).filter((name) => pagePattern.test(name));
	const pages = await Promise.all(names.map((name) => pageAt(join(runFolder, name))));
	const [newest] = pages.sort((a, b) => b.written - a.written);
	if (newest === undefined) {
		throw noExamples(basename(runFolder));
	}
	return newest;
}

export async function pageAt(path: string): Promise<ExamplesPage> {
	return { path, written: (await stat(path)).mtimeMs };
}

/** @param bases folders that relative paths of the run may start at */
export async function showExamplesPage(
	{ path }: ExamplesPage,
	bases: readonly string[],
	onFailure: (failure: unknown) => void,
): Promise<vscode.WebviewPanel> {
	if ((await stat(path)).size > largestPage) {
		throw new RangeError(`${path} is larger than any examples page.`);
	}
	const page = await readFile(path, 'utf8');
	const panel = vscode.window.createWebviewPanel('spert.examples', vscode.l10n.t('Examples'), vscode.ViewColumn.Active, {
		enableScripts: true,
		enableFindWidget: true,
		localResourceRoots: [],
	});
	panel.webview.onDidReceiveMessage((message: unknown) => {
		openExample(message, dirname(path), bases).catch(onFailure);
	});
	panel.webview.html = `<!DOCTYPE html><html lang="en"><head><meta http-equiv="Content-Security-Policy" content="${policy}">${page}`;
	return panel;
}

/** Opens the dataset beside the page, at the document. */
async function openExample(message: unknown, runFolder: string, bases: readonly string[]): Promise<void> {
	const { document: index } = messageSchema.parse(message);
	const dataset = await vscode.workspace.openTextDocument(vscode.Uri.file(await datasetOf(runFolder, bases)));
	const offset = offsetOfItem(dataset.getText(), index) ?? 0;
	const place = dataset.positionAt(offset);
	const selection = new vscode.Range(place, place);
	await vscode.window.showTextDocument(dataset, { viewColumn: vscode.ViewColumn.Beside, selection, preserveFocus: false });
}
