import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DetailsJson } from '../../../src/engine/evaluation/detailsJson';
import { portableModelPath, portableTypesPath } from '../engine/portableModel';
import { CommandLineWorkspace, configuredModel } from './workspace';

const documentsPath = join(portableTypesPath, '../docs.json');

interface Scores {
	readonly micro: { readonly precision: number; readonly recall: number; readonly f1: number };
	readonly types: Readonly<Record<string, { readonly support: number }>>;
}
type Evaluated = Readonly<Record<'ner' | 'rel' | 'rel_nec', Scores>>;

let workspace: CommandLineWorkspace;
beforeAll(() => {
	workspace = new CommandLineWorkspace();
});
afterAll(() => workspace.dispose());

function runsIn(folder: string): string[] {
	return readdirSync(workspace.path(folder)).sort();
}

describe('spert eval', () => {
	it('prints one object with --format json: what this model is known to find', async () => {
		const { code, stdout, stderr } = await workspace.run('eval', ...configuredModel, '--dataset_path', documentsPath, '--format', 'json');
		expect([code, stderr]).toEqual([0, '']);
		expect(stdout.trimEnd()).not.toContain('\n');
		const { ner, rel, rel_nec: relNec } = JSON.parse(stdout) as Evaluated;
		// 41 of 42 entities and 34 of 35 relations, nothing wrong: so says the golden data's description.
		expect(ner.micro.precision).toBe(100);
		expect(ner.micro.recall).toBeCloseTo((41 / 42) * 100, 10);
		expect(rel.micro.recall).toBeCloseTo((34 / 35) * 100, 10);
		expect(relNec.micro.precision).toBe(100);
		expect(Object.values(ner.types).reduce((sum, { support }) => sum + support, 0)).toBe(42);
	});

	it('prints the report alone by default and writes no files without log_path', async () => {
		const before = runsIn('.');
		const { code, stdout, stderr } = await workspace.run('eval', ...configuredModel, '--dataset_path', documentsPath, '--store_predictions');
		expect([code, stderr]).toEqual([0, '']);
		expect(stdout.startsWith('Evaluation\n\n--- Entities')).toBe(true);
		expect(stdout).toMatch(/\n +micro +100\.00 +97\.14 +98\.55 +35\n +macro .*\n$/);
		expect(runsIn('.')).toEqual(before);
	});

	it('writes figures, arguments and predictions under log_path/label/run, in names that every system allows', async () => {
		const lines = [
			'label = portable',
			`model_path = ${portableModelPath}`,
			`types_path = ${portableTypesPath}`,
			`dataset_path = ${documentsPath}`,
			'lowercase = true',
			'store_predictions = true',
			'rel_filter_threshold = 5e-1',
			'log_path = log',
		];
		workspace.write('eval.conf', lines.join('\n'));
		const { code } = await workspace.run('eval', '--config', 'eval.conf', '--seed', '3');
		expect(code).toBe(0);
		const [run, ...others] = runsIn('log/portable');
		expect(others).toEqual([]);
		expect(run).toMatch(/^\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d\.\d{6}$/);
		const folder = join('log/portable', run!);
		expect(runsIn(folder)).toEqual(['args.json', 'args.txt', 'eval_test.csv', 'model.json', 'predictions_test_epoch_0.json']);
		const model = JSON.parse(workspace.read(join(folder, 'model.json'))) as unknown;
		expect(model).toEqual({ name: 'model', hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string });
		const [header, row, end] = workspace.read(join(folder, 'eval_test.csv')).split('\r\n');
		expect(header!.split(';')).toHaveLength(21);
		expect(row!.startsWith('100.0;97.6190476190476')).toBe(true);
		expect(end).toBe('');
		const argsJson = workspace.read(join(folder, 'args.json'));
		expect(argsJson.startsWith(`{"dataset_path": "${documentsPath}", "config": "eval.conf", "types_path": `)).toBe(true);
		expect(argsJson).toContain('"lowercase": true, "sampling_processes": 4, ');
		expect(argsJson).toContain('"rel_filter_threshold": 0.5, "size_embedding": 25, ');
		expect(argsJson.endsWith('"store_predictions": true, "store_examples": false, "example_count": null}')).toBe(true);
		expect(JSON.parse(argsJson)).toMatchObject({ label: 'portable', seed: 3, tokenizer_path: null, prop_drop: 0.1 });
		const argsText = workspace.read(join(folder, 'args.txt'));
		expect(argsText).toContain('\nlowercase = True\nsampling_processes = 4\n');
		expect(argsText.endsWith('store_predictions = True\nstore_examples = False\nexample_count = None')).toBe(true);
		expect(JSON.parse(workspace.read(join(folder, 'predictions_test_epoch_0.json')))).toHaveLength(16);
	});

	it('leaves predictions out with no_overlapping', async () => {
		const args = ['--store_predictions', '--no_overlapping', '--log_path', 'plain'];
		const { code, stderr } = await workspace.run('eval', ...configuredModel, '--dataset_path', documentsPath, ...args);
		expect([code, stderr]).toEqual([0, '']);
		expect(runsIn(join('plain', runsIn('plain')[0]!))).toEqual(['args.json', 'args.txt', 'eval_test.csv', 'model.json']);
	});

	it('writes the first examples as a page with store_examples', async () => {
		const args = ['--store_examples', '--example_count', '3', '--log_path', 'examples'];
		const { code, stderr } = await workspace.run('eval', ...configuredModel, '--dataset_path', documentsPath, ...args);
		expect([code, stderr]).toEqual([0, '']);
		const page = workspace.read(join('examples', runsIn('examples')[0]!, 'examples_test_epoch_0.html'));
		expect(page).toContain('on docs.json</title>');
		const json = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)?.[1];
		const documents = JSON.parse(readFileSync(documentsPath, 'utf8')) as { tokens: string[] }[];
		const examples = JSON.parse(json!) as { tokens: string[] }[];
		expect(examples.map(({ tokens }) => tokens)).toEqual(documents.slice(0, 3).map(({ tokens }) => tokens));
	});

	it('adds spans, confidence intervals and confusions to the JSON, and to the text with --report', async () => {
		const json = await workspace.run('eval', ...configuredModel, '--dataset_path', documentsPath, '--format', 'json');
		const { span, confidence, confusion } = JSON.parse(json.stdout) as DetailsJson;
		expect(span.support).toBe(42);
		expect(span.precision).toBe(100);
		expect(confidence.ner!.low).toBeLessThan(100);
		expect(confidence.ner!.high).toBe(100);
		expect(confusion.entities.counts.flat().reduce((sum, count) => sum + count, 0)).toBe(42);
		const text = await workspace.run('eval', ...configuredModel, '--dataset_path', documentsPath, '--report');
		expect(text.stdout).toContain('precision 100.00  recall 97.62  f1-score 98.80  support 42');
		expect(text.stdout).toContain('Bootstrap over documents, 1000 resamples, seed 1');
	});

	it('repeats runs, each with a folder and a line of its own', async () => {
		const model = `model_path = ${portableModelPath}\ntypes_path = ${portableTypesPath}\ndataset_path = ${documentsPath}\n`;
		workspace.write('repeats.conf', `[2]\nlabel = a\n${model}lowercase = true\n\n[1]\nlabel = b\n${model}rel_filter_threshold = 1\n`);
		const { code, stdout } = await workspace.run('eval', '--config', 'repeats.conf', '--format', 'json', '--log_path', 'repeats');
		expect(code).toBe(0);
		const [first, second, third, ...rest] = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as Evaluated);
		expect(rest).toEqual([]);
		expect(second).toEqual(first);
		expect(third!.rel.micro.f1).toBe(0);
		expect(runsIn('repeats/a')).toHaveLength(2);
		expect(runsIn('repeats/b')).toHaveLength(1);
	});

	it('tells the reports of several runs apart', async () => {
		const model = `model_path = ${portableModelPath}\ntypes_path = ${portableTypesPath}\ndataset_path = ${documentsPath}\n`;
		workspace.write('several.conf', `label = a\n${model}\n${model}`);
		const { stdout } = await workspace.run('eval', '--config', 'several.conf');
		expect(stdout.match(/^Run .*$/gm)).toEqual(['Run 1 of 2: a', 'Run 2 of 2']);
		expect(stdout.match(/^Evaluation$/gm)).toHaveLength(2);
	});

	it('says which document has a type that is not declared', async () => {
		workspace.write('unknown.json', JSON.stringify([{ tokens: ['a'], entities: [{ type: 'Person', start: 0, end: 1 }], relations: [] }]));
		const { code, stdout, stderr } = await workspace.run('eval', ...configuredModel, '--dataset_path', 'unknown.json');
		expect([code, stdout]).toEqual([1, '']);
		expect(stderr).toMatch(/unknown\.json, document 0, entity 0 has the entity type "Person".*\[data\.unknownType\]/);
	});

	it('warns where an entity is cut at the end of its document', async () => {
		workspace.write('cut.json', JSON.stringify([{ tokens: ['a', 'b'], entities: [{ type: 'Task', start: 0, end: 5 }], relations: [] }]));
		const { code, stderr } = await workspace.run('eval', ...configuredModel, '--dataset_path', 'cut.json');
		expect(code).toBe(0);
		expect(stderr).toBe('spert eval: cut.json, document 0, entity 0 ends at token 5 of 2: it was cut there.\n');
	});

	it('scores an empty dataset', async () => {
		workspace.write('empty.json', '[]');
		const { code, stdout } = await workspace.run('eval', ...configuredModel, '--dataset_path', 'empty.json', '--format', 'json');
		expect(code).toBe(0);
		expect(JSON.parse(stdout)).toMatchObject({ ner: { micro: { f1: 0 }, macro: { f1: null }, types: {} } });
	});

	it('fails clearly where nothing can be written', async () => {
		workspace.write('file', '');
		const { code, stderr } = await workspace.run('eval', ...configuredModel, '--dataset_path', documentsPath, '--log_path', 'file');
		expect(code).toBe(1);
		expect(stderr).toContain('[cli.fileUnwritable]');
	});

	it.skipIf(process.platform === 'win32')('stops at Ctrl+C with exit code 130 and writes nothing', async () => {
		// The first document's warning says that predicting begins.
		const cut = { tokens: ['a'], entities: [{ type: 'Task', start: 0, end: 5 }], relations: [] };
		const documents = JSON.parse(readFileSync(documentsPath, 'utf8')) as unknown[];
		workspace.write('endless.json', JSON.stringify([cut, ...Array.from({ length: 600 }, () => documents).flat()]));
		const args = ['eval', ...configuredModel, '--dataset_path', 'endless.json', '--log_path', 'cancelled'];
		const child = spawn(process.execPath, [workspace.program.path, ...args], { cwd: workspace.folder, stdio: ['ignore', 'pipe', 'pipe'] });
		const output = { stdout: '', stderr: '' };
		child.stdout.on('data', (data: Buffer) => (output.stdout += data.toString()));
		child.stderr.on('data', (data: Buffer) => (output.stderr += data.toString()));
		child.stderr.once('data', () => child.kill('SIGINT'));
		const code = await new Promise((resolve) => child.once('close', resolve));
		expect(code).toBe(130);
		expect(output.stdout).toBe('');
		expect(output.stderr.trimEnd().split('\n')).toHaveLength(1);
		expect(existsSync(workspace.path('cancelled'))).toBe(false);
	});
});
