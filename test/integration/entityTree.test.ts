// The Entities view inside the editor: what its rows are and do, hiding and density for everything that shows marks. Documents
// that were extracted before may be listed too.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ActiveExtension } from '../../src/extension';
import type { TreeNode } from '../../src/features/entityTree/entityTree';
import { treeItem } from '../../src/features/entityTree/treeItems';
import { everythingVisible } from '../../src/knowledge/visibility';
import { activeExtension, closeEditors, eventually, extract, mentionOf, setSetting, show, showUntitled } from './editor';

describe('Entities view', () => {
	let extension: ActiveExtension;

	before(async () => {
		extension = await activeExtension();
	});

	afterEach(async () => {
		const { view } = extension.entityTree;
		view.setFilter('');
		await view.setGrouping('type');
		await extension.visibility.change(everythingVisible);
		await closeEditors();
	});

	it('lists what was found by type, in the order and the names of the model', async () => {
		const { document } = await show('paper.tex');
		const marks = await extract(document);
		await listed('TreeWalk');
		const entities = [...extension.knowledge.graph.entities.values()];
		const used = marks.model.entityTypes.filter(({ identifier }) => entities.some(({ type }) => type === identifier));
		assert.deepEqual(roots().map(labelOf), used.map(({ verbose }) => verbose));
		const item = itemOf(find(childrenOf(find(roots(), 'Material')), 'Penn Treebank'));
		const expected = entities.find(({ name }) => name === 'Penn Treebank');
		const [count, percent] = [expected?.mentions.length ?? 0, Math.round((expected?.score ?? 0) * 100)];
		assert.equal(item.description, `${count} · ${percent} %`);
		assert.match(item.accessibilityInformation?.label ?? '', new RegExp(`^Penn Treebank, Material, ${count} mentions?, ${percent} %$`));
	});

	it('lists by document and by relation too', async () => {
		for (const name of ['paper.tex', 'notes.md']) {
			await extract((await show(name)).document);
		}
		const { view } = extension.entityTree;
		await view.setGrouping('document');
		await eventually(() => ['notes.md', 'paper.tex'].every((name) => roots().some((root) => labelOf(root) === name)), 'both are listed');
		assert.ok(childrenOf(find(roots(), 'paper.tex')).some((node) => labelOf(node) === 'neural network'));
		assert.ok(childrenOf(find(roots(), 'notes.md')).every((node) => labelOf(node) !== 'TreeWalk'));
		await view.setGrouping('relation');
		const usedFor = find(roots(), 'Used-for');
		const [place] = childrenOf(find(childrenOf(usedFor), 'neural network → dependency parsing'));
		assert.ok(place !== undefined);
		const { label, description } = itemOf(place);
		assert.ok(typeof label === 'object' && label.label === 'We present a neural network for dependency parsing of clinical notes.');
		assert.deepEqual(label.highlights, [[13, 27]]);
		assert.equal(description, 'paper.tex:8');
	});

	it('shows the first mention of an entity in its document', async () => {
		const editor = await show('paper.tex');
		await extract(editor.document);
		await listed('dependency parsing');
		const { command } = itemOf(find(childrenOf(find(roots(), 'Task')), 'dependency parsing'));
		assert.ok(command !== undefined);
		await vscode.commands.executeCommand('spert.entities.focus');
		await vscode.commands.executeCommand(command.command, ...((command.arguments ?? []) as unknown[]));
		await eventually(() => editor.document.getText(editor.selection) === 'dependency parsing', 'its words are selected');
	});

	it('filters by parts of words, in any order', async () => {
		const { document } = await show('paper.tex');
		await extract(document);
		const { view } = extension.entityTree;
		view.setFilter('netw neur');
		await eventually(() => roots().length > 0, 'something matches');
		const entities = roots().flatMap(childrenOf).map(labelOf);
		assert.ok(entities.includes('neural network'));
		assert.ok(entities.every((name) => /neur/i.test(name) && /netw/i.test(name)), String(entities));
		view.setFilter('no such words');
		assert.deepEqual(roots(), []);
	});

	it('hides an entity everywhere, lists it as hidden, and shows it again', async () => {
		const { document } = await show('paper.tex');
		const marks = await extract(document);
		const { span } = mentionOf(marks, 'neural network');
		await listed('neural network');
		assert.equal(await hovers(document, span.start), 1);
		const before = names();
		await vscode.commands.executeCommand('spert.hideEntity', find(childrenOf(find(roots(), 'Method')), 'neural network'));
		assert.equal(await hovers(document, span.start), 0);
		assert.ok(!names().includes('neural network'));
		const hidden = find(roots(), 'Hidden');
		assert.deepEqual(childrenOf(hidden).map(labelOf), ['neural network']);
		await vscode.commands.executeCommand('spert.showHidden', childrenOf(hidden)[0]);
		assert.deepEqual(names(), before);
		assert.equal(await hovers(document, span.start), 1);
	});

	it('hides the entity or the type at the cursor', async () => {
		const editor = await show('paper.tex');
		const marks = await extract(editor.document);
		const { span, type } = mentionOf(marks, 'neural network');
		const place = editor.document.positionAt(span.start + 2);
		editor.selection = new vscode.Selection(place, place);
		await vscode.commands.executeCommand('spert.hideEntity');
		assert.equal(extension.visibility.current.hiddenEntities.size, 1);
		await vscode.commands.executeCommand('spert.showAllHidden');
		await vscode.commands.executeCommand('spert.hideEntityType');
		assert.deepEqual([...extension.visibility.current.hiddenTypes], [type]);
		for (const mention of marks.extraction.mentions.filter((other) => other.type === type)) {
			const outer = marks.extraction.mentions.some(
				(other) => other.type !== type && other.span.start <= mention.span.start && mention.span.start <= other.span.end,
			);
			assert.equal(await hovers(editor.document, mention.span.start), outer ? 1 : 0, mention.text);
		}
	});

	it('shows fewer and more by steps, the surest last', async () => {
		const { document } = await show('paper.tex');
		const { extraction } = await extract(document);
		const scores = extraction.mentions.map(({ score }) => score);
		const { visibility } = extension;
		let shown = scores.length;
		for (;;) {
			const { entityThreshold } = visibility.current;
			await vscode.commands.executeCommand('spert.showFewerEntities');
			if (visibility.current.entityThreshold === entityThreshold) {
				break;
			}
			const left = scores.filter((score) => score >= visibility.current.entityThreshold).length;
			assert.ok(left <= shown);
			shown = left;
			for (const { span, score } of extraction.mentions.slice(0, 3)) {
				const sureEnough = extraction.mentions.some(
					(other) =>
						other.score >= visibility.current.entityThreshold && other.span.start <= span.start && span.start <= other.span.end,
				);
				assert.equal(await hovers(document, span.start), sureEnough ? 1 : 0, `${score}`);
			}
		}
		assert.ok(shown < scores.length / 2, `${shown} of ${scores.length} are left`);
		for (let step = 0; step < 10; step++) {
			await vscode.commands.executeCommand('spert.showMoreEntities');
		}
		assert.equal(visibility.current.entityThreshold, 0);
	});

	it('keeps the ids of its rows when the text is edited', async () => {
		const editor = await showUntitled('A neural network is used for machine translation.\n\nA parser is used for question answering.');
		await extract(editor.document);
		const ids = (): string[] => roots().flatMap((root) => [root.id, ...childrenOf(root).flatMap((child) => [child.id, ...childrenOf(child).map(({ id }) => id)])]);
		await listed('question answering');
		const before = ids();
		await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'We use a support vector machine for text classification.\n\n'));
		await eventually(() => names().some((name) => /support vector machine/i.test(name)), 'the new entity is listed');
		const after = ids();
		assert.deepEqual(before.filter((id) => !after.includes(id)), []);
	});

	it('follows the cursor when that is wanted', async () => {
		await setSetting('entities.followCursor', true);
		try {
			const editor = await show('paper.tex');
			const { span } = mentionOf(await extract(editor.document), 'neural network');
			await vscode.commands.executeCommand('spert.entities.focus');
			const place = editor.document.positionAt(span.start + 2);
			editor.selection = new vscode.Selection(place, place);
			await eventually(() => extension.entityTree.view.selected?.kind === 'entity', 'a row is selected');
			const node = extension.entityTree.view.selected;
			assert.equal(node && labelOf(node), 'neural network');
		} finally {
			await setSetting('entities.followCursor', undefined);
		}
	});

	async function listed(name: string): Promise<void> {
		await eventually(() => names().includes(name), `${name} is listed`);
	}

	function roots(): readonly TreeNode[] {
		return extension.entityTree.view.tree.roots;
	}

	function childrenOf(node: TreeNode): readonly TreeNode[] {
		return extension.entityTree.view.tree.children(node);
	}

	function itemOf(node: TreeNode): vscode.TreeItem {
		return treeItem(node);
	}

	function labelOf(node: TreeNode): string {
		const { label } = itemOf(node);
		return typeof label === 'object' ? label.label : (label ?? '');
	}

	/** Of the entities that are listed, without those that are hidden. */
	function names(): string[] {
		return roots().filter(({ kind }) => kind !== 'hidden').flatMap(childrenOf).map(labelOf);
	}

	function find(nodes: readonly TreeNode[], label: string): TreeNode {
		const found = nodes.find((node) => labelOf(node) === label);
		assert.ok(found, `No row reads "${label}", only ${nodes.map(labelOf).join(' | ')}`);
		return found;
	}
});

/** How many hovers of the extension there are at an offset. */
async function hovers(document: vscode.TextDocument, offset: number): Promise<number> {
	const position = document.positionAt(offset);
	const all = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position);
	return all.flatMap(({ contents }) => contents).filter((content) => content instanceof vscode.MarkdownString && content.value.includes('scierc')).length;
}
