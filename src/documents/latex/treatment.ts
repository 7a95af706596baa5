// What a scanner does at commands and environments of which the reader's settings say what becomes of them.

import { readArgument, readOptional } from './arguments';
import type { Treatment } from '../readOptions';
import type { CommandCall } from './commandRunner';
import { signatures } from './commands';
import type { LatexScanner } from './scanner';

/** Reads the command as `treatment` says and returns where to go on. */
export function treatCommand(scanner: LatexScanner, call: CommandCall, treatment: Treatment): number {
	const { input, at } = call;
	if (treatment === 'keep') {
		// Its braces' content is read where it stands.
		return behindArguments(call, 0);
	}
	const next = behindArguments(call, argumentCount(scanner, call.name));
	if (treatment === 'skip' || treatment.replace.trim() === '') {
		scanner.writer.text.omit();
	} else {
		writeReplacement(scanner, treatment.replace, input.from(at), input.to(next));
	}
	return next;
}

/** The words that are read in place of `[from, to)`. */
export function writeReplacement(scanner: LatexScanner, text: string, from: number, to: number): void {
	const output = scanner.writer.text;
	for (const unit of text.split('')) {
		if (/\s/.test(unit)) {
			output.space(from, to);
		} else {
			output.unit(unit, from, to);
		}
	}
}

/** Behind a star, all options, and at most `most` groups that follow directly. */
function behindArguments({ input, nameEnd, end }: CommandCall, most: number): number {
	let next = nameEnd;
	if (input.text[next] === '*' && next < end) {
		next++;
	}
	for (let groups = 0; next < end; ) {
		const isGroup = input.text[next] === '{' && groups < most;
		const argument = isGroup ? readArgument(input, next, end) : readOptional(input, next, end);
		if (argument === undefined) {
			break;
		}
		groups += isGroup ? 1 : 0;
		next = argument.next;
	}
	return next;
}

/** How many groups belong to the command, as far as it is known; otherwise all that follow directly do. */
function argumentCount(scanner: LatexScanner, name: string): number {
	const macro = scanner.macros.get(name);
	if (macro?.kind === 'text') {
		return macro.parameters.filter(({ kind }) => kind === 'mandatory').length;
	}
	const signature = signatures.get(name);
	return signature === undefined ? Infinity : [...signature].filter((letter) => /[mtTAHCFP]/.test(letter)).length;
}
