// A place in a Typst document that moves forward, and the text written on the way: everything that needs no look at what
// stands around it. Markup and code, which hold each other, are read in typst.ts.

import { AnnotatedText } from '../annotatedText';
import { wordOrigins, type Block, type BlockKind } from '../block';
import { isName } from '../latex/words';
import { namedReference } from '../namedReference';
import { isBlank } from '../plainText';
import { formulaPieces } from './formula';

/** Longest formula that is looked for. */
const longestFormula = 3000;

const reference = /@([\p{L}\p{N}_](?:[\p{L}\p{N}_:.-]*[\p{L}\p{N}_])?)/uy;

/** Words before a citation whose sentence needs a word there, as "by @lee". */
const needsWord = /(?:^|[.!?]\s|\b(?:by|in|from|see|of|to|with|following|like|and|as|both|than|how))\s?$/;

export class TextCursor {
	protected readonly source: string;
	protected readonly blocks: Block[] = [];
	protected text = new AnnotatedText();
	protected at = 0;

	constructor(source: string) {
		this.source = source;
	}

	protected match(pattern: RegExp): RegExpExecArray | null {
		pattern.lastIndex = this.at;
		return pattern.exec(this.source);
	}

	protected take(kind: BlockKind): void {
		const block = this.text.take(kind);
		if (block !== undefined) {
			this.blocks.push(block);
		}
	}

	protected unit(from: number, to: number): void {
		const unit = this.source.charAt(from);
		if (isBlank(unit)) {
			this.text.space(from, to);
		} else {
			this.text.unit(unit, from, to);
		}
	}

	/** Reads what `read` reads as blocks of their own, apart from the text around them. */
	protected aside(kind: BlockKind, read: () => void): void {
		const outer = this.text;
		this.text = new AnnotatedText();
		read();
		this.take(kind);
		this.text = outer;
	}

	protected escape(): void {
		const at = this.at;
		const unicode = this.match(/\\u\{([0-9a-fA-F]{1,6})\}/y);
		if (unicode !== null) {
			const code = Number.parseInt(unicode[1] ?? '', 16);
			this.at += unicode[0].length;
			this.text.write(code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '', at, this.at);
		} else if (/\s/.test(this.source.charAt(at + 1)) || at + 1 >= this.source.length) {
			this.text.space(at, at + 1);
			this.at++;
		} else {
			this.text.unit(this.source.charAt(at + 1), at, at + 2);
			this.at += 2;
		}
	}

	protected comment(): void {
		const isLine = this.source[this.at + 1] === '/';
		const end = this.source.indexOf(isLine ? '\n' : '*/', this.at + 2);
		this.at = end < 0 ? this.source.length : isLine ? end : end + 2;
	}

	/** Raw text: one backtick around a name, or more around code. */
	protected raw(): void {
		const at = this.at;
		const marks = this.match(/`+/y)?.[0].length ?? 1;
		this.at += marks;
		if (marks === 2) {
			return;
		}
		const end = this.source.indexOf('`'.repeat(marks), this.at);
		if (end < 0 || (marks === 1 && this.source.slice(this.at, end).includes('\n\n'))) {
			this.at = end < 0 && marks > 2 ? this.source.length : this.at;
			return;
		}
		if (marks === 1 && isName(this.source.slice(at + 1, end).trim())) {
			for (let unit = at + 1; unit < end; unit++) {
				this.unit(unit, unit + 1);
			}
		} else {
			this.text.omit();
		}
		this.at = end + marks;
	}

	protected formula(): void {
		const start = this.at + 1;
		const closing = /(?:[^$\\"]|\\[^]|"[^"$]*"|")*?\$/y;
		closing.lastIndex = start;
		const length = closing.exec(this.source.slice(0, start + longestFormula))?.[0].length;
		if (length === undefined) {
			this.at++;
			return;
		}
		this.at = start + length;
		const content = this.source.slice(start, this.at - 1);
		const pieces = /^\s|\s$/.test(content) ? undefined : formulaPieces(content);
		if (pieces === undefined) {
			this.text.omit();
		}
		this.text.as(wordOrigins.formula, () => {
			for (const { text, from, to } of pieces ?? []) {
				if (text === ' ') {
					this.text.space(start + from, start + to);
				} else {
					this.text.write(text, start + from, start + to);
				}
			}
		});
	}

	/** A reference to a figure prints its noun; a citation is a word where its sentence needs one. */
	protected reference(): void {
		const at = this.at;
		const found = this.match(reference);
		if (found === null || /[\p{L}\p{N}]/u.test(this.source.charAt(at - 1))) {
			this.unit(at, at + 1);
			this.at++;
			return;
		}
		const key = found[1] ?? '';
		this.at += found[0].length;
		const isPart = /^(?:fig|tab|tbl|sec|eq|alg|app|thm|theorem|lem|def|lst|ch)[\w]*[:-]/.test(key);
		if (isPart) {
			const noun = namedReference(key, this.text.tail(12));
			this.text.omit();
			this.text.write(noun ?? '', at, this.at);
		} else if (needsWord.test(this.text.tail(20) + (this.text.endsInSpace ? ' ' : ''))) {
			this.text.as(wordOrigins.citation, () => {
				for (let unit = at + 1; unit < this.at; unit++) {
					this.unit(unit, unit + 1);
				}
			});
		} else {
			this.text.omit();
		}
		const supplement = this.match(/\[[^[\]\n]{0,80}\]/y);
		this.at += supplement?.[0].length ?? 0;
	}

	/** Passes one piece of code that is no bracket. */
	protected skipCode(): void {
		const piece = this.match(/"(?:[^"\\]|\\[^]){0,20000}"|\/\/[^\n]*|\/\*[^]*?\*\/|`+[^`]*`+|\$[^$\n]{0,300}\$|[\p{L}\p{N}_.-]+/uy);
		this.at += piece?.[0].length ?? 1;
	}

	/** Passes everything up to the bracket that closes the one before this place. */
	protected skipBrackets(): void {
		for (let depth = 1; depth > 0 && this.at < this.source.length; ) {
			const character = this.source.charAt(this.at);
			if (/[([{]/.test(character)) {
				depth++;
				this.at++;
			} else if (/[)\]}]/.test(character)) {
				depth--;
				this.at++;
			} else if (character === '\n' && this.match(/\n={1,8}[ \t]+\p{L}/uy) !== null) {
				return;
			} else {
				this.skipCode();
			}
		}
	}
}
