import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tokenize } from '../../../src/documents/tokens';
import { portableModelPath, portableSentences, portableTypesPath } from '../engine/portableModel';
import { CommandLineWorkspace, configuredModel } from './workspace';

interface Predicted {
	readonly tokens: readonly string[];
	readonly entities: readonly { readonly type: string; readonly start: number; readonly end: number }[];
	readonly relations: readonly unknown[];
}

let workspace: CommandLineWorkspace;
beforeAll(() => {
	workspace = new CommandLineWorkspace();
	workspace.write('sentences.json', JSON.stringify(portableSentences));
});
afterAll(() => workspace.dispose());

/** Runs without a word and gives what was written. */
async function predicted(name: string, ...args: string[]): Promise<Predicted[]> {
	const { code, stdout, stderr } = await workspace.run('predict', ...args);
	expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
	return JSON.parse(workspace.read(name)) as Predicted[];
}

const modelLines = `model_path = ${portableModelPath}\ntypes_path = ${portableTypesPath}\nlowercase = true\n`;

describe('spert predict', () => {
	it('takes objects, lists of tokens and sentences', async () => {
		const sentence = 'Dropout is used in neural networks (Fig. 2).';
		const tokens = portableSentences[1]!;
		workspace.write('input.json', JSON.stringify([{ tokens, entities: 'ignored' }, tokens, sentence, '', [], { tokens: [] }]));
		const found = await predicted('out.json', ...configuredModel, '--dataset_path', 'input.json', '--predictions_path', 'out.json');
		expect(found).toHaveLength(6);
		expect(found[0]!.entities.length).toBeGreaterThan(0);
		expect(found[1]).toEqual(found[0]);
		expect(found[2]!.tokens).toEqual(tokenize(sentence).map(({ text }) => text));
		expect(found.slice(3)).toEqual(Array(3).fill({ tokens: [], entities: [], relations: [] }));
	});

	it('reads paths of a configuration file from the working directory', async () => {
		workspace.write('paths.conf', `${modelLines}dataset_path = sentences.json\npredictions_path = ./from-conf.json\n`);
		expect(await predicted('from-conf.json', '--config', 'paths.conf')).toHaveLength(portableSentences.length);
	});

	it('takes the file before the command line, and the command line before the defaults', async () => {
		workspace.write('short.conf', `${modelLines}dataset_path = sentences.json\npredictions_path = short.json\nmax_span_size = 1\n`);
		const found = await predicted('short.json', '--config', 'short.conf', '--max_span_size', '5', '--rel_filter_threshold', '1');
		expect(found.flatMap(({ entities }) => entities).every(({ start, end }) => end - start === 1)).toBe(true);
		expect(found.flatMap(({ relations }) => relations)).toEqual([]);
		expect(found.flatMap(({ entities }) => entities).length).toBeGreaterThan(0);
	});

	it('lower-cases by the option alone, as the reference does', async () => {
		const io = (name: string): string[] => ['--dataset_path', 'sentences.json', '--predictions_path', name];
		const lower = await predicted('lower.json', ...configuredModel, ...io('lower.json'));
		const cased = await predicted('cased.json', ...configuredModel.filter((arg) => arg !== '--lowercase'), ...io('cased.json'));
		const capitalized = portableSentences.map((tokens) => tokens.some((token) => token !== token.toLowerCase()));
		expect(cased).not.toEqual(lower);
		lower.forEach((prediction, index) => {
			if (!capitalized[index]) {
				expect(cased[index]).toEqual(prediction);
			}
		});
	});

	it('reads sentences of any length', async () => {
		workspace.write('long.json', JSON.stringify([Array.from({ length: 30 }, () => portableSentences).flat(2)]));
		const [found] = await predicted('long-out.json', ...configuredModel, '--dataset_path', 'long.json', '--predictions_path', 'long-out.json');
		expect(found!.entities.length).toBeGreaterThan(0);
		expect(found!.entities.some(({ start }) => start > found!.tokens.length - 200)).toBe(true);
	});

	it('accepts options of the reference that mean nothing here', async () => {
		const meaningless = 'cpu = true\nsampling_processes = 0\neval_batch_size = 4\nmax_pairs = 10\nspacy_model = en\nno_overlapping = true\ndebug = false\n';
		workspace.write('plain.conf', `${modelLines}dataset_path = sentences.json\npredictions_path = plain.json\n`);
		workspace.write('more.conf', `${modelLines}${meaningless}dataset_path = sentences.json\npredictions_path = more.json\n`);
		expect(await predicted('more.json', '--config', 'more.conf')).toEqual(await predicted('plain.json', '--config', 'plain.conf'));
	});

	it('reports every mistake with its place before anything runs', async () => {
		const good = `${modelLines}dataset_path = sentences.json\npredictions_path = never.json\n`;
		workspace.write('mistakes.conf', `${good}\n${modelLines}max_span_size = big\nno_such_key = 1\n`);
		const { code, stdout, stderr } = await workspace.run('predict', '--config', 'mistakes.conf');
		expect([code, stdout]).toEqual([1, '']);
		expect(stderr).toContain('mistakes.conf:10:17: error: max_span_size takes a whole number, not "big".');
		expect(stderr).toContain('mistakes.conf:11:1: error: "no_such_key" is no option of predict.');
		expect(stderr).toContain('[conf.mistakes]');
		expect(existsSync(workspace.path('never.json'))).toBe(false);
	});

	it('reports what a run lacks at its place', async () => {
		const good = `${modelLines}dataset_path = sentences.json\npredictions_path = never.json\n`;
		workspace.write('lacking.conf', `${good}\n[0]\nlowercase = true\n\n${modelLines}dataset_path = sentences.json\n`);
		const { code, stderr } = await workspace.run('predict', '--config', 'lacking.conf');
		expect(code).toBe(1);
		expect(stderr).toContain('lacking.conf:10:1: error: This run needs predictions_path.');
		expect(stderr).not.toContain('dataset_path');
		expect(existsSync(workspace.path('never.json'))).toBe(false);
	});

	it('warns of what is probably not meant, and runs', async () => {
		workspace.write('twice.conf', `${modelLines}max_span_size = 1\nmax_span_size = 10\ndataset_path = sentences.json\npredictions_path = twice.json\n`);
		const { code, stderr } = await workspace.run('predict', '--config', 'twice.conf');
		expect(code).toBe(0);
		expect(stderr).toMatch(/^twice\.conf:4:1: warning: .*\n$/);
	});

	it('goes on with the next run after one that fails, and fails in the end', async () => {
		const run = (model: string, name: string): string =>
			`model_path = ${model}\ntypes_path = ${portableTypesPath}\ndataset_path = sentences.json\npredictions_path = ${name}\n`;
		workspace.write('runs.conf', `${run('nowhere', 'a.json')}\n${run(portableModelPath, 'b.json')}\n${run(portableModelPath, 'no/such/folder/c.json')}`);
		const { code, stderr } = await workspace.run('predict', '--config', 'runs.conf');
		expect(code).toBe(1);
		expect(stderr).toMatch(/^spert predict \(run 1 of 3\): .*nowhere.*\[checkpoint\.folderNotFound\]$/m);
		expect(stderr).toMatch(/^spert predict \(run 3 of 3\): .*c\.json cannot be written.*\[cli\.fileUnwritable\]$/m);
		expect(stderr.trimEnd().split('\n')).toHaveLength(2);
		expect(JSON.parse(workspace.read('b.json'))).toHaveLength(portableSentences.length);
		expect(existsSync(workspace.path('a.json'))).toBe(false);
	});

	it.each([
		['sizes.conf', 'size_embedding = 30', 'cli.sizeEmbeddingMismatch', 'size_embedding is 30, but the model in'],
		['kind.conf', 'model_type = other', 'cli.modelTypeUnknown', 'There is no model type "other"'],
		['tokenizer.conf', 'tokenizer_path = nowhere', 'checkpoint.fileMissing', 'nowhere'],
		['types.conf', 'types_path = sentences.json', 'data.typesMalformed', 'sentences.json'],
	])('%s: says that "%s" does not fit', async (name, line, errorCode, text) => {
		workspace.write(name, `${modelLines}dataset_path = sentences.json\npredictions_path = never.json\n${line}\n`);
		const { code, stderr } = await workspace.run('predict', '--config', name);
		expect(code).toBe(1);
		expect(stderr).toContain(text);
		expect(stderr).toContain(`[${errorCode}]`);
	});

	it('says where an input is malformed', async () => {
		workspace.write('malformed.json', JSON.stringify([['fine'], 3]));
		const { code, stderr } = await workspace.run('predict', ...configuredModel, '--dataset_path', 'malformed.json', '--predictions_path', 'never.json');
		expect(code).toBe(1);
		expect(stderr).toContain('malformed.json, document 1 is neither an object nor a list nor a text. ');
		expect(stderr).toContain('[data.inputMalformed]');
	});

	it('says that a configuration file is missing', async () => {
		const { code, stderr } = await workspace.run('predict', '--config', 'nowhere.conf');
		expect(code).toBe(1);
		expect(stderr).toContain('nowhere.conf');
		expect(stderr).toContain('[cli.fileUnreadable]');
	});
});
