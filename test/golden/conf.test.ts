// Configuration files against what the reference makes of them.
//
// Deliberate differences:
// - A run that cannot start makes the command fail; the reference goes on with the next run and exits with 0.
// - All mistakes are reported, with their places, before anything runs; the reference starts the runs before the first.
// - `false` for an option that takes a value is a mistake; the reference sets the option to False ("label = false").
// - An unknown key that is false is warned of; the reference keeps it among its arguments, where nothing reads it.
// - An abbreviated key may be false; the reference sets an argument of the abbreviated name, which nothing reads.
// - A section of nothing but false values runs; the reference refuses its empty list of arguments.
// - Numbers are checked against a sensible range, and must be finite.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../../src/conf/commandLine';
import { parseConf } from '../../src/conf/confFile';
import { camelCase, optionsOfCommand, type Command, type OptionDeclaration } from '../../src/conf/optionTable';
import { resolveRuns } from '../../src/conf/resolveRuns';

type Arguments = Readonly<Record<string, unknown>>;

interface GoldenRun {
	readonly args: Arguments;
	readonly config: Readonly<Record<string, string>> | null;
	readonly repeat: number | null;
}

interface Invocation {
	readonly argv: readonly string[];
	readonly ignored_cli: readonly string[];
	readonly runs: readonly GoldenRun[];
	readonly exit?: number;
	readonly error?: string;
}

interface GoldenFile {
	readonly text: string;
	readonly mode: Command;
	readonly invocations: readonly Invocation[];
}

/** Beside these, a GoldenFile under every other key. */
interface Golden {
	readonly _defaults: Readonly<Record<Command, Arguments>>;
	readonly _no_config?: readonly GoldenRun[];
}

/** Where the reference fails, or sets False: the mistakes that we report, as line:column code. */
const mistakes: Readonly<Record<string, readonly string[]>> = {
	ambiguous_abbrev: ['3:1 ambiguousKey'],
	bad_int: ['2:10 wrongValue'],
	bad_repeat: ['1:1 notARepeatCount'],
	bad_value: ['3:10 wrongValue'],
	bool_for_value: ['2:9 missingValue'],
	comments: ['7:1 unknownKey'],
	equals_in_value: ['2:1 notAPair'],
	eval_train_key: ['3:1 unknownKey'],
	false_for_value: ['2:9 missingValue', '3:10 missingValue'],
	false_values: ['2:9 missingValue', '3:10 missingValue'],
	float_int: ['2:10 wrongValue'],
	inline_comment: ['2:9 spaceInValue'],
	negative: ['4:6 missingValue'],
	no_equals: ['2:1 notAPair'],
	spaces_in_path: ['2:14 spaceInValue'],
	spaces_in_value: ['2:9 spaceInValue'],
	two_equals: ['2:1 notAPair'],
	unknown_key: ['3:1 unknownKey'],
	value_for_bool: ['3:13 unexpectedValue'],
};

/** Where the two golden files have different texts under one name. */
const mistakesOfPortable: Readonly<Record<string, readonly string[]>> = {
	...mistakes,
	bad_repeat: ['4:1 notARepeatCount'],
	unknown_key: ['6:1 unknownKey'],
};

/** The reference's arguments under our names, without those that are no options of the command. */
function asOptions(args: Arguments, command: Command): Arguments {
	const own = optionsOfCommand(command).filter(({ ours }) => ours === true);
	return Object.fromEntries([
		...referenceOptions(command).map(({ key }) => [camelCase(key), args[key]] as const),
		...own.map(({ key, default: value }) => [camelCase(key), value] as const),
	]);
}

/** Without those that the reference does not have. */
function referenceOptions(command: Command): readonly OptionDeclaration[] {
	return optionsOfCommand(command).filter(({ ours }) => ours !== true);
}

function describeFile(name: string, path: string, mistakesOf: Readonly<Record<string, readonly string[]>>): void {
	describe.skipIf(!existsSync(path))(name, () => {
		if (!existsSync(path)) {
			it('are resolved as the reference resolves them', () => {});
			return;
		}
		const golden = JSON.parse(readFileSync(path, 'utf8')) as Golden;
		const files = Object.entries(golden as unknown as Record<string, GoldenFile>).filter(([key]) => !key.startsWith('_'));

		it.each(['train', 'eval', 'predict'] as const)('%s has the options and defaults of the reference', (command) => {
			const defaults = golden._defaults[command];
			expect(referenceOptions(command).map(({ key }) => key)).toEqual(Object.keys(defaults));
			expect(resolveRuns(undefined, command).runs).toEqual([
				{ command, options: asOptions(defaults, command), set: new Set(), repeat: 1, written: undefined },
			]);
		});

		for (const [caseName, { text, mode, invocations }] of files) {
			for (const invocation of invocations) {
				it(`${caseName}: ${invocation.argv.slice(1).join(' ')}`, () => {
					const commandLine = readCommandLine(invocation.argv.slice(1), mode);
					expect(commandLine.problems).toEqual([]);
					expect(commandLine.unrecognized).toEqual(invocation.ignored_cli);

					const { runs, problems } = resolveRuns(parseConf(text), mode, commandLine.values);
					const errors = problems
						.filter(({ severity }) => severity === 'error')
						.map(({ code, range }) => `${range!.line + 1}:${range!.start + 1} ${code}`);
					expect(errors).toEqual(mistakesOf[caseName] ?? []);

					if (invocation.exit !== undefined || invocation.error !== undefined) {
						expect(errors).not.toEqual([]);
					}
					if (errors.length > 0) {
						expect(runs).toEqual([]);
						return;
					}
					const repeated = runs.flatMap((run) => Array.from({ length: run.repeat }, () => run));
					expect(repeated.map(({ options }) => options)).toEqual(
						invocation.runs.map(({ args }) => asOptions(args, mode)),
					);
					expect(repeated.map(({ repeat }) => repeat)).toEqual(invocation.runs.map(({ repeat }) => repeat));
					expect(repeated.map(({ written }) => Object.fromEntries(written!))).toEqual(
						invocation.runs.map(({ config }) => config),
					);
				});
			}
		}

		const withoutFile = golden._no_config;
		if (withoutFile === undefined) {
			return;
		}
		it('makes one run of the command line where there is no file', () => {
			const { values } = readCommandLine(['train', '--label', 'x', '--epochs', '2'], 'train');
			const { runs } = resolveRuns(undefined, 'train', values);
			expect(runs.map(({ options }) => options)).toEqual(withoutFile.map(({ args }) => asOptions(args, 'train')));
		});
	});
}

const projectRoot = join(import.meta.dirname, '../..');
describeFile('configuration files', join(projectRoot, 'test/golden/portable/config.json'), mistakesOfPortable);
describeFile(
	'more configuration files (skipped where ../shared is absent)',
	join(projectRoot, '../shared/golden/config/parsed.json'),
	mistakes,
);
