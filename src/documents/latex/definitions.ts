// Reads the definitions that a document makes for itself: macros, environments, theorems, switches. Terms of glossaries:
// terms.ts.

import { commandLength, readArgument, readOptional, skipSpace, type Argument } from './arguments';
import { absent } from './expansion';
import { keyValues } from './keyValues';
import type { Macros } from './macros';
import type { Parameter } from './macroTable';
import type { MappedText } from './mappedText';
import { parseSpecification, readParameterText } from './parameters';
import { readTermDefinition } from './terms';

/** More parameters than TeX allows are not read. */
const mostParameters = 9;

/** Reads a definition's arguments from `at`, behind the command's name, and returns where to go on. */
type Reader = (macros: Macros, input: MappedText, at: number, end: number) => number;

const mandatory: Parameter = { kind: 'mandatory' };

const rows: readonly (readonly [string, Reader])[] = [
	['newcommand renewcommand DeclareRobustCommand newrobustcmd renewrobustcmd', (macros, input, at, end) =>
		readNewCommand(macros, input, at, end, true),
	],
	['providecommand providerobustcmd', (macros, input, at, end) => readNewCommand(macros, input, at, end, false)],
	['newcommandx renewcommandx providecommandx', readNewCommandX],
	[
		'NewDocumentCommand RenewDocumentCommand ProvideDocumentCommand DeclareDocumentCommand NewExpandableDocumentCommand ' +
			'RenewExpandableDocumentCommand DeclareExpandableDocumentCommand',
		readDocumentCommand,
	],
	['def gdef edef xdef', readDef],
	['let LetLtxMacro', readLet],
	['DeclareMathOperator', (macros, input, at, end) => readNamed(macros, input, at, end, (body) => `\\operatorname{${body}}`)],
	['DeclareSIUnit', (macros, input, at, end) => readNamed(macros, input, at, end, (body) => body)],
	['@namedef csdef csgdef', readNamedDefinition],
	['newenvironment renewenvironment', readNewEnvironment],
	['NewDocumentEnvironment RenewDocumentEnvironment DeclareDocumentEnvironment ProvideDocumentEnvironment', readDocumentEnvironment],
	['NewEnviron RenewEnviron', (_macros, input, at, end) =>
		skipArguments(input, skipOptionals(input, readArgument(input, at, end)?.next ?? at, end), end, 1),
	],
	['newtheorem newmdtheoremenv spnewtheorem', readNewTheorem],
	['declaretheorem newtcbtheorem', (macros, input, at, end) => {
		const named = readArgument(input, skipOptionals(input, at, end), end);
		macros.addTheorem(named === undefined ? '' : textOf(input, named).trim());
		return named === undefined ? at : skipGroups(input, skipOptionals(input, named.next, end), end);
	}],
	['lstnewenvironment DefineVerbatimEnvironment excludecomment newtcblisting', readLiteralEnvironment],
	['newminted', (macros, input, at, end) => {
		const name = readOptional(input, at, end);
		const language = readArgument(input, name?.next ?? at, end);
		macros.addLiteral(name !== undefined ? textOf(input, name) : language !== undefined ? `${textOf(input, language)}code` : '');
		return skipGroups(input, language?.next ?? at, end);
	}],
	['newif', readNewSwitch],
	['newtoggle newbool providetoggle providebool newboolean provideboolean', (macros, input, at, end) => {
		const named = readArgument(input, at, end);
		macros.turn(named === undefined ? '' : textOf(input, named), false);
		return named?.next ?? at;
	}],
	['toggletrue booltrue', (macros, input, at, end) => turn(macros, input, at, end, true)],
	['togglefalse boolfalse', (macros, input, at, end) => turn(macros, input, at, end, false)],
	['settoggle setbool setboolean', (macros, input, at, end) => {
		const named = readArgument(input, at, end);
		const value = named && readArgument(input, named.next, end);
		if (named !== undefined && value !== undefined) {
			macros.turn(textOf(input, named), textOf(input, value).trim() === 'true');
		}
		return value?.next ?? at;
	}],
];

const readers = new Map(rows.flatMap(([names, reader]) => names.split(' ').map((name): [string, Reader] => [name, reader])));

/** Reads the definition that the command `name` begins; undefined where it begins none. `at` is behind the name. */
export function readDefinition(macros: Macros, name: string, input: MappedText, at: number, end: number): number | undefined {
	const reader = readers.get(name);
	if (reader !== undefined) {
		return reader(macros, input, at, end);
	}
	const term = readTermDefinition(macros, name, input, at, end);
	if (term !== undefined) {
		return term;
	}
	const change = /^([a-zA-Z@]+)(true|false)$/.exec(name);
	if (change !== null && macros.isOn(change[1] ?? '') !== undefined) {
		macros.turn(change[1] ?? '', change[2] === 'true');
		return at;
	}
	return undefined;
}

function readNewCommand(macros: Macros, input: MappedText, at: number, end: number, replaces: boolean): number {
	const start = input.text[at] === '*' ? at + 1 : at;
	const named = readArgument(input, start, end);
	if (named === undefined) {
		return start;
	}
	const signature = readCount(input, named.next, end);
	const body = readArgument(input, signature.next, end);
	if (body === undefined) {
		return signature.next;
	}
	const name = nameIn(input, named);
	if (replaces || !macros.has(name)) {
		macros.set(name, { kind: 'text', lead: '', parameters: signature.parameters, body: bodyIn(input, body) });
	}
	return body.next;
}

/** `[count][default of the first]`, as \newcommand and \newenvironment have it. */
function readCount(input: MappedText, at: number, end: number): { readonly parameters: Parameter[]; readonly next: number } {
	const count = readOptional(input, skipSpace(input, at, end), end);
	if (count === undefined) {
		return { parameters: [], next: at };
	}
	const total = Math.min(mostParameters, Number.parseInt(textOf(input, count), 10) || 0);
	const parameters: Parameter[] = Array.from({ length: total }, () => mandatory);
	const fallback = readOptional(input, count.next, end);
	if (fallback !== undefined && total > 0) {
		parameters[0] = optional(textOf(input, fallback));
	}
	return { parameters, next: fallback?.next ?? count.next };
}

/** xargs: `\newcommandx{\name}[3][1=a, 3=b]{…}`. */
function readNewCommandX(macros: Macros, input: MappedText, at: number, end: number): number {
	const named = readArgument(input, input.text[at] === '*' ? at + 1 : at, end);
	const count = named && readOptional(input, named.next, end);
	const defaults = count && readOptional(input, count.next, end);
	const next = defaults?.next ?? count?.next ?? named?.next ?? at;
	const body = readArgument(input, next, end);
	if (named === undefined || body === undefined) {
		return next;
	}
	const total = count === undefined ? 0 : Math.min(mostParameters, Number.parseInt(textOf(input, count), 10) || 0);
	const parameters: Parameter[] = Array.from({ length: total }, () => mandatory);
	if (defaults !== undefined) {
		const list = textOf(input, defaults);
		for (const { key, start, end: valueEnd } of keyValues(list)) {
			const index = Number.parseInt(key, 10) - 1;
			if (index >= 0 && index < total) {
				parameters[index] = optional(list.slice(start, valueEnd));
			}
		}
	}
	macros.set(nameIn(input, named), { kind: 'text', lead: '', parameters, body: bodyIn(input, body) });
	return body.next;
}

function readDocumentCommand(macros: Macros, input: MappedText, at: number, end: number): number {
	const named = readArgument(input, at, end);
	const specified = named && readArgument(input, named.next, end);
	const body = specified && readArgument(input, specified.next, end);
	if (named === undefined || specified === undefined || body === undefined) {
		return at;
	}
	const parameters = parseSpecification(textOf(input, specified));
	const name = nameIn(input, named);
	macros.set(name, parameters === undefined ? { kind: 'opaque' } : { kind: 'text', lead: '', parameters, body: bodyIn(input, body) });
	return body.next;
}

function readDef(macros: Macros, input: MappedText, at: number, end: number): number {
	const named = readArgument(input, at, end);
	return named === undefined ? at : readParametersAndBody(macros, nameIn(input, named), input, named.next, end);
}

/** `\@namedef{name}#1{…}`. */
function readNamedDefinition(macros: Macros, input: MappedText, at: number, end: number): number {
	const named = readArgument(input, at, end);
	return named === undefined ? at : readParametersAndBody(macros, textOf(input, named).trim(), input, named.next, end);
}

function readParametersAndBody(macros: Macros, name: string, input: MappedText, at: number, end: number): number {
	const brace = input.matching.next('{', at);
	if (brace < 0 || brace >= end || brace - at > 100) {
		return at;
	}
	const pattern = input.text.slice(at, brace);
	const body = readArgument(input, brace, end);
	if (body === undefined || /\n\s*\n/.test(pattern)) {
		return at;
	}
	const form = readParameterText(pattern);
	macros.set(name, form === undefined ? { kind: 'opaque' } : { kind: 'text', ...form, body: bodyIn(input, body) });
	return body.next;
}

function readLet(macros: Macros, input: MappedText, at: number, end: number): number {
	const named = readArgument(input, at, end);
	if (named === undefined) {
		return at;
	}
	const equals = skipSpace(input, named.next, end);
	const target = readArgument(input, input.text[equals] === '=' ? equals + 1 : equals, end);
	if (target === undefined) {
		return named.next;
	}
	const [name, meaning] = [nameIn(input, named), textOf(input, target)];
	if (meaning.startsWith('\\')) {
		const copied = meaning.slice(1);
		const isConditional = name.startsWith('if') && (copied === 'iftrue' || copied === 'iffalse');
		if (isConditional) {
			macros.turn(name.slice(2), copied === 'iftrue');
		} else if (copied !== name) {
			macros.set(name, macros.get(copied) ?? { kind: 'command', name: copied });
		}
	}
	return target.next;
}

/** `\DeclareMathOperator*{\name}{body}`, `\DeclareSIUnit[options]{\name}{body}`. */
function readNamed(macros: Macros, input: MappedText, at: number, end: number, bodyOf: (body: string) => string): number {
	const start = input.text[at] === '*' ? at + 1 : at;
	const named = readArgument(input, readOptional(input, start, end)?.next ?? start, end);
	const body = named && readArgument(input, named.next, end);
	if (named === undefined || body === undefined) {
		return at;
	}
	macros.set(nameIn(input, named), { kind: 'text', lead: '', parameters: [], body: bodyOf(bodyIn(input, body)) });
	return body.next;
}

function readNewEnvironment(macros: Macros, input: MappedText, at: number, end: number): number {
	const named = readArgument(input, input.text[at] === '*' ? at + 1 : at, end);
	if (named === undefined) {
		return at;
	}
	const { parameters, next } = readCount(input, named.next, end);
	return readBeginAndEnd(macros, input, named, parameters, next, end);
}

function readDocumentEnvironment(macros: Macros, input: MappedText, at: number, end: number): number {
	const named = readArgument(input, at, end);
	const specified = named && readArgument(input, named.next, end);
	if (named === undefined || specified === undefined) {
		return at;
	}
	return readBeginAndEnd(macros, input, named, parseSpecification(textOf(input, specified)), specified.next, end);
}

function readBeginAndEnd(
	macros: Macros,
	input: MappedText,
	named: Argument,
	parameters: readonly Parameter[] | undefined,
	at: number,
	end: number,
): number {
	const begin = readArgument(input, at, end);
	const ending = begin && readArgument(input, begin.next, end);
	if (begin === undefined || ending === undefined) {
		return begin?.next ?? at;
	}
	if (parameters !== undefined) {
		macros.setEnvironment(textOf(input, named).trim(), { parameters, begin: bodyIn(input, begin), end: bodyIn(input, ending) });
	}
	return ending.next;
}

/** `\newtheorem{name}[counter]{Title}[within]`. */
function readNewTheorem(macros: Macros, input: MappedText, at: number, end: number): number {
	const named = readArgument(input, input.text[at] === '*' ? at + 1 : at, end);
	if (named === undefined) {
		return at;
	}
	macros.addTheorem(textOf(input, named).trim());
	const title = readArgument(input, skipOptionals(input, named.next, end), end);
	return skipGroups(input, skipOptionals(input, title?.next ?? named.next, end), end);
}

function readLiteralEnvironment(macros: Macros, input: MappedText, at: number, end: number): number {
	const named = readArgument(input, skipOptionals(input, at, end), end);
	if (named === undefined) {
		return at;
	}
	macros.addLiteral(textOf(input, named).trim());
	return skipGroups(input, skipOptionals(input, named.next, end), end);
}

function readNewSwitch(macros: Macros, input: MappedText, at: number, end: number): number {
	const named = readArgument(input, at, end);
	const name = named === undefined ? '' : nameIn(input, named);
	if (name.startsWith('if')) {
		macros.turn(name.slice(2), false);
	}
	return named?.next ?? at;
}

function turn(macros: Macros, input: MappedText, at: number, end: number, isOn: boolean): number {
	const named = readArgument(input, at, end);
	if (named !== undefined) {
		macros.turn(textOf(input, named), isOn);
	}
	return named?.next ?? at;
}

function optional(fallback: string): Parameter {
	return { kind: 'optional', opening: '[', closing: ']', fallback: fallback === '' ? absent : fallback };
}

function textOf(input: MappedText, { start, end }: Argument): string {
	return input.text.slice(start, end);
}

function nameIn(input: MappedText, named: Argument): string {
	const text = textOf(input, named).trim();
	return text.startsWith('\\') && text.length === commandLength(text, 0) ? text.slice(1) : '';
}

/** A body without its comments. */
function bodyIn(input: MappedText, body: Argument): string {
	return textOf(input, body).replace(/(?<!\\)((?:\\\\)*)%[^\n]*\n[ \t]*/g, '$1');
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

/** Behind all groups that follow directly. */
function skipGroups(input: MappedText, at: number, end: number): number {
	let next = at;
	while (next < end && input.text[next] === '{') {
		next = readArgument(input, next, end)?.next ?? end;
	}
	return next;
}
