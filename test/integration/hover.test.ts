// Hovers over marked words, and the links in them.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activeExtension, closeEditors, eventually, extract, mentionOf, setSetting, show, showUntitled } from './editor';

describe('Hover', () => {
	afterEach(closeEditors);

	it('says the type in words, how sure the model is, and what else it may be', async () => {
		const { document } = await showUntitled('The model learns its features and parameters from vertical edges of optical flow.');
		const marks = await extract(document);
		const mention = mentionOf(marks, 'vertical edges of optical flow');
		assert.equal(mention.type, 'OtherScientificTerm');
		const text = await hoverAt(document, mention.span.start);
		const [first = ''] = text.split('\n');
		assert.match(first, /^\*\*Other Scientific Term\*\* · \d+ %/);
		assert.ok(first.includes(`** · ${Math.round(mention.score * 100)} %`));
		assert.ok(mention.alternatives.length > 0);
		for (const { score } of mention.alternatives) {
			assert.ok(first.includes(`${Math.round(score * 100)} %`), first);
		}
		assert.ok(text.includes('scierc\\-minilm') || text.includes('scierc-minilm'));
	});

	it('is there on the first and the last character of the words, and not beyond', async () => {
		const { document } = await show('notes.md');
		const { span } = mentionOf(await extract(document), 'hidden Markov model');
		assert.ok((await ownHovers(document, span.start)).length === 1);
		assert.ok((await ownHovers(document, span.end - 1)).length === 1);
		assert.deepEqual(await ownHovers(document, span.start - 6), []);
	});

	it('tells relations in and out as sentences, with a link that selects the other end', async () => {
		const editor = await show('paper.tex');
		const marks = await extract(editor.document);
		const head = mentionOf(marks, 'neural network');
		const tail = mentionOf(marks, 'dependency parsing');
		const [out, back] = [await hoverAt(editor.document, head.span.start), await hoverAt(editor.document, tail.span.start)];
		assert.match(out, /\n\n\*\*is used for\*\* \[dependency parsing\]\(\S+ "Go to this place"\) · \d+ %/);
		assert.match(back, /\n\n\[neural network\]\(\S+ "Go to this place"\) \*\*is used for\*\* this · \d+ %/);
		await followLink(out);
		const selected = await eventually(() => !editor.selection.isEmpty && editor.document.getText(editor.selection), 'a selection');
		assert.equal(selected, 'dependency parsing');
		await followLink(back);
		await eventually(() => editor.document.getText(editor.selection) === 'neural network', 'the other end is selected');
	});

	it('describes nested mentions one after the other, the innermost first', async () => {
		const { document } = await showUntitled(
			'We rotate each image patch into the eigenbasis of the covariance matrix. We use a long short-term memory network language model with multiple attention layers.',
		);
		const { mentions } = (await extract(document)).extraction;
		const pairs = mentions.flatMap((inner) => mentions.map((outer) => ({ inner, outer })));
		// Which of them are nested is the model's business.
		const nested = pairs.find(({ inner, outer }) => inner !== outer && outer.span.start <= inner.span.start && inner.span.end <= outer.span.end);
		assert.ok(nested !== undefined, mentions.map(({ text }) => text).join(' | '));
		const { inner, outer } = nested;
		const text = await hoverAt(document, inner.span.end - 1);
		const percents = [inner, outer].map(({ score }) => text.indexOf(`** · ${Math.round(score * 100)} %`));
		assert.ok(percents[0] !== undefined && percents[1] !== undefined && percents[0] >= 0 && percents[0] < percents[1]);
		assert.ok(text.includes('\n\n---\n\n'));
	});

	it('says where the entity was first mentioned, and leads from mention to mention', async () => {
		const editor = await showUntitled(
			'A conditional random field is used for tagging.\n\nOur conditional random field is compared with a neural network.\n\nWe train conditional random fields for parsing.',
		);
		const { extraction } = await extract(editor.document);
		const starts = extraction.mentions.filter(({ text }) => /^conditional random fields?$/i.test(text)).map(({ span }) => span.start);
		const [first, second, third] = starts;
		assert.ok(first !== undefined && second !== undefined && third !== undefined && starts.length === 3, String(starts));
		const [introduction, later] = [await hoverAt(editor.document, first), await hoverAt(editor.document, second)];
		assert.doesNotMatch(introduction, /First mentioned/);
		// Other documents may mention it too.
		const { knowledge } = await activeExtension();
		const id = knowledge.index.entityIdOf(editor.document.uri.toString(), mentionOf({ extraction }, 'conditional random field'));
		const count = knowledge.graph.entities.get(id)?.mentions.length ?? 0;
		assert.ok(count >= 3 && introduction.includes(`${count} mentions · `), introduction);
		assert.match(later, /(First mentioned|Introduced): \[A conditional random field is used for tagging\\?\.\]/);
		assert.match(later, /\d mentions · \[Previous\]\(\S+ "Go to this place"\) · \[Next\]/);
		await followLink(later, 'Next');
		await eventually(() => editor.document.offsetAt(editor.selection.start) === third, 'the next mention is selected');
		await followLink(later, 'Previous');
		await eventually(() => editor.document.offsetAt(editor.selection.start) === first, 'the mention before is selected');
	});

	it('has at most ten lines, however much there is to say', async () => {
		await setSetting('relationThreshold', 0.01);
		try {
			const { document } = await show('paper.tex');
			const { extraction } = await extract(document);
			let most = 0;
			for (const { span } of extraction.mentions) {
				const lines = (await hoverAt(document, span.start)).split(/\n\n/).filter((line) => line !== '---');
				most = Math.max(most, lines.length);
			}
			assert.ok(extraction.relations.length > 20);
			assert.ok(most > 5 && most <= 10, `${most} lines`);
		} finally {
			await setSetting('relationThreshold', undefined);
		}
	});

	it('escapes what the document says: no markup, no HTML, no icon and no command of its own', async () => {
		await setSetting('relationThreshold', 0.05);
		try {
			for (const name of ['hostile.txt', 'hostile.md']) {
				const { document } = await show(name);
				const { extraction } = await extract(document);
				assert.ok(extraction.relations.length > 0);
				for (const { span } of extraction.mentions) {
					const text = await hoverAt(document, span.start);
					// What is left without escaped characters and our own parts is plain.
					const own = text
						.replace(/\\[^\w\s]/g, '')
						.replaceAll(/\]\(command:spert\.revealSpan\?[^\s)]* "Go to this place"\)/g, '')
						.replaceAll('$(history)', '')
						.replaceAll(/\*\*is (used for|a feature of|a kind of|a part of|compared with|named together with)\*\*|\*\*evaluates\*\*/g, '')
						.replaceAll(/^\*\*[^*]*\*\*/gm, '');
					assert.doesNotMatch(own, /[<*`]|\]\(|\$\(/, text);
				}
			}
		} finally {
			await setSetting('relationThreshold', undefined);
		}
	});

	it('says so when the sentence has changed since it was read', async () => {
		await setSetting('extract.onType', false);
		try {
			const { extractions } = await activeExtension();
			const editor = await showUntitled('A neural network is used for machine translation.');
			await extract(editor.document);
			const fresh = await hoverAt(editor.document, 3);
			await editor.edit((edit) => edit.insert(editor.document.positionAt(editor.document.getText().length - 1), ' today'));
			await eventually(() => (extractions.marksOf(editor.document)?.stale.size ?? 0) > 0, 'the sentence is stale');
			assert.ok(!fresh.includes('$(history)'));
			assert.ok((await hoverAt(editor.document, 3)).includes('$(history)'));
		} finally {
			await setSetting('extract.onType', undefined);
		}
	});
});

/** The extension's own hovers at an offset, as Markdown: those that trust commands of the extension alone. */
async function ownHovers(document: vscode.TextDocument, offset: number): Promise<string[]> {
	const position = document.positionAt(offset);
	const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position);
	return hovers
		.flatMap(({ contents }) => contents)
		.filter((content) => content instanceof vscode.MarkdownString)
		.filter(({ isTrusted }) => typeof isTrusted === 'object' && isTrusted.enabledCommands.join() === 'spert.revealSpan')
		.map(({ value }) => value);
}

async function hoverAt(document: vscode.TextDocument, offset: number): Promise<string> {
	const [text, ...others] = await ownHovers(document, offset);
	assert.ok(text !== undefined && others.length === 0, `${others.length + 1} hovers at ${offset}`);
	return text;
}

/** Does what a click on a link does: the first one, or the first of that name. */
async function followLink(markdown: string, name = ''): Promise<void> {
	const query = new RegExp(`${name}\\]\\(command:spert\\.revealSpan\\?([^\\s)]*)`).exec(markdown)?.[1];
	assert.ok(query !== undefined, markdown);
	const args = JSON.parse(decodeURIComponent(query)) as unknown[];
	await vscode.commands.executeCommand('spert.revealSpan', ...args);
}
