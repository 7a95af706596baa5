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

/** A warning at the start of the section's first line: no mistake yet, as the command line may set them. */
export function missingOptionsProblem(section: ConfSection, command: Command): ConfProblem | undefined {
	const missing = missingOptions(section, command);
	const message = `${command} needs what this section does not set: ${missing.join(', ')}.`;
	return missing.length === 0 ? undefined : warning('missingOption', message, { line: section.line, start: 0, end: 0 });
}
