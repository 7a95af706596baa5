import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { optionsOfCommand } from '../../../src/conf/optionTable';
import { CommandLineWorkspace, configuredModel, extractModel } from './workspace';

let workspace: CommandLineWorkspace;
beforeAll(() => {
	workspace = new CommandLineWorkspace();
});
afterAll(() => workspace.dispose());

describe('spert', () => {
	it('lists its commands when asked, on stdout', async () => {
		for (const args of [['--help'], ['-h'], ['help']]) {
			const { code, stdout, stderr } = await workspace.run(...args);
			expect([code, stderr]).toEqual([0, '']);
			expect(stdout).toMatch(/extract [^]*train [^]*predict [^]*eval /);
		}
	});

	it('is not understood without a command or with an unknown one', async () => {
		expect((await workspace.run()).code).toBe(2);
		const { code, stdout, stderr } = await workspace.run('extrakt', 'paper.tex');
		expect([code, stdout]).toEqual([2, '']);
		expect(stderr).toBe('spert: there is no command "extrakt". spert --help lists the commands.\n');
	});

	it.each(['extract', 'predict', 'eval'])('%s --help tells the options and does nothing else', async (command) => {
		const { code, stdout, stderr } = await workspace.run(command, '--threads', 'none', '--help');
		expect([code, stderr]).toEqual([0, '']);
		expect(stdout.startsWith(`Usage: spert ${command} `)).toBe(true);
		expect(stdout).toContain('--threads N');
	});

	it.each(['predict', 'eval'] as const)('%s --help tells every option and what lowercase means', async (command) => {
		const { stdout } = await workspace.run(command, '--help');
		for (const { key } of optionsOfCommand(command)) {
			expect(stdout).toMatch(new RegExp(`^  --${key}( [A-Z]+)?$`, 'm'));
		}
		expect(stdout).toContain('An uncased model needs --lowercase');
	});

	it.each([
		[['extract'], 'name at least one file'],
		[['extract', '--format', 'xml', 'a.txt'], '--format is one of json, text, tsv, jsonl, csv'],
		[['extract', ...extractModel, '--threads', '0', 'a.txt'], '--threads needs a whole number of at least 1, not "0"'],
		[['extract', '--modle', 'x', 'a.txt'], "Unknown option '--modle'"],
		[['predict', ...configuredModel, 'stray'], '"stray" is no option'],
		[['predict', '--max_span_size', 'ten'], 'max_span_size takes a whole number, not "ten"'],
		[['predict', '--lowercase=yes'], '--lowercase takes no value'],
		[['eval', '--no_such_option', '1'], "Unknown option '--no_such_option'"],
		[['eval', ...configuredModel, '--dataset_path', 'd.json', '--format', 'xml'], '--format is one of json, text, not "xml"'],
		[['eval', ...configuredModel, '--dataset_path', 'd.json', '--threads', '1.5'], '--threads needs a whole number'],
	])('%j is not understood, and the option is named', async (args, message) => {
		const { code, stdout, stderr } = await workspace.run(...args);
		expect(stderr).toContain(message);
		expect(stderr).toContain(`spert ${args[0]} --help tells the options.`);
		expect([code, stdout]).toEqual([2, '']);
	});
});
