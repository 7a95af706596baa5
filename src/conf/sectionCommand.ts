// Which command a section is written for. A file does not say so itself: its keys do.

import type { ConfSection } from './confFile';
import { optionsOfCommand, type Command } from './optionTable';
import { lookUpKey } from './optionValues';

/** In the order in which they are preferred where the keys fit several equally well. */
const commands = ['eval', 'train', 'predict'] as const satisfies readonly Command[];

/** The key by which a command is known at once. */
const decisive = { train: 'train_path', predict: 'predictions_path' } as const;

/**
 * train where train_path is set, predict where predictions_path is, else the command that knows most of the keys: eval, if
 * that leaves a choice.
 */
export function commandOfSection({ entries }: Pick<ConfSection, 'entries'>): Command {
	const keys = entries.map(({ key }) => key);
	for (const command of ['train', 'predict'] as const) {
		if (keys.some((key) => meaning(key, command) === decisive[command])) {
			return command;
		}
	}
	const [first, ...others] = commands;
	return others.reduce<Command>((best, other) => (known(keys, other) > known(keys, best) ? other : best), first);
}

/** The commands that know most of the keys: what a section may still become. All of them where there is no key yet. */
export function possibleCommands({ entries }: Pick<ConfSection, 'entries'>): readonly Command[] {
	const keys = entries.map(({ key }) => key);
	const most = Math.max(...commands.map((command) => known(keys, command)));
	return commands.filter((command) => known(keys, command) === most);
}

function known(keys: readonly string[], command: Command): number {
	return keys.filter((key) => meaning(key, command) !== undefined).length;
}

function meaning(key: string, command: Command): string | undefined {
	const lookup = lookUpKey(key, optionsOfCommand(command));
	return lookup.kind === 'found' ? lookup.option.key : undefined;
}
