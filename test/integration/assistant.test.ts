// The tools that language models are offered, called as VS Code calls them.

import assert from 'node:assert/strict';
import { rmSync, symlinkSync } from 'node:fs';
import * as vscode from 'vscode';
import { activeExtension, closeEditors, codeOf, extract, failureOf, inExtension, inWorkspace, show, showUntitled } from './editor';

async function call(tool: string, input: object): Promise<Record<string, unknown>> {
	const { token } = new vscode.CancellationTokenSource();
	const { content } = await vscode.lm.invokeTool(tool, { input, toolInvocationToken: undefined }, token);
	const [part] = content;
	assert.ok(part instanceof vscode.LanguageModelTextPart);
	return JSON.parse(part.value) as Record<string, unknown>;
}

describe('Language model tools', () => {
	afterEach(closeEditors);

	it('are known to the editor', async () => {
		await activeExtension();
		const names = vscode.lm.tools.map(({ name }) => name).filter((name) => name.startsWith('spert_'));
		assert.deepEqual(names.sort(), ['spert_extract', 'spert_find', 'spert_relations']);
	});

	it('extract a file of the workspace and cite its lines', async () => {
		const answer = await call('spert_extract', { file: 'notes.md' });
		assert.equal(answer['document'], 'notes.md');
		const entities = answer['entities'] as { text: string; line: number; sentence: string; evidence: string }[];
		const found = entities.find(({ text }) => text === 'topic modeling');
		assert.ok(found, JSON.stringify(entities));
		const { document } = await show('notes.md');
		assert.ok(document.lineAt(found.line - 1).text.includes('topic'));
		assert.ok(found.sentence.includes('topic modeling'));
		assert.match(found.evidence, /^notes\.md:\d+:e\d+$/);
	});

	it('extract a text', async () => {
		const answer = await call('spert_extract', { text: 'A hidden Markov model is used for speech recognition.' });
		const entities = answer['entities'] as { text: string }[];
		assert.deepEqual(entities.map(({ text }) => text), ['hidden Markov model', 'speech recognition']);
	});

	it('find what is known of open documents', async () => {
		const { document } = await showUntitled('We propose ZebraNet, a neural network for speech recognition.');
		await extract(document);
		const answer = await call('spert_find', { query: 'zebranet' });
		const [entity, ...others] = answer['entities'] as { forms: string[]; introducedBy: { document: string; line: number } }[];
		assert.deepEqual([entity?.forms, others], [['ZebraNet'], []]);
		assert.deepEqual([entity?.introducedBy.document, entity?.introducedBy.line], [vscode.workspace.asRelativePath(document.uri), 1]);
	});

	it('read nothing outside the workspace', async () => {
		for (const file of ['../../unit/bundledProgram.ts', '/etc/passwd', '..']) {
			const failure = await failureOf(call('spert_extract', { file }));
			assert.match(String(failure), /assistant\.(outsideFolder|fileMissing)/, `${file}: ${String(codeOf(failure))}`);
		}
	});

	it('follow no link out of the workspace', async () => {
		const link = inWorkspace('leadsOut.md').fsPath;
		symlinkSync(inExtension('README.md'), link);
		try {
			assert.match(String(await failureOf(call('spert_extract', { file: 'leadsOut.md' }))), /assistant\.outsideFolder/);
		} finally {
			rmSync(link);
		}
	});
});
