// From a command's arguments and its configuration file to runs, as the reference reads them. Every mistake is found
// before anything starts. What a run does is its command's matter.

import type { ParseArgsConfig } from 'node:util';
import { error, parseConf, type ConfFile, type ConfProblem, type ConfRange } from '../conf/confFile';
import { readCommandLine } from '../conf/commandLine';
import { describeProblem, mistakes } from '../conf/errors';
import { camelCase, optionsOfCommand, type Command, type OptionKey, type OptionsOf } from '../conf/optionTable';
import { requiredOptions } from '../conf/requiredOptions';
import { resolveRuns, type Run } from '../conf/resolveRuns';
import { parseArguments, wholeNumber } from './arguments';
import { readTextFile } from './textFile';
import { UsageError } from './usageError';

type OwnOptions = NonNullable<ParseArgsConfig['options']>;

export interface ConfiguredRuns<C extends Command, T extends OwnOptions> {
	/** In order, each as often as it is to be repeated. */
	readonly runs: readonly OptionsOf<C>[];
	/** The options that are this program's own and in no configuration file. */
	readonly own: ReturnType<typeof parseArguments<T>>['values'];
	/** Whether a run's section or the command line sets an option, so that it is no default. */
	readonly isSet: (options: OptionsOf<C>, key: OptionKey) => boolean;
}

/** Understood by every command that reads a configuration file. */
const sectionOption = { section: { type: 'string' } } as const;

/**
 * Reads the runs of a command, each with all options that it needs. Warnings go to stderr. With `--section N` the file is as
 * if it had that section alone.
 * Errors: conf.mistakes, those of reading the file; UsageError where only the command line is wrong.
 */
export async function readConfiguredRuns<C extends Command, T extends OwnOptions>(
	command: C,
	args: readonly string[],
	ownOptions: T,
): Promise<ConfiguredRuns<C, T>> {
	const commandLine = readCommandLine(args, command);
	const { values: own, positionals } = parseArguments(commandLine.unrecognized, { ...ownOptions, ...sectionOption });
	if (positionals[0] !== undefined) {
		throw new UsageError(`"${positionals[0]}" is no option: files are named with --config and --dataset_path.`);
	}
	const file = commandLine.values.get('config');
	const whole = typeof file === 'string' ? parseConf(await readTextFile(file)) : undefined;
	const { section }: Readonly<Record<string, unknown>> = own;
	const conf = onlySection(whole, wholeNumber('section', typeof section === 'string' ? section : undefined, 1));
	const resolved = resolveRuns(conf, command, commandLine.values);
	const problems = [
		...commandLine.problems,
		...resolved.problems,
		...missingOptions(resolved.runs, command, placesOfRuns(conf)),
	];
	report(problems, typeof file === 'string' ? file : '');
	const setKeys = new Map(resolved.runs.map((run) => [run.options, run.set]));
	return {
		runs: resolved.runs.flatMap((run) => Array.from({ length: run.repeat }, () => run.options)),
		own,
		isSet: (options, key) => setKeys.get(options)?.has(key) === true,
	};
}

/** @param number from 1; undefined for all sections */
function onlySection(conf: ConfFile | undefined, number: number | undefined): ConfFile | undefined {
	if (number === undefined) {
		return conf;
	}
	const section = conf?.sections[number - 1];
	if (conf === undefined || section === undefined) {
		throw new UsageError(`--section ${number} asks for a section that is not there.`);
	}
	const end = conf.sections[number]?.line ?? Infinity;
	const isInside = ({ range }: ConfProblem): boolean => range === undefined || (range.line >= section.line && range.line < end);
	return { ...conf, sections: [section], problems: conf.problems.filter(isInside) };
}

/** Warnings go to stderr, mistakes are thrown. */
function report(problems: readonly ConfProblem[], file: string): void {
	const errors = problems.filter(({ severity }) => severity === 'error');
	if (errors.some(({ range }) => range !== undefined)) {
		throw mistakes(file, problems);
	}
	if (errors.length > 0) {
		throw new UsageError(errors.map(({ message }) => message).join(' '));
	}
	for (const problem of problems) {
		process.stderr.write(`${describeProblem(problem, file)}\n`);
	}
}

/** The sections that become runs: those with the repeat count 0 are none. */
function placesOfRuns(conf: ConfFile | undefined): readonly (ConfRange | undefined)[] {
	return conf === undefined
		? [undefined]
		: conf.sections.filter(({ repeat }) => repeat > 0).map(({ line }) => ({ line, start: 0, end: 0 }));
}

/** What neither the file nor the command line sets. */
function missingOptions<C extends Command>(
	runs: readonly Run<C>[],
	command: C,
	places: readonly (ConfRange | undefined)[],
): ConfProblem[] {
	return runs.flatMap(({ options }, index) => {
		const values: Readonly<Record<string, unknown>> = options;
		return requiredOptions[command]
			.filter((key) => values[camelCase(key)] === null)
			.map((key) => error('missingOption', `This run needs ${key}.`, places[index]));
	});
}

/** The options of a command for its help text: a line with the name, a line with the meaning. */
export function optionsHelp(command: Command): string {
	const options = optionsOfCommand(command).map(({ key, kind, documentation }) => {
		const value = { path: ' PATH', string: ' NAME', integer: ' N', number: ' X', boolean: '' }[kind];
		return `  --${key}${value}\n      ${documentation}\n`;
	});
	return `  --section N\n      Run only the N-th section of the configuration file.\n${options.join('')}`;
}
