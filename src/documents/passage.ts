// Text put together from pieces of a source: the lines of a paragraph without their indentation, a string of a JSON file with
// its escapes read. Whatever is read out of it can be placed in the source again.

import type { Block } from './block';

export class Passage {
	readonly text: string;
	readonly #from: Int32Array;
	readonly #to: Int32Array;

	constructor(text: string, from: Int32Array, to: Int32Array) {
		this.text = text;
		this.#from = from;
		this.#to = to;
	}

	/** Where the source of unit `offset` begins; at the end of the text, where the source ends. */
	from(offset: number): number {
		return this.#from[offset] ?? this.#to.at(-1) ?? 0;
	}

	/** Where the source of the units before `offset` ends. */
	to(offset: number): number {
		return offset === 0 ? this.from(0) : (this.#to[offset - 1] ?? this.#to.at(-1) ?? 0);
	}

	/** A block of this text as one of the source. */
	toSource(block: Block): Block {
		return { ...block, from: block.from.map((offset) => this.from(offset)), to: block.to.map((offset) => this.to(offset)) };
	}
}

export class PassageBuilder {
	readonly #source: string;
	#text = '';
	readonly #from: number[] = [];
	readonly #to: number[] = [];

	constructor(source: string) {
		this.#source = source;
	}

	get isEmpty(): boolean {
		return this.#text === '';
	}

	/** Adds `source[from, to)` as it stands. */
	keep(from: number, to: number): this {
		this.#text += this.#source.slice(from, to);
		for (let at = from; at < to; at++) {
			this.#from.push(at);
			this.#to.push(at + 1);
		}
		return this;
	}

	/** Adds `text` for what is written in `source[from, to)`. */
	put(text: string, from: number, to: number): this {
		this.#text += text;
		for (let unit = 0; unit < text.length; unit++) {
			this.#from.push(from);
			this.#to.push(to);
		}
		return this;
	}

	build(): Passage {
		return new Passage(this.#text, Int32Array.from(this.#from), Int32Array.from(this.#to));
	}
}

/** Blocks in the order of their first characters; those that begin at one place keep theirs. */
export function inSourceOrder(blocks: readonly Block[]): Block[] {
	return blocks
		.map((block, index) => ({ block, index }))
		.sort((a, b) => (a.block.from[0] ?? 0) - (b.block.from[0] ?? 0) || a.index - b.index)
		.map(({ block }) => block);
}
