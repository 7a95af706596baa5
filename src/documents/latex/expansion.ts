// Expands the call of a macro, each unit of the expansion with its place: an argument's text keeps its own, the body's text
// takes the command's.

import { readArgument, readOptional, skipSpace, type Argument } from './arguments';
import type { Macro, Parameter } from './macroTable';
import { MappedTextBuilder, type MappedText } from './mappedText';

export type TextMacro = Extract<Macro, { kind: 'text' }>;

export interface Expansion {
	readonly text: MappedText;
	/** Where reading goes on behind the call. */
	readonly next: number;
}

/** What stands in a body for an argument that was not given, and for a star that was or was not there. */
export const absent = '\\NoValue{}';
const given = '\\BooleanTrue{}';
const missing = '\\BooleanFalse{}';

/** How far the end of a delimited argument is looked for. */
const longestDelimited = 2000;

/**
 * Expands the call of `macro` whose backslash is at `start` and whose name ends at `nameEnd`; undefined where the call does
 * not have the form that the macro asks for. Text of the body stands where the command's name is, or, behind an argument,
 * between that argument and the next, so that places never go back; an argument used twice or out of order is placed like
 * the body.
 */
export function expand(macro: TextMacro, input: MappedText, start: number, nameEnd: number, end: number): Expansion | undefined {
	let next = nameEnd;
	if (macro.lead !== '') {
		next = skipSpace(input, nameEnd, end);
		if (!input.text.startsWith(macro.lead, next)) {
			return undefined;
		}
		next += macro.lead.length;
	}
	const values: (Argument | string)[] = [];
	for (const parameter of macro.parameters) {
		const value = readParameter(parameter, input, next, end);
		if (value === undefined) {
			return undefined;
		}
		values.push(value.content);
		next = value.next;
	}
	return { text: place(macro.body, values, input, start, nameEnd, next), next };
}

/** The body with its arguments put in, each unit with its place. */
function place(
	body: string,
	values: readonly (Argument | string)[],
	input: MappedText,
	start: number,
	nameEnd: number,
	callEnd: number,
): MappedText {
	const builder = new MappedTextBuilder();
	/** Text of the body since the last argument, which waits until it is known what comes behind it. */
	let waiting = '';
	let reached = start;
	let isBehindArgument = false;
	const flush = (until: number): void => {
		const to = isBehindArgument ? input.to(until) : Math.min(input.to(nameEnd), input.to(until));
		const from = isBehindArgument ? input.to(reached) : input.from(start);
		builder.body(waiting, Math.min(from, to - 1), to);
		waiting = '';
	};
	let done = 0;
	for (const match of body.matchAll(/##|#([1-9])/g)) {
		waiting += body.slice(done, match.index);
		done = match.index + match[0].length;
		const value = match[1] === undefined ? '#' : (values[Number(match[1]) - 1] ?? '');
		if (typeof value === 'string') {
			waiting += value;
		} else if (value.start < reached) {
			waiting += input.text.slice(value.start, value.end);
		} else {
			flush(value.start);
			builder.argument(input, value.start, value.end);
			reached = value.end;
			isBehindArgument = true;
		}
	}
	waiting += body.slice(done);
	flush(callEnd);
	return builder.build();
}

/** How much text the body of `macro` adds to one call, arguments aside. */
export function bodyCost(macro: TextMacro): number {
	return macro.body.length + 8;
}

interface Value {
	readonly content: Argument | string;
	readonly next: number;
}

function readParameter(parameter: Parameter, input: MappedText, at: number, end: number): Value | undefined {
	switch (parameter.kind) {
		case 'mandatory':
			return valueOf(readArgument(input, at, end), '', at);
		case 'optional':
			return valueOf(readOptional(input, at, end, parameter.opening, parameter.closing), parameter.fallback, at);
		case 'optionalGroup': {
			const brace = skipSpace(input, at, end);
			return valueOf(input.text[brace] === '{' ? readArgument(input, brace, end) : undefined, parameter.fallback, at);
		}
		case 'star': {
			const isThere = at < end && input.text.startsWith(parameter.sign, at);
			return isThere ? { content: given, next: at + parameter.sign.length } : { content: missing, next: at };
		}
		case 'delimited':
			return readDelimited(parameter.until, input, at, end);
		default:
			return parameter satisfies never;
	}
}

function valueOf(argument: Argument | undefined, fallback: string, at: number): Value {
	return argument === undefined ? { content: fallback, next: at } : { content: argument, next: argument.next };
}

/** All up to the next `until` outside braces, in the same paragraph; braces around the whole of it are not part of it. */
function readDelimited(until: string, input: MappedText, at: number, end: number): Value | undefined {
	const { text, matching } = input;
	const limit = Math.min(end, matching.blankLine(at), at + longestDelimited);
	const isSpace = until.trim() === '';
	for (let offset = at; offset < limit; offset++) {
		const character = text.charAt(offset);
		if (isSpace ? /\s/.test(character) : text.startsWith(until, offset)) {
			const isGroup = text[at] === '{' && matching.closing(at) === offset - 1;
			const next = Math.min(end, offset + until.length);
			return { content: { start: isGroup ? at + 1 : at, end: isGroup ? offset - 1 : offset, next }, next };
		}
		if (character === '{') {
			const close = matching.closing(offset);
			if (close < 0 || close >= limit) {
				return undefined;
			}
			offset = close;
		} else if (character === '\\') {
			offset++;
		} else if (character === '}') {
			return undefined;
		}
	}
	return undefined;
}
