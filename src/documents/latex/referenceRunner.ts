// What a scanner does at citations, references and terms of a glossary: it keeps those that a sentence needs as words.

import { readArgument, readOptional } from './arguments';
import { readArguments, type CommandCall } from './commandRunner';
import {
	glossaryPlurals,
	glossaryTerms,
	namedReferences,
	numberReferences,
	parentheticalCitations,
	textualCitations,
} from './commands';
import type { LatexScanner } from './scanner';
import { referenceNoun } from './words';

/** Reads a citation, a reference or a term and returns where to go on; undefined where the command is none of these. */
export function citationOrReference(scanner: LatexScanner, call: CommandCall): number | undefined {
	const { input, name, at, nameEnd, end } = call;
	const output = scanner.writer.text;
	const isCite = name === 'cite';
	if (isCite || textualCitations.has(name) || parentheticalCitations.has(name)) {
		const isTextual = textualCitations.has(name) || (isCite && isPartOfSentence(scanner, call));
		return citation(scanner, call, isTextual);
	}
	if (numberReferences.has(name)) {
		return readArguments(scanner, call, 'som');
	}
	const isPlural = glossaryPlurals.has(name);
	if (!isPlural && !glossaryTerms.has(name) && !namedReferences.has(name)) {
		return undefined;
	}
	let next = input.text[nameEnd] === '*' ? nameEnd + 1 : nameEnd;
	next = readOptional(input, next, end)?.next ?? next;
	const argument = readArgument(input, next, end);
	if (argument === undefined) {
		return next;
	}
	const key = input.text.slice(argument.start, argument.end).trim();
	if (namedReferences.has(name)) {
		const noun = referenceNoun(key);
		if (noun === undefined) {
			output.omit();
		} else {
			output.write(name.startsWith('C') || name.startsWith('a') ? noun : noun.toLowerCase(), input.from(at), input.to(argument.next));
		}
		return argument.next;
	}
	const term = scanner.macros.terms.get(key);
	if (term === undefined) {
		scanner.scan(input, argument.start, argument.end);
	} else {
		scanner.writer.text.write(plainTerm(term), input.from(argument.start), input.to(argument.end));
	}
	if (isPlural) {
		output.write('s', input.from(Math.max(at, argument.next - 1)), input.to(argument.next));
	}
	return argument.next;
}

/** The short form of a term without its markup. */
function plainTerm(term: string): string {
	return term.replace(/\\[a-zA-Z]+\s*|[{}$\\]/g, '').replace(/~/g, ' ').trim();
}

/** The keys of a textual citation stay, as words in their place; of any other nothing stays. */
function citation(scanner: LatexScanner, call: CommandCall, isTextual: boolean): number {
	const { input, nameEnd, end } = call;
	const output = scanner.writer.text;
	let next = nameEnd + (input.text[nameEnd] === '*' ? 1 : 0);
	for (let option = readOptional(input, next, end); option !== undefined; option = readOptional(input, next, end)) {
		next = option.next;
	}
	const argument = readArgument(input, next, end);
	if (!isTextual || argument === undefined) {
		output.omit();
		return argument?.next ?? next;
	}
	for (let at = argument.start; at < argument.end; at++) {
		const unit = input.text.charAt(at);
		if (/\s/.test(unit)) {
			output.space(input.from(at), input.to(at + 1));
		} else if (!/[\\{}%$]/.test(unit)) {
			output.unit(unit, input.from(at), input.to(at + 1));
		}
	}
	return argument.next;
}

const nounExpected = /(?:^|[\s(])(?:in|by|of|from|to|with|see|following|per|than|both|as|like|includ(?:e|es|ing))$/i;

/** Whether a plain \cite stands where the sentence needs a noun: behind a preposition, or first and before a verb. */
function isPartOfSentence(scanner: LatexScanner, call: CommandCall): boolean {
	const before = scanner.writer.text.tail(12);
	if (nounExpected.test(before)) {
		return true;
	}
	const argument = readArgument(call.input, call.nameEnd, call.end);
	const after = argument === undefined ? '' : call.input.text.slice(argument.next, argument.next + 40);
	if (/,$/.test(before) && /^[\s~]+(?:propos|introduc|found|show|use|present|develop|demonstrat|suggest|report|argue|observ|appl|extend|describ)/.test(after)) {
		return true;
	}
	return /(?:^|[.!?:;])$/.test(before) && /^[\s~]+\p{Ll}/u.test(after);
}
