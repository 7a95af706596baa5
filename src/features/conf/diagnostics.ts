// Live diagnostics of configuration files: what is wrong in the text at once, what is wrong with the paths as soon as the disk
// has answered.

import * as vscode from 'vscode';
import { DisposableStore, toDisposable, type Disposable } from '../../base/disposable';
import { checkConf, pathEntries, type PathEntry } from '../../conf/checkConf';
import type { ConfFile, ConfProblem } from '../../conf/confFile';
import { diagnosticSource, isWorkingDocument, readConf } from './confLanguage';
import { editorRange } from './places';
import { PathProbe, placeOf, runBaseOf } from './runBase';

const pauseOfTyping = 250;

export class ConfDiagnostics implements Disposable {
	readonly #store = new DisposableStore();
	/** Two, so that what the disk says last stays visible until it answers again. */
	readonly #ofText: vscode.DiagnosticCollection;
	readonly #ofPaths: vscode.DiagnosticCollection;
	readonly #timers = new Map<vscode.TextDocument, NodeJS.Timeout>();
	/** The newest check of each document: what an earlier one finds is not shown. */
	readonly #newest = new WeakMap<vscode.TextDocument, object>();
	readonly #onFailure: (failure: unknown) => void;

	constructor(onFailure: (failure: unknown) => void) {
		this.#onFailure = onFailure;
		const { workspace, window, languages } = vscode;
		this.#ofText = this.#store.add(languages.createDiagnosticCollection('spert-conf'));
		this.#ofPaths = this.#store.add(languages.createDiagnosticCollection('spert-conf-paths'));
		this.#store.add(toDisposable(() => this.#timers.forEach((timer) => clearTimeout(timer))));
		const all = (): void => workspace.textDocuments.forEach((document) => this.#check(document));
		this.#store.add(workspace.onDidOpenTextDocument((document) => this.#check(document)));
		this.#store.add(workspace.onDidChangeTextDocument(({ document }) => this.#checkSoon(document)));
		this.#store.add(workspace.onDidCloseTextDocument((document) => this.#forget(document)));
		// Files come and go: by the editor's own hand, or behind its back.
		this.#store.add(workspace.onDidCreateFiles(all));
		this.#store.add(workspace.onDidDeleteFiles(all));
		this.#store.add(workspace.onDidRenameFiles(all));
		this.#store.add(workspace.onDidSaveTextDocument(all));
		this.#store.add(workspace.onDidChangeWorkspaceFolders(all));
		this.#store.add(window.onDidChangeActiveTextEditor((editor) => editor && this.#check(editor.document)));
		this.#store.add(window.onDidChangeWindowState(({ focused }) => focused && all()));
		all();
	}

	dispose(): void {
		this.#store.dispose();
	}

	#checkSoon(document: vscode.TextDocument): void {
		if (isWorkingDocument(document)) {
			clearTimeout(this.#timers.get(document));
			this.#timers.set(document, setTimeout(() => this.#check(document), pauseOfTyping));
		}
	}

	#check(document: vscode.TextDocument): void {
		this.#endPause(document);
		if (!isWorkingDocument(document)) {
			return;
		}
		const check = {};
		this.#newest.set(document, check);
		const conf = readConf(document);
		this.#ofText.set(document.uri, checkConf(conf).map((problem) => diagnosticOf(problem, document)));
		pathDiagnostics(conf, document.uri).then((found) => {
			if (this.#newest.get(document) === check && !this.#store.isDisposed) {
				this.#ofPaths.set(document.uri, found);
			}
		}, this.#onFailure);
	}

	#forget(document: vscode.TextDocument): void {
		this.#endPause(document);
		if (this.#newest.delete(document)) {
			this.#ofText.delete(document.uri);
			this.#ofPaths.delete(document.uri);
		}
	}

	#endPause(document: vscode.TextDocument): void {
		clearTimeout(this.#timers.get(document));
		this.#timers.delete(document);
	}
}

function diagnosticOf({ severity, code, message, range }: ConfProblem, document: vscode.TextDocument): vscode.Diagnostic {
	const place = editorRange(range ?? { line: 0, start: 0, end: 0 });
	// An empty place, such as that of a value that is not there, would hardly be seen.
	const shown = place.isEmpty ? document.lineAt(place.start.line).range : place;
	const diagnostic = new vscode.Diagnostic(shown, message, severityOf(severity, code));
	diagnostic.source = diagnosticSource;
	diagnostic.code = code;
	if (code === 'duplicateKey' || code === 'repeatCountLost') {
		diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
	}
	return diagnostic;
}

function severityOf(severity: ConfProblem['severity'], code: ConfProblem['code']): vscode.DiagnosticSeverity {
	// No mistake of the file: it is only the editor that does not look at it.
	if (code === 'tooLarge') {
		return vscode.DiagnosticSeverity.Information;
	}
	return severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
}

/** Warnings, not errors: the command line may be somewhere else, and a file may be made before the run. */
async function pathDiagnostics(conf: ConfFile, file: vscode.Uri): Promise<vscode.Diagnostic[]> {
	const probe = new PathProbe();
	const found: vscode.Diagnostic[] = [];
	for (const section of conf.sections) {
		const base = await runBaseOf(file, section, probe);
		for (const entry of base === undefined ? [] : pathEntries(section)) {
			const problem = base && (await pathProblem(base, entry, probe));
			if (problem !== undefined) {
				found.push(problem);
			}
		}
	}
	return found;
}

async function pathProblem(base: vscode.Uri, { entry, option }: PathEntry, probe: PathProbe): Promise<vscode.Diagnostic | undefined> {
	const place = placeOf(base, entry.value);
	if (option.reads === undefined || place === undefined) {
		return undefined;
	}
	const kind = await probe.kindOf(place);
	if (kind === option.reads || kind === 'unknown') {
		return undefined;
	}
	const message =
		kind === 'missing'
			? vscode.l10n.t('"{0}" does not exist in {1}.', entry.value, base.fsPath)
			: kind === 'folder'
				? vscode.l10n.t('"{0}" is a folder: {1} takes a file.', entry.value, option.key)
				: vscode.l10n.t('"{0}" is a file: {1} takes a folder.', entry.value, option.key);
	const diagnostic = new vscode.Diagnostic(editorRange(entry.valueRange), message, vscode.DiagnosticSeverity.Warning);
	diagnostic.source = diagnosticSource;
	diagnostic.code = kind === 'missing' ? 'pathMissing' : 'wrongPathKind';
	return diagnostic;
}
