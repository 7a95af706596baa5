// What a scanner does at \begin and \end: leaves formulas and code out, keeps floats apart from the paragraph around them,
// expands the document's own environments, and ends blocks where an environment sets its content off.

import { readArguments } from './argumentRunner';
import { readArgument } from './arguments';
import type { CommandCall } from './commandRunner';
import {
	acknowledgementEnvironments,
	captionsOnlyEnvironments,
	displayFormulas,
	droppedEnvironments,
	environmentArguments,
	environmentsInParagraphs,
	floats,
	tableEnvironments,
} from './environments';
import { displayFormula } from './formulaRunner';
import type { EnvironmentMacro } from './macroTable';
import type { MappedText } from './mappedText';
import { verbatimEnvironments } from './matching';
import type { LatexScanner } from './scanner';
import { writeReplacement } from './treatment';

/** The document's own environments inside each other, as far as they are looked through. */
const deepestDefinition = 5;

export function beginEnvironment(scanner: LatexScanner, call: CommandCall): number {
	const { input, at, nameEnd, end } = call;
	const { writer } = scanner;
	const named = input.text[nameEnd] === '{' ? readArgument(input, nameEnd, end) : undefined;
	if (named === undefined) {
		return nameEnd;
	}
	const name = input.text.slice(named.start, named.end).trim();
	if (name.includes('\n')) {
		// In the middle of being typed: what the brace holds is the text behind it.
		return nameEnd;
	}
	if (name === 'document') {
		writer.beginDocument();
		scanner.isPreamble = false;
		return named.next;
	}
	const closing = input.matching.closing(at);
	const isClosed = closing >= 0 && closing < end;
	const treatment = scanner.environments.get(name);
	const inner = treatment === undefined ? formulaOrCode(scanner, name) : treatment === 'keep' ? undefined : name;
	if (inner !== undefined) {
		if (typeof treatment === 'object') {
			writeReplacement(scanner, treatment.replace, input.from(at), input.to(named.next));
		}
		return isClosed ? leaveOut(scanner, call, inner, named.next, closing) : unclosed(scanner, call, inner, named.next);
	}
	if (scanner.isPreamble) {
		return named.next;
	}
	const own = treatment === undefined ? scanner.macros.environment(name) : undefined;
	if (own !== undefined) {
		return beginOwn(scanner, call, name, own, named.next, isClosed);
	}
	if (isClosed && tableEnvironments.has(name) && writer.isInTable && !hasCells(input, named.next, closing)) {
		return cellLines(scanner, call, named.next, closing);
	}
	const ends = isClosed || scanner.endsOutside;
	if (captionsOnlyEnvironments.has(name) && treatment === undefined) {
		writer.begin(name, ends ? { kind: 'paragraph', isMuted: true } : undefined);
	} else if (floats.has(name)) {
		writer.begin(name, ends ? { kind: 'paragraph', isMuted: writer.isMuted } : undefined);
	} else {
		if (!environmentsInParagraphs.has(name)) {
			writer.endBlock();
		}
		if (acknowledgementEnvironments.has(name) && treatment === undefined) {
			writer.heading('Acknowledgements', input.from(at), input.to(named.next));
		}
		writer.begin(name);
	}
	const signature = environmentArguments.get(name) ?? (scanner.macros.isTheorem(name) ? 'k' : 'vo');
	return readArguments(scanner, { ...call, nameEnd: named.next }, signature);
}

export function endEnvironment(scanner: LatexScanner, { input, at, nameEnd, end }: CommandCall): number {
	const named = input.text[nameEnd] === '{' ? readArgument(input, nameEnd, end) : undefined;
	if (named === undefined) {
		return nameEnd;
	}
	const name = input.text.slice(named.start, named.end).trim();
	if (name.includes('\n')) {
		return nameEnd;
	}
	if (name === 'document') {
		scanner.isOver = true;
		return named.next;
	}
	const own = scanner.environments.has(name) || scanner.isPreamble ? undefined : scanner.macros.environment(name);
	if (own !== undefined) {
		scanner.expandEnvironment(own, 'end', input, at, named.next, end);
	}
	const goesOn = environmentsInParagraphs.has(name) || displayFormulas.has(name) || captionsOnlyEnvironments.has(name) || floats.has(name);
	if (!goesOn) {
		scanner.writer.endBlock();
	}
	scanner.writer.end(name);
	return named.next;
}

/** The environment of formulas, code or drawings that `name` is or, by the document's definition, opens; or undefined. */
function formulaOrCode(scanner: LatexScanner, name: string, depth = 0): string | undefined {
	if (droppedEnvironments.has(name) || scanner.macros.isLiteral(name)) {
		return name;
	}
	const own = depth < deepestDefinition ? scanner.macros.environment(name) : undefined;
	const opened = own === undefined ? undefined : /\\begin\s*\{([^{}]{1,60})\}(?![\s\S]*\\(?:begin|end)\s*\{)/.exec(own.begin)?.[1];
	return opened === undefined ? undefined : formulaOrCode(scanner, opened, depth + 1);
}

function beginOwn(scanner: LatexScanner, call: CommandCall, name: string, own: EnvironmentMacro, nameEnd: number, isClosed: boolean): number {
	const { input, at, end } = call;
	scanner.writer.endBlock();
	scanner.writer.begin(name);
	const outer = scanner.endsOutside;
	scanner.endsOutside = isClosed;
	const next = scanner.expandEnvironment(own, 'begin', input, at, nameEnd, end);
	scanner.endsOutside = outer;
	return next;
}

/** Whether a table has more than one column. */
function hasCells(input: MappedText, at: number, end: number): boolean {
	const mark = input.matching.next('&', at);
	return mark >= 0 && mark < end;
}

/** A table of one column in a cell is how LaTeX sets several lines there: they are one cell. */
function cellLines(scanner: LatexScanner, call: CommandCall, nameEnd: number, closing: number): number {
	const { input, end } = call;
	const start = readArguments(scanner, { ...call, nameEnd }, 'om');
	const outer = scanner.areLinesJoined;
	scanner.areLinesJoined = true;
	scanner.scan(input, start, closing);
	scanner.areLinesJoined = outer;
	return readArgument(input, closing + '\\end'.length, end)?.next ?? closing + '\\end'.length;
}

function leaveOut(scanner: LatexScanner, { input, end }: CommandCall, name: string, next: number, closing: number): number {
	if (displayFormulas.has(name)) {
		displayFormula(scanner, input, next, closing);
	} else {
		scanner.writer.text.omit();
		scanner.writer.endBlock();
		// The caption of a listing is one of its options.
		readArguments(scanner, { input, name, at: next, nameEnd: next, end: closing }, environmentArguments.get(name) ?? '');
	}
	return readArgument(input, closing + '\\end'.length, end)?.next ?? closing + '\\end'.length;
}

/** A formula or code without its end: given up at the next blank line, or left to whom called the macro that opened it. */
function unclosed(scanner: LatexScanner, { input, end }: CommandCall, name: string, next: number): number {
	if (input.isSource || verbatimEnvironments.has(name)) {
		scanner.writer.text.omit();
		return Math.min(end, input.matching.blankLine(next));
	}
	scanner.openFormula = name;
	return next;
}
