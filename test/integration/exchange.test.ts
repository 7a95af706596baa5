// Results out of the editor and back in: the commands as a key binding runs them, on documents that are open and those that
// are not.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { exportFormatIds } from '../../src/exchange/exportFormats';
import { activeExtension, closeEditors, eventually, extract, freshSentences, inWorkspace, pause, setSetting, show, wordsOf } from './editor';

const folder = inWorkspace('exchanged');
const outside = mkdtempSync(join(tmpdir(), 'spert-exchange-'));
const source = `# Notes\r\n\r\n${freshSentences(3, 'exchange 😀').join('\r\n').replaceAll('neural network', '*neural* **network**')}\r\n`;

const marksOf = async (document: vscode.TextDocument) => (await activeExtension()).extractions.marksOf(document);

describe('Export Results and Import Results', function () {
	this.timeout(60_000);

	beforeEach(() => {
		rmSync(folder.fsPath, { recursive: true, force: true });
		mkdirSync(folder.fsPath, { recursive: true });
		writeFileSync(join(folder.fsPath, 'notes.md'), source);
	});
	afterEach(async () => {
		await setSetting('extract.onSave', undefined);
		await closeEditors();
		rmSync(folder.fsPath, { recursive: true, force: true });
	});
	after(() => rmSync(outside, { recursive: true, force: true }));

	const exportAs = async (format: string, file: string): Promise<string> => {
		await vscode.commands.executeCommand('spert.exportResults', { scope: 'document', format, file });
		return file;
	};
	const importAs = (format: string, file: string): Thenable<unknown> => vscode.commands.executeCommand('spert.importResults', { format, file });

	it('writes the document in every format', async () => {
		const { document } = await show(vscode.Uri.joinPath(folder, 'notes.md'));
		const { extraction } = await extract(document);
		assert.ok(extraction.mentions.length > 0 && extraction.relations.length > 0);
		for (const format of exportFormatIds) {
			const file = await exportAs(format, join(outside, `notes-${format}`));
			assert.ok(existsSync(file), format);
			assert.deepEqual(readdirSync(outside).filter((name) => name.endsWith('.tmp')), []);
		}
		const [report] = readFileSync(join(outside, 'notes-jsonl'), 'utf8').split('\n');
		const { file, entities } = JSON.parse(report ?? '') as { file: string; entities: { start: number; end: number }[] };
		assert.equal(file, 'exchanged/notes.md');
		assert.deepEqual(entities.map(({ start, end }) => [start, end]), extraction.mentions.map(({ span }) => [span.start, span.end]));
		assert.equal(readFileSync(join(outside, 'notes-brat', 'exchanged', 'notes.md.txt'), 'utf8'), source);
	});

	for (const [format, isWhole] of [['jsonl', true], ['webannotation', true], ['brat', true], ['spert', false], ['dygiepp', false]] as const) {
		it(`brings back the same marks from ${format}`, async () => {
			const { document } = await show(vscode.Uri.joinPath(folder, 'notes.md'));
			const { extractions } = await activeExtension();
			const { extraction } = await extract(document);
			const file = await exportAs(format, join(outside, `back-${format}`));
			extractions.clear(document);
			assert.equal(await marksOf(document), undefined);
			await importAs(format, file);
			const marks = await marksOf(document);
			assert.ok(marks !== undefined && extractions.isAdopted(document));
			assert.equal(marks.model.device, 'imported');
			const without = ({ mentions, relations }: typeof extraction) => ({
				mentions: mentions.map((mention) => ({ ...mention, alternatives: [], score: isWhole ? mention.score.toFixed(6) : 0 })),
				relations: relations.map((relation) => ({ ...relation, score: isWhole ? relation.score.toFixed(6) : 0, symmetric: isWhole && relation.symmetric })),
			});
			assert.deepEqual(without(marks.extraction), without(extraction));
			for (const mention of marks.extraction.mentions) {
				assert.equal(wordsOf(document, mention).replace(/\s+/g, ''), mention.text.replace(/\s+/g, ''));
			}
		});
	}

	it('moves what was imported with edits and leaves it until somebody extracts', async () => {
		const editor = await show(vscode.Uri.joinPath(folder, 'notes.md'));
		const { document } = editor;
		const annotations = { file: 'exchanged/notes.md', model: { name: 'by hand', hash: 'h' }, relations: [] };
		const start = source.indexOf('experiment');
		const entity = { id: 'e1', type: 'Own type', text: 'experiment', score: 1, start, end: start + 'experiment'.length };
		const file = join(outside, 'own.jsonl');
		writeFileSync(file, JSON.stringify({ ...annotations, entities: [entity] }));
		await importAs('jsonl', file);
		await setSetting('extract.onSave', true);
		await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'New. '));
		await document.save();
		// Longer than the pause after which an edited document is read again.
		await pause(1500);
		const marks = await marksOf(document);
		assert.deepEqual(marks?.extraction.mentions.map(({ type, span }) => [type, document.getText().slice(span.start, span.end)]), [['Own type', 'experiment']]);
		const { model } = await extract(document);
		assert.notEqual(model.name, 'by hand');
		assert.equal((await activeExtension()).extractions.isAdopted(document), false);
	});

	it('puts results onto documents that nobody has open, and knows them from then on', async () => {
		const other = vscode.Uri.joinPath(folder, 'other.md');
		writeFileSync(other.fsPath, 'Neural networks are used here.\n');
		const line = (file: string, text: string) => {
			const entities = [{ id: 'e1', type: 'Method', text, score: 0.5, start: 0, end: text.length }];
			return JSON.stringify({ file, model: { name: 'm', hash: 'h' }, entities, relations: [] });
		};
		const file = join(outside, 'two.jsonl');
		writeFileSync(file, [line('exchanged/other.md', 'Neural networks'), line('../../outside.md', 'x'), line('gone.md', 'x')].join('\n'));
		await importAs('jsonl', file);
		const { knowledge } = await activeExtension();
		const known = await eventually(() => knowledge.document(other.toString()), 'the other document is known');
		assert.deepEqual(known.extraction.mentions.map(({ text, type }) => [text, type]), [['Neural networks', 'Method']]);
	});

	it('writes a workspace of which nobody has a document open', async () => {
		const { workspace, knowledge, extractions } = await activeExtension();
		await closeEditors();
		await workspace.extraction.extract([folder]);
		await eventually(() => knowledge.document(vscode.Uri.joinPath(folder, 'notes.md').toString()), 'the folder is known');
		const file = join(outside, 'workspace.ttl');
		await vscode.commands.executeCommand('spert.exportResults', { scope: 'workspace', format: 'turtle', file });
		assert.match(readFileSync(file, 'utf8'), /<exchanged\/notes\.md#e1> a spert:Mention/);
		assert.deepEqual(extractions.documents, []);
	});

	it('leaves the marks alone where the file is for another document, or none', async () => {
		const { document } = await show(vscode.Uri.joinPath(folder, 'notes.md'));
		const { extraction } = await extract(document);
		const file = join(outside, 'foreign.jsonl');
		writeFileSync(file, JSON.stringify({ file: 'elsewhere.md', model: { name: 'm', hash: 'h' }, entities: [], relations: [] }));
		await importAs('jsonl', file);
		writeFileSync(file, '{"no": "results"}');
		await importAs('jsonl', file);
		assert.equal((await marksOf(document))?.extraction, extraction);
	});

	it('leaves the file as it was where an export cannot be written', async () => {
		const { document } = await show(vscode.Uri.joinPath(folder, 'notes.md'));
		await extract(document);
		writeFileSync(join(outside, 'in-the-way'), 'old');
		await exportAs('turtle', join(outside, 'in-the-way', 'results.ttl'));
		assert.equal(readFileSync(join(outside, 'in-the-way'), 'utf8'), 'old');
	});
});
