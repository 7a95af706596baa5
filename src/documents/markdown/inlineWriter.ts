// Writes the words of one Markdown block (a paragraph, a heading, a cell): its text without its markup, with footnotes
// and images' captions as blocks of their own.

import type { SyntaxNode } from '@lezer/common';
import { AnnotatedText } from '../annotatedText';
import { wordOrigins, type Block, type BlockKind } from '../block';
import { entityText } from '../entities';
import { isName } from '../latex/words';
import { namedReference } from '../namedReference';
import { MappedText } from '../latex/mappedText';
import { readFormula } from '../latex/formula';
import { Macros } from '../latex/macros';
import { textSymbols } from '../latex/symbols';
import { readRole } from '../roles';
import { isBlank } from '../plainText';

/** Left out, and nothing stands for them. */
const markup = new Set([
	...['EmphasisMark', 'HeaderMark', 'QuoteMark', 'ListMark', 'LinkMark', 'LinkTitle', 'LinkLabel', 'StrikethroughMark'],
	...['SubscriptMark', 'SuperscriptMark', 'TableDelimiter', 'TaskMarker', 'CodeMark', 'HighlightMark'],
]);

/** Left out, and something a reader sees but not as words stood there. */
const omitted = new Set([
	...['URL', 'Autolink', 'Comment', 'ProcessingInstruction', 'MathInText', 'NoteReference', 'Attributes', 'Template'],
	...['NumberReference', 'Expression', 'Address', 'EmojiName'],
]);

/** Nesting of emphasis and links that is followed; deeper markup is read as text. */
const deepest = 60;

/** Keys of Quarto's and pandoc-crossref's references to parts of the document. */
const partKey = /^\{?(?:fig|tbl|tab|eq|sec|lst|thm|lem|cor|prp|cnj|def|exm|exr|alg|app|suppfig|supptbl)[:-]/i;

const captionMark = /^(?:(?:Table|Figure|Fig\.)(?:\s+\d+)?)?:\s+/;

/** What the document defines that changes how brackets read. */
export interface Labels {
	/** Labels of links and texts of headings, in small letters. */
	readonly links: ReadonlySet<string>;
	/** Labels of example items. */
	readonly examples: ReadonlySet<string>;
}

export class InlineWriter {
	readonly #source: string;
	readonly #labels: Labels;
	readonly #blocks: Block[] = [];
	#text = new AnnotatedText();
	/** Whether the lines of the block begin with a bar each, as verse does. */
	#isLineBlock = false;

	constructor(source: string, labels: Labels) {
		this.#source = source;
		this.#labels = labels;
	}

	/** The block of `node` from `begin` on, and those that stand inside it. */
	blocksOf(node: SyntaxNode, kind: BlockKind, begin = node.from): Block[] {
		let start = begin;
		let ownKind = kind;
		const opening = this.#source.slice(start, start + 200);
		if (kind === 'paragraph' || kind === 'caption') {
			const mark = captionMark.exec(opening);
			if (mark !== null) {
				start += mark[0].length;
				ownKind = 'caption';
			}
		}
		this.#isLineBlock = /^\|[ \t]/.test(opening) && !/\n[ \t]*[^|\s]/.test(this.#source.slice(start, node.to).replace(/\n[ \t]+/g, ' '));
		this.#children(node, start, node.to, 0);
		this.#take(ownKind);
		return this.#blocks;
	}

	#take(kind: BlockKind): void {
		const block = this.#text.take(kind);
		if (block !== undefined) {
			this.#blocks.push(block);
		}
	}

	/** The text of `[from, to)` of `node` and what its children make of theirs. */
	#children(node: SyntaxNode, from: number, to: number, depth: number): void {
		let at = from;
		for (let child = node.firstChild; child !== null; child = child.nextSibling) {
			if (child.to <= at) {
				continue;
			}
			this.#plain(at, Math.min(child.from, to));
			if (child.from >= to) {
				return;
			}
			this.#node(child, depth);
			at = child.to;
		}
		this.#plain(at, to);
	}

	#node(node: SyntaxNode, depth: number): void {
		const { name, from, to } = node;
		const source = this.#source;
		if (markup.has(name)) {
			return;
		}
		if (omitted.has(name)) {
			this.#text.omit();
			return;
		}
		switch (name) {
			case 'Escape':
				return this.#unit(source.charAt(from + 1), from, to);
			case 'Entity':
				return this.#entity(from, to);
			case 'HardBreak':
				return this.#text.space(from, to);
			case 'InlineCode':
				return this.#code(node);
			case 'InlineMath':
				return this.#formula(from, to);
			case 'RawCommand':
				return this.#rawCommand(from, to);
			case 'CitationKey':
				return this.#key(from, to);
			case 'CitationGroup':
				return this.#citationGroup(from, to);
			case 'HTMLTag':
				return /^<br\b/i.test(source.slice(from, to)) ? this.#text.space(from, to) : this.#text.omit();
			case 'Role':
				return this.#role(from, to);
			case 'WikiLink':
				return this.#wikiLink(from, to);
			case 'InlineNote':
				return this.#aside('footnote', node, from + 2, to - 1, depth);
			case 'Image':
				return this.#image(node, depth);
			case 'Link':
				return this.#link(node, depth);
			default:
				if (depth < deepest) {
					this.#children(node, from, to, depth + 1);
				} else {
					this.#plain(from, to);
				}
		}
	}

	/** Text as it stands, but with typewriter dashes and quotation marks as they are printed. */
	#plain(from: number, to: number): void {
		const source = this.#source;
		for (let at = from; at < to; at++) {
			const unit = source.charAt(at);
			if (isBlank(unit)) {
				this.#text.space(at, at + 1);
			} else if (unit === '|' && this.#isLineBlock && /(?:^|\n)[ \t]*$/.test(source.slice(Math.max(0, at - 20), at))) {
				this.#text.space(at, at + 1);
			} else if (unit === '-' && source[at + 1] === '-' && at + 1 < to) {
				let end = at + 2;
				while (end < to && source[end] === '-' && end < at + 3) {
					end++;
				}
				this.#text.unit(end - at === 3 ? '—' : '–', at, end);
				at = end - 1;
			} else {
				this.#text.unit(unit, at, at + 1);
			}
		}
	}

	#unit(unit: string, from: number, to: number): void {
		if (isBlank(unit)) {
			this.#text.space(from, to);
		} else {
			this.#text.unit(unit, from, to);
		}
	}

	#entity(from: number, to: number): void {
		const text = entityText(this.#source.slice(from + 1, to - 1));
		if (text === undefined || text === '') {
			this.#text.omit();
		}
		for (const unit of (text ?? '').split('')) {
			this.#unit(unit, from, to);
		}
	}

	/** Code stays where it reads as a name, as its author uses it for a word; otherwise it goes. */
	#code(node: SyntaxNode): void {
		const open = node.firstChild;
		const close = node.lastChild;
		const from = open?.to ?? node.from;
		const to = close === null || close.from < from ? node.to : close.from;
		// Computed text (`r x`, `{python} x`) and raw text of another format, which has {=latex} behind it.
		const isOther = /^(?:r |\{)/.test(this.#source.slice(from, to)) || this.#source.startsWith('{=', node.to);
		if (isOther) {
			this.#text.omit();
		} else {
			this.#name(from, to);
		}
	}

	#name(from: number, to: number): void {
		if (isName(this.#source.slice(from, to).trim())) {
			for (let at = from; at < to; at++) {
				this.#unit(this.#source.charAt(at), at, at + 1);
			}
		} else {
			this.#text.omit();
		}
	}

	#formula(from: number, to: number): void {
		const width = this.#source[from] === '$' ? 1 : 2;
		// GitHub's way of keeping a formula from Markdown: $`x`$.
		const isQuoted = width === 1 && this.#source[from + 1] === '`' && this.#source[to - 2] === '`' && to - from > 4;
		this.#formulaText(from + width + Number(isQuoted), to - width - Number(isQuoted));
	}

	#formulaText(start: number, end: number): void {
		const input = new MappedText(this.#source.slice(start, end));
		const pieces = readFormula(input, 0, input.text.length, new Macros());
		if (pieces === undefined) {
			this.#text.omit();
		}
		this.#text.as(wordOrigins.formula, () => {
			for (const piece of pieces ?? []) {
				for (const unit of piece.text.split('')) {
					this.#unit(unit, start + piece.from, start + piece.to);
				}
			}
		});
	}

	/** LaTeX in the text: a character stands for itself, references and citations go, any other keeps its last argument. */
	#rawCommand(from: number, to: number): void {
		const [, name = '', rest = ''] = /^\\([a-zA-Z]+)([\s\S]*)$/.exec(this.#source.slice(from, to)) ?? [];
		const symbol = textSymbols.get(name);
		const last = /\{([^{}]*)\}$/.exec(rest)?.[1];
		if (symbol !== undefined) {
			this.#text.write(symbol, from, from + 1 + name.length);
		} else if (last !== undefined && /^(?:text\w*|emph|underline|mbox|href)$/.test(name)) {
			this.#plain(to - 1 - last.length, to - 1);
		} else {
			const noun = last !== undefined && /^(?:autoref|[cC]ref)$/.test(name) ? this.#noun(last) : undefined;
			this.#text.omit();
			this.#text.write(noun ?? '', from, to);
		}
	}

	/** A citation in the running text is a word of its sentence; a reference to a figure prints its noun. */
	#key(from: number, to: number): void {
		const written = this.#source.slice(from, to);
		// What stands in brackets behind the key is a page.
		const locator = written.indexOf(' [');
		const end = locator < 0 ? to : from + locator;
		const key = written.slice(1, end - from);
		if (partKey.test(key) || this.#labels.examples.has(key)) {
			this.#text.omit();
			this.#text.write(this.#labels.examples.has(key) ? '' : (this.#noun(key) ?? ''), from, end);
			this.#plain(end, to);
			return;
		}
		const isBraced = key.startsWith('{');
		this.#text.as(wordOrigins.citation, () => {
			for (let at = from + (isBraced ? 2 : 1); at < end - (isBraced ? 1 : 0); at++) {
				this.#unit(this.#source.charAt(at), at, at + 1);
			}
		});
	}

	/** Brackets without a target are brackets: "[12]", "[sic]". */
	#link(node: SyntaxNode, depth: number): void {
		const { from, to } = node;
		const isLink =
			node.getChild('URL') !== null ||
			node.getChild('LinkLabel') !== null ||
			this.#source[to - 1] === ')' ||
			this.#labels.links.has(this.#source.slice(from + 1, to - 1).toLowerCase()) ||
			/^\{\s*(?:[#.:]|[\w-]+=)[^{}\n]*\}/.test(this.#source.slice(to, to + 300));
		if (!isLink) {
			this.#text.unit('[', from, from + 1);
		}
		if (depth < deepest) {
			this.#children(node, isLink ? from : from + 1, isLink ? to : to - 1, depth + 1);
		}
		if (!isLink) {
			this.#text.unit(']', to - 1, to);
		}
	}

	/** What describes an image is its caption: a block of its own. A badge is an ornament. */
	#image(node: SyntaxNode, depth: number): void {
		const url = node.getChild('URL');
		if (url !== null && /badge|shields\.io/i.test(this.#source.slice(url.from, url.to))) {
			this.#text.omit();
		} else {
			this.#aside('caption', node, node.from, node.to, depth);
		}
	}

	/** `[from, to)` of `node` as a block of its own. */
	#aside(kind: BlockKind, node: SyntaxNode, from: number, to: number, depth: number): void {
		const outer = this.#text;
		outer.omit();
		this.#text = new AnnotatedText();
		if (depth < deepest) {
			this.#children(node, from, to, depth + 1);
		}
		this.#take(kind);
		this.#text = outer;
	}

	/** Citations in brackets are left out; a reference to a figure prints its noun ("[@fig-a]"). */
	#citationGroup(from: number, to: number): void {
		const text = this.#source.slice(from + 1, to - 1);
		const keys = text.match(/@[\w:-]+/g) ?? [];
		const isPart = keys.length > 0 && keys.every((key) => partKey.test(key.slice(1))) && !/-@/.test(text);
		const noun = isPart ? this.#noun((keys[0] ?? '').slice(1)) : undefined;
		this.#text.omit();
		this.#text.write(noun ?? '', from, to);
	}

	/** What a reference to `label` prints here. */
	#noun(label: string): string | undefined {
		return namedReference(label.replace(/^\{/, ''), this.#text.tail(12));
	}

	#role(from: number, to: number): void {
		const [opening = '', name = '', marks = ''] = /^\{([^{}]*)\}(`+)/.exec(this.#source.slice(from, to)) ?? [];
		const start = from + opening.length;
		const end = to - marks.length;
		const reading = readRole(name, this.#source.slice(start, end));
		switch (reading.shows) {
			case 'nothing':
				return this.#text.omit();
			case 'reference':
				this.#text.omit();
				return this.#text.write(this.#noun(reading.label) ?? '', from, to);
			case 'formula':
				return this.#formulaText(start + reading.start, start + reading.end);
			case 'name':
				return this.#name(start + reading.start, start + reading.end);
			case 'text':
				return this.#plain(start + reading.start, start + reading.end);
			default:
				reading satisfies never;
		}
	}

	/** `[[page|text]]` prints its text; `![[file]]` is another file. */
	#wikiLink(from: number, to: number): void {
		if (this.#source[from] === '!') {
			this.#text.omit();
			return;
		}
		const bar = this.#source.slice(from, to).lastIndexOf('|');
		this.#plain(bar < 0 ? from + 2 : from + bar + 1, to - 2);
	}
}
