// Turns a configuration file and command line options into runs with typed options. A value in the file comes before one on
// the command line, and that before the default. All mistakes are found before anything runs.

import { error, quote, warning, type ConfEntry, type ConfFile, type ConfProblem, type ConfSection } from './confFile';
import { commandsOfOption, nearestKeys } from './nearestKeys';
import { camelCase, optionsOfCommand, type Command, type OptionDeclaration, type OptionsOf } from './optionTable';
import { ambiguousKey, lookUpKey, readValue, type OptionValue, type OptionValues } from './optionValues';

export interface Run<C extends Command> {
	readonly command: C;
	readonly options: OptionsOf<C>;
	/** Keys of the options that are not left at their defaults. */
	readonly set: ReadonlySet<string>;
	/** How often to run, at least once. */
	readonly repeat: number;
	/** The pairs of the section as written, for a log; undefined where there is no file. */
	readonly written: ReadonlyMap<string, string> | undefined;
}

export interface ResolvedRuns<C extends Command> {
	/** Empty if any problem is an error. */
	readonly runs: readonly Run<C>[];
	/** Of the file's writing and of its meaning, in the order of the file. */
	readonly problems: readonly ConfProblem[];
}

/**
 * The runs of a command. Without a file there is one, from the command line alone. Sections with the repeat count 0 are
 * checked and not run.
 */
export function resolveRuns<C extends Command>(
	conf: ConfFile | undefined,
	command: C,
	commandLine: OptionValues = new Map(),
): ResolvedRuns<C> {
	if (conf === undefined) {
		const run = { command, options: completed(command, commandLine), set: new Set(commandLine.keys()), repeat: 1, written: undefined };
		return { runs: [run], problems: [] };
	}
	const problems = [...conf.problems];
	const runs = conf.sections.map((section): Run<C> => {
		const values = new Map([...commandLine, ...readSection(section, command, problems)]);
		return {
			command,
			options: completed(command, values),
			set: new Set(values.keys()),
			repeat: section.repeat,
			written: new Map(section.entries.map(({ key, value }) => [key, value])),
		};
	});
	problems.sort((a, b) => (a.range?.line ?? -1) - (b.range?.line ?? -1));
	const isRunnable = !problems.some(({ severity }) => severity === 'error');
	return { runs: isRunnable ? runs.filter(({ repeat }) => repeat > 0) : [], problems };
}

/** The values that a section sets, by full key. What is wrong is added to the problems, and has no value. */
export function readSection(section: ConfSection, command: Command, problems: ConfProblem[]): OptionValues {
	const options = optionsOfCommand(command);
	const values = new Map<string, OptionValue>();
	for (const entry of lastOfEachKey(section.entries, problems)) {
		const lookup = lookUpKey(entry.key, options);
		switch (lookup.kind) {
			case 'unknown':
				problems.push(unknownKey(entry, command));
				break;
			case 'ambiguous':
				problems.push(ambiguousKey(entry.key, lookup.matches, entry.keyRange));
				break;
			case 'found': {
				if (lookup.option.key === 'config') {
					problems.push(warning('uselessKey', 'config has no effect in a file.', entry.keyRange));
				}
				const value = readEntry(entry, lookup.option);
				if (typeof value === 'object') {
					problems.push(value);
				} else {
					values.set(lookup.option.key, value);
				}
				break;
			}
			default:
				lookup satisfies never;
		}
	}
	return values;
}

/** As a Python dictionary keeps them: at the place of the first, with the value of the last. */
function lastOfEachKey(entries: readonly ConfEntry[], problems: ConfProblem[]): Iterable<ConfEntry> {
	const byKey = new Map<string, ConfEntry>();
	for (const entry of entries) {
		const earlier = byKey.get(entry.key);
		if (earlier !== undefined) {
			const message = `${quote(entry.key)} is set again in line ${entry.keyRange.line + 1}: this value is not used.`;
			problems.push(warning('duplicateKey', message, earlier.keyRange));
		}
		byKey.set(entry.key, entry);
	}
	return byKey.values();
}

/** A key that is switched off does no harm, so files for other versions still run. */
function unknownKey({ key, value, keyRange }: ConfEntry, command: Command): ConfProblem {
	const message = `${quote(key)} is no option of ${command}${hintFor(key, command)}`;
	return value.toLowerCase() === 'false'
		? warning('unknownKey', message, keyRange)
		: error('unknownKey', message, keyRange);
}

/** The end of the sentence: whose option it is, or which are probably meant. */
function hintFor(key: string, command: Command): string {
	const others = commandsOfOption(key);
	if (others.length > 0) {
		return `, only of ${others.join(' and ')}.`;
	}
	const nearest = nearestKeys(key, optionsOfCommand(command));
	return nearest.length === 0 ? '.' : `: did you mean ${nearest.join(' or ')}?`;
}

function readEntry({ value, valueRange }: ConfEntry, option: OptionDeclaration): OptionValue | ConfProblem {
	const lowered = value.toLowerCase();
	const isTruthValue = lowered === 'true' || lowered === 'false';
	if (option.kind === 'boolean') {
		return isTruthValue
			? lowered === 'true'
			: error('unexpectedValue', `${option.key} is true or false, not ${quote(value)}.`, valueRange);
	}
	if (isTruthValue) {
		return error('missingValue', `${option.key} takes a value, not ${lowered}.`, valueRange);
	}
	if (value.includes(' ')) {
		const message = `${option.key} has a value with a space, which a file cannot have (comments need a line of their own).`;
		return error('spaceInValue', message, valueRange);
	}
	return readValue(value, option, valueRange);
}

function completed<C extends Command>(command: C, values: OptionValues): OptionsOf<C> {
	const entries = optionsOfCommand(command).map(({ key, default: unset }) => [camelCase(key), values.get(key) ?? unset]);
	// Every option of the command is there, with a value of its kind: readValue and the table see to it.
	return Object.fromEntries(entries) as OptionsOf<C>;
}
