// Entities as symbols: what the editor's own commands ask the extension's providers.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { DocumentMarks } from '../../src/features/extraction/documentExtractions';
import { activeExtension, closeEditors, eventually, extract, failureOf, mentionOf, pause, show, showUntitled } from './editor';

const first = 'A conditional random field is used for named entity recognition. ';
const second = 'We train the conditional random field on newswire text.';

describe('Entities as symbols', () => {
	afterEach(closeEditors);

	it('are in the outline, each once, where the text first mentions it', async () => {
		const { document } = await show('paper.tex');
		const marks = await extract(document);
		const symbols = await ownOutline(document, marks);
		const names = symbols.map(({ name }) => name);
		assert.ok(names.includes('conditional random field'), names.join(' | '));
		assert.ok(symbols.length < marks.extraction.mentions.length);
		for (const symbol of symbols) {
			const start = document.offsetAt(symbol.range.start);
			const mention = marks.extraction.mentions.find(({ text, span }) => text === symbol.name && span.start === start);
			assert.equal(mention?.span.end, document.offsetAt(symbol.range.end), symbol.name);
		}
		const starts = symbols.map(({ range }) => document.offsetAt(range.start));
		assert.deepEqual(starts, starts.toSorted((a, b) => a - b));
	});

	it('are in no outline of a document without marks, and nothing answers there', async () => {
		const marked = await show('paper.tex');
		await extract(marked.document);
		const { document } = await showUntitled('A neural network is used for machine translation.', 'plaintext');
		const position = new vscode.Position(0, 4);
		assert.deepEqual(await run<unknown[]>('vscode.executeDocumentSymbolProvider', document.uri), []);
		assert.deepEqual(await run<unknown[]>('vscode.executeDefinitionProvider', document.uri, position), []);
		assert.deepEqual(await run<unknown[]>('vscode.executeReferenceProvider', document.uri, position), []);
	});

	it('leave the headings of a Markdown document where they were', async () => {
		const { document } = await show('notes.md');
		await ownOutline(document, await extract(document));
		let names: string[] = [];
		const look = async (): Promise<void> => {
			names = (await run<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri)).map(({ name }) => name);
		};
		const heading = '# Notes on word sense disambiguation';
		await eventually(() => names.includes(heading) || void look(), `${heading} is in the outline`);
		// Before the entities.
		assert.equal(names[0], heading);
	});

	it('lead from a later mention to the sentence with the first one', async () => {
		const { document } = await showUntitled(first + second);
		await extract(document);
		const later = document.positionAt(first.length + second.indexOf('random'));
		const [link, ...others] = await run<vscode.LocationLink[]>('vscode.executeDefinitionProvider', document.uri, later);
		assert.ok(link !== undefined && others.length === 0);
		assert.equal(document.getText(link.targetRange), first.trim());
		assert.equal(document.getText(link.targetSelectionRange), 'conditional random field');
		assert.equal(document.getText(link.originSelectionRange), 'conditional random field');
	});

	it('lead to the sentence that defines them, where one does', async () => {
		const definition = 'A support vector machine is a linear classifier.';
		const { document } = await showUntitled(`We train a support vector machine on news. ${definition}`);
		await extract(document);
		const [link] = await run<vscode.LocationLink[]>('vscode.executeDefinitionProvider', document.uri, new vscode.Position(0, 15));
		assert.equal(link && document.getText(link.targetRange), definition);
	});

	it('have references over all documents, with exact ranges', async () => {
		const { document: paper } = await show('paper.tex');
		const marks = await extract(paper);
		const { document } = await showUntitled(first + second);
		await extract(document);
		const places = await run<vscode.Location[]>('vscode.executeReferenceProvider', document.uri, document.positionAt(4));
		const here = places.filter(({ uri }) => uri.toString() === document.uri.toString());
		const there = places.filter(({ uri }) => uri.toString() === paper.uri.toString());
		assert.deepEqual(here.map(({ range }) => document.getText(range)), ['conditional random field', 'conditional random field']);
		const { span } = mentionOf(marks, 'conditional random field');
		assert.ok(there.some(({ range }) => paper.offsetAt(range.start) === span.start && paper.offsetAt(range.end) === span.end));
		assert.equal(places.length, here.length + there.length);
	});

	it('are highlighted together', async () => {
		const { document } = await showUntitled(first + second);
		await extract(document);
		const highlights = await run<vscode.DocumentHighlight[]>('vscode.executeDocumentHighlights', document.uri, document.positionAt(4));
		assert.deepEqual(highlights.map(({ range }) => document.offsetAt(range.start)), [2, first.length + second.indexOf('conditional')]);
	});

	it('are found by what they are called, in all documents, the best first', async () => {
		const { document: paper } = await show('paper.tex');
		await extract(paper);
		const { document } = await showUntitled(first + second);
		await extract(document);
		const symbols = (await run<vscode.SymbolInformation[]>('vscode.executeWorkspaceSymbolProvider', 'condrand')).filter(
			({ name }) => name.toLowerCase() === 'conditional random field',
		);
		assert.equal(symbols.length, 1);
		const all = await run<vscode.SymbolInformation[]>('vscode.executeWorkspaceSymbolProvider', 'conditional random');
		assert.match(all[0]?.name ?? '', /^conditional random/i);
		assert.deepEqual(await run('vscode.executeWorkspaceSymbolProvider', 'qqqq'), []);
	});

	it('are gone to one after the other, around the end, and from mention to mention', async () => {
		const editor = await showUntitled(`We begin. ${first}${second}`);
		const { extraction } = await extract(editor.document);
		const starts = [...new Set(extraction.mentions.map(({ span }) => span.start))];
		const cursor = (): number => editor.document.offsetAt(editor.selection.active);
		for (const start of [...starts, starts[0]]) {
			await vscode.commands.executeCommand('spert.nextEntity');
			assert.equal(cursor(), start);
		}
		await vscode.commands.executeCommand('spert.previousEntity');
		assert.equal(cursor(), starts.at(-1));
		const mentions = extraction.mentions.filter(({ text }) => text === 'conditional random field').map(({ span }) => span.start);
		assert.equal(mentions.length, 2);
		editor.selection = new vscode.Selection(editor.document.positionAt(mentions[0]! + 3), editor.document.positionAt(mentions[0]! + 3));
		await vscode.commands.executeCommand('spert.nextMention');
		assert.equal(cursor(), mentions[1]);
		await vscode.commands.executeCommand('spert.previousMention');
		assert.equal(cursor(), mentions[0]);
	});

	it('lead to what they are related to', async () => {
		const editor = await showUntitled(first);
		const { extraction } = await extract(editor.document);
		assert.equal(extraction.relations.length, 1);
		editor.selection = new vscode.Selection(0, 4, 0, 4);
		let isThere = false;
		const going = vscode.commands.executeCommand('spert.goToRelationPartner').then(() => (isThere = true));
		// Other documents of this workspace relate it to more: then one is asked, and its own relation is the first.
		while (!isThere) {
			await pause(200);
			await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
		}
		await going;
		assert.equal(vscode.window.activeTextEditor, editor);
		assert.equal(editor.document.offsetAt(editor.selection.active), first.indexOf('named'));
	});

	it('have hints at line ends where a person asked for them, and none otherwise', async () => {
		const { document } = await showUntitled(`${first.trim()}\n${second}`);
		await extract(document);
		const all = new vscode.Range(0, 0, 2, 0);
		const hints = (): Promise<vscode.InlayHint[]> => run<vscode.InlayHint[]>('vscode.executeInlayHintProvider', document.uri, all);
		assert.deepEqual(await hints(), []);
		await vscode.commands.executeCommand('spert.toggleRelationHints');
		try {
			const [hint] = await hints();
			assert.ok(hint !== undefined);
			assert.deepEqual([hint.position.line, hint.position.character], [0, first.trim().length]);
			assert.ok(Array.isArray(hint.label));
			const label = hint.label.map(({ value }) => value).join('');
			assert.match(label, / → used for: named entity/);
			assert.ok(label.length <= 43);
			const { location } = hint.label.find((part) => part.location !== undefined) ?? {};
			assert.equal(location && document.getText(location.range), 'named entity recognition');
		} finally {
			await vscode.commands.executeCommand('spert.toggleRelationHints');
		}
		assert.deepEqual(await hints(), []);
	});

	describe('renamed', () => {
		it('change in all documents, in the number and case of each place', async () => {
			const { document: other } = await showUntitled('Conditional random fields win. We train a conditional random field.');
			await extract(other);
			const { document } = await showUntitled(first + second);
			await extract(document);
			const edit = await rename(document, 4, 'Markov field');
			await applyTo([document, other], edit);
			assert.equal(document.getText(), (first + second).replaceAll('conditional random field', 'Markov field'));
			assert.equal(other.getText(), 'Markov fields win. We train a Markov field.');
		});

		it('change where no editor has the document open', async () => {
			const { knowledge } = await activeExtension();
			const paper = await show('paper.tex');
			const { uri } = paper.document;
			await extract(paper.document);
			const text = paper.document.getText();
			await closeEditors();
			await eventually(() => !vscode.workspace.textDocuments.some((open) => open.uri.toString() === uri.toString()), 'it is closed');
			assert.ok(knowledge.document(uri.toString()) !== undefined);
			const { document } = await showUntitled(first + second);
			await extract(document);
			const edits = (await rename(document, 4, 'R&D field')).get(uri);
			assert.ok(edits.length > 0);
			for (const { range, newText } of edits) {
				const lines = text.split('\n').slice(range.start.line, range.end.line + 1);
				assert.match(lines.join(' ').slice(range.start.character), /^conditional random\b/i);
				assert.match(newText, /^R\\&D$/);
			}
		});

		it('offer the words of the mention, and say where there are none', async () => {
			const { document } = await showUntitled(first + second);
			await extract(document);
			const offered = await run<{ range: vscode.Range; placeholder: string }>('vscode.prepareRename', document.uri, document.positionAt(4));
			assert.equal(offered.placeholder, 'conditional random field');
			assert.equal(document.getText(offered.range), 'conditional random field');
			const failure = await failureOf(run('vscode.prepareRename', document.uri, document.positionAt(first.indexOf('used'))));
			assert.match(String(failure), /No entity is marked here\./);
			assert.match(String(await failureOf(rename(document, 4, ' . '))), /at least one letter or digit/);
		});

		it('change in headings too', async () => {
			const source = '# The conditional random field\n\nA conditional random field is used for named entity recognition.\n';
			const { document } = await showUntitled(source);
			await extract(document);
			await applyTo([document], await rename(document, source.lastIndexOf('random'), 'Markov field'));
			assert.equal(document.getText(), source.replaceAll('conditional random field', 'Markov field'));
		});

		it('leave the headings of Markdown to its own rename', async () => {
			const { document } = await show('notes.md');
			mentionOf(await extract(document), 'word sense disambiguation');
			const offered = await run<{ placeholder: string }>('vscode.prepareRename', document.uri, new vscode.Position(0, 14));
			assert.equal(offered.placeholder, 'Notes on word sense disambiguation');
		});

		it('leave places in code, citations and comments', async () => {
			const source = 'A neural network wins. <!-- neural network -->\n\n`neural network` as @neural says.\n';
			const { document } = await showUntitled(source);
			await extract(document);
			await applyTo([document], await rename(document, 4, 'deep model'));
			assert.equal(document.getText(), source.replace('A neural network', 'A deep model'));
		});
	});
});

async function rename(document: vscode.TextDocument, offset: number, name: string): Promise<vscode.WorkspaceEdit> {
	return await run('vscode.executeDocumentRenameProvider', document.uri, document.positionAt(offset), name);
}

/** Applies what a rename changes in some documents: the others belong to other tests. */
async function applyTo(documents: readonly vscode.TextDocument[], all: vscode.WorkspaceEdit): Promise<void> {
	const edit = new vscode.WorkspaceEdit();
	for (const { uri } of documents) {
		assert.ok(all.has(uri));
		edit.set(uri, all.get(uri));
	}
	assert.ok(await vscode.workspace.applyEdit(edit));
}

async function run<T>(command: string, ...args: unknown[]): Promise<T> {
	return (await vscode.commands.executeCommand<T>(command, ...args)) ?? ([] as T);
}

/** The symbols in a document's outline that are entities; waits for them, as they come a moment after the marks. */
async function ownOutline(document: vscode.TextDocument, { model }: DocumentMarks): Promise<vscode.DocumentSymbol[]> {
	const types = model.entityTypes.map(({ verbose }) => verbose);
	let own: vscode.DocumentSymbol[] = [];
	const look = async (): Promise<void> => {
		const all = await run<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
		own = all.filter(({ detail }) => types.some((type) => detail === type || detail.startsWith(`${type} × `)));
	};
	await look();
	await eventually(() => own.length > 0 || void look(), 'entities are in the outline');
	return own;
}
