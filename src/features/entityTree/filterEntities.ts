// The command "Filter Entities": an input that filters the Entities view while one types. Enter keeps the filter, Escape brings
// the one before back.

import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import type { EntityTreeView } from './entityTreeView';

/** How long typing must pause before the view is filtered, in milliseconds. */
const typingPause = 60;

export function filterEntities(view: EntityTreeView): void {
	const before = view.filter;
	const store = new DisposableStore();
	const input = store.add(vscode.window.createInputBox());
	input.title = vscode.l10n.t('Filter Entities');
	input.placeholder = vscode.l10n.t('Parts of words, such as "neural netw"');
	input.prompt = vscode.l10n.t('The list follows as you type. Enter keeps it so, Escape goes back.');
	input.value = before;
	let isKept = false;
	let timer: NodeJS.Timeout | undefined;
	store.add(
		input.onDidChangeValue((value) => {
			clearTimeout(timer);
			timer = setTimeout(() => view.setFilter(value.trim()), typingPause);
		}),
	);
	store.add(
		input.onDidAccept(() => {
			isKept = true;
			input.hide();
		}),
	);
	store.add(
		input.onDidHide(() => {
			clearTimeout(timer);
			view.setFilter(isKept ? input.value.trim() : before);
			store.dispose();
		}),
	);
	input.show();
}
