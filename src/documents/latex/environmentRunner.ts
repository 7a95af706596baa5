// What a scanner does at \begin and \end: leaves formulas and code out, keeps floats apart from the paragraph around them,
// and ends blocks where an environment sets its content off.

import { readArgument } from './arguments';
import { readArguments, type CommandCall } from './commandRunner';
import {
	captionsOnlyEnvironments,
	displayFormulas,
	droppedEnvironments,
	environmentArguments,
} from './commands';
import { verbatimEnvironments } from './matching';
import type { LatexScanner } from './scanner';

const floats = new Set(['table', 'table*', 'wraptable', 'sidewaystable', 'sidewaystable*', 'margintable', 'threeparttable']);

/** Environments that go on inside a paragraph. */
const insideParagraph = new Set(['small', 'footnotesize', 'tiny', 'large', 'bf', 'it', 'em', 'sloppypar', 'split', 'subequations', 'refsection']);

export function beginEnvironment(scanner: LatexScanner, call: CommandCall): number {
	const { input, at, nameEnd, end } = call;
	const { writer } = scanner;
	const named = input.text[nameEnd] === '{' ? readArgument(input, nameEnd, end) : undefined;
	if (named === undefined) {
		return nameEnd;
	}
	const name = input.text.slice(named.start, named.end).trim();
	if (name === 'document') {
		writer.beginDocument();
		scanner.isPreamble = false;
		return named.next;
	}
	const closing = input.matching.closing(at);
	const isClosed = closing >= 0 && closing < end;
	if (droppedEnvironments.has(name)) {
		if (!isClosed) {
			return unclosed(scanner, call, name, named.next);
		}
		if (displayFormulas.has(name)) {
			scanner.displayFormula(input, named.next, closing);
		} else {
			writer.text.omit();
			writer.endBlock();
		}
		const ending = readArgument(input, closing + 4, end);
		return ending?.next ?? closing + 4;
	}
	const behind = readArguments(scanner, { ...call, nameEnd: named.next }, environmentArguments.get(name) ?? 'o');
	if (captionsOnlyEnvironments.has(name)) {
		writer.begin(name, isClosed ? { kind: 'paragraph', isMuted: true } : undefined);
	} else if (floats.has(name)) {
		writer.begin(name, isClosed ? { kind: 'paragraph', isMuted: writer.isMuted } : undefined);
	} else {
		if (!insideParagraph.has(name)) {
			writer.endBlock();
		}
		writer.begin(name);
	}
	return behind;
}

export function endEnvironment(scanner: LatexScanner, { input, nameEnd, end }: CommandCall): number {
	const named = input.text[nameEnd] === '{' ? readArgument(input, nameEnd, end) : undefined;
	if (named === undefined) {
		return nameEnd;
	}
	const name = input.text.slice(named.start, named.end).trim();
	if (name === 'document') {
		scanner.isOver = true;
		return named.next;
	}
	if (!insideParagraph.has(name) && !displayFormulas.has(name) && !captionsOnlyEnvironments.has(name) && !floats.has(name)) {
		scanner.writer.endBlock();
	}
	scanner.writer.end(name);
	return named.next;
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
