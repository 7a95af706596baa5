// Gives configuration files whose names do not say that they are SpERT's their language, by what they hold. Whatever somebody
// has decided about a file stays.

import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import { looksLikeSpertConf } from '../../conf/recognition';
import { confLanguage } from './confLanguage';

/** What the editor makes of a .conf file that nobody has claimed. */
const unclaimed: ReadonlySet<string> = new Set(['plaintext', 'properties', 'ini']);

/** Documents that are open now or opened later. @param onFailure what else but a closed document goes wrong */
export function recogniseDocuments(onFailure: (failure: unknown) => void): Disposable {
	// Once each: where a person chooses another language afterwards, that is the answer.
	const recognised = new Set<string>();
	const recognise = (document: vscode.TextDocument): void => {
		const key = document.uri.toString();
		if (recognised.has(key) || !isUnclaimed(document) || !looksLikeSpertConf(document.getText())) {
			return;
		}
		recognised.add(key);
		vscode.languages.setTextDocumentLanguage(document, confLanguage).then(undefined, (failure: unknown) => {
			if (!document.isClosed) {
				onFailure(failure);
			}
		});
	};
	vscode.workspace.textDocuments.forEach(recognise);
	return vscode.workspace.onDidOpenTextDocument(recognise);
}

function isUnclaimed(document: vscode.TextDocument): boolean {
	if (!unclaimed.has(document.languageId) || !document.uri.path.endsWith('.conf')) {
		return false;
	}
	const associations = vscode.workspace.getConfiguration('files', document).get<Record<string, string>>('associations', {});
	return !Object.keys(associations).some((pattern) => {
		const anywhere = pattern.includes('/') ? pattern : `**/${pattern}`;
		return vscode.languages.match({ pattern: anywhere }, document) > 0;
	});
}
