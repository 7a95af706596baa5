// Downloaded models as values of model_path and tokenizer_path in configuration files, beside the folders that are completed there
// anyway.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';

const modelOption = /^\s*(?:model_path|tokenizer_path)\s*=\s*(\S*)$/;

/** @param store folder of downloaded models; need not exist */
export function modelPathCompletion(store: string): vscode.CompletionItemProvider {
	return {
		async provideCompletionItems(document, position) {
			const typed = modelOption.exec(document.lineAt(position.line).text.slice(0, position.character))?.[1];
			if (typed === undefined) {
				return [];
			}
			// None where nothing has been downloaded.
			const names = (await readdir(store).catch(() => [])).filter((name) => !name.startsWith('.'));
			const range = new vscode.Range(position.translate(0, -typed.length), position);
			return (
				names
					.map((name) => ({ name, path: join(store, name) }))
					// A value of a configuration file cannot hold these.
					.filter(({ path }) => !/[\s=]/.test(path))
					.map(({ name, path }) => {
						const item = new vscode.CompletionItem({ label: name, description: vscode.l10n.t('downloaded') }, vscode.CompletionItemKind.Reference);
						item.insertText = path;
						item.filterText = `${name} ${path}`;
						item.detail = path;
						item.range = range;
						// After what lies nearer.
						item.sortText = `~${name}`;
						return item;
					})
			);
		},
	};
}
