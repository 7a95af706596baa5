// All that the editor knows about SpERT's configuration files, registered together.

import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { completionTriggers, confCompletion } from './completion';
import { confLanguage } from './confLanguage';
import { ConfDiagnostics } from './diagnostics';
import { confHover } from './hover';
import { confLinks } from './links';
import { confFolding, confOutline } from './outline';
import { confQuickFixes, quickFixKinds } from './quickFixes';
import { recogniseDocuments } from './recogniseDocuments';
import { SectionLenses, type RunCommands } from './sectionLenses';

export interface ConfLanguageOptions {
	/** The commands that run a section. Only for those that there are a button is shown. */
	readonly runCommands: RunCommands;
	readonly onFailure: (failure: unknown) => void;
}

export function registerConfLanguage({ runCommands, onFailure }: ConfLanguageOptions): Disposable {
	const { languages } = vscode;
	const selector: vscode.DocumentSelector = { language: confLanguage };
	const store = new DisposableStore();
	store.add(new ConfDiagnostics(onFailure));
	store.add(languages.registerCodeActionsProvider(selector, confQuickFixes, { providedCodeActionKinds: quickFixKinds }));
	store.add(languages.registerCompletionItemProvider(selector, confCompletion, ...completionTriggers));
	store.add(languages.registerHoverProvider(selector, confHover));
	store.add(languages.registerDocumentLinkProvider(selector, confLinks));
	store.add(languages.registerDocumentSymbolProvider(selector, confOutline, { label: 'SpERT' }));
	store.add(languages.registerFoldingRangeProvider(selector, confFolding));
	store.add(languages.registerCodeLensProvider(selector, new SectionLenses(runCommands)));
	store.add(recogniseDocuments(onFailure));
	return store;
}
