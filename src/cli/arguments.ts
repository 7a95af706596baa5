// Parses a command's arguments with Node's own parser, in the words of our errors.

import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './usageError';

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<T extends Options> = ReturnType<typeof parseArgs<{ options: T; allowPositionals: true; strict: true }>>;

/** Errors: UsageError. */
export function parseArguments<T extends Options>(args: readonly string[], options: T): Parsed<T> {
	try {
		return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
	} catch (failure) {
		if (failure instanceof TypeError) {
			throw new UsageError(`${failure.message.split('. ')[0]?.replace(/\.$/, '') ?? failure.message}.`);
		}
		throw failure;
	}
}

/** A whole number of at least `least`; undefined where the option is absent. Errors: UsageError. */
export function wholeNumber(option: string, text: string | undefined, least: number): number | undefined {
	if (text === undefined) {
		return undefined;
	}
	const value = Number(text);
	if (!Number.isInteger(value) || value < least) {
		throw new UsageError(`--${option} needs a whole number of at least ${least}, not "${text}".`);
	}
	return value;
}

/** A number from 0 to 1; undefined where the option is absent. Errors: UsageError. */
export function probability(option: string, text: string | undefined): number | undefined {
	if (text === undefined) {
		return undefined;
	}
	const value = Number(text);
	if (text.trim() === '' || !(value >= 0 && value <= 1)) {
		throw new UsageError(`--${option} needs a number from 0 to 1, not "${text}".`);
	}
	return value;
}

/** At most one argument. @param what it is, for the message. Errors: UsageError. */
export function oneOrNone(what: string, positionals: readonly string[]): string | undefined {
	if (positionals.length > 1) {
		throw new UsageError(`name one ${what}.`);
	}
	return positionals[0];
}

/** One of a few words. Errors: UsageError. */
export function oneOf<T extends string>(option: string, text: string, words: readonly T[]): T {
	const word = words.find((candidate) => candidate === text);
	if (word === undefined) {
		throw new UsageError(`--${option} is one of ${words.join(', ')}, not "${text}".`);
	}
	return word;
}
