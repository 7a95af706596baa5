// Configuration files in the editor, through the commands with which the editor itself asks its language features.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { SectionLenses } from '../../src/features/conf/sectionLenses';
import { parseConf } from '../../src/conf/confFile';
import { runBaseOf } from '../../src/features/conf/runBase';
import { activeExtension, closeEditors, eventually, inWorkspace, show } from './editor';

const complete = 'dataset_path = runs/data/sentences.json\nmodel_path = runs/model\n';

const written = inWorkspace('runs/written.spert.conf');

/** Shows a new file with a text. It is no fixture: some editors save by themselves what is typed. */
async function showText(content: string): Promise<vscode.TextDocument> {
	await vscode.workspace.fs.writeFile(written, new TextEncoder().encode(content));
	return (await show('runs/written.spert.conf')).document;
}

async function textOf(name: string): Promise<string> {
	return new TextDecoder().decode(await vscode.workspace.fs.readFile(inWorkspace(name)));
}

async function type(document: vscode.TextDocument, text: string): Promise<void> {
	const edit = new vscode.WorkspaceEdit();
	edit.insert(document.uri, new vscode.Position(document.lineCount, 0), text);
	assert.ok(await vscode.workspace.applyEdit(edit));
}

function told(document: vscode.TextDocument): string[] {
	return vscode.languages.getDiagnostics(document.uri).map(({ range, code, severity }) => {
		return `${range.start.line} ${typeof code === 'object' ? code.value : (code ?? '')} ${vscode.DiagnosticSeverity[severity]}`;
	});
}

async function eventuallyTold(document: vscode.TextDocument, expected: readonly string[]): Promise<void> {
	const wanted = [...expected].sort().join('\n');
	await eventually(() => told(document).sort().join('\n') === wanted, `${wanted || 'no diagnostics'}`).catch(() => undefined);
	assert.deepEqual(told(document).sort(), [...expected].sort());
}

async function fixesAt(document: vscode.TextDocument, line: number): Promise<vscode.CodeAction[]> {
	const { range } = document.lineAt(line);
	return await vscode.commands.executeCommand<vscode.CodeAction[]>(
		'vscode.executeCodeActionProvider',
		document.uri,
		range,
		vscode.CodeActionKind.QuickFix.value,
	);
}

async function apply(action: vscode.CodeAction | undefined): Promise<void> {
	assert.ok(action?.edit !== undefined && (await vscode.workspace.applyEdit(action.edit)));
}

async function completions(document: vscode.TextDocument, line: number, character: number): Promise<vscode.CompletionItem[]> {
	const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
		'vscode.executeCompletionItemProvider',
		document.uri,
		new vscode.Position(line, character),
	);
	// What the editor offers everywhere, words of the document, is not ours.
	return items.filter(({ kind }) => kind !== vscode.CompletionItemKind.Text);
}

function labels(items: readonly vscode.CompletionItem[]): string[] {
	return [...items]
		.sort((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1))
		.map(({ label }) => (typeof label === 'string' ? label : label.label));
}

async function hoverAt(document: vscode.TextDocument, line: number, character: number): Promise<string> {
	const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
		'vscode.executeHoverProvider',
		document.uri,
		new vscode.Position(line, character),
	);
	return hovers.flatMap(({ contents }) => contents.map((part) => (typeof part === 'string' ? part : part.value))).join('\n');
}

describe('Configuration files', () => {
	before(activeExtension);
	afterEach(async () => {
		await closeEditors();
		await vscode.workspace.fs.delete(written).then(undefined, (failure: unknown) => {
			assert.equal(failure instanceof vscode.FileSystemError && failure.code, 'FileNotFound');
		});
	});

	it('are known by their name, or by what they hold', async () => {
		assert.equal((await show('runs/all.spert.conf')).document.languageId, 'spert-conf');
		await show('runs/plain.conf');
		const recognised = await eventually(
			() => vscode.window.activeTextEditor?.document.languageId === 'spert-conf' && vscode.window.activeTextEditor.document,
			'plain.conf has its language',
		);
		const chosen = await vscode.languages.setTextDocumentLanguage(recognised, 'plaintext');
		assert.equal((await show('runs/server.conf')).document.languageId, 'properties');
		// What somebody chose stays.
		assert.equal(chosen.languageId, 'plaintext');
		assert.equal((await vscode.workspace.openTextDocument(inWorkspace('runs/plain.conf'))).languageId, 'plaintext');
	});

	it('that are right have no diagnostics, whichever folder their paths start at', async () => {
		for (const name of ['runs/all.spert.conf', 'runs/here.spert.conf']) {
			const document = await showText(await textOf(name));
			// That nothing is told must not be for want of time.
			await type(document, 'nonsense = 1\n');
			await eventuallyTold(document, [`${document.lineCount - 2} unknownKey Error`]);
			await vscode.commands.executeCommand('undo');
			await eventuallyTold(document, []);
			await closeEditors();
		}
	});

	it('have their mistakes told while they are typed, each at its place', async () => {
		const document = await showText(complete);
		await type(
			document,
			`\n[x]\n${complete}eval_batch_size = many\nmax_span_size = 1000\nlower_case = true\ncpu = 1\ncpu = true\nno pair\n\n[3]\n\ntrain_path = runs/data\n`,
		);
		await eventuallyTold(document, [
			'3 notARepeatCount Error',
			'6 wrongValue Error',
			'7 outOfRange Error',
			'8 unknownKey Error',
			'9 duplicateKey Warning',
			'11 notAPair Error',
			'13 repeatCountLost Warning',
			'15 missingOption Warning',
			'15 wrongPathKind Warning',
		]);
		const [wrong] = vscode.languages.getDiagnostics(document.uri).filter(({ code }) => code === 'wrongValue');
		assert.equal(wrong && document.getText(wrong.range), 'many');
		assert.equal(wrong?.source, 'SpERT');
	});

	it('are told which files are not there, and no longer once they are', async () => {
		const made = inWorkspace('runs/made.json');
		const document = await showText(`${complete}types_path = runs/made.json\nlog_path = runs/nowhere\n`);
		try {
			await eventuallyTold(document, ['2 pathMissing Warning']);
			const edit = new vscode.WorkspaceEdit();
			edit.createFile(made, { overwrite: true });
			await vscode.workspace.applyEdit(edit);
			await eventuallyTold(document, []);
		} finally {
			await vscode.workspace.fs.delete(made);
		}
	});

	it('leave no diagnostics behind when they are closed', async () => {
		const document = await showText('nonsense = 1\n');
		await eventuallyTold(document, ['0 unknownKey Error', '0 missingOption Warning']);
		await closeEditors();
		await eventuallyTold(document, []);
	});

	it('are not looked at where they are far too long, which is no mistake', async () => {
		const document = await showText(`nonsense = 1\n${'# long\n'.repeat(10_000)}`);
		await eventuallyTold(document, ['0 tooLarge Information']);
	});

	it('have their misspelled keys put right by a quick fix', async () => {
		const document = await showText(`${complete}lower_case = true\n`);
		await eventuallyTold(document, ['2 unknownKey Error']);
		const fixes = await fixesAt(document, 2);
		assert.deepEqual(
			fixes.map(({ title }) => title),
			['Change to lowercase'],
		);
		await apply(fixes[0]);
		assert.equal(document.lineAt(2).text, 'lowercase = true');
		await eventuallyTold(document, []);
	});

	it('have missing keys added and unused lines removed by quick fixes', async () => {
		const document = await showText('cpu = true\ncpu = false\npredictions_path = p.json\n\n# last\n');
		await eventuallyTold(document, ['0 duplicateKey Warning', '0 missingOption Warning']);
		const fixes = await fixesAt(document, 0);
		assert.deepEqual(fixes.map(({ title }) => title).sort(), ['Add model_path, dataset_path', 'Remove this line']);
		await apply(fixes.find(({ title }) => title.startsWith('Add')));
		assert.equal(
			document.getText().replaceAll('\r', ''),
			'cpu = true\ncpu = false\npredictions_path = p.json\nmodel_path = \ndataset_path = \n\n# last\n',
		);
		await eventuallyTold(document, ['0 duplicateKey Warning']);
		await apply((await fixesAt(document, 0))[0]);
		assert.equal(document.lineAt(0).text, 'cpu = false');
	});

	it('complete the keys that a section can still have, what it needs first', async () => {
		const document = await showText('train_path = a\nlr = 1\ntypes\n\ndataset_path = b\n');
		const items = await completions(document, 2, 5);
		const keys = labels(items);
		assert.deepEqual(keys.slice(0, 4), ['valid_path', 'save_path', 'types_path', 'model_path']);
		assert.ok(keys.includes('epochs') && !keys.includes('lr') && !keys.includes('train_path') && !keys.includes('dataset_path'));
		const epochs = items.find(({ label }) => typeof label === 'object' && label.label === 'epochs');
		assert.equal(epochs?.detail, 'default: 20');
		assert.equal(epochs?.insertText, 'epochs = ');
		assert.match(epochs?.documentation instanceof vscode.MarkdownString ? epochs.documentation.value : '', /gone through/);
		assert.deepEqual(await completions(document, 2, 0).then(labels), keys);
	});

	it('complete truth values, numbers by their default, and paths from the disk', async () => {
		const document = await showText('lowercase = \nmax_span_size = \nmodel_path = runs/\ntypes_path = runs/data/t\nlabel = \n# cpu = \n');
		assert.deepEqual(labels(await completions(document, 0, 12)).sort(), ['false', 'true']);
		assert.deepEqual(labels(await completions(document, 1, 16)), ['10']);
		assert.deepEqual(labels(await completions(document, 2, 18)).sort(), ['data', 'model']);
		const files = await completions(document, 3, 24);
		assert.deepEqual(labels(files).sort(), ['sentences.json', 'types.json']);
		const range = files[0]?.range;
		assert.deepEqual(range instanceof vscode.Range ? document.getText(range) : range, 't');
		assert.deepEqual(labels(await completions(document, 4, 8)), []);
		assert.deepEqual(labels(await completions(document, 5, 8)), []);
	});

	it('explain their keys, also those of another command', async () => {
		const document = await showText(`${complete}max_span = 5\nepochs = 3\nnonsense = 1\n`);
		assert.match(await hoverAt(document, 2, 3), /max_span_size.*whole number.*at most 99.*default: 10.*\n.*longest span/s);
		assert.match(await hoverAt(document, 3, 0), /epochs.*Train/s);
		assert.equal(await hoverAt(document, 4, 0), '');
		assert.equal(await hoverAt(document, 0, 20), '');
	});

	it('link their paths to what is there', async () => {
		// Two slashes begin a network share, which is not contacted for a link, even if it happens to be there.
		const share = `/${inWorkspace('runs/data').fsPath}`;
		const document = await showText(`${complete}types_path = runs/none.json\ncache_path = ${share}\nlog_path = runs/data\n`);
		const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>('vscode.executeLinkProvider', document.uri);
		assert.deepEqual(
			links.map(({ range, target }) => [document.getText(range), target?.scheme]),
			[
				['runs/data/sentences.json', 'file'],
				['runs/model', 'command'],
				['runs/data', 'command'],
			],
		);
		assert.equal(links[0]?.target?.fsPath, inWorkspace('runs/data/sentences.json').fsPath);
	});

	it('have an outline, and fold by section', async () => {
		const { document } = await show('runs/all.spert.conf');
		const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
			'vscode.executeDocumentSymbolProvider',
			document.uri,
		);
		assert.deepEqual(
			symbols.map(({ name, detail, range, children }) => [name, detail, range.start.line, range.end.line, children.length]),
			[
				['parsing', 'Train × 2', 2, 9, 7],
				['Evaluate', 'Evaluate', 11, 13, 2],
				['Predict', 'Predict, not run', 15, 18, 3],
			],
		);
		const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>('vscode.executeFoldingRangeProvider', document.uri);
		assert.deepEqual(
			folds.map(({ start, end }) => [start, end]),
			[
				[0, 1],
				[2, 9],
				[11, 13],
				[15, 18],
			],
		);
	});

	it('have a button above each section that runs, for the commands that there are', async () => {
		const { document } = await show('runs/all.spert.conf');
		assert.deepEqual(new SectionLenses({}).provideCodeLenses(document), []);
		assert.deepEqual(
			new SectionLenses({ eval: 'test.eval' }).provideCodeLenses(document).map(({ command }) => command?.title),
			['Evaluate'],
		);
		const lenses = new SectionLenses({ train: 'test.train', eval: 'test.eval', predict: 'test.predict' });
		const registration = vscode.languages.registerCodeLensProvider({ language: 'spert-conf' }, lenses);
		try {
			const shown = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
			const uri = document.uri.toString();
			assert.deepEqual(
				shown
					.filter(({ command }) => command?.command.startsWith('test.'))
					.map(({ range, command }) => [range.start.line, command?.title, command?.command, command?.arguments]),
				[
					[2, 'Train', 'test.train', [{ uri, section: 0 }]],
					[11, 'Evaluate', 'test.eval', [{ uri, section: 1 }]],
				],
			);
		} finally {
			registration.dispose();
		}
	});

	it('start their paths at one folder, the workspace unless more is found beside the file', async () => {
		const file = inWorkspace('runs/any.conf');
		const baseOf = async (text: string): Promise<string | undefined> => {
			const [section] = parseConf(text).sections;
			return section && (await runBaseOf(file, section))?.fsPath;
		};
		const [workspace, own] = [inWorkspace('').fsPath.replace(/[\\/]$/, ''), inWorkspace('runs').fsPath];
		assert.equal(await baseOf(complete), workspace);
		assert.equal(await baseOf('dataset_path = data/sentences.json\nmodel_path = model\n'), own);
		assert.equal(await baseOf('dataset_path = data/sentences.json\nmodel_path = runs/model\n'), workspace);
		assert.equal(await baseOf('dataset_path = none\n'), workspace);
		assert.equal(await baseOf('label = x\nlog_path = data\n'), workspace);
	});
});
