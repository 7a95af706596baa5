// Reads LaTeX front to back, once, and writes its prose. It does not typeset: it knows which commands and environments hold
// words and which do not (commands.ts), expands the document's own macros (macros.ts) and takes everything else as it
// stands. Nothing in a document can make it fail, and its work is linear in the document's length.

import { isBlank } from '../plainText';
import type { Block } from '../block';
import { commandLength, readArgument } from './arguments';
import { BlockWriter } from './blockWriter';
import { runCommand } from './commandRunner';
import { readFormula } from './formula';
import { bodyCost, expand, Macros } from './macros';
import type { MappedText } from './mappedText';
import { accents } from './symbols';

/** Expansions inside expansions; TeX itself would go on for ever with a macro that calls itself. */
const deepestExpansion = 20;

/** Ranges inside ranges (a footnote in a caption in …) that are read by recursion. */
const deepestRange = 40;

/** How far behind its opening macro a formula's end is looked for. */
const longestOpenFormula = 5000;

/** A full stop or comma at the end of a display formula, with whatever prints nothing behind it. */
const formulaEnd =
	/([.,;:])(?:\s|\\(?:label|tag)\{[^{}]*\}|\\(?:nonumber|notag|qquad|quad|,|;|!|:|\\)|\\end\{[a-zA-Z*]+\}|%[^\n]*\n|\}|~)*$/;

const plainRun = /[^\\{}$%~&`'^_#?!\-\s\u0000-\u001f\u007f-\u009f\ufeff]+/y;
const whitespaceRun = /[\s\u0000-\u001f\u007f-\u009f\ufeff]+/y;

export class LatexScanner {
	readonly macros = new Macros();
	readonly writer: BlockWriter;
	/** Before \begin{document} only definitions and the title are read. */
	isPreamble: boolean;
	/** After \end{document} nothing is read. */
	isOver = false;
	/** An environment of formulas that an expansion opened: its end is still to come. */
	openFormula: string | undefined;
	#bodyBudget: number;
	#argumentBudget: number;
	#expansionDepth = 0;
	#rangeDepth = 0;

	constructor(source: MappedText) {
		this.isPreamble = source.matching.hasDocument;
		this.writer = new BlockWriter(this.isPreamble);
		this.#bodyBudget = 200_000 + 4 * source.text.length;
		this.#argumentBudget = 200_000 + 4 * source.text.length;
	}

	finish(): Block[] {
		return this.writer.finish();
	}

	/** Reads `[start, end)` of `input` into the block that is open now. */
	scan(input: MappedText, start: number, end: number): void {
		if (this.#rangeDepth >= deepestRange) {
			return;
		}
		this.#rangeDepth++;
		let at = start;
		while (at < end && !this.isOver) {
			at = Math.max(at + 1, this.#step(input, at, end));
			if (this.openFormula !== undefined && this.#expansionDepth === 0) {
				at = this.#skipOpenFormula(this.openFormula, input, at, end);
				this.openFormula = undefined;
			}
		}
		this.#rangeDepth--;
	}

	/** Reads what stands at `at` and returns where to go on. */
	#step(input: MappedText, at: number, end: number): number {
		const { text } = input;
		const output = this.writer.text;
		plainRun.lastIndex = at;
		const plain = plainRun.exec(text)?.[0].length ?? 0;
		if (plain > 0) {
			const until = Math.min(end, at + plain);
			this.#copy(input, at, until);
			return until;
		}
		const character = text.charAt(at);
		switch (character) {
			case '\\':
				return this.#command(input, at, end);
			case '%':
				return this.#comment(input, at, end);
			case '$':
				return this.#dollar(input, at, end);
			case '~':
				output.space(input.from(at), input.to(at + 1));
				return at + 1;
			case '&':
				if (this.writer.isInTable) {
					this.writer.endBlock();
				} else {
					output.space(input.from(at), input.to(at + 1));
				}
				return at + 1;
			case '^':
				if (text.startsWith('^^', at)) {
					return Math.min(end, at + 3);
				}
				return at + 1;
			case '#':
				if (this.writer.isIn('easylist')) {
					this.writer.endBlock();
				}
				return at + 1;
			case '{':
			case '}':
				return at + 1;
			case '-':
				return this.#ligature(input, at, end, [['---', '—'], ['--', '–'], ['-', '-']]);
			case '`':
				return this.#ligature(input, at, end, [['``', '“'], ['`', '‘']]);
			case "'":
				return this.#ligature(input, at, end, [["''", '”'], ["'", "'"]]);
			case '?':
				return this.#ligature(input, at, end, [['?`', '¿'], ['?', '?']]);
			case '!':
				return this.#ligature(input, at, end, [['!`', '¡'], ['!', '!']]);
			case '_':
				output.unit('_', input.from(at), input.to(at + 1));
				return at + 1;
			default:
				return this.#whitespace(input, at, end);
		}
	}

	#copy(input: MappedText, start: number, end: number): void {
		if (this.writer.isMuted) {
			return;
		}
		const output = this.writer.text;
		for (let at = start; at < end; at++) {
			const unit = input.text.charAt(at);
			if (isBlank(unit)) {
				output.space(input.from(at), input.to(at + 1));
			} else {
				output.unit(unit, input.from(at), input.to(at + 1));
			}
		}
	}

	#ligature(input: MappedText, at: number, end: number, forms: readonly (readonly [string, string])[]): number {
		for (const [written, read] of forms) {
			if (at + written.length <= end && input.text.startsWith(written, at)) {
				this.writer.text.write(read, input.from(at), input.to(at + written.length));
				return at + written.length;
			}
		}
		return at + 1;
	}

	#whitespace(input: MappedText, at: number, end: number): number {
		whitespaceRun.lastIndex = at;
		const run = whitespaceRun.exec(input.text)?.[0] ?? '';
		const until = Math.min(end, at + Math.max(1, run.length));
		if (/\n[^\n]*\n/.test(run)) {
			this.writer.endBlock();
		} else {
			this.writer.text.space(input.from(at), input.to(until));
		}
		return until;
	}

	/** A comment reaches over its line's end and the next line's indentation; a blank line behind it still ends a block. */
	#comment(input: MappedText, at: number, end: number): number {
		const lineEnd = input.text.indexOf('\n', at);
		if (lineEnd < 0 || lineEnd >= end) {
			return end;
		}
		let next = lineEnd + 1;
		while (next < end && (input.text[next] === ' ' || input.text[next] === '\t')) {
			next++;
		}
		if (input.text[next] === '\n') {
			this.writer.endBlock();
		}
		return next;
	}

	#dollar(input: MappedText, at: number, end: number): number {
		const { text, matching } = input;
		const isDisplay = text[at + 1] === '$' && at + 1 < end;
		const width = isDisplay ? 2 : 1;
		const limit = Math.min(end, matching.blankLine(at));
		let close = at + width;
		for (; close < limit; close++) {
			if (text[close] === '\\') {
				close++;
			} else if (text[close] === '$') {
				break;
			}
		}
		if (close >= limit) {
			// Never closed in this paragraph: a stray sign, and what follows is prose.
			return at + width;
		}
		if (isDisplay) {
			this.displayFormula(input, at + 2, close);
			return Math.min(end, text[close + 1] === '$' ? close + 2 : close + 1);
		}
		this.inlineFormula(input, at + 1, close);
		return close + 1;
	}

	/** A formula in a sentence: a word where it reads as one, otherwise nothing. */
	inlineFormula(input: MappedText, start: number, end: number): void {
		const pieces = readFormula(input, start, end, this.macros);
		const output = this.writer.text;
		if (pieces === undefined) {
			output.omit();
			return;
		}
		for (const piece of pieces) {
			if (piece.text === ' ') {
				output.space(piece.from, piece.to);
			} else {
				output.write(piece.text, piece.from, piece.to);
			}
		}
	}

	/** A formula on its own line is left out, but not the full stop or comma at its end: it belongs to the sentence. */
	displayFormula(input: MappedText, start: number, end: number): void {
		const output = this.writer.text;
		output.omit();
		const tail = input.text.slice(Math.max(start, end - 200), end);
		const mark = formulaEnd.exec(tail);
		if (mark !== null && !output.isEmpty) {
			const at = end - tail.length + mark.index;
			output.unit(mark[1] ?? '', input.from(at), input.to(at + 1));
		}
		const last = end > start ? end - 1 : start - 1;
		output.space(input.from(last), input.to(last + 1));
		output.omit();
	}

	#command(input: MappedText, at: number, end: number): number {
		const nameEnd = Math.min(end, at + commandLength(input.text, at));
		const written = input.text.slice(at + 1, nameEnd);
		const name = this.macros.resolve(written);
		const defined = this.macros.define(name, input, nameEnd, end);
		if (defined !== undefined) {
			return defined;
		}
		const macro = this.macros.get(name);
		if (macro === undefined) {
			return runCommand(this, { input, name, at, nameEnd, end });
		}
		if (macro.isOpaque || this.isPreamble) {
			return macro.isOpaque ? runCommand(this, { input, name: 'opaque', at, nameEnd, end }) : nameEnd;
		}
		return this.#expand(macro, input, at, nameEnd, end);
	}

	#expand(macro: Parameters<typeof expand>[0], input: MappedText, at: number, nameEnd: number, end: number): number {
		this.#bodyBudget -= bodyCost(macro);
		if (this.#expansionDepth >= deepestExpansion || this.#bodyBudget < 0 || this.#argumentBudget < 0) {
			// Out of budget: the name goes, the braces' content is read where it stands.
			return nameEnd;
		}
		const { text, next } = expand(macro, input, at, nameEnd, end);
		this.#argumentBudget -= text.text.length;
		this.#expansionDepth++;
		this.scan(text, 0, text.text.length);
		this.#expansionDepth--;
		return next;
	}

	/** Finds the end of an environment that a macro opened, written out or as another macro, within the same paragraph. */
	#skipOpenFormula(name: string, input: MappedText, at: number, end: number): number {
		const limit = Math.min(end, input.matching.blankLine(at), at + longestOpenFormula);
		const ending = `\\end{${name}}`;
		for (let next = input.text.indexOf('\\', at); next >= 0 && next < limit; next = input.text.indexOf('\\', next + 2)) {
			const length = commandLength(input.text, next);
			const body = this.macros.get(input.text.slice(next + 1, next + length))?.body;
			if (body?.includes(ending) === true || input.text.startsWith(ending, next)) {
				this.displayFormula(input, at, next);
				return next + (body === undefined ? ending.length : length);
			}
		}
		return at;
	}

	/** Reads an accent's letter; undefined where `name` is no accent or nothing stands behind it. */
	accent(name: string, input: MappedText, at: number, nameEnd: number, end: number): number | undefined {
		const mark = accents.get(name);
		const argument = mark === undefined ? undefined : readArgument(input, nameEnd, end);
		if (mark === undefined || argument === undefined) {
			return undefined;
		}
		const inner = input.text.slice(argument.start, argument.end).trim().replace(/^\\([ij])$/, '$1');
		const letter = /^\p{L}/u.exec(inner)?.[0];
		if (letter === undefined || inner.length > 8) {
			return undefined;
		}
		const composed = (letter + mark).normalize('NFC') + inner.slice(letter.length);
		this.writer.text.write(composed, input.from(at), input.to(argument.next));
		return argument.next;
	}
}
