// The section that a line lies in or would lie in once something is written there: for completion, where the line at hand is
// not yet a pair.

import { parseConf, type ConfEntry } from './confFile';

/** The entries of the lines that no blank line separates from the given one (counted from 0), without its own. */
export function entriesAround(lines: readonly string[], line: number): readonly ConfEntry[] {
	const isBlank = (index: number): boolean => (lines[index] ?? '').trim() === '';
	let [first, end] = [line, line + 1];
	while (first > 0 && !isBlank(first - 1)) {
		first--;
	}
	while (end < lines.length && !isBlank(end)) {
		end++;
	}
	// In place of the line at hand a comment: it separates nothing.
	const around = [...lines.slice(first, line), '#', ...lines.slice(line + 1, end)];
	return parseConf(around.join('\n')).sections.flatMap(({ entries }) => entries);
}
