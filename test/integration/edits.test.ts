// What edits, closing and cancelling do to marks: they stay on their words, one sentence is read again, nothing is left over.

import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { CancellationSource, neverCancelled } from '../../src/base/cancellation';
import type { DocumentMarks } from '../../src/features/extraction/documentExtractions';
import {
	activeExtension,
	closeEditors,
	eventually,
	extract,
	failureOf,
	freshSentences,
	mentionOf,
	nameOf,
	setSetting,
	show,
	showUntitled,
	wordsOf,
} from './editor';

describe('Edits', () => {
	afterEach(closeEditors);

	it('move the marks behind them', async () => {
		const { extractions } = await activeExtension();
		const editor = await show('notes.md');
		const before = mentionOf(await extract(editor.document), 'topic modeling');
		await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Ünïcode 🧪.\n\n'));
		const moved = mentionOf(extractions.marksOf(editor.document) as DocumentMarks, 'topic modeling');
		assert.equal(moved.span.start - before.span.start, 'Ünïcode 🧪.\n\n'.length);
		assert.equal(wordsOf(editor.document, moved), 'topic modeling');
	});

	it('make their sentence stale, and exactly that sentence is read again', async () => {
		const { extractions } = await activeExtension();
		const editor = await showUntitled(freshSentences(12, 'edit').join('\n'));
		const { total, extraction } = await extract(editor.document);
		assert.equal(total, 12);
		const at = editor.document.getText().indexOf('edit 5, a') + 'edit 5, a'.length;
		await editor.edit((edit) => edit.insert(editor.document.positionAt(at), ' small'));
		const marks = extractions.marksOf(editor.document);
		assert.deepEqual([...(marks?.stale ?? [])], [4]);
		// The others are as they were, the stale ones are still there.
		assert.equal(marks?.extraction.mentions.length, extraction.mentions.length);
		const fresh = await eventually(() => {
			const newest = extractions.marksOf(editor.document);
			return newest !== undefined && newest.stale.size === 0 && newest;
		}, 'the sentence has been read again');
		assert.equal(fresh.computed, 1);
		assert.equal(fresh.total, 12);
	});

	it('that are taken back cost nothing', async () => {
		const { extractions } = await activeExtension();
		const editor = await showUntitled(freshSentences(3, 'undo').join('\n'));
		await extract(editor.document);
		await editor.edit((edit) => edit.insert(new vscode.Position(1, 3), 'x'));
		await editor.edit((edit) => edit.delete(new vscode.Range(1, 3, 1, 4)));
		const marks = await eventually(() => {
			const newest = extractions.marksOf(editor.document);
			return newest !== undefined && newest.stale.size === 0 && newest;
		}, 'it has been read again');
		assert.equal(marks.computed, 0);
	});

	it('are not followed where the setting says so', async () => {
		await setSetting('extract.onType', false);
		try {
			const { extractions } = await activeExtension();
			const editor = await showUntitled(freshSentences(3, 'quiet').join('\n'));
			await extract(editor.document);
			await editor.edit((edit) => edit.insert(new vscode.Position(0, 3), 'x'));
			await new Promise((resolve) => setTimeout(resolve, 1000));
			assert.deepEqual([...(extractions.marksOf(editor.document)?.stale ?? [])], [0]);
			assert.equal(extractions.activityOf(editor.document).kind, 'idle');
		} finally {
			await setSetting('extract.onType', undefined);
		}
	});

	it('that remove words remove their marks and relations', async () => {
		const { extractions } = await activeExtension();
		const editor = await showUntitled('A neural network is used for machine translation.\n\nThe corpus is small.');
		const { extraction } = await extract(editor.document);
		assert.equal(extraction.relations.length, 1);
		await editor.edit((edit) => edit.delete(new vscode.Range(0, 0, 0, 'A neural network'.length)));
		const left = extractions.marksOf(editor.document)?.extraction;
		assert.ok(left?.mentions.every(({ text }) => text !== 'neural network'));
		assert.deepEqual(left?.relations, []);
	});

	it('during an extraction lead to the result for the new text, and the asker never notices', async () => {
		const { extractions } = await activeExtension();
		const editor = await showUntitled(freshSentences(120, 'during').join('\n'));
		const { document } = editor;
		const extraction = extractions.extract(document, undefined, neverCancelled);
		await eventually(() => progressOf(extractions.activityOf(document)) > 0, 'it has begun');
		await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Beam search is used for speech recognition. '));
		// A second one falls into the pause after the first.
		await new Promise((resolve) => setTimeout(resolve, 100));
		await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'Gibbs sampling is used for topic models. '));
		const marks = await extraction;
		assert.equal(marks.total, 122);
		assert.equal(marks.stale.size, 0);
		for (const mention of marks.extraction.mentions) {
			assert.equal(wordsOf(document, mention), mention.text);
		}
		assert.equal(wordsOf(document, mentionOf(marks, 'Beam search')), 'Beam search');
	});

	it('after Clear Marks bring nothing back', async () => {
		const { extractions } = await activeExtension();
		const editor = await showUntitled(freshSentences(3, 'cleared').join('\n'));
		await extract(editor.document);
		await editor.edit((edit) => edit.insert(new vscode.Position(0, 3), 'x'));
		await vscode.commands.executeCommand('spert.clearMarks');
		await editor.edit((edit) => edit.insert(new vscode.Position(0, 3), 'y'));
		await new Promise((resolve) => setTimeout(resolve, 700));
		assert.equal(extractions.marksOf(editor.document), undefined);
		assert.deepEqual(extractions.documents, []);
	});
});

describe('An extraction under way', () => {
	afterEach(closeEditors);

	it('ends with its document, and nothing is left', async () => {
		const { extractions, client } = await activeExtension();
		const file = join(mkdtempSync(join(tmpdir(), 'spert-documents-')), 'closed.md');
		writeFileSync(file, freshSentences(150, 'closed').join('\n'));
		const { document } = await show(vscode.Uri.file(file));
		const failure = failureOf(extractions.extract(document, undefined, neverCancelled));
		await eventually(() => progressOf(extractions.activityOf(document)) > 0, 'it has begun');
		await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
		assert.equal(nameOf(await failure), 'CancelledError');
		assert.deepEqual(extractions.documents, []);
		await eventually(() => client.state.kind === 'ready', 'the engine is free');
	});

	it('ends with Clear Marks even while it waits for a pause in typing', async () => {
		const { extractions } = await activeExtension();
		const editor = await showUntitled(freshSentences(150, 'waiting').join('\n'));
		const { document } = editor;
		const failure = failureOf(extractions.extract(document, undefined, neverCancelled));
		await eventually(() => progressOf(extractions.activityOf(document)) > 0, 'it has begun');
		await editor.edit((edit) => edit.insert(new vscode.Position(0, 3), 'x'));
		extractions.clear(document);
		assert.equal(nameOf(await failure), 'CancelledError');
		assert.deepEqual(extractions.documents, []);
	});

	it('is cancelled by its token; what was found by then stays, and no entry that has nothing', async () => {
		const { extractions } = await activeExtension();
		const { document } = await showUntitled(freshSentences(150, 'cancelled').join('\n'));
		const atOnce = new CancellationSource();
		const refused = failureOf(extractions.extract(document, undefined, atOnce.token));
		atOnce.cancel();
		assert.equal(nameOf(await refused), 'CancelledError');
		assert.deepEqual(extractions.documents, []);
		const later = new CancellationSource();
		const ended = failureOf(extractions.extract(document, undefined, later.token));
		await eventually(() => extractions.marksOf(document) !== undefined, 'the first sentences are marked');
		later.cancel();
		assert.equal(nameOf(await ended), 'CancelledError');
		assert.equal(extractions.activityOf(document).kind, 'idle');
		assert.ok((extractions.marksOf(document)?.extraction.mentions.length ?? 0) > 0);
	});

	it('gives way to a newer one for the same document', async () => {
		const { extractions } = await activeExtension();
		const { document } = await showUntitled(freshSentences(100, 'twice').join('\n'));
		const first = failureOf(extractions.extract(document, undefined, neverCancelled));
		const second = extractions.extract(document, undefined, neverCancelled);
		assert.equal(nameOf(await first), 'CancelledError');
		assert.equal((await second).total, 100);
	});

	it('is not begun for a document that was closed', async () => {
		const { extractions } = await activeExtension();
		const { document } = await show('paper.tex');
		await extract(document);
		await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
		await eventually(() => document.isClosed, 'the editor has let go of the file');
		assert.deepEqual(extractions.documents, []);
		assert.equal(nameOf(await failureOf(extract(document))), 'CancelledError');
	});
});

function progressOf(activity: { readonly kind: string; readonly done?: number }): number {
	return activity.done ?? 0;
}
