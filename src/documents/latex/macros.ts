// Macros that a document defines for itself: reads their definitions and expands their calls, each unit of the expansion
// with its place: an argument's text keeps its own, the body's text takes the command's.

import { commandLength, readArgument, readOptional, skipSpace, type Argument } from './arguments';
import { protectedCommands } from './commands';
import { MappedTextBuilder, type MappedText } from './mappedText';

interface Parameter {
	/** Text of an optional parameter that is not given; undefined for a mandatory one. */
	readonly fallback: string | undefined;
}

export interface Macro {
	readonly parameters: readonly Parameter[];
	readonly body: string;
	/** Its call has a form that is not understood (a delimited \def): it is left out with the brackets behind it. */
	readonly isOpaque: boolean;
}

export interface Expansion {
	readonly text: MappedText;
	/** Where reading goes on behind the call. */
	readonly next: number;
}

/** More parameters than TeX allows are not read. */
const mostParameters = 9;
const longestBody = 100_000;

const newCommands = new Set(['newcommand', 'renewcommand', 'providecommand', 'DeclareRobustCommand', 'newrobustcmd']);
const documentCommands = new Set([
	...['NewDocumentCommand', 'RenewDocumentCommand', 'ProvideDocumentCommand', 'DeclareDocumentCommand'],
	...['NewExpandableDocumentCommand'],
]);
const primitiveDefinitions = new Set(['def', 'gdef', 'edef', 'xdef']);
const aliases = new Set(['let', 'LetLtxMacro', 'futurelet']);

export class Macros {
	readonly #macros = new Map<string, Macro>();
	/** Key of a glossary's entry or acronym → the short form that is printed. */
	readonly terms = new Map<string, string>();

	/** The macro called `name`, where the document defines one and may. */
	get(name: string): Macro | undefined {
		return protectedCommands.has(name) ? undefined : this.#macros.get(name);
	}

	get all(): ReadonlyMap<string, Macro> {
		return this.#macros;
	}

	/** The name behind macros that only stand for another command (`\newcommand{\refcite}{\citet}`, `\let\a\b`). */
	resolve(name: string): string {
		let resolved = name;
		for (let step = 0; step < 10; step++) {
			const macro = this.get(resolved);
			const target = macro?.parameters.length === 0 ? /^\s*\\([a-zA-Z@]+)\s*$/.exec(macro.body)?.[1] : undefined;
			if (target === undefined) {
				break;
			}
			resolved = target;
		}
		return resolved;
	}

	/** Reads the definition that the command `name` begins; undefined where `name` defines nothing. `at` is behind the name. */
	define(name: string, input: MappedText, at: number, end: number): number | undefined {
		if (newCommands.has(name)) {
			return this.#readNewCommand(input, at, end);
		}
		if (documentCommands.has(name)) {
			return this.#readDocumentCommand(input, at, end);
		}
		if (primitiveDefinitions.has(name)) {
			return this.#readDef(input, at, end);
		}
		if (aliases.has(name)) {
			return this.#readLet(input, at, end);
		}
		switch (name) {
			case 'newenvironment':
			case 'renewenvironment':
						case 'NewEnviron': {
				const named = readArgument(input, at, end)?.next ?? at;
				return skipArguments(input, skipOptionals(input, named, end), end, name === 'NewEnviron' ? 1 : 2);
			}
			case 'NewDocumentEnvironment':
				return skipArguments(input, at, end, 4);
			case 'newacronym':
			case 'acrodef':
			case 'acro':
			case 'newacro':
			case 'newabbreviation':
				return this.#readAcronym(name, input, at, end);
			default:
				return undefined;
		}
	}

	#set(name: string, macro: Macro): void {
		if (name !== '' && macro.body.length <= longestBody) {
			this.#macros.set(name, macro);
		}
	}

	#readNewCommand(input: MappedText, at: number, end: number): number {
		const start = input.text[at] === '*' ? at + 1 : at;
		const named = readArgument(input, start, end);
		if (named === undefined) {
			return start;
		}
		let next = named.next;
		const count = readOptional(input, next, end);
		let total = 0;
		let fallback: string | undefined;
		if (count !== undefined) {
			total = Math.min(mostParameters, Number.parseInt(input.text.slice(count.start, count.end), 10) || 0);
			next = count.next;
			const given = readOptional(input, next, end);
			if (given !== undefined) {
				fallback = input.text.slice(given.start, given.end);
				next = given.next;
			}
		}
		const body = readArgument(input, next, end);
		if (body === undefined) {
			return next;
		}
		const parameters = Array.from({ length: total }, (_, index) => ({ fallback: index === 0 ? fallback : undefined }));
		this.#set(nameIn(input, named), { parameters, body: bodyIn(input, body), isOpaque: false });
		return body.next;
	}

	#readDocumentCommand(input: MappedText, at: number, end: number): number {
		const named = readArgument(input, at, end);
		const specified = named && readArgument(input, named.next, end);
		const body = specified && readArgument(input, specified.next, end);
		if (named === undefined || specified === undefined || body === undefined) {
			return at;
		}
		const specification = input.text.slice(specified.start, specified.end).replace(/\s+/g, '');
		const parameters: Parameter[] = [];
		let isOpaque = false;
		for (const [, kind, given] of specification.matchAll(/([a-zA-Z+>!])(?:\{([^}]*)\})?/g)) {
			if (kind === 'm') {
				parameters.push({ fallback: undefined });
			} else if (kind === 'o' || kind === 'O') {
				parameters.push({ fallback: given ?? '' });
			} else {
				isOpaque ||= kind !== '+' && kind !== '!';
			}
		}
		this.#set(nameIn(input, named), { parameters: parameters.slice(0, mostParameters), body: bodyIn(input, body), isOpaque });
		return body.next;
	}

	#readDef(input: MappedText, at: number, end: number): number {
		const named = readArgument(input, at, end);
		if (named === undefined) {
			return at;
		}
		const brace = input.text.indexOf('{', named.next);
		if (brace < 0 || brace >= end || brace - named.next > 100) {
			return named.next;
		}
		const pattern = input.text.slice(named.next, brace).trim();
		const body = readArgument(input, brace, end);
		if (body === undefined || pattern.includes('\n\n')) {
			return named.next;
		}
		const count = pattern.length / 2;
		const isPlain = /^(?:#[1-9])*$/.test(pattern);
		const parameters = Array.from({ length: isPlain ? count : 0 }, () => ({ fallback: undefined }));
		this.#set(nameIn(input, named), { parameters, body: bodyIn(input, body), isOpaque: !isPlain });
		return body.next;
	}

	#readLet(input: MappedText, at: number, end: number): number {
		const named = readArgument(input, at, end);
		if (named === undefined) {
			return at;
		}
		const equals = skipSpace(input, named.next, end);
		const target = readArgument(input, input.text[equals] === '=' ? equals + 1 : equals, end);
		if (target === undefined) {
			return named.next;
		}
		const body = input.text.slice(target.start, target.end);
		if (body.startsWith('\\')) {
			this.#set(nameIn(input, named), { parameters: [], body, isOpaque: false });
		}
		return target.next;
	}

	#readAcronym(name: string, input: MappedText, at: number, end: number): number {
		const key = readArgument(input, skipOptionals(input, at, end), end);
		if (key === undefined) {
			return at;
		}
		const given = readOptional(input, key.next, end);
		const first = readArgument(input, given?.next ?? key.next, end);
		const second = name === 'newacronym' || name === 'newabbreviation' ? first && readArgument(input, first.next, end) : undefined;
		const short = given ?? (second === undefined ? key : first);
		if (first === undefined || short === undefined) {
			return key.next;
		}
		this.terms.set(input.text.slice(key.start, key.end).trim(), input.text.slice(short.start, short.end));
		return (second ?? first).next;
	}
}

/**
 * Expands the call of `macro` whose backslash is at `start` and whose name ends at `nameEnd`. Text of the body stands where
 * the command's name is, or, behind an argument, between that argument and the next, so that places never go back; an
 * argument used twice or out of order is placed like the body.
 */
export function expand(macro: Macro, input: MappedText, start: number, nameEnd: number, end: number): Expansion {
	const given: (Argument | string)[] = [];
	let next = nameEnd;
	for (const { fallback } of macro.parameters) {
		const argument: Argument | undefined =
			fallback === undefined ? readArgument(input, next, end) : readOptional(input, next, end);
		given.push(argument ?? fallback ?? '');
		next = argument?.next ?? next;
	}
	const builder = new MappedTextBuilder();
	const callFrom = input.from(start);
	const callTo = input.to(next);
	let placeFrom = callFrom;
	let placeTo = input.to(nameEnd);
	let reached = start;
	let done = 0;
	const body = (text: string): void => builder.body(text, placeFrom, placeTo);
	for (const match of macro.body.matchAll(/##|#([1-9])/g)) {
		body(macro.body.slice(done, match.index));
		done = match.index + match[0].length;
		const argument = given[Number(match[1]) - 1] ?? '';
		if (typeof argument === 'string') {
			body(argument);
		} else if (argument.start < reached) {
			body(input.text.slice(argument.start, argument.end));
		} else {
			builder.argument(input, argument.start, argument.end);
			reached = argument.end;
			placeFrom = Math.min(input.to(argument.end), Math.max(callFrom, callTo - 1));
			placeTo = callTo;
		}
	}
	body(macro.body.slice(done));
	return { text: builder.build(), next };
}

/** How much text the body of `macro` adds to one call, arguments aside. */
export function bodyCost(macro: Macro): number {
	return macro.body.length + 8;
}

function nameIn(input: MappedText, named: Argument): string {
	const text = input.text.slice(named.start, named.end).trim();
	return text.startsWith('\\') && text.length === commandLength(text, 0) ? text.slice(1) : '';
}

/** A body without its comments. */
function bodyIn(input: MappedText, body: Argument): string {
	return input.text.slice(body.start, body.end).replace(/(?<!\\)((?:\\\\)*)%[^\n]*\n[ \t]*/g, '$1');
}

function skipArguments(input: MappedText, at: number, end: number, count: number): number {
	let next = at;
	for (let index = 0; index < count; index++) {
		next = readArgument(input, next, end)?.next ?? next;
	}
	return next;
}

function skipOptionals(input: MappedText, at: number, end: number): number {
	let next = at;
	for (let given = readOptional(input, next, end); given !== undefined; given = readOptional(input, next, end)) {
		next = given.next;
	}
	return next;
}
