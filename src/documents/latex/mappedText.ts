// Text that a LaTeX scanner reads: the source itself, or what a macro expanded to, each unit with its place in the source.

import { Matching } from './matching';

export class MappedText {
	readonly text: string;
	readonly #from: Int32Array | undefined;
	readonly #to: Int32Array | undefined;
	readonly #literals: ReadonlySet<string>;
	#matching: Matching | undefined;

	/** Without `from` and `to` the text is the source itself. `literals`: see Matching. */
	constructor(text: string, from?: Int32Array, to?: Int32Array, literals: ReadonlySet<string> = new Set()) {
		this.text = text;
		this.#literals = literals;
		this.#from = from;
		this.#to = to;
	}

	/** Whether this is the source itself and not an expansion. */
	get isSource(): boolean {
		return this.#from === undefined;
	}

	/** What closes what in this text; found on first use. */
	get matching(): Matching {
		this.#matching ??= new Matching(this.text, this.#literals);
		return this.#matching;
	}

	/** Where the source of unit `offset` begins. */
	from(offset: number): number {
		return this.#from === undefined ? offset : (this.#from[offset] ?? this.#to?.at(-1) ?? 0);
	}

	/** Where the source of the units before `offset` ends. */
	to(offset: number): number {
		return this.#to === undefined ? offset : offset === 0 ? this.from(0) : (this.#to[offset - 1] ?? this.#to.at(-1) ?? 0);
	}
}

/** Puts a macro's expansion together from pieces of its body and of its arguments. */
export class MappedTextBuilder {
	#text = '';
	readonly #from: number[] = [];
	readonly #to: number[] = [];

	get length(): number {
		return this.#text.length;
	}

	/** Text of the macro's body, all of it from `[from, to)`. */
	body(text: string, from: number, to: number): void {
		this.#text += text;
		for (let unit = 0; unit < text.length; unit++) {
			this.#from.push(from);
			this.#to.push(to);
		}
	}

	/** A piece of an argument, which keeps its own place. */
	argument(input: MappedText, start: number, end: number): void {
		this.#text += input.text.slice(start, end);
		for (let unit = start; unit < end; unit++) {
			this.#from.push(input.from(unit));
			this.#to.push(input.to(unit + 1));
		}
	}

	build(): MappedText {
		return new MappedText(this.#text, new Int32Array(this.#from), new Int32Array(this.#to));
	}
}
