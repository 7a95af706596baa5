// All that can be said about a configuration file without running it or looking at the disk: each section is checked for the
// command that it is written for, as an editor shows it. A command checks a file for itself alone (resolveRuns).

import type { ConfEntry, ConfFile, ConfProblem, ConfSection } from './confFile';
import { optionsOfCommand, type OptionDeclaration } from './optionTable';
import { lookUpKey } from './optionValues';
import { missingOptionsProblem } from './requiredOptions';
import { readSection } from './resolveRuns';
import { commandOfSection } from './sectionCommand';

/** In the order of the file. Sections that are not to run (repeat count 0) may lack what a run needs. */
export function checkConf(conf: ConfFile): readonly ConfProblem[] {
	const problems = [...conf.problems];
	for (const section of conf.sections) {
		const command = commandOfSection(section);
		readSection(section, command, problems);
		const missing = section.repeat > 0 ? missingOptionsProblem(section, command) : undefined;
		if (missing !== undefined) {
			problems.push(missing);
		}
	}
	return problems.sort((a, b) => (a.range?.line ?? -1) - (b.range?.line ?? -1));
}

export interface PathEntry {
	readonly entry: ConfEntry;
	readonly option: OptionDeclaration;
}

/** The entries of a section whose values are paths, without those that are empty or have a mistake. */
export function pathEntries(section: ConfSection): readonly PathEntry[] {
	const options = optionsOfCommand(commandOfSection(section));
	return section.entries.flatMap((entry): PathEntry[] => {
		const lookup = lookUpKey(entry.key, options);
		const isPath = lookup.kind === 'found' && lookup.option.kind === 'path' && lookup.option.key !== 'config';
		const isWritten = entry.value !== '' && !/^(true|false)$|^-| /i.test(entry.value);
		return isPath && isWritten ? [{ entry, option: lookup.option }] : [];
	});
}
