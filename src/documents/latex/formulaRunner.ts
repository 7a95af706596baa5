// What a scanner does at formulas: those in a sentence stay where they read as a word (formula.ts), those on a line of their
// own go, but for the words between their lines and the full stop at their end.

import { wordOrigins } from '../block';
import { readArgument } from './arguments';
import { readFormula } from './formula';
import type { MappedText } from './mappedText';
import type { LatexScanner } from './scanner';

/** A full stop or comma at the end of a display formula, with whatever prints nothing behind it. */
const formulaEnd =
	/([.,;:])(?:\s|\\(?:label|tag)\{[^{}]*\}|\\(?:nonumber|notag|qquad|quad|,|;|!|:|\\)|\\end\{[a-zA-Z*]+\}|%[^\n]*\n|\}|~)*$/;

/** A formula in a sentence: a word where it reads as one, otherwise nothing. */
export function inlineFormula(scanner: LatexScanner, input: MappedText, start: number, end: number): void {
	const pieces = readFormula(input, start, end, scanner.macros);
	const output = scanner.writer.text;
	if (pieces === undefined) {
		output.omit();
		return;
	}
	output.as(wordOrigins.formula, () => {
		for (const piece of pieces) {
			if (piece.text === ' ') {
				output.space(piece.from, piece.to);
			} else {
				output.write(piece.text, piece.from, piece.to);
			}
		}
	});
}

/** A formula on its own line is left out, but not the full stop or comma at its end: it belongs to the sentence. */
export function displayFormula(scanner: LatexScanner, input: MappedText, start: number, end: number): void {
	const output = scanner.writer.text;
	output.omit();
	for (let at = input.matching.next('intertext{', start); at >= 0 && at < end; at = input.matching.next('intertext{', at + 1)) {
		const words = readArgument(input, at + 'intertext'.length, end);
		if (words !== undefined) {
			output.space(input.from(words.start - 1), input.to(words.start));
			scanner.scan(input, words.start, words.end);
			output.omit();
		}
	}
	const tail = input.text.slice(Math.max(start, end - 200), end);
	const mark = formulaEnd.exec(tail);
	if (mark !== null && !output.isEmpty && !/[.!?]/.test(output.tail(1))) {
		const at = end - tail.length + mark.index;
		output.unit(mark[1] ?? '', input.from(at), input.to(at + 1));
	}
	const last = end > start ? end - 1 : start - 1;
	output.space(input.from(last), input.to(last + 1));
	output.omit();
}
