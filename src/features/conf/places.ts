// Places in a configuration file as the editor has them.

import * as vscode from 'vscode';
import type { ConfRange, ConfSection } from '../../conf/confFile';

export function editorRange({ line, start, end }: ConfRange): vscode.Range {
	return new vscode.Range(line, start, line, end);
}

/** From the first line of a section to its last pair. */
export function sectionRange(section: ConfSection): vscode.Range {
	const last = lastEntryRange(section);
	return new vscode.Range(section.line, 0, last.line, last.end);
}

/** The value of a section's last pair: where more can be added. */
export function lastEntryRange({ entries, line }: ConfSection): ConfRange {
	return entries.at(-1)?.valueRange ?? { line, start: 0, end: 0 };
}
