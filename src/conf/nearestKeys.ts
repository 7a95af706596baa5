// Finds the options that somebody may have meant by a key that is none. It only proposes: nothing is ever read by a guess.

import { optionTable, type Command, type OptionDeclaration } from './optionTable';

/** Shorter parts of keys say too little. */
const shortestPart = 4;

/**
 * The keys that take the fewest edits to reach, all that take equally few, in the order of the table. A key that holds the
 * written one counts as one edit. None where more than a third of the longer key would have to be edited.
 */
export function nearestKeys(key: string, options: readonly OptionDeclaration[]): readonly string[] {
	const written = key.toLowerCase().replaceAll('-', '_');
	let nearest: string[] = [];
	let least = Infinity;
	for (const option of options) {
		const edits = editsTo(written, option.key);
		if (edits < least) {
			nearest = [];
			least = edits;
		}
		if (edits === least && edits < Infinity) {
			nearest.push(option.key);
		}
	}
	return nearest;
}

/** Infinity where they are too many. */
function editsTo(written: string, key: string): number {
	if (written.length >= shortestPart && key.includes(written)) {
		return 1;
	}
	const most = Math.floor(Math.max(written.length, key.length) / 3);
	// First what costs nothing: a text of any length may stand in place of a key.
	const distance = Math.abs(written.length - key.length) > most ? Infinity : editDistance(written, key);
	return distance <= most ? distance : Infinity;
}

/** The commands that have an option of exactly this key. */
export function commandsOfOption(key: string): readonly Command[] {
	return optionTable.find((option: OptionDeclaration) => option.key === key)?.commands ?? [];
}

/**
 * Insertions, deletions, substitutions and swaps of neighbours that lead from one text to the other, in UTF-16 units: the
 * optimal string alignment distance. Time and memory grow with the product of the lengths.
 */
export function editDistance(from: string, to: string): number {
	let beforeLast: number[] = [];
	let last = Array.from({ length: to.length + 1 }, (_, column) => column);
	for (let row = 1; row <= from.length; row++) {
		const current = [row];
		for (let column = 1; column <= to.length; column++) {
			const isSame = from[row - 1] === to[column - 1];
			let distance = Math.min(
				(last[column] ?? 0) + 1,
				(current[column - 1] ?? 0) + 1,
				(last[column - 1] ?? 0) + (isSame ? 0 : 1),
			);
			if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
				distance = Math.min(distance, (beforeLast[column - 2] ?? 0) + 1);
			}
			current.push(distance);
		}
		beforeLast = last;
		last = current;
	}
	return last[to.length] ?? 0;
}
