// Writes the words of one Markdown block (a paragraph, a heading, a cell): its text without its markup, with footnotes
// and images' captions as blocks of their own.

import type { SyntaxNode } from '@lezer/common';
import { AnnotatedText } from '../annotatedText';
import type { Block, BlockKind } from '../block';
import { isName, referenceNoun } from '../latex/words';
import { MappedText } from '../latex/mappedText';
import { readFormula } from '../latex/formula';
import { Macros } from '../latex/macros';
import { textSymbols } from '../latex/symbols';
import { isBlank } from '../plainText';

/** Left out, and nothing stands for them. */
const markup = new Set([
	...['EmphasisMark', 'HeaderMark', 'QuoteMark', 'ListMark', 'LinkMark', 'LinkTitle', 'LinkLabel', 'StrikethroughMark'],
	...['SubscriptMark', 'SuperscriptMark', 'TableDelimiter', 'TaskMarker', 'CodeMark'],
]);

/** Left out, and something a reader sees but not as words stood there. */
const omitted = new Set([
	...['URL', 'Autolink', 'HTMLTag', 'Comment', 'ProcessingInstruction', 'MathInText', 'CitationGroup', 'NoteReference'],
	...['Attributes', 'Template', 'HTMLBlock', 'CommentBlock', 'ProcessingInstructionBlock'],
]);

const accentNames: Readonly<Record<string, string>> = {
	acute: '\u0301',
	grave: '\u0300',
	uml: '\u0308',
	circ: '\u0302',
	tilde: '\u0303',
	ring: '\u030a',
	cedil: '\u0327',
	caron: '\u030c',
};

const entities: Readonly<Record<string, string>> = {
	szlig: 'ß',
	oslash: 'ø',
	Oslash: 'Ø',
	aelig: 'æ',
	AElig: 'Æ',
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	nbsp: ' ',
	ndash: '–',
	mdash: '—',
	hellip: '…',
	rsquo: '’',
	lsquo: '‘',
	rdquo: '”',
	ldquo: '“',
	times: '×',
	plusmn: '±',
	deg: '°',
	micro: 'µ',
	alpha: 'α',
	beta: 'β',
	gamma: 'γ',
	shy: '',
	thinsp: ' ',
	ensp: ' ',
	emsp: ' ',
};

/** Nesting of emphasis and links that is followed; deeper markup is read as text. */
const deepest = 60;

const captionMark = /^(?:(?:Table|Figure|Fig\.)(?:\s+\d+)?)?:\s+/;

export class InlineWriter {
	readonly #source: string;
	readonly #linkLabels: ReadonlySet<string>;
	readonly #blocks: Block[] = [];
	#text = new AnnotatedText();

	/** `linkLabels` are the labels that the document defines a target for, as they are written. */
	constructor(source: string, linkLabels: ReadonlySet<string>) {
		this.#source = source;
		this.#linkLabels = linkLabels;
	}

	/** The block of `node` and those that stand inside it. */
	blocksOf(node: SyntaxNode, kind: BlockKind): Block[] {
		let start = node.from;
		let ownKind = kind;
		const opening = this.#source.slice(node.from, node.from + 200);
		if (kind === 'footnote') {
			start += opening.indexOf(':') + 1;
		} else if (kind === 'paragraph') {
			const mark = captionMark.exec(opening);
			if (mark !== null) {
				start += mark[0].length;
				ownKind = 'caption';
			}
		}
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
		const name = this.#source.slice(from + 1, to - 1);
		const number = /^#(?:[xX]([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name);
		const accented = /^([A-Za-z])(acute|grave|uml|circ|tilde|ring|cedil|caron)$/.exec(name);
		let character = entities[name] ?? '';
		if (accented !== null) {
			character = ((accented[1] ?? '') + (accentNames[accented[2] ?? ''] ?? '')).normalize('NFC');
		}
		if (number !== null) {
			const code = number[1] === undefined ? Number.parseInt(number[2] ?? '', 10) : Number.parseInt(number[1], 16);
			character = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '';
		}
		if (character === '') {
			this.#text.omit();
		}
		for (const unit of character.split('')) {
			this.#unit(unit, from, to);
		}
	}

	/** Code stays where it reads as a name, as its author uses it for a word; otherwise it goes. */
	#code(node: SyntaxNode): void {
		const open = node.firstChild;
		const close = node.lastChild;
		const from = open?.to ?? node.from;
		const to = close === null || close.from < from ? node.to : close.from;
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
		const start = from + width;
		const input = new MappedText(this.#source.slice(start, to - width));
		const pieces = readFormula(input, 0, input.text.length, new Macros());
		if (pieces === undefined) {
			this.#text.omit();
		}
		for (const piece of pieces ?? []) {
			for (const unit of piece.text.split('')) {
				this.#unit(unit, start + piece.from, start + piece.to);
			}
		}
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
			const noun = last !== undefined && /^(?:autoref|[cC]ref)$/.test(name) ? referenceNoun(last) : undefined;
			this.#text.omit();
			this.#text.write(noun ?? '', from, to);
		}
	}

	/** A citation in the running text is a word of its sentence; one of a figure or table is a number. */
	#key(from: number, to: number): void {
		const written = this.#source.slice(from, to);
		// What stands in brackets behind the key is a page.
		const locator = written.indexOf(' [');
		const end = locator < 0 ? to : from + locator;
		const key = written.slice(1, end - from);
		if (/^\{?(?:fig|tbl|tab|eq|sec|lst)[:-]/.test(key)) {
			this.#text.omit();
			return;
		}
		const isBraced = key.startsWith('{');
		for (let at = from + (isBraced ? 2 : 1); at < end - (isBraced ? 1 : 0); at++) {
			this.#unit(this.#source.charAt(at), at, at + 1);
		}
	}

	/** Brackets without a target are brackets: "[12]", "[sic]". */
	#link(node: SyntaxNode, depth: number): void {
		const { from, to } = node;
		const isLink =
			node.getChild('URL') !== null ||
			node.getChild('LinkLabel') !== null ||
			this.#source[to - 1] === ')' ||
			this.#linkLabels.has(this.#source.slice(from + 1, to - 1).toLowerCase());
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

	/** What describes an image is its caption: a block of its own. */
	#image(node: SyntaxNode, depth: number): void {
		const outer = this.#text;
		outer.omit();
		this.#text = new AnnotatedText();
		if (depth < deepest) {
			this.#children(node, node.from, node.to, depth + 1);
		}
		this.#take('caption');
		this.#text = outer;
	}
}
