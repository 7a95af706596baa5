// Merging by hand inside the editor: rules are written beside the documents, followed when they change on the disk, and the
// graph follows them.

import { strict as assert } from 'node:assert';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore } from '../../src/base/disposable';
import { UserError } from '../../src/base/userError';
import { MergeCommands } from '../../src/features/knowledge/mergeCommands';
import { MergeRulesFile } from '../../src/features/knowledge/mergeRulesFile';
import { activeExtension, closeEditors, eventually, inWorkspace, show } from './editor';

describe('merging by hand', () => {
	const path = inWorkspace('.spert/entities.tsv').fsPath;
	let owned: DisposableStore;
	let rules: MergeRulesFile;
	let failures: unknown[];

	beforeEach(async () => {
		const { knowledge } = await activeExtension();
		owned = new DisposableStore();
		failures = [];
		rules = owned.add(new MergeRulesFile((failure) => failures.push(failure)));
		owned.add(rules.onDidChange((current) => knowledge.setMergeRules(current)));
	});
	afterEach(async () => {
		owned.dispose();
		await rm(dirname(path), { recursive: true, force: true });
		const { knowledge } = await activeExtension();
		knowledge.setMergeRules({ same: [], different: [] });
		await closeEditors();
	});

	it('makes two entities one and takes it back', async () => {
		const { knowledge } = await activeExtension();
		await show('paper.tex');
		await vscode.commands.executeCommand('spert.extractEntities');
		const before = await eventually(() => knowledge.graph.entities.size > 2 && knowledge.graph, 'there are entities');
		const [first, second] = [...before.entities.values()];
		assert.ok(first !== undefined && second !== undefined);
		const commands = new MergeCommands(knowledge, rules);
		await commands.mergeEntities([first.id, second.id]);
		assert.equal(await readFile(path, 'utf8'), `same\t${[first.name, second.name].sort().join('\t')}\n`);
		assert.equal(knowledge.graph.entities.size, before.entities.size - 1);
		await commands.undo();
		assert.deepEqual([...knowledge.graph.entities.keys()], [...before.entities.keys()]);
		assert.equal(await readFile(path, 'utf8'), '');
	});

	it('follows the file on the disk, with conflicts and without', async () => {
		await mkdir(dirname(path), { recursive: true });
		await writeFile(path, 'same\tone\ttwo\n');
		await eventually(() => rules.current.same.length === 1, 'the new file is read');
		await writeFile(path, 'same\tone\ttwo\n<<<<<<< HEAD\nsame\tthree\tfour\n=======\n>>>>>>> theirs\n');
		await eventually(() => rules.current.same.length === 2, 'the changed file is read');
		assert.deepEqual(failures.map((failure) => failure instanceof UserError && failure.code), ['knowledge.rulesConflict']);
		await assert.rejects(rules.add({ kind: 'same', forms: ['x', 'y'] }), { code: 'knowledge.rulesConflict' });
		await rm(path);
		await eventually(() => rules.current.same.length === 0, 'the removed file is forgotten');
	});

	it('writes nothing while the file is being edited', async () => {
		await mkdir(dirname(path), { recursive: true });
		await writeFile(path, 'same\tone\ttwo\n');
		const editor = await show(vscode.Uri.file(path));
		await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), '# mine\n'));
		await assert.rejects(rules.add({ kind: 'same', forms: ['x', 'y'] }), { code: 'knowledge.rulesUnsaved' });
		assert.equal(await readFile(path, 'utf8'), 'same\tone\ttwo\n');
		await editor.document.save();
		await rules.add({ kind: 'same', forms: ['x', 'y'] });
		assert.equal(await readFile(path, 'utf8'), '# mine\nsame\tone\ttwo\nsame\tx\ty\n');
	});
});
