// What a scanner does at citations, references and terms of a glossary: it keeps those that a sentence needs as words.

import { wordOrigins } from '../block';
import { readArgument, readOptional, type Argument } from './arguments';
import { readArguments } from './argumentRunner';
import type { CommandCall } from './commandRunner';
import {
	namedReferences,
	numberReferences,
	parentheticalCitations,
	textualCitations,
} from './commands';
import type { MappedText } from './mappedText';
import type { LatexScanner } from './scanner';
import { explains, isPluralTerm, isTerm, wordingOf } from './terms';
import { referenceNoun } from './words';

const longestKeys = 1000;
const mostSources = 50;

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
	if (!isTerm(name) && !namedReferences.has(name)) {
		return undefined;
	}
	let next = input.text[nameEnd] === '*' ? nameEnd + 1 : nameEnd;
	next = readOptional(input, next, end)?.next ?? next;
	const argument = readArgument(input, next, end);
	if (argument === undefined) {
		return next;
	}
	if (isTerm(name)) {
		term(scanner, call, argument);
		return argument.next;
	}
	const nouns = nounsOf(input.text.slice(argument.start, argument.end), /range$/.test(name));
	const behind = /range$/.test(name) ? (readArgument(input, argument.next, end)?.next ?? argument.next) : argument.next;
	if (nouns === '') {
		output.omit();
	} else {
		const text = name.startsWith('C') || name.startsWith('a') ? nouns : nouns.toLowerCase();
		const [from, to] = [input.from(at), input.to(behind)];
		for (const [index, word] of text.split(' ').entries()) {
			if (index > 0) {
				output.space(from, to);
			}
			output.write(word, from, to);
		}
	}
	return behind;
}

/** "Figure", "Figures", "Figure and Table": what is printed for the labels in `keys`, numbers aside. */
function nounsOf(keys: string, isRange: boolean): string {
	const counts = new Map<string, number>();
	for (const key of keys.slice(0, longestKeys).split(',')) {
		const noun = referenceNoun(key.trim());
		if (noun !== undefined) {
			counts.set(noun, (counts.get(noun) ?? 0) + (isRange ? 2 : 1));
		}
	}
	return [...counts].map(([noun, count]) => (count > 1 ? pluralOf(noun) : noun)).join(' and ');
}

function pluralOf(noun: string): string {
	return noun === 'Appendix' ? 'Appendices' : noun === 'Lemma' ? 'Lemmas' : `${noun}s`;
}

/** A term of a glossary or a list of acronyms: what it prints, or its key where it is not defined here. */
function term(scanner: LatexScanner, { input, name, at }: CommandCall, argument: Argument): void {
	const key = input.text.slice(argument.start, argument.end).trim();
	const defined = scanner.macros.term(key);
	const [from, to] = [input.from(argument.start), input.to(argument.end)];
	if (defined !== undefined && to > from) {
		scanner.scanPrinted(wordingOf(name, defined, !scanner.explained.has(key)), from, to);
		if (explains(name) && !scanner.writer.isMuted) {
			scanner.explained.add(key);
		}
		return;
	}
	scanner.scan(input, argument.start, argument.end);
	if (isPluralTerm(name)) {
		scanner.writer.text.write('s', input.from(Math.max(at, argument.next - 1)), input.to(argument.next));
	}
}

/** The keys of a textual citation stay, as words in their place; of any other nothing stays. */
function citation(scanner: LatexScanner, call: CommandCall, isTextual: boolean): number {
	const { input, name, nameEnd, end } = call;
	const output = scanner.writer.text;
	let next = nameEnd + (input.text[nameEnd] === '*' ? 1 : 0);
	// biblatex's \textcites(a)(b)[c]{d}[e]{f} has a group for each source.
	const most = name.endsWith('cites') ? mostSources : 1;
	for (let source = 0; source < most; source++) {
		const behind = behindNotes(input, next, end);
		const argument = source === 0 || input.text[behind] === '{' ? readArgument(input, behind, end) : undefined;
		if (argument === undefined) {
			next = source === 0 ? behind : next;
			break;
		}
		if (isTextual) {
			output.as(wordOrigins.citation, () => writeKeys(scanner, input, argument, source > 0));
		}
		next = argument.next;
	}
	if (!isTextual) {
		output.omit();
	}
	return next;
}

/** Behind what may stand before the keys: apacite's <…>, biblatex's (…), everybody's […]. */
function behindNotes(input: MappedText, at: number, end: number): number {
	let next = at;
	for (let more = true; more; ) {
		const note = readOptional(input, next, end) ?? bracketNote(input, next, end, '<', '>') ?? bracketNote(input, next, end, '(', ')');
		more = note !== undefined;
		next = note?.next ?? next;
	}
	return next;
}

/** A note in other brackets: only right behind the command, and only where the keys or another note follow. */
function bracketNote(input: MappedText, at: number, end: number, opening: string, closing: string): Argument | undefined {
	const note = input.text[at] === opening ? readOptional(input, at, end, opening, closing) : undefined;
	return note !== undefined && /[{[(<]/.test(input.text.charAt(note.next)) ? note : undefined;
}

function writeKeys(scanner: LatexScanner, input: MappedText, keys: Argument, isFurther: boolean): void {
	const output = scanner.writer.text;
	if (isFurther) {
		output.space(input.from(keys.start - 1), input.to(keys.start));
	}
	for (let at = keys.start; at < keys.end; at++) {
		const unit = input.text.charAt(at);
		if (/\s/.test(unit)) {
			output.space(input.from(at), input.to(at + 1));
		} else if (!/[\\{}%$]/.test(unit)) {
			output.unit(unit, input.from(at), input.to(at + 1));
		}
	}
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
