// Plain text as people write it: paragraphs parted by blank lines or indentation, lists, underlined titles, e-mails. Nothing
// inside a line is taken for markup.

import { AnnotatedText } from './annotatedText';
import type { Block, BlockKind } from './block';
import type { Extractor } from './extractor';
import { isBlankLine, linesOf, type WholeLine } from './lines';

const itemMark = /^(?:[-*•‣–]|\(?\d{1,3}[.)]|\(?[a-z][.)])[ \t]+(?=\S)/;
const quoteMark = /^(?:>[ \t]?)+/;
const mailHeader = /^[A-Z][\w-]{1,30}:(?:[ \t]|$)/;
const underline = /^([=\-~^*#_])\1{2,}$/;
const endsSentence = /[.!?:]["'”’)\]]*$/;

class Reader {
	readonly #source: string;
	readonly #lines: readonly WholeLine[];
	readonly #blocks: Block[] = [];
	readonly #text = new AnnotatedText();
	#kind: BlockKind = 'paragraph';
	/** The line that was written last, and how many of them the block has. */
	#last: WholeLine | undefined;
	#count = 0;
	#words: ReadonlySet<string> | undefined;

	constructor(source: string) {
		this.#source = source;
		this.#lines = linesOf(source);
	}

	read(): Block[] {
		let quotes = 0;
		for (let at = this.#mailHeader(); at < this.#lines.length; at++) {
			const line = this.#lines[at];
			if (line === undefined || isBlankLine(line)) {
				this.#close();
				quotes = 0;
				continue;
			}
			const text = this.#source.slice(line.from, line.to);
			// A sign at the start of a line is a quotation's only where a quotation may begin: "values\n> 5 are rare".
			const quote = quotes > 0 || this.#last === undefined || endsSentence.test(this.#textOf(this.#last)) ? quoteMark.exec(text) : null;
			const depth = quote?.[0].replace(/\s/g, '').length ?? 0;
			if (depth !== quotes || this.#source.slice(line.start, line.from).includes('\f')) {
				this.#close();
			}
			quotes = depth;
			this.#line({ ...line, from: line.from + (quote?.[0].length ?? 0) });
		}
		this.#close();
		return this.#blocks;
	}

	#line(line: WholeLine): void {
		const text = this.#textOf(line);
		if (underline.test(text) || text === '--') {
			this.#kind = this.#count === 1 && this.#kind === 'paragraph' && /^[=~^*#-]/.test(text) && text.length > 2 ? 'heading' : this.#kind;
			this.#close();
			return;
		}
		const mark = itemMark.exec(text);
		const last = this.#last;
		if (mark !== null || (last !== undefined && line.indent >= last.indent + 2 && this.#kind === 'paragraph' && endsSentence.test(this.#textOf(last)))) {
			this.#close();
		}
		if (mark !== null) {
			this.#kind = 'item';
		}
		this.#write(line, line.from + (mark?.[0].length ?? 0));
	}

	/** Writes a line; where the one above it ends in a hyphen, its first word is the rest of that line's last. */
	#write(line: WholeLine, from: number): void {
		const source = this.#source;
		const next = this.#lines.length > 0 && line.end < source.length ? source.slice(line.end + 1, line.end + 300) : '';
		const cut = /(\p{L}+)(-|\u00ad)$/u.exec(source.slice(Math.max(from, line.to - 60), line.to));
		const rest = cut === null ? null : /^[ \t]*(\p{Ll}\p{L}*)/u.exec(next);
		const isOneWord = cut?.[2] === '\u00ad' || (rest !== null && this.#knows((cut?.[1] ?? '') + (rest[1] ?? '')));
		const to = rest !== null && isOneWord ? line.to - 1 : line.to;
		for (let at = from; at < to; at++) {
			const unit = source.charAt(at);
			if (isBlank(unit)) {
				this.#text.space(at, at + 1);
			} else if (unit !== '\u00ad') {
				this.#text.unit(unit, at, at + 1);
			}
		}
		if (rest === null) {
			this.#text.space(line.to, Math.max(line.to, line.end) + 1);
		}
		this.#last = line;
		this.#count++;
	}

	/** Whether the document has this word somewhere in one piece. */
	#knows(word: string): boolean {
		this.#words ??= new Set(this.#source.toLowerCase().match(/\p{L}+/gu));
		return this.#words.has(word.toLowerCase());
	}

	/** Passes the lines above an e-mail; its subject is its title. Returns the line behind them. */
	#mailHeader(): number {
		let end = 0;
		let names = '';
		for (; end < this.#lines.length; end++) {
			const line = this.#lines[end];
			const text = line === undefined ? '' : this.#textOf(line);
			if (line === undefined || !(mailHeader.test(text) || (end > 0 && line.indent > 0 && text !== ''))) {
				break;
			}
			names += `${text.slice(0, text.indexOf(':')).toLowerCase()} `;
		}
		const isMail = end >= 2 && /\b(?:from|to) /.test(names) && /\b(?:subject|date) /.test(names);
		const subject = isMail ? this.#lines.slice(0, end).find((line) => this.#textOf(line).startsWith('Subject:')) : undefined;
		if (subject !== undefined) {
			const name = /^Subject:\s*(?:(?:Re|Fwd?|AW):\s*)*/i.exec(this.#textOf(subject));
			this.#write(subject, subject.from + (name?.[0].length ?? 0));
			this.#kind = 'title';
			this.#close();
		}
		return isMail ? end : 0;
	}

	#textOf({ from, to }: WholeLine): string {
		return this.#source.slice(from, to);
	}

	#close(): void {
		const block = this.#text.take(this.#kind);
		if (block !== undefined) {
			this.#blocks.push(block);
		}
		this.#kind = 'paragraph';
		this.#last = undefined;
		this.#count = 0;
	}
}

/** White space, control characters and the byte order mark: nothing of a word. */
export function isBlank(unit: string): boolean {
	const code = unit.charCodeAt(0);
	return code <= 0x20 || (code >= 0x7f && code <= 0xa0) || code === 0x1680 || code === 0xfeff || (code >= 0x2000 && /\s/.test(unit));
}

export const plainTextExtractor: Extractor = { format: 'plainText', extract: (source) => new Reader(source).read() };
