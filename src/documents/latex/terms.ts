// Acronyms and glossary entries: reads their definitions (acronym, acro, glossaries) and says what a call of one prints.

import { readArgument, readOptional, type Argument } from './arguments';
import { keyValues } from './keyValues';
import type { Macros } from './macros';
import type { Term } from './macroTable';
import type { MappedText } from './mappedText';

/** Reads the definition that the command `name` begins; undefined where it defines no term. `at` is behind the name. */
export function readTermDefinition(macros: Macros, name: string, input: MappedText, at: number, end: number): number | undefined {
	switch (name) {
		case 'newacronym':
		case 'newabbreviation':
			return readNewAcronym(macros, input, at, end);
		case 'acrodef':
		case 'newacro':
		case 'acro':
			return readAcrodef(macros, input, at, end);
		case 'acrodefplural':
		case 'newacroplural':
		case 'acroplural':
			return readPlural(macros, input, at, end);
		case 'DeclareAcronym':
		case 'newglossaryentry':
		case 'longnewglossaryentry':
			return readEntry(macros, input, at, end, name === 'longnewglossaryentry');
		default:
			return undefined;
	}
}

const textOf = (input: MappedText, { start, end }: Argument): string => input.text.slice(start, end).trim();

/** The values of an option list that have keys, by key. */
function valuesOf(list: string): Map<string, string> {
	return new Map(keyValues(list).map(({ key, start, end }) => [key, list.slice(start, end)]));
}

function acronym(short: string, long: string | undefined, shortPlural?: string, longPlural?: string): Term {
	return {
		short,
		shortPlural: shortPlural ?? `${short}s`,
		long,
		longPlural: longPlural ?? (long === undefined ? undefined : `${long}s`),
	};
}

/** `\newacronym[options]{key}{short}{long}`. */
function readNewAcronym(macros: Macros, input: MappedText, at: number, end: number): number | undefined {
	const option = readOptional(input, at, end);
	const key = readArgument(input, option?.next ?? at, end);
	const short = key && readArgument(input, key.next, end);
	const long = short && readArgument(input, short.next, end);
	if (key === undefined || short === undefined || long === undefined) {
		return undefined;
	}
	const options = valuesOf(option === undefined ? '' : textOf(input, option));
	const term = acronym(textOf(input, short), textOf(input, long), options.get('shortplural'), options.get('longplural'));
	macros.setTerm(textOf(input, key), term);
	return long.next;
}

/** `\acrodef{key}[short]{long}`; without its second group it is no definition but somebody's own \acro. */
function readAcrodef(macros: Macros, input: MappedText, at: number, end: number): number | undefined {
	const key = input.text[at] === '{' ? readArgument(input, at, end) : undefined;
	const short = key && readOptional(input, key.next, end);
	const next = short?.next ?? key?.next ?? at;
	const long = input.text[next] === '{' && next < end ? readArgument(input, next, end) : undefined;
	if (key === undefined || long === undefined) {
		return undefined;
	}
	macros.setTerm(textOf(input, key), acronym(textOf(input, short ?? key), textOf(input, long)));
	return long.next;
}

/** `\acrodefplural{key}[shorts]{longs}`. */
function readPlural(macros: Macros, input: MappedText, at: number, end: number): number | undefined {
	const key = readArgument(input, at, end);
	const short = key && readOptional(input, key.next, end);
	const long = key && readArgument(input, short?.next ?? key.next, end);
	if (key === undefined || long === undefined) {
		return undefined;
	}
	const term = macros.term(textOf(input, key));
	if (term !== undefined) {
		const shortPlural = short === undefined ? term.shortPlural : textOf(input, short);
		macros.setTerm(textOf(input, key), { ...term, shortPlural, longPlural: textOf(input, long) });
	}
	return long.next;
}

/** `\DeclareAcronym{key}{short = …, long = …}`, `\newglossaryentry{key}{name = …, plural = …}`. */
function readEntry(macros: Macros, input: MappedText, at: number, end: number, hasDescription: boolean): number | undefined {
	const key = readArgument(input, at, end);
	const list = key && readArgument(input, key.next, end);
	if (key === undefined || list === undefined) {
		return undefined;
	}
	const values = valuesOf(input.text.slice(list.start, list.end));
	const short = values.get('short') ?? values.get('text') ?? values.get('name');
	if (short !== undefined) {
		const [shortPlural, longPlural] = [values.get('short-plural-form') ?? values.get('plural'), values.get('long-plural-form')];
		macros.setTerm(textOf(input, key), acronym(short, values.get('long'), shortPlural, longPlural));
	}
	return hasDescription ? (readArgument(input, list.next, end)?.next ?? list.next) : list.next;
}

type Form = 'short' | 'long' | 'full' | 'first';

const forms: readonly (readonly [Form, string])[] = [
	['first', 'gls Gls GLS glspl Glspl GLSpl ac Ac AC acp Acp iac Iac cgls cGls'],
	['short', 'acs Acs acsp Acsp acrshort Acrshort acrshortpl glsxtrshort Glsxtrshort glsxtrshortpl glsentryshort glsentryshortpl acsu aca acap'],
	['short', 'glstext Glstext glsentrytext glsname Glsname glsentryname glsplural Glsplural glsentryplural acronymtext'],
	['long', 'acl Acl aclp Aclp acrlong Acrlong acrlongpl glsxtrlong Glsxtrlong glsxtrlongpl glsentrylong Glsentrylong glsentrylongpl aclu'],
	['full', 'acf Acf acfp Acfp acrfull Acrfull acrfullpl glsxtrfull Glsxtrfull glsxtrfullpl glsfirst Glsfirst glsfirstplural'],
];

const formOf = new Map(forms.flatMap(([form, names]) => names.split(' ').map((name): [string, Form] => [name, form])));

/** Whether the command prints a term of a glossary. */
export function isTerm(name: string): boolean {
	return formOf.has(name);
}

export function isPluralTerm(name: string): boolean {
	return formOf.has(name) && /pl$|plural$|^[aA]c[slfa]?p$/.test(name);
}

/** What `name` prints for `term`; `isFirst`: it is not yet explained in this document. */
export function wordingOf(name: string, term: Term, isFirst: boolean): string {
	const isPlural = isPluralTerm(name);
	const short = isPlural ? term.shortPlural : term.short;
	const long = isPlural ? term.longPlural : term.long;
	const text = wordingIn(formOf.get(name) ?? 'short', short, long, isFirst);
	return /^GLS|^AC$/.test(name) ? text.toUpperCase() : /^[A-Z]/.test(name) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

function wordingIn(form: Form, short: string, long: string | undefined, isFirst: boolean): string {
	if (long === undefined || long === '') {
		return short;
	}
	switch (form) {
		case 'short':
			return short;
		case 'long':
			return long;
		case 'full':
			return `${long} (${short})`;
		case 'first':
			return isFirst ? `${long} (${short})` : short;
		default:
			return form satisfies never;
	}
}

/** Whether the command explains the term, so that later ones are short. */
export function explains(name: string): boolean {
	const form = formOf.get(name);
	return form === 'first' || (form === 'full' && /^[aA]cf/.test(name));
}
