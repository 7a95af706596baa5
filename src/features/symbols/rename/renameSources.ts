// The documents that a rename looks into, as they are now: open ones as their editors have them, others as they are on the disk.

import * as vscode from 'vscode';
import { formatOf, type DocumentFormat } from '../../../documents/documentFormat';
import { TextPositions } from '../../../extraction/textPositions';
import type { SourceSpan } from '../../../knowledge/documentExtraction';
import type { KnownDocument } from '../../../knowledge/knownDocument';

export interface DocumentSource {
	readonly uri: vscode.Uri;
	readonly source: string;
	readonly format: DocumentFormat;
	/** Of the editor; undefined where no editor has the document. */
	readonly languageId: string | undefined;
}

/** Undefined for a document that is gone or is no text in UTF-8. */
export async function sourceOf(id: string): Promise<DocumentSource | undefined> {
	const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === id);
	if (open !== undefined) {
		return openSource(open);
	}
	const uri = vscode.Uri.parse(id, true);
	try {
		const source = new TextDecoder('utf-8', { fatal: true }).decode(await vscode.workspace.fs.readFile(uri));
		return { uri, source, format: formatOf(undefined, uri.path), languageId: undefined };
	} catch (failure) {
		if (failure instanceof vscode.FileSystemError || failure instanceof TypeError) {
			return undefined;
		}
		throw failure;
	}
}

export function openSource(document: vscode.TextDocument): DocumentSource {
	const { uri, languageId, fileName } = document;
	return { uri, source: document.getText(), format: formatOf(languageId, fileName), languageId };
}

/** Whether a document as it was read may hold a text that `holds` finds. */
export function mayHold({ extraction }: KnownDocument, holds: (text: string) => boolean): boolean {
	return holds(extraction.sentences.map(({ text }) => text).join('\n'));
}

/** Places in a text as the editor counts them. */
export function editorRanges(source: string): (span: SourceSpan) => vscode.Range {
	const positions = new TextPositions(source);
	return ({ start, end }) => {
		const [from, to] = [positions.lineAndColumn(start), positions.lineAndColumn(end)];
		return new vscode.Range(from.line - 1, from.column - 1, to.line - 1, to.column - 1);
	};
}
