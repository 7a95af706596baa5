// Documents of every format in the editor: what is marked reads, in the source, as the mention does.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activeExtension, closeEditors, extract, inWorkspace, show, withoutSpaces, wordsOf } from './editor';

/** Files of test/integration/workspace/formats, and what each must have marked. */
const papers: readonly (readonly [file: string, marked: readonly string[]])[] = [
	['paper.tex', ['hidden Markov model', 'speech recognition', 'named entity recognition']],
	['paper.qmd', ['hidden Markov model', 'conditional random field', 'named entity recognition', 'support vector machine']],
	['paper.rst', ['hidden Markov model', 'speech recognition', 'machine translation']],
	['paper.adoc', ['hidden Markov model', 'speech recognition', 'conditional random field']],
	['paper.typ', ['hidden Markov model', 'speech recognition', 'conditional random field']],
	['references.bib', ['conditional random field', 'named entity recognition']],
	['notes.txt', ['hidden Markov model', 'conditional random field']],
];

describe('Documents of each format', () => {
	afterEach(closeEditors);

	for (const [file, marked] of papers) {
		it(`${file}: marks lie on exactly their words`, async () => {
			const { document } = await show(`formats/${file}`);
			const { extraction } = await extract(document);
			const texts = extraction.mentions.map(({ text }) => text);
			assert.deepEqual(marked.filter((text) => !texts.includes(text)), [], texts.join(' | '));
			for (const mention of extraction.mentions) {
				assert.equal(withoutSpaces(wordsOf(document, mention)), withoutSpaces(mention.text));
			}
		});
	}

	it('a notebook: marks lie on words of its Markdown cells, none in its code', async () => {
		const { extractions } = await activeExtension();
		const notebook = await vscode.workspace.openNotebookDocument(inWorkspace('formats/notebook.ipynb'));
		await vscode.window.showNotebookDocument(notebook);
		await vscode.commands.executeCommand('spert.extractEntities');
		const [prose, code] = notebook.getCells().map(({ document }) => document);
		assert.ok(prose !== undefined && code !== undefined);
		const mentions = extractions.marksOf(prose)?.extraction.mentions ?? [];
		const words = mentions.map((mention) => wordsOf(prose, mention));
		assert.ok(words.includes('hidden Markov model') && words.includes('speech recognition'), words.join(' | '));
		assert.equal(extractions.marksOf(code), undefined);
	});
});
