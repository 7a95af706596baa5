// Finds the option that a key means and reads the value that a text means, by the rules of Python's argparse, which existing
// files rely on: keys may be abbreviated, integers and numbers are written as in Python.

import { error, quote, type ConfProblem, type ConfRange } from './confFile';
import { type OptionDeclaration } from './optionTable';

export type OptionValue = string | number | boolean;

/** Values by full key. */
export type OptionValues = ReadonlyMap<string, OptionValue>;

export type KeyLookup =
	| { readonly kind: 'found'; readonly option: OptionDeclaration }
	| { readonly kind: 'ambiguous'; readonly matches: readonly OptionDeclaration[] }
	| { readonly kind: 'unknown' };

/** A key is that of an option, or the beginning of exactly one. */
export function lookUpKey(key: string, options: readonly OptionDeclaration[]): KeyLookup {
	const exact = options.find((option) => option.key === key);
	if (exact !== undefined) {
		return { kind: 'found', option: exact };
	}
	const matches = key === '' ? [] : options.filter((option) => option.ours !== true && option.key.startsWith(key));
	const [first] = matches;
	if (first === undefined) {
		return { kind: 'unknown' };
	}
	return matches.length === 1 ? { kind: 'found', option: first } : { kind: 'ambiguous', matches };
}

export function ambiguousKey(key: string, matches: readonly OptionDeclaration[], range?: ConfRange): ConfProblem {
	const names = matches.map((option) => option.key).join(', ');
	return error('ambiguousKey', `"${key}" could be ${names}: write one of them in full.`, range);
}

/** Whether argparse takes a text for an option's name: it begins with a dash and is no plain negative number. */
export function looksLikeOption(text: string): boolean {
	return text.startsWith('-') && text !== '-' && !/^-\d+$|^-\d*\.\d+$/.test(text) && !text.includes(' ');
}

/**
 * Reads the value of an option that takes one (any kind but boolean).
 * Errors are returned: missingValue, wrongValue, outOfRange.
 */
export function readValue(text: string, option: OptionDeclaration, range?: ConfRange): OptionValue | ConfProblem {
	if (looksLikeOption(text)) {
		return error('missingValue', `${option.key} has no value that can be told from an option: ${quote(text)}.`, range);
	}
	if (option.kind !== 'integer' && option.kind !== 'number') {
		const { choices = [text] } = option;
		return choices.includes(text) ? text : error('wrongValue', `${option.key} is ${choices.join(' or ')}, not ${quote(text)}.`, range);
	}
	const value = option.kind === 'integer' ? readInteger(text) : readNumber(text);
	if (value === undefined) {
		const expected = option.kind === 'integer' ? 'a whole number' : 'a number';
		return error('wrongValue', `${option.key} takes ${expected}, not ${quote(text)}.`, range);
	}
	const { minimum = -Infinity, maximum = Infinity } = option;
	if (value < minimum || value > maximum) {
		const limit = value < minimum ? `at least ${minimum}` : `at most ${maximum}`;
		return error('outOfRange', `${option.key} is ${limit}, not ${quote(text)}.`, range);
	}
	return value;
}

function readInteger(text: string): number | undefined {
	const value = /^[+-]?\d+(_\d+)*$/.test(text) ? Number(text.replaceAll('_', '')) : NaN;
	return Number.isSafeInteger(value) ? value : undefined;
}

const digits = String.raw`\d+(?:_\d+)*`;
const numberPattern = new RegExp(`^[+-]?(?:${digits}(?:\\.(?:${digits})?)?|\\.${digits})(?:e[+-]?${digits})?$`, 'i');

function readNumber(text: string): number | undefined {
	const value = numberPattern.test(text) ? Number(text.replaceAll('_', '')) : NaN;
	return Number.isFinite(value) ? value : undefined;
}
