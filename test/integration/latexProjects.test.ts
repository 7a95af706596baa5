// A chapter of a LaTeX project is read with what the project's other files define, and again when they change.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, extract, inWorkspace, pause, setSetting, show } from './editor';

const macros = inWorkspace('thesis/macros.tex');

async function write(uri: vscode.Uri, text: string): Promise<void> {
	await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}

describe('LaTeX projects', () => {
	const decoder = new TextDecoder();
	let original = '';
	before(async () => {
		original = decoder.decode(await vscode.workspace.fs.readFile(macros));
	});
	afterEach(async () => {
		await write(macros, original);
		await setSetting('documents.commands', undefined);
		await closeEditors();
	});

	it('lend their macros to a chapter: the mark is on the command', async () => {
		const { document } = await show('thesis/chapters/parsing.tex');
		const { extraction } = await extract(document);
		const mention = extraction.mentions.find(({ text }) => text === 'conditional random field');
		assert.ok(mention, JSON.stringify(extraction.mentions.map(({ text }) => text)));
		const [range] = mention.ranges;
		assert.ok(range);
		const marked = document.getText(new vscode.Range(document.positionAt(range.start), document.positionAt(range.end)));
		assert.ok(marked.startsWith('\\crf'), marked);
	});

	it('are read again when one of their files changes', async () => {
		const { document } = await show('thesis/chapters/parsing.tex');
		await extract(document);
		await write(macros, '\\newcommand{\\crf}{hidden Markov model}\n');
		// The editor notices by and by.
		let texts: string[] = [];
		for (let round = 0; round < 50 && !texts.includes('hidden Markov model'); round++) {
			await pause(100);
			texts = (await extract(document)).extraction.mentions.map(({ text }) => text);
		}
		assert.ok(texts.includes('hidden Markov model'), texts.join(' | '));
	});

	it('can have commands left out or replaced by a setting', async () => {
		const { document } = await show('thesis/chapters/parsing.tex');
		await setSetting('documents.commands', { crf: { replace: 'support vector machine' } });
		const { extraction } = await extract(document);
		assert.ok(extraction.mentions.some(({ text }) => text === 'support vector machine'));
		await setSetting('documents.commands', { crf: 'skip' });
		const { extraction: without } = await extract(document);
		assert.ok(without.sentences.some(({ text }) => /^We use a\s+for named/.test(text)), JSON.stringify(without.sentences));
	});
});
