// Reads the options of a command from command line arguments, as argparse does. What is no option of the command is handed
// back: a caller may have options of its own.

import { error, type ConfProblem } from './confFile';
import { optionsOfCommand, type Command } from './optionTable';
import { ambiguousKey, looksLikeOption, lookUpKey, readValue, type OptionValue, type OptionValues } from './optionValues';

export interface CommandLineOptions {
	readonly values: OptionValues;
	/** Arguments that are no options of the command and no values of such, in order. */
	readonly unrecognized: readonly string[];
	readonly problems: readonly ConfProblem[];
}

/** `--key value`, `--key=value`, and bare `--flag`; the last of several counts. After `--` nothing is an option. */
export function readCommandLine(commandLine: readonly string[], command: Command): CommandLineOptions {
	const options = optionsOfCommand(command);
	const values = new Map<string, OptionValue>();
	const unrecognized: string[] = [];
	const problems: ConfProblem[] = [];

	for (let position = 0; position < commandLine.length; position++) {
		const text = commandLine[position] ?? '';
		if (text === '--') {
			unrecognized.push(...commandLine.slice(position));
			break;
		}
		const [, key = '', attached] = /^--([^=]+)(?:=([^]*))?$/.exec(text) ?? [];
		const lookup = lookUpKey(key, options);
		switch (lookup.kind) {
			case 'unknown':
				unrecognized.push(text);
				break;
			case 'ambiguous':
				problems.push(ambiguousKey(`--${key}`, lookup.matches));
				break;
			case 'found': {
				const { option } = lookup;
				if (option.kind === 'boolean') {
					if (attached === undefined) {
						values.set(option.key, true);
					} else {
						problems.push(error('unexpectedValue', `--${option.key} takes no value.`));
					}
					break;
				}
				const next = commandLine[position + 1];
				const follows = attached === undefined && next !== undefined && !looksLikeOption(next);
				const valueText = attached ?? (follows ? next : undefined);
				if (valueText === undefined) {
					problems.push(error('missingValue', `--${option.key} needs a value.`));
					break;
				}
				position += follows ? 1 : 0;
				const value = readValue(valueText, option);
				if (typeof value === 'object') {
					problems.push(value);
				} else {
					values.set(option.key, value);
				}
				break;
			}
			default:
				lookup satisfies never;
		}
	}
	return { values, unrecognized, problems };
}
