// The command behind links to a place: shows it in its editor and selects its words.

import * as vscode from 'vscode';
import * as z from 'zod/mini';

/** Links can be written by anyone, so what they ask for is checked. */
const requestSchema = z.object({ uri: z.string(), start: z.number(), end: z.number() });

export async function revealSpan(request: unknown): Promise<void> {
	const { uri, start, end } = requestSchema.parse(request);
	const target = vscode.Uri.parse(uri, true);
	const shown = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === target.toString());
	const editor = await vscode.window.showTextDocument(
		shown?.document ?? (await vscode.workspace.openTextDocument(target)),
		shown?.viewColumn === undefined ? {} : { viewColumn: shown.viewColumn },
	);
	const range = new vscode.Range(editor.document.positionAt(start), editor.document.positionAt(end));
	editor.selection = new vscode.Selection(range.start, range.end);
	editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
