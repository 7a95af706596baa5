// What a scanner does at each command that is not the document's own: writes its character, reads or leaves out its
// arguments by its signature, and keeps citations and references as the words that they are for a reader.

import { overlayEnd, readArguments } from './argumentRunner';
import { readArgument, readOptional, skipSpace } from './arguments';
import { signatures, switches } from './commands';
import { conditional } from './conditionals';
import { beginEnvironment, endEnvironment } from './environmentRunner';
import { displayFormula, inlineFormula } from './formulaRunner';
import { quantity } from './quantityRunner';
import { citationOrReference } from './referenceRunner';
import type { MappedText } from './mappedText';
import type { LatexScanner } from './scanner';
import { mathSymbols, spaces, textSymbols } from './symbols';
import { isIdentifier, isLayout, isName } from './words';

/** A command in its text: the backslash is at `at`, the name ends at `nameEnd`, nothing may be read from `end` on. */
export interface CommandCall {
	readonly input: MappedText;
	readonly name: string;
	readonly at: number;
	readonly nameEnd: number;
	readonly end: number;
}

/** Reads one command and returns where to go on. */
export function runCommand(scanner: LatexScanner, call: CommandCall): number {
	const { input, name, at, nameEnd, end } = call;
	const output = scanner.writer.text;
	switch (name) {
		case 'begin':
			return beginEnvironment(scanner, call);
		case 'end':
			return endEnvironment(scanner, call);
		case 'par':
		case 'newpage':
		case 'clearpage':
			scanner.writer.endBlock();
			return nameEnd;
		case '\\':
			return lineBreak(scanner, call);
		case '(':
		case '[':
			return formula(scanner, call);
		case 'item':
			return item(scanner, call);
		case 'ensuremath':
		case 'm':
			return insideMath(scanner, call);
		case 'verb':
		case 'verb*':
		case 'lstinline':
		case 'mintinline':
		case 'Verb':
			return verb(scanner, call);
		case 'enquote':
		case 'textquote':
			return quoted(scanner, call);
		case 'input':
		case 'include':
			return included(scanner, call);
		case 'sep':
			output.omit();
			output.write(',', input.from(at), input.to(nameEnd));
			return nameEnd;
		case 'char':
			return character(scanner, call);
		case 'tikz':
			return drawing(scanner, call);
		case 'csname':
			return named(scanner, call);
		case 'opaque':
			output.omit();
			return bracketsEnd(call, nameEnd);
		case 'textsuperscript':
		case 'textsubscript':
		case '-':
		case '/':
		case '@':
		case '!':
		case ')':
		case ']':
			return nameEnd;
	}
	const decided = conditional(scanner, call);
	if (decided !== undefined) {
		return decided;
	}
	const symbol = textSymbols.get(name);
	if (symbol !== undefined) {
		output.write(symbol, input.from(at), input.to(nameEnd));
		return /[a-zA-Z]$/.test(name) && symbol.length === 1 ? skipSpace(input, nameEnd, end) : nameEnd;
	}
	if (spaces.has(name)) {
		output.space(input.from(at), input.to(nameEnd));
		return name === 'hspace' ? readArguments(scanner, call, 'sm') : nameEnd;
	}
	const accented = scanner.accent(name, input, at, nameEnd, end);
	if (accented !== undefined) {
		return accented;
	}
	if (switches.has(name)) {
		const spaced = name === 'xspace' || name === 'null' || name === 'relax' || name === 'protect';
		return spaced ? nameEnd : skipSpace(input, nameEnd, end);
	}
	if (/^[hv]?skip$|kern$/.test(name)) {
		return skipLength(call);
	}
	return citationOrReference(scanner, call) ?? quantity(scanner, call) ?? argumentsOf(scanner, call);
}

function argumentsOf(scanner: LatexScanner, call: CommandCall): number {
	const { input, name, at, nameEnd, end } = call;
	const signature = signatures.get(name);
	if (signature !== undefined) {
		return readArguments(scanner, call, signature);
	}
	const sign = mathSymbols.get(name);
	if (sign !== undefined) {
		// A sign of a formula in running text, mostly from a macro's body.
		scanner.writer.text.write(sign, input.from(at), input.to(nameEnd));
		return nameEnd;
	}
	if (/^Set(?:Kw|Alg)/.test(name)) {
		// algorithm2e's words for its own layout: some have no arguments, some have two.
		return input.text[nameEnd] === '{' ? readArguments(scanner, call, 'mm') : nameEnd;
	}
	if (/^acknowledge?ments?$/.test(name)) {
		// Of several journals' classes: it prints the heading of what follows it, or of what its braces hold.
		scanner.writer.heading('Acknowledgements', input.from(at), input.to(nameEnd));
		return nameEnd;
	}
	// Unknown: options go, and so do arguments that are names for a program rather than words.
	let next = nameEnd;
	if (input.text[next] === '*') {
		next++;
	}
	const option = readOptional(input, next, end);
	next = option?.next ?? next;
	if (next === nameEnd && (input.text[next] !== '{' || input.text.startsWith('{}', next)) && !isLayout(name)) {
		// A macro from a file that is not read here: its author uses it for a word, and its name is the best one known.
		for (let unit = at + 1; unit < nameEnd; unit++) {
			scanner.writer.text.unit(input.text.charAt(unit), input.from(unit), input.to(unit + 1));
		}
		return nameEnd;
	}
	if (next === nameEnd && (input.text[next] !== '{' || input.text.startsWith('{}', next))) {
		// A switch or a length: nothing of a word, nor is the value that it may be given.
		scanner.writer.text.omit();
		assignment.lastIndex = next;
		next = Math.min(end, next + (assignment.exec(input.text)?.[0].length ?? 0));
	}
	for (let more = input.text[next] === '{'; more; more = input.text[next] === '{') {
		const argument = readArgument(input, next, end);
		if (argument === undefined || !isIdentifier(input.text.slice(argument.start, argument.end))) {
			break;
		}
		scanner.writer.text.omit();
		next = argument.next;
	}
	return next;
}

function lineBreak(scanner: LatexScanner, { input, at, nameEnd, end }: CommandCall): number {
	let next = nameEnd + (input.text[nameEnd] === '*' ? 1 : 0);
	const option = readOptional(input, next, Math.min(end, next + 20));
	next = option?.next ?? next;
	if (scanner.writer.isInTable && !scanner.areLinesJoined) {
		scanner.writer.endBlock();
	} else {
		scanner.writer.text.space(input.from(at), input.to(nameEnd));
	}
	return next;
}

function formula(scanner: LatexScanner, { input, name, nameEnd, end }: CommandCall): number {
	const closing = name === '(' ? '\\)' : '\\]';
	const close = input.matching.next(closing, nameEnd);
	if (close < 0 || close >= end || close > input.matching.blankLine(nameEnd)) {
		return nameEnd;
	}
	if (name === '(') {
		inlineFormula(scanner, input, nameEnd, close);
	} else {
		displayFormula(scanner, input, nameEnd, close);
	}
	return close + 2;
}

function item(scanner: LatexScanner, { input, nameEnd, end }: CommandCall): number {
	scanner.writer.endBlock();
	const behind = overlayEnd(input, nameEnd, end);
	const label = readOptional(input, behind, end);
	if (label === undefined) {
		return behind;
	}
	scanner.scan(input, label.start, label.end);
	scanner.writer.text.space(input.from(label.end), input.to(label.next));
	return label.next;
}

function insideMath(scanner: LatexScanner, { input, nameEnd, end }: CommandCall): number {
	const argument = readArgument(input, nameEnd, end);
	if (argument === undefined) {
		return nameEnd;
	}
	inlineFormula(scanner, input, argument.start, argument.end);
	return argument.next;
}

/** `\input{file}`, and TeX's own `\input file`, which goes up to the next white space. */
function included(scanner: LatexScanner, { input, name, nameEnd, end }: CommandCall): number {
	scanner.writer.text.omit();
	if (name === 'include') {
		scanner.writer.endBlock();
	}
	const start = skipSpace(input, nameEnd, end);
	if (input.text[start] === '{') {
		return readArgument(input, start, end)?.next ?? start;
	}
	bareFile.lastIndex = nameEnd;
	return Math.min(end, nameEnd + (bareFile.exec(input.text)?.[0].length ?? 0));
}

const bareFile = /[ \t]+[^\s{}\\%]+/y;

const characterCode = /\s*(?:(?:"([0-9A-F]{1,6})|'([0-7]{1,7})|(\d{1,7}))[ \n]?|`\\?([\s\S]))/y;

/** `\char"41`, `\char65`, "\char`A". */
function character(scanner: LatexScanner, { input, at, nameEnd, end }: CommandCall): number {
	characterCode.lastIndex = nameEnd;
	const found = characterCode.exec(input.text);
	const next = nameEnd + (found?.[0].length ?? 0);
	if (found === null || next > end) {
		return nameEnd;
	}
	const [, hexadecimal, octal, decimal, itself] = found;
	const code = itself === undefined ? Number.parseInt(hexadecimal ?? octal ?? decimal ?? '', hexadecimal !== undefined ? 16 : octal !== undefined ? 8 : 10) : itself.charCodeAt(0);
	if (code > 0x20 && code < 0xd800) {
		scanner.writer.text.write(String.fromCharCode(code), input.from(at), input.to(next));
	}
	return next;
}

/** A drawing in the text: `\tikz[…]{…}` or `\tikz \draw …;`. */
function drawing(scanner: LatexScanner, { input, nameEnd, end }: CommandCall): number {
	scanner.writer.text.omit();
	const next = skipSpace(input, readOptional(input, nameEnd, end)?.next ?? nameEnd, end);
	if (input.text[next] === '{') {
		return readArgument(input, next, end)?.next ?? next;
	}
	const semicolon = input.matching.next(';', next);
	return semicolon < 0 || semicolon >= Math.min(end, input.matching.blankLine(next)) ? next : semicolon + 1;
}

/** `\csname name\endcsname`: the command of that name, as far as it is one of the document's without arguments. */
function named(scanner: LatexScanner, { input, at, nameEnd, end }: CommandCall): number {
	const close = input.matching.next('\\endcsname', nameEnd);
	if (close < 0 || close >= Math.min(end, nameEnd + 200)) {
		return nameEnd;
	}
	const macro = scanner.macros.get(input.text.slice(nameEnd, close).trim());
	const next = close + '\\endcsname'.length;
	if (macro?.kind === 'text' && macro.parameters.length === 0) {
		scanner.scanPrinted(macro.body, input.from(at), input.to(next));
	}
	return next;
}

/** Inline code stays where it reads as a name ("\verb|fit|"), as its author uses it for a word; otherwise it goes. */
function verb(scanner: LatexScanner, { input, name, nameEnd, end }: CommandCall): number {
	const { text } = input;
	let at = nameEnd + (text[nameEnd] === '*' ? 1 : 0);
	if (name !== 'verb') {
		at = readOptional(input, at, end)?.next ?? at;
		at = name === 'mintinline' ? (readArgument(input, at, end)?.next ?? at) : at;
	}
	const opening = text[at];
	const lineEnd = text.indexOf('\n', at);
	const limit = Math.min(end, lineEnd < 0 ? end : lineEnd);
	const close = opening === undefined ? -1 : text.indexOf(opening === '{' ? '}' : opening, at + 1);
	if (close < 0 || close >= limit) {
		return at;
	}
	const output = scanner.writer.text;
	if (isName(text.slice(at + 1, close))) {
		for (let unit = at + 1; unit < close; unit++) {
			output.unit(text.charAt(unit), input.from(unit), input.to(unit + 1));
		}
	} else {
		output.omit();
	}
	return close + 1;
}

function quoted(scanner: LatexScanner, { input, at, nameEnd, end }: CommandCall): number {
	const behind = input.text[nameEnd] === '*' ? nameEnd + 1 : nameEnd;
	const argument = readArgument(input, readOptional(input, behind, end)?.next ?? behind, end);
	if (argument === undefined) {
		return nameEnd;
	}
	scanner.writer.text.write('“', input.from(at), input.to(argument.start));
	scanner.scan(input, argument.start, argument.end);
	const isOpen = argument.next === argument.end && input.text[argument.start - 1] === '{';
	if (!isOpen) {
		scanner.writer.text.write('”', input.from(Math.min(argument.end, argument.next - 1)), input.to(argument.next));
	}
	return argument.next;
}

/** "=1000", "10000", "`\\_=12" behind a number or a length of TeX's. */
const assignment = /(?:`\\?[^\s{}])?(?:\s*=\s*-?|-?(?=\d))(?:\d[\d.]*|\\[a-zA-Z]+)[ \t]*(?:pt|em|ex|mm|cm|in|bp)?(?![a-zA-Z])/y;

const length = /\s*=?\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|in|bp|mu|\\[a-z]+)(?:\s*(?:plus|minus)\s*-?[\d.]+\s*(?:pt|em|ex|mm|cm|in|fil+))*/y;

/** A length that stands behind a primitive without braces: "\vskip 1em plus 2pt". */
function skipLength({ input, nameEnd, end }: CommandCall): number {
	length.lastIndex = nameEnd;
	return Math.min(end, nameEnd + (length.exec(input.text)?.[0].length ?? 0));
}

function bracketsEnd({ input, end }: CommandCall, at: number): number {
	let next = at;
	for (let option = readOptional(input, next, end); option !== undefined; option = readOptional(input, next, end)) {
		next = option.next;
	}
	return next;
}
