// The workspace as a whole: what is found in documents that nobody has open, kept while it fits them and not longer.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { silentLogger } from '../../src/base/logger';
import { WorkspaceDocuments } from '../../src/features/workspace/workspaceDocuments';
import type { WorkspaceOutcome } from '../../src/features/workspace/workspaceExtraction';
import type { KnownDocument } from '../../src/knowledge/knownDocument';
import { activeExtension, closeEditors, eventually, extract, freshSentences, inWorkspace, nameOf, failureOf, setSetting, show } from './editor';

/** A folder in the workspace, with files of its own for each test. */
const folder = inWorkspace('many');
const uriOf = (name: string): vscode.Uri => vscode.Uri.joinPath(folder, name);

function write(name: string, content: string): vscode.Uri {
	const uri = uriOf(name);
	mkdirSync(join(uri.fsPath, '..'), { recursive: true });
	writeFileSync(uri.fsPath, content);
	return uri;
}

async function extractFolder(): Promise<WorkspaceOutcome> {
	const { workspace } = await activeExtension();
	return await workspace.extraction.extract([folder]);
}

async function known(name: string): Promise<KnownDocument | undefined> {
	const { knowledge } = await activeExtension();
	return knowledge.document(uriOf(name).toString());
}

/** Every mention's first word stands where the document says. */
function assertPlaces(document: KnownDocument, source: string): void {
	assert.ok(document.extraction.mentions.length > 0);
	const lines = source.split(/\r\n|\n|\r/);
	for (const { text, span } of document.extraction.mentions) {
		const { line, character } = document.positionAt(span.start);
		const [word = ''] = text.split(' ');
		assert.equal(lines[line]?.slice(character, character + word.length), word);
	}
}

describe('Extract Entities in Workspace', function () {
	this.timeout(60_000);

	before(async () => {
		// In a browser VS Code saves by itself after a second, which these tests are not about.
		await vscode.workspace.getConfiguration('files').update('autoSave', 'off', vscode.ConfigurationTarget.Global);
	});
	after(async () => {
		await vscode.workspace.getConfiguration('files').update('autoSave', undefined, vscode.ConfigurationTarget.Global);
	});
	beforeEach(() => {
		rmSync(folder.fsPath, { recursive: true, force: true });
		mkdirSync(folder.fsPath, { recursive: true });
	});
	afterEach(async () => {
		await setSetting('workspace.watch', undefined);
		await setSetting('workspace.exclude', undefined);
		await closeEditors();
		rmSync(folder.fsPath, { recursive: true, force: true });
		const { knowledge } = await activeExtension();
		await eventually(() => !knowledge.documents.some(({ id }) => id.startsWith(`${folder.toString()}/`)), 'removed documents are forgotten');
	});

	it('knows documents that nobody has open, each mention at its place, and nothing that is excluded', async () => {
		const paper = `\\documentclass{article}\n\\begin{document}\n${freshSentences(3, 'tex').join('\r\n\r\n')}\n\\end{document}\n`;
		const notes = `# Notes 😀\n\n${freshSentences(3, 'md').join('\n\n')}\n`;
		write('paper.tex', paper);
		write('deep/notes.md', notes);
		write('plain.txt', freshSentences(1, 'txt').join());
		write('.gitignore', '/drafts/\n*.out.md\n');
		write('drafts/draft.md', freshSentences(1, 'draft').join());
		write('paper.out.md', freshSentences(1, 'out').join());
		write('node_modules/package/README.md', freshSentences(1, 'package').join());
		write('old/old.md', freshSentences(1, 'old').join());
		await setSetting('workspace.exclude', ['old/']);
		const outcome = await extractFolder();
		assert.deepEqual({ ...outcome, duration: 0 }, { found: 2, unchanged: 0, extracted: 2, failed: 0, computed: 7, duration: 0 });
		const { knowledge } = await activeExtension();
		const ids = knowledge.documents.map(({ id }) => id).filter((id) => id.startsWith(folder.toString()));
		assert.deepEqual(ids.sort(), [uriOf('deep/notes.md'), uriOf('paper.tex')].map(String).sort());
		const [tex, md] = [await known('paper.tex'), await known('deep/notes.md')];
		assert.ok(tex !== undefined && md !== undefined);
		assertPlaces(tex, paper);
		assertPlaces(md, notes);
		assert.equal(md.name, 'many/deep/notes.md');
		assert.ok(knowledge.graph.entities.size > 0);
	});

	it('reads nothing again that has not changed, and one sentence where one has', async () => {
		for (let index = 0; index < 5; index++) {
			write(`${index}.md`, freshSentences(4, `unchanged ${index}`).join('\n\n'));
		}
		assert.equal((await extractFolder()).computed, 20);
		const again = await extractFolder();
		assert.deepEqual([again.found, again.unchanged, again.computed], [5, 5, 0]);
		const source = [...freshSentences(4, 'unchanged 3'), 'A Bayesian network is used for word alignment too.'].join('\n\n');
		write('3.md', source);
		const changed = await extractFolder();
		assert.deepEqual([changed.unchanged, changed.extracted, changed.computed], [4, 1, 1]);
		const document = await known('3.md');
		assert.ok(document !== undefined);
		assertPlaces(document, source);
	});

	it('tells of a document that cannot be read, and does the others', async () => {
		write('good.md', freshSentences(1, 'good').join());
		write('binary.md', 'text\u0000text');
		const outcome = await extractFolder();
		assert.deepEqual([outcome.found, outcome.extracted, outcome.failed], [2, 1, 1]);
		assert.equal(await known('binary.md'), undefined);
	});

	it('never shows what was found in an old text', async () => {
		write('old.md', freshSentences(2, 'old text').join('\n\n'));
		write('gone.md', freshSentences(2, 'gone text').join('\n\n'));
		await extractFolder();
		const { knowledge } = await activeExtension();
		assert.ok((await known('old.md')) !== undefined && (await known('gone.md')) !== undefined);
		write('old.md', 'Something else entirely.');
		rmSync(uriOf('gone.md').fsPath);
		await eventually(() => knowledge.document(uriOf('old.md').toString()) === undefined, 'the changed document is not known');
		await eventually(() => knowledge.document(uriOf('gone.md').toString()) === undefined, 'the deleted document is not known');
	});

	it('hides what is stored of a document while it has edits that are not saved, and has it back when they are undone', async () => {
		write('edited.md', freshSentences(2, 'edited').join('\n\n'));
		await extractFolder();
		const { knowledge } = await activeExtension();
		const isKnown = (): boolean => knowledge.document(uriOf('edited.md').toString()) !== undefined;
		const editor = await show(uriOf('edited.md'));
		assert.ok(isKnown());
		await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Words. '));
		await eventually(() => !isKnown(), 'it is hidden');
		await vscode.commands.executeCommand('workbench.action.files.revert');
		await eventually(isKnown, 'it is back');
	});

	it('keeps what was found when a file is renamed', async () => {
		const source = freshSentences(2, 'renamed').join('\n\n');
		write('before/name.md', source);
		await extractFolder();
		const edit = new vscode.WorkspaceEdit();
		edit.renameFile(uriOf('before'), uriOf('after'));
		assert.ok(await vscode.workspace.applyEdit(edit));
		const { knowledge } = await activeExtension();
		const moved = await eventually(() => knowledge.document(uriOf('after/name.md').toString()), 'it is known by its new name');
		assertPlaces(moved, source);
		assert.equal(knowledge.document(uriOf('before/name.md').toString()), undefined);
		assert.equal((await extractFolder()).unchanged, 1);
	});

	it('stops when asked, keeps what is done, and goes on from there', async () => {
		const { workspace } = await activeExtension();
		for (let index = 0; index < 30; index++) {
			write(`${index}.md`, freshSentences(10, `stopped ${index}`).join('\n\n'));
		}
		const following = workspace.extraction.onDidChange((activity) => {
			if (activity.kind === 'extracting' && activity.done === 5) {
				void vscode.commands.executeCommand('spert.stopWorkspaceExtraction');
			}
		});
		const failure = await failureOf(extractFolder());
		following.dispose();
		assert.equal(nameOf(failure), 'CancelledError');
		assert.equal(workspace.extraction.activity.kind, 'idle');
		const { unchanged, extracted } = await extractFolder();
		assert.equal(unchanged + extracted, 30);
		assert.ok(unchanged >= 5 && unchanged < 30, `${unchanged} were done`);
	});

	it('lets the document that a person works on go first', async () => {
		const { workspace } = await activeExtension();
		for (let index = 0; index < 30; index++) {
			write(`${index}.md`, freshSentences(20, `first ${index}`).join('\n\n'));
		}
		const mine = write('mine.txt', freshSentences(3, 'mine').join('\n\n'));
		const { document } = await show(mine);
		const whole = extractFolder();
		await eventually(() => workspace.extraction.activity.kind === 'extracting', 'it is under way');
		await extract(document);
		const { activity } = workspace.extraction;
		assert.ok(activity.kind === 'extracting' && activity.done < activity.total, 'the workspace is not done yet');
		assert.equal((await whole).extracted, 30);
	});

	it('follows files that change on disk where the settings say so', async () => {
		const { knowledge } = await activeExtension();
		await setSetting('workspace.watch', true);
		write('new.md', freshSentences(2, 'watched').join('\n\n'));
		const mentions = (): number => knowledge.document(uriOf('new.md').toString())?.extraction.mentions.length ?? 0;
		await eventually(() => mentions() > 0, 'the new file is known');
		const before = mentions();
		write('new.md', freshSentences(6, 'watched').join('\n\n'));
		await eventually(() => mentions() > before, 'the changed file is known as it is');
	});
});

describe('What is known of the workspace', function () {
	this.timeout(60_000);
	let storage: string;
	beforeEach(() => {
		storage = mkdtempSync(join(tmpdir(), 'spert-storage-'));
		mkdirSync(folder.fsPath, { recursive: true });
	});
	afterEach(async () => {
		await closeEditors();
		rmSync(storage, { recursive: true, force: true });
		rmSync(folder.fsPath, { recursive: true, force: true });
	});

	it('includes documents that were extracted in an editor, as soon as they are saved, in the next window too', async () => {
		const { extractions } = await activeExtension();
		const options = { folder: storage, logger: silentLogger, extractions, optionsKey: () => 'options' };
		const uri = write('kept.md', freshSentences(2, 'kept').join('\n\n'));
		const here = new WorkspaceDocuments(options);
		await here.whenReady;
		const editor = await show(uri);
		await extract(editor.document);
		await eventually(() => here.get(uri.toString()), 'what was found is stored');
		await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), `${freshSentences(1, 'kept later').join()}\n\n`));
		assert.equal(here.get(uri.toString()), undefined);
		await extract(editor.document);
		assert.equal(here.get(uri.toString()), undefined, 'it is not saved');
		await editor.document.save();
		const kept = await eventually(() => here.get(uri.toString()), 'the saved document is stored');
		assertPlaces(kept, editor.document.getText());
		const { extraction } = kept;
		here.dispose();

		const later = new WorkspaceDocuments(options);
		await later.whenReady;
		const again = later.get(uri.toString());
		assert.deepEqual(again?.extraction.mentions, extraction.mentions);
		assert.deepEqual(again?.extraction.sentences, extraction.sentences);
		later.dispose();

		// A file that was written while no window was open.
		await closeEditors();
		write('kept.md', 'Something else.');
		const last = new WorkspaceDocuments(options);
		await last.whenReady;
		assert.equal(last.get(uri.toString()), undefined);
		last.dispose();
	});
});

describe('Notebooks', function () {
	this.timeout(60_000);
	afterEach(closeEditors);

	it('have marks in each of their Markdown cells and in no other, and in those that are added', async () => {
		const { extractions } = await activeExtension();
		const { Markup, Code } = vscode.NotebookCellKind;
		const [first = '', second = '', third = ''] = freshSentences(3, 'notebook');
		const data = new vscode.NotebookData([
			new vscode.NotebookCellData(Markup, first, 'markdown'),
			new vscode.NotebookCellData(Code, `# ${second}`, 'python'),
			new vscode.NotebookCellData(Markup, second, 'markdown'),
		]);
		const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', data);
		await vscode.window.showNotebookDocument(notebook);
		await eventually(() => vscode.window.activeNotebookEditor?.notebook === notebook, 'the notebook is active');
		await vscode.commands.executeCommand('spert.extractEntities');
		const mentions = (): number[] => notebook.getCells().map(({ document }) => extractions.marksOf(document)?.extraction.mentions.length ?? 0);
		await eventually(() => mentions().filter((count) => count > 0).length === 2, 'the Markdown cells are marked');
		assert.equal(mentions()[1], 0);
		const edit = new vscode.WorkspaceEdit();
		edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(3, [new vscode.NotebookCellData(Markup, third, 'markdown')])]);
		assert.ok(await vscode.workspace.applyEdit(edit));
		await eventually(() => (mentions()[3] ?? 0) > 0, 'the new cell is marked');
		await vscode.commands.executeCommand('spert.clearMarks');
		await eventually(() => mentions().every((count) => count === 0), 'no marks are left');
	});
});
