// Reads what stands behind a command: white space, [optional] and {mandatory} arguments. Never reads past `end`.

import type { MappedText } from './mappedText';

/** The content of an argument is `[start, end)`; reading goes on at `next`. */
export interface Argument {
	readonly start: number;
	readonly end: number;
	readonly next: number;
}

/** An optional argument longer than this is not one: somebody's bracket was never closed. */
const longestOptional = 4000;

const skipped = /(?:[ \t]|%[^\n]*\n[ \t]*|\n(?![ \t]*\n))*/y;

/** Offset behind white space, comments and at most single line ends, from `at` on. */
export function skipSpace(input: MappedText, at: number, end: number): number {
	skipped.lastIndex = at;
	return Math.min(end, at + (skipped.exec(input.text)?.[0].length ?? 0));
}

/** The mandatory argument at or behind `at`: a group, a command, or a single character; nothing before a closing brace. */
export function readArgument(input: MappedText, at: number, end: number): Argument | undefined {
	const { text } = input;
	const from = skipSpace(input, at, end);
	if (from >= end) {
		return undefined;
	}
	const first = text.charAt(from);
	if (first === '{') {
		const close = Math.min(end, input.matching.groupEnd(from));
		return { start: from + 1, end: Math.max(from + 1, close), next: text[close] === '}' && close < end ? close + 1 : close };
	}
	if (first === '}' || first === '$' || first === '&' || first === '\n') {
		return undefined;
	}
	let length = (text.codePointAt(from) ?? 0) > 0xffff ? 2 : 1;
	if (first === '\\') {
		length = commandLength(text, from);
	}
	const until = Math.min(end, from + length);
	return { start: from, end: until, next: until };
}

/** Length of the command at the backslash at `at`, backslash included. */
export function commandLength(text: string, at: number): number {
	commandName.lastIndex = at + 1;
	const letters = commandName.exec(text)?.[0].length ?? 0;
	return 1 + (letters > 0 ? letters : Math.min(1, text.length - at - 1));
}

const commandName = /[a-zA-Z@]+/y;

/** The [optional] argument that follows `at` directly or behind white space on the same line. */
export function readOptional(input: MappedText, at: number, end: number, opening = '[', closing = ']'): Argument | undefined {
	const { text } = input;
	let from = at;
	while (from < end && (text[from] === ' ' || text[from] === '\t')) {
		from++;
	}
	if (from >= end || text[from] !== opening) {
		return undefined;
	}
	const limit = Math.min(end, from + longestOptional);
	const nearest = input.matching.next(closing, from);
	if (nearest < 0 || nearest >= limit) {
		return undefined;
	}
	for (let offset = from + 1, depth = 0; offset < limit; offset++) {
		const character = text[offset];
		if (character === '\\') {
			offset++;
		} else if (character === '{') {
			const close = input.matching.closing(offset);
			if (close < 0 || close >= limit) {
				return undefined;
			}
			offset = close;
		} else if (character === '}') {
			return undefined;
		} else if (character === opening) {
			depth++;
		} else if (character === closing) {
			if (depth === 0) {
				return { start: from + 1, end: offset, next: offset + 1 };
			}
			depth--;
		} else if (character === '\n' && /^\n[ \t]*\n/.test(text.slice(offset, offset + 80))) {
			return undefined;
		}
	}
	return undefined;
}
