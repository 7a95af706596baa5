// Extracting documents in the editor: every mention on its words, in every kind of document, as the command line has it.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import { extractionReport, type ExtractionReport } from '../../src/extraction/extractionReport';
import {
	activeExtension,
	closeEditors,
	eventually,
	extensionId,
	extract,
	inExtension,
	mentionOf,
	show,
	showUntitled,
	withoutSpaces,
	wordsOf,
} from './editor';

describe('Extract Entities', () => {
	afterEach(closeEditors);

	it('has every command of the manifest registered', async () => {
		await activeExtension();
		const manifest = vscode.extensions.getExtension(extensionId)?.packageJSON as {
			contributes: { commands: { command: string; category: string; title: string }[]; views: Record<string, { id: string }[]> };
		};
		// VS Code gives each view commands of its own: spert.entities.focus and others.
		const ofViews = Object.values(manifest.contributes.views).flatMap((views) => views.map(({ id }) => `${id}.`));
		const registered = await vscode.commands.getCommands(true);
		const contributed = manifest.contributes.commands;
		assert.deepEqual(
			registered.filter((id) => id.startsWith('spert.') && !ofViews.some((start) => id.startsWith(start))).sort(),
			contributed.map(({ command }) => command).sort(),
		);
		// Each has its words, and the first commands are what people look for.
		assert.deepEqual(contributed.filter(({ category, title }) => category !== 'SpERT' || title === '' || title.includes('%')), []);
		assert.equal(contributed[0]?.title, 'Extract Entities');
	});

	it('marks the active document when its command is run, and Clear Marks leaves nothing', async () => {
		const { extractions } = await activeExtension();
		const { document } = await show('notes.md');
		await vscode.commands.executeCommand('spert.extractEntities');
		const marks = extractions.marksOf(document);
		assert.ok(marks !== undefined && marks.extraction.mentions.length > 5 && marks.extraction.relations.length > 1);
		assert.deepEqual(extractions.activityOf(document), { kind: 'idle' });
		await vscode.commands.executeCommand('spert.clearMarks');
		assert.equal(extractions.marksOf(document), undefined);
		assert.deepEqual(extractions.documents, []);
	});

	for (const name of ['notes.md', 'paper.tex', 'windows.md', 'emoji.md', 'hostile.md', 'hostile.txt']) {
		it(`puts every mention exactly on its words: ${name}`, async () => {
			const { document } = await show(name);
			const { extraction } = await extract(document);
			assert.ok(extraction.mentions.length >= 3);
			for (const mention of extraction.mentions) {
				// The one macro in these documents: its use stands for its words.
				const words = wordsOf(document, mention).replace(/\\ours(\{\})?/, 'TreeWalk');
				assert.equal(withoutSpaces(words), withoutSpaces(mention.text));
				assert.equal(mention.span.start, mention.ranges[0]?.start);
				assert.equal(mention.span.end, mention.ranges.at(-1)?.end);
			}
		});

		it(`finds what the command line finds: ${name}`, async () => {
			const { document } = await show(name);
			const { extraction, model } = await extract(document);
			const ours = extractionReport(document.fileName, document.getText(), model, extraction);
			const theirs = await fromCommandLine(document.fileName);
			assert.deepEqual(ours, theirs);
		});
	}

	it('leaves markup, code and comments alone', async () => {
		const { document } = await show('paper.tex');
		const marks = await extract(document);
		const { extraction } = marks;
		const network = mentionOf(marks, 'long short-term memory networks');
		assert.ok(network.ranges.length > 1);
		assert.ok(!wordsOf(document, network).includes('textbf'));
		const text = document.getText();
		const prose = text.indexOf('\\begin{document}');
		assert.ok(extraction.mentions.every(({ span }) => span.start > prose));
		const { document: notes } = await show('notes.md');
		const code = notes.getText().indexOf('```python');
		assert.ok((await extract(notes)).extraction.mentions.every(({ span }) => span.end < code));
	});

	it('counts emoji as the editor counts them', async () => {
		const { document } = await show('emoji.md');
		const marks = await extract(document);
		assert.equal(mentionOf(marks, 'naïve Bayes features').span.start, document.getText().indexOf('naïve Bayes'));
	});

	it('counts both characters of a Windows line end', async () => {
		const { document } = await show('windows.md');
		assert.equal(document.eol, vscode.EndOfLine.CRLF);
		const marks = await extract(document);
		assert.equal(mentionOf(marks, 'neural network').span.start, document.getText().indexOf('neural network'));
	});

	it('reads only the sentences that the selection touches', async () => {
		const { extractions } = await activeExtension();
		const editor = await show('notes.md');
		const text = editor.document.getText();
		const sentence = 'Recall is measured on newswire text.';
		const start = editor.document.positionAt(text.indexOf(sentence));
		editor.selection = new vscode.Selection(start, start.translate(0, 3));
		await vscode.commands.executeCommand('spert.extractEntities');
		const marks = extractions.marksOf(editor.document);
		assert.equal(marks?.total, 1);
		const found = marks?.extraction.mentions.map((mention) => mention.text) ?? [];
		assert.ok(found.includes('newswire text') && found.every((words) => sentence.includes(words)), found.join());
	});

	it('computes nothing again for an unchanged document', async () => {
		const { document } = await show('notes.md');
		await extract(document);
		const again = await extract(document);
		assert.equal(again.computed, 0);
		assert.ok(again.total > 5);
	});

	it('finds nothing in an empty document, and says so', async () => {
		const { document } = await show('empty.md');
		const { extraction, total } = await extract(document);
		assert.deepEqual([extraction.mentions, extraction.relations, total], [[], [], 0]);
	});

	it('extracts a document that has no file', async () => {
		const { document } = await showUntitled('A neural network is used for machine translation.', 'plaintext');
		const marks = await extract(document);
		assert.equal(mentionOf(marks, 'neural network').type, 'Method');
	});

	it('survives binary rubbish, with marks inside the text', async () => {
		const bytes = Uint8Array.from({ length: 4_000 }, (_, index) => (index * 2_654_435_761) >>> ((index % 3) * 8));
		for (const language of ['latex', 'markdown', 'plaintext']) {
			const { document } = await showUntitled(Buffer.from(bytes).toString('latin1'), language);
			const { extraction } = await extract(document);
			const { length } = document.getText();
			assert.ok(extraction.mentions.every(({ span }) => span.start >= 0 && span.start < span.end && span.end <= length));
		}
	});

	it('keeps nothing of documents that were closed', async function () {
		this.timeout(60_000);
		const { extractions } = await activeExtension();
		const folder = mkdtempSync(join(tmpdir(), 'spert-documents-'));
		for (let index = 0; index < 20; index++) {
			const file = join(folder, `${index}.md`);
			writeFileSync(file, `Document ${index}: a neural network is used for parsing.`);
			const { document } = await show(vscode.Uri.file(file));
			await extract(document);
			assert.ok(extractions.documents.includes(document));
			await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
		}
		rmSync(folder, { recursive: true });
		await eventually(() => extractions.documents.length === 0, 'all entries are gone');
	});
});

async function fromCommandLine(file: string): Promise<ExtractionReport> {
	const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
	const program = inExtension('dist', 'spert.cjs');
	const { stdout } = await promisify(execFile)(process.execPath, [program, 'extract', file, '--no-cache', '--format', 'json'], { env });
	return JSON.parse(stdout) as ExtractionReport;
}
