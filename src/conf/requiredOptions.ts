// What a run cannot do without. Types and vocabulary are not among it where a model's folder has its own.

import { warning, type ConfProblem, type ConfSection } from './confFile';
import { optionsOfCommand, type Command, type OptionKey } from './optionTable';
import { lookUpKey } from './optionValues';

export const requiredOptions = {
	train: ['train_path', 'valid_path', 'types_path', 'model_path', 'save_path'],
	eval: ['model_path', 'dataset_path'],
	predict: ['model_path', 'dataset_path', 'predictions_path'],
} as const satisfies Readonly<Record<Command, readonly OptionKey[]>>;

/** The required options that a section does not set, in the order of requiredOptions. */
export function missingOptions({ entries }: Pick<ConfSection, 'entries'>, command: Command): readonly OptionKey[] {
	const options = optionsOfCommand(command);
	const set = new Set(
		entries.map(({ key }) => {
			const lookup = lookUpKey(key, options);
			return lookup.kind === 'found' ? lookup.option.key : key;
		}),
	);
	return requiredOptions[command].filter((key) => !set.has(key));
}

/** One warning for each, at the start of the section's first line: no mistake yet, as the command line may set them. */
export function missingOptionProblems(section: ConfSection, command: Command): ConfProblem[] {
	const range = { line: section.line, start: 0, end: 0 };
	return missingOptions(section, command).map((key) =>
		warning('missingOption', `${command} needs ${key}, which this section does not set.`, range),
	);
}
