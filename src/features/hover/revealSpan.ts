// The command behind links to a place: shows it in its editor and selects its words.

import * as vscode from 'vscode';
import * as z from 'zod/mini';

/** Links can be written by anyone, so what they ask for is checked. */
const requestSchema = z.object({
	uri: z.string(),
	start: z.number(),
	end: z.number(),
	/** The focus stays where it is, unless the very place is shown already: asking twice goes there. */
	preserveFocus: z.optional(z.boolean()),
});

export async function revealSpan(request: unknown): Promise<void> {
	const { uri, start, end, preserveFocus = false } = requestSchema.parse(request);
	const target = vscode.Uri.parse(uri, true);
	const shown = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === target.toString());
	const document = shown?.document ?? (await vscode.workspace.openTextDocument(target));
	const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
	const isThere = shown?.selection.isEqual(new vscode.Selection(range.start, range.end)) === true;
	const editor = await vscode.window.showTextDocument(document, {
		preserveFocus: preserveFocus && !isThere,
		...(shown?.viewColumn === undefined ? {} : { viewColumn: shown.viewColumn }),
	});
	editor.selection = new vscode.Selection(range.start, range.end);
	editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
