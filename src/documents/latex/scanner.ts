// Reads LaTeX front to back, once, and writes its prose. It does not typeset: it knows which commands and environments hold
// words and which do not (commands.ts), expands the document's own macros (macros.ts) and takes everything else as it
// stands. Nothing in a document can make it fail, and its work is linear in the document's length.

import { isBlank } from '../plainText';
import type { Block } from '../block';
import type { ReadOptions, Treatment } from '../readOptions';
import { commandLength, readArgument } from './arguments';
import { BlockWriter } from './blockWriter';
import { runCommand, type CommandCall } from './commandRunner';
import { readDefinition } from './definitions';
import { bodyCost, expand, type TextMacro } from './expansion';
import { displayFormula, inlineFormula } from './formulaRunner';
import { type Macros } from './macros';
import type { EnvironmentMacro } from './macroTable';
import { type MappedText, MappedTextBuilder } from './mappedText';
import { accents } from './symbols';
import { treatCommand } from './treatment';

/** Expansions inside expansions; TeX itself would go on for ever with a macro that calls itself. */
const deepestExpansion = 20;

/** Ranges inside ranges (a footnote in a caption in …) that are read by recursion. */
const deepestRange = 40;

/** How far behind its opening macro a formula's end is looked for. */
const longestOpenFormula = 5000;

/** Comments that leave what stands between them out, for whoever wants no extraction there. */
const direction = /%+[ \t]*spert:[ \t]*(on|off)[ \t]*(?=\n|$)/iy;

const plainRun = /[^\\{}$%~&`'^_#?!\-\s\u0000-\u001f\u007f-\u009f\ufeff]+/y;
const whitespaceRun = /[\s\u0000-\u001f\u007f-\u009f\ufeff]+/y;

export class LatexScanner {
	readonly macros: Macros;
	readonly writer: BlockWriter;
	readonly commands: ReadonlyMap<string, Treatment>;
	readonly environments: ReadonlyMap<string, Treatment>;
	/** Terms that were explained already. */
	readonly explained = new Set<string>();
	/** Before \begin{document} only definitions and the title are read. */
	isPreamble: boolean;
	/** After \end{document} nothing is read. */
	isOver = false;
	/** An environment of formulas that an expansion opened: its end is still to come. */
	openFormula: string | undefined;
	/** What is begun now is ended outside of the text that is read: by the end of the document's own environment. */
	endsOutside = false;
	/** Line breaks are read as spaces, whatever stands around: several lines of one cell. */
	areLinesJoined = false;
	#bodyBudget: number;
	#argumentBudget: number;
	#expansionDepth = 0;
	#rangeDepth = 0;

	constructor(source: MappedText, macros: Macros, options: ReadOptions) {
		this.macros = macros;
		this.commands = new Map(Object.entries(options.commands ?? {}));
		this.environments = new Map(Object.entries(options.environments ?? {}));
		this.isPreamble = source.matching.hasDocument || options.isPreamble === true;
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
		if (run.includes('\n') && input.text.startsWith('<<', until)) {
			const chunk = input.matching.chunkEnd(until);
			if (chunk >= 0 && chunk <= end) {
				this.writer.endBlock();
				return chunk;
			}
		}
		if (/\n[^\n]*\n/.test(run)) {
			this.writer.endBlock();
		} else {
			this.writer.text.space(input.from(at), input.to(until));
		}
		return until;
	}

	/** A comment reaches over its line's end and the next line's indentation; a blank line behind it still ends a block. */
	#comment(input: MappedText, at: number, end: number): number {
		direction.lastIndex = at;
		const directed = direction.exec(input.text)?.[1]?.toLowerCase();
		if (directed !== undefined) {
			this.writer.isOff = directed === 'off';
		}
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
			displayFormula(this, input, at + 2, close);
			return Math.min(end, text[close + 1] === '$' ? close + 2 : close + 1);
		}
		inlineFormula(this, input, at + 1, close);
		return close + 1;
	}

	#command(input: MappedText, at: number, end: number): number {
		const nameEnd = Math.min(end, at + commandLength(input.text, at));
		const written = input.text.slice(at + 1, nameEnd);
		const { name, macro } = this.macros.meaning(written);
		const call: CommandCall = { input, name, at, nameEnd, end };
		const treatment = this.commands.get(written);
		if (treatment !== undefined) {
			return treatCommand(this, { ...call, name: written }, treatment);
		}
		if (macro === undefined) {
			return readDefinition(this.macros, name, input, nameEnd, end) ?? runCommand(this, call);
		}
		if (macro.kind === 'opaque') {
			return runCommand(this, { ...call, name: 'opaque' });
		}
		return this.isPreamble ? nameEnd : this.#expand(macro, call);
	}

	#expand(macro: TextMacro, call: CommandCall): number {
		const { input, at, nameEnd, end } = call;
		if (!this.#mayExpand(macro)) {
			// Out of budget: the name goes, the braces' content is read where it stands.
			return nameEnd;
		}
		const expansion = expand(macro, input, at, nameEnd, end);
		if (expansion === undefined) {
			return runCommand(this, { ...call, name: 'opaque' });
		}
		this.#scanExpansion(expansion.text);
		const isDotGiven = input.text[expansion.next] === '.' && expansion.next < end && macro.body.trimEnd().endsWith('\\onedot');
		return isDotGiven ? expansion.next + 1 : expansion.next;
	}

	/** Reads what the document's own environment puts at its \begin, or at its \end, and returns where to go on. */
	expandEnvironment(environment: EnvironmentMacro, part: 'begin' | 'end', input: MappedText, at: number, nameEnd: number, end: number): number {
		const parameters = part === 'begin' ? environment.parameters : [];
		const macro: TextMacro = { kind: 'text', lead: '', parameters, body: environment[part] };
		const expansion = this.#mayExpand(macro) ? expand(macro, input, at, nameEnd, end) : undefined;
		if (expansion === undefined) {
			return nameEnd;
		}
		this.#scanExpansion(expansion.text);
		return expansion.next;
	}

	/** Reads text that is printed in the place `[from, to)` of the source, such as a term of a glossary. */
	scanPrinted(text: string, from: number, to: number): void {
		const builder = new MappedTextBuilder();
		builder.body(text, from, to);
		if (this.#mayExpand({ kind: 'text', lead: '', parameters: [], body: text })) {
			this.#scanExpansion(builder.build());
		}
	}

	#mayExpand(macro: TextMacro): boolean {
		this.#bodyBudget -= bodyCost(macro);
		return this.#expansionDepth < deepestExpansion && this.#bodyBudget >= 0 && this.#argumentBudget >= 0;
	}

	#scanExpansion(text: MappedText): void {
		this.#argumentBudget -= text.text.length;
		this.#expansionDepth++;
		this.scan(text, 0, text.text.length);
		this.#expansionDepth--;
	}

	/** Finds the end of an environment that a macro opened, written out or as another macro, within the same paragraph. */
	#skipOpenFormula(name: string, input: MappedText, at: number, end: number): number {
		const limit = Math.min(end, input.matching.blankLine(at), at + longestOpenFormula);
		const ending = `\\end{${name}}`;
		for (let next = input.text.indexOf('\\', at); next >= 0 && next < limit; next = input.text.indexOf('\\', next + 2)) {
			const length = commandLength(input.text, next);
			const macro = this.macros.get(input.text.slice(next + 1, next + length));
			const body = macro?.kind === 'text' ? macro.body : undefined;
			if (body?.includes(ending) === true || input.text.startsWith(ending, next)) {
				displayFormula(this, input, at, next);
				return next + (body === undefined ? ending.length : length);
			}
		}
		return at;
	}

	/** Reads an accent's letter; undefined where `name` is no accent or nothing stands behind it. */
	accent(name: string, input: MappedText, at: number, nameEnd: number, end: number): number | undefined {
		if (name === '=' && this.writer.isIn('tabbing')) {
			this.writer.text.space(input.from(at), input.to(nameEnd));
			return nameEnd;
		}
		const mark = accents.get(name);
		const argument = mark === undefined ? undefined : readArgument(input, nameEnd, end);
		if (mark === undefined || argument === undefined) {
			return undefined;
		}
		const inner = input.text.slice(argument.start, argument.end).trim().replace(/^\\([ij])$/, '$1');
		if (inner === '' && (name === '^' || name === '~')) {
			this.writer.text.write(name, input.from(at), input.to(argument.next));
			return argument.next;
		}
		const letter = /^\p{L}/u.exec(inner)?.[0];
		if (letter === undefined || inner.length > 8) {
			return undefined;
		}
		const composed = (letter + mark).normalize('NFC') + inner.slice(letter.length);
		this.writer.text.write(composed, input.from(at), input.to(argument.next));
		return argument.next;
	}
}
