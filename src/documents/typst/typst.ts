// The extractor for Typst: walks markup, code and formulas, and writes the words of the markup. What functions do with their
// content is said in functions.ts.

import type { Block, BlockKind } from '../block';
import type { Extractor } from '../extractor';
import { inSourceOrder } from '../passage';
import { isBlank } from '../plainText';
import { switchComments, switchedOn } from '../switches';
import { kindOfArgument, kindOfContent, printsNothing } from './functions';
import { TextCursor } from './textCursor';

/** Content inside code inside content that is followed; what is deeper is left out. */
const deepest = 40;

const label = /<[\p{L}_][\p{L}\p{N}_:.-]*>/uy;
const address = /https?:\/\/(?:[^\s<>[\]{}()"]|\([^\s<>()[\]]{0,200}\)){1,2000}(?<![.,;:!?'*_])/y;
const listMark = /(?:[-+]|\d{1,4}\.)[ \t]+(?=\S)/y;
const termMark = /\/[ \t]+(?=[^\n]{1,300}:)/y;
const headingMark = /={1,8}[ \t]+/y;
const identifier = /[\p{L}_][\p{L}\p{N}_-]*/uy;

class TypstReader extends TextCursor {
	readonly #values = new Map<string, string>();
	#depth = 0;

	constructor(source: string) {
		super(source);
		for (const [, name = '', text = '', content = ''] of source.matchAll(/^[ \t]*#let[ \t]+([\p{L}_][\p{L}\p{N}_-]{0,80})[ \t]*=[ \t]*(?:"([^"\n]{1,200})"|\[([^[\]\n*_#$@\\`]{1,200})\])[ \t]*;?[ \t]*$/gmu)) {
			this.#values.set(name, text === '' ? content : text);
		}
	}

	read(): Block[] {
		while (this.at < this.source.length) {
			this.#markup('paragraph');
			// A bracket that nothing opened is text.
			if (this.at < this.source.length) {
				this.unit(this.at, this.at + 1);
				this.at++;
			}
		}
		this.take('paragraph');
		return inSourceOrder(this.blocks);
	}

	/** Markup up to the bracket that closes it, or to the end. `base` is the kind of its paragraphs. */
	#markup(base: BlockKind): void {
		const source = this.source;
		let kind = base;
		let isLineStart = this.text.isEmpty;
		while (this.at < source.length) {
			const character = source.charAt(this.at);
			if (character === ']') {
				break;
			}
			if (character === '[') {
				// Brackets in text are text, and pair up.
				this.unit(this.at, ++this.at);
				if (this.#depth < deepest) {
					this.#depth++;
					this.#markup(kind);
					this.#depth--;
					if (source[this.at] === ']') {
						this.unit(this.at, ++this.at);
					}
				}
				isLineStart = false;
			} else if (character === '\n') {
				const blank = this.match(/\n[ \t]*\n\s*/y);
				const isParagraphEnd = blank !== null;
				this.text.space(this.at, this.at + 1);
				if (isParagraphEnd || kind === 'heading') {
					this.take(kind);
					const isIndented = /[ \t]/.test(source.charAt(this.at + (blank?.[0].length ?? 1) - 1));
					kind = kind === 'item' && isIndented ? kind : base;
				}
				this.at += blank?.[0].length ?? 1;
				isLineStart = true;
			} else if (character === ' ' || character === '\t') {
				this.text.space(this.at, ++this.at);
			} else {
				kind = isLineStart ? this.#lineStart(kind, base) : kind;
				isLineStart = false;
				this.#inline(kind);
			}
		}
		if (kind !== base) {
			this.take(kind);
		}
	}

	/** Passes the mark that begins a line: a heading, an item. Returns the kind of what follows. */
	#lineStart(kind: BlockKind, base: BlockKind): BlockKind {
		const heading = this.match(headingMark);
		const item = this.match(listMark) ?? this.match(termMark);
		if (heading === null && item === null) {
			return kind;
		}
		this.take(kind);
		this.at += (heading ?? item)?.[0].length ?? 0;
		if (item?.[0].startsWith('/') === true) {
			// A term is an item, and so is what it means.
			const colon = termEnd(this.source, this.at);
			while (this.at < colon) {
				this.#inline('item');
			}
			this.take('item');
			this.at = Math.max(this.at, colon + 1);
		}
		return heading !== null ? 'heading' : base === 'paragraph' ? 'item' : base;
	}

	/** Reads one piece of running text at the place that has been reached, and passes it. */
	#inline(kind: BlockKind): void {
		const source = this.source;
		const at = this.at;
		const character = source.charAt(at);
		const next = source.charAt(at + 1);
		switch (character) {
			case '\\':
				return this.escape();
			case '/':
				if ((next === '/' && source[at - 1] !== ':') || next === '*') {
					this.comment();
					return;
				}
				break;
			case '*':
			case '_':
				this.at++;
				if (/[\p{L}\p{N}]/u.test(source.charAt(at - 1)) && /[\p{L}\p{N}]/u.test(next)) {
					this.unit(at, at + 1);
				}
				return;
			case '`':
				return this.raw();
			case '$':
				return this.formula();
			case '~':
				this.text.space(at, ++this.at);
				return;
			case '-':
			case '.': {
				const run = this.match(/---|--|-\?|\.\.\./y)?.[0];
				if (run !== undefined) {
					this.text.write(new Map([['---', '—'], ['--', '–'], ['-?', ''], ['...', '…']]).get(run) ?? '', at, at + run.length);
					this.at += run.length;
					return;
				}
				break;
			}
			case '<': {
				const found = this.match(label);
				if (found !== null) {
					this.at += found[0].length;
					return;
				}
				break;
			}
			case '@':
				return this.reference();
			case '#':
				return this.#hash(kind);
			case 'h': {
				const found = this.match(address);
				if (found !== null) {
					this.text.omit();
					this.at += found[0].length;
					return;
				}
				break;
			}
			default:
		}
		this.unit(at, at + 1);
		this.at++;
	}

	/** What "#" begins: a statement, a call, a variable, a block of code or content. */
	#hash(kind: BlockKind): void {
		const at = this.at++;
		const next = this.source.charAt(this.at);
		if (next === '[') {
			this.#content(kind, true);
		} else if (next === '{' || next === '(') {
			this.at++;
			this.#code('', kind);
			this.text.omit();
		} else if (next === '"') {
			const text = this.match(/"(?:[^"\\\n]|\\[^])*"/y)?.[0] ?? '"';
			for (let unit = this.at + 1; unit < this.at + text.length - 1; unit++) {
				this.unit(unit, unit + 1);
			}
			this.at += text.length;
		} else if (this.match(/(?:let|set|import|include|show|context|return|break|continue)\b(?!-)/y) !== null) {
			this.#statement(kind);
		} else if (this.match(/(?:if|for|while)\b(?!-)/y) !== null) {
			this.#control(kind);
		} else if (this.match(identifier) === null) {
			this.unit(at, at + 1);
		} else {
			this.#call(at, kind);
		}
	}

	/** `#let`, `#set`, `#show` and the like: code up to the end of the line that closes its brackets. */
	#statement(kind: BlockKind): void {
		const isTemplate = this.match(/show\s*:/y) !== null;
		for (let isMore = true; isMore && this.at < this.source.length; ) {
			const character = this.source.charAt(this.at);
			if (character === '\n' || character === ';' || character === ']') {
				this.at += Number(character === ';');
				isMore = false;
			} else if (character === '[' || character === '(' || character === '{') {
				// A template's arguments hold the title and the abstract; other statements hold nothing that is printed here.
				this.at++;
				if (isTemplate && character === '(') {
					this.#code('template', kind);
				} else {
					this.skipBrackets();
				}
			} else {
				this.skipCode();
			}
		}
	}

	#control(kind: BlockKind): void {
		for (let isMore = true; isMore && this.at < this.source.length; ) {
			const character = this.source.charAt(this.at);
			if (character === '[') {
				this.#content(kind, !this.text.isEmpty);
				const other = this.match(/\s*else\b/y);
				isMore = other !== null;
				this.at += other?.[0].length ?? 0;
			} else if (character === '{' || character === '(') {
				this.at++;
				this.#code('', kind);
				isMore = character === '(' || this.match(/\s*else\b/y) !== null;
			} else if (character === '\n') {
				isMore = false;
			} else {
				this.skipCode();
			}
		}
	}

	/** A variable, or a function with its arguments and content. `at` is where the "#" stands, or the name itself. */
	#call(at: number, kind: BlockKind): void {
		let name = '';
		for (let found = this.match(identifier); found !== null; found = this.source[this.at] === '.' ? (this.at++, this.match(identifier)) : null) {
			name = name === 'table' || name === 'enum' || name === 'list' || name === 'terms' ? name : found[0];
			this.at += found[0].length;
			if (!/^\.[\p{L}_]/u.test(this.source.slice(this.at, this.at + 3))) {
				break;
			}
		}
		const opening = this.source.charAt(this.at);
		if (opening !== '(' && opening !== '[') {
			const value = this.#values.get(name);
			this.text.omit();
			for (const unit of (value ?? '').split('')) {
				if (isBlank(unit)) {
					this.text.space(at, this.at);
				} else {
					this.text.unit(unit, at, this.at);
				}
			}
			return;
		}
		const isInline = !this.text.isEmpty;
		if (opening === '(') {
			this.at++;
			this.#code(name, kind);
		}
		let isFirst = true;
		while (this.source[this.at] === '[') {
			const own = kindOfContent(name);
			if (printsNothing(name)) {
				this.at++;
				this.skipBrackets();
			} else if (own === undefined) {
				this.#content(kind, isInline);
			} else {
				this.text.omit();
				this.aside(own, () => this.#content(own, true));
			}
			isFirst = false;
		}
		if (isFirst) {
			this.text.omit();
		}
	}

	/** Content in brackets: in the line, or as paragraphs of their own. */
	#content(kind: BlockKind, isInline: boolean): void {
		this.at++;
		if (this.#depth >= deepest) {
			this.skipBrackets();
			return;
		}
		this.#depth++;
		if (isInline) {
			this.#markup(kind);
		} else {
			this.take(kind);
			this.#markup(kind);
			this.take(kind);
		}
		this.#depth--;
		this.at += Number(this.source[this.at] === ']');
	}

	/**
	 * Code behind an opening bracket, up to the one that closes it: what is content in it is read, as the argument of `name`
	 * that it is.
	 */
	#code(name: string, kind: BlockKind): void {
		let argument = '';
		if (this.#depth >= deepest) {
			this.skipBrackets();
			return;
		}
		this.#depth++;
		while (this.at < this.source.length) {
			const character = this.source.charAt(this.at);
			if (/[)}\]]/.test(character)) {
				this.at++;
				break;
			}
			if (character === '\n' && this.match(/\n={1,8}[ \t]+\p{L}/uy) !== null) {
				// A heading cannot stand here: the bracket was never closed.
				break;
			}
			if (character === '[') {
				const own = kindOfArgument(name, argument);
				if (own === undefined) {
					this.at++;
					this.skipBrackets();
				} else {
					this.aside(own, () => this.#content(own, true));
				}
			} else if (character === '(' || character === '{') {
				this.at++;
				this.#code(character === '(' ? name : '', kind);
			} else if (character === '"') {
				this.#string(kindOfArgument(name, argument), argument);
			} else if (character === ',') {
				argument = '';
				this.at++;
			} else {
				const word = this.match(/[\p{L}_][\p{L}\p{N}_.-]*/uy)?.[0];
				if (word === undefined) {
					this.skipCode();
					continue;
				}
				this.at += word.length;
				const after = this.match(/[ \t]*:(?!=)/y);
				if (after !== null) {
					argument = word;
					this.at += after[0].length;
				} else if (/[([]/.test(this.source.charAt(this.at))) {
					this.#nestedCall(word, argument, name, kind);
				}
			}
		}
		this.#depth--;
	}

	/** A call in code, `name(...)[...]`: its content is what the function makes of it. */
	#nestedCall(word: string, argument: string, outer: string, kind: BlockKind): void {
		const name = /^(table|enum|list|terms)\./.exec(word)?.[1] ?? word.slice(word.lastIndexOf('.') + 1);
		if (this.source[this.at] === '(') {
			this.at++;
			this.#code(name === 'with' ? outer : name, kind);
		}
		while (this.source[this.at] === '[') {
			const own = kindOfContent(name) ?? kindOfArgument(outer, argument);
			if (own === undefined || printsNothing(name)) {
				this.at++;
				this.skipBrackets();
			} else {
				this.aside(own, () => this.#content(own, true));
			}
		}
	}

	/** A string in code: a title or an abstract where its argument says so. */
	#string(kind: BlockKind | undefined, argument: string): void {
		const text = this.match(/"(?:[^"\\]|\\[^]){0,20000}"/y)?.[0];
		const isProse = kind !== undefined && /^(?:title|subtitle|abstract|caption)$/.test(argument);
		const start = this.at + 1;
		this.at += text?.length ?? 1;
		if (isProse && text !== undefined) {
			this.aside(kind, () => {
				for (let at = start; at < this.at - 1; at++) {
					this.unit(at, at + 1);
				}
			});
		}
	}

}

/** The colon that ends a term, in its line. */
function termEnd(source: string, at: number): number {
	const line = source.slice(at, at + 400).split('\n', 1)[0] ?? '';
	const colon = line.search(/:(?=\s|$)/);
	return at + (colon < 0 ? line.indexOf(':') : colon);
}

export const typstExtractor: Extractor = {
	format: 'typst',
	extract: (source) => switchedOn(source, new TypstReader(source).read(), switchComments.slashes),
};
