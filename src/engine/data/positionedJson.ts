// A JSON reader that keeps the place of every value, for messages that name line and column. Slower and hungrier than
// JSON.parse, so it is for checking files, not for reading them to work with.

interface Placed {
	/** UTF-16 offset of the value's first character. */
	readonly offset: number;
}

export interface PlacedEntry {
	readonly key: string;
	readonly keyOffset: number;
	readonly value: PlacedJson;
}

export type PlacedJson =
	| (Placed & { readonly kind: 'object'; readonly entries: readonly PlacedEntry[] })
	| (Placed & { readonly kind: 'list'; readonly items: readonly PlacedJson[] })
	| (Placed & { readonly kind: 'text'; readonly value: string })
	| (Placed & { readonly kind: 'number'; readonly value: number })
	| (Placed & { readonly kind: 'word'; readonly value: boolean | null });

export type PlacedJsonResult =
	| { readonly kind: 'value'; readonly value: PlacedJson }
	| { readonly kind: 'syntaxError'; readonly offset: number; readonly message: string };

/** Far deeper than any format of ours nests. */
const deepest = 100;

/** Reads JSON as RFC 8259 has it. Never throws: the first mistake in the syntax is the result. */
export function parsePlacedJson(text: string): PlacedJsonResult {
	try {
		return { kind: 'value', value: new Parser(text).document() };
	} catch (failure) {
		if (failure instanceof SyntaxMistake) {
			return { kind: 'syntaxError', offset: failure.offset, message: failure.message };
		}
		throw failure;
	}
}

class SyntaxMistake extends Error {
	readonly offset: number;

	constructor(offset: number, message: string) {
		super(message);
		this.offset = offset;
	}
}

class Parser {
	readonly #text: string;
	#at = 0;

	constructor(text: string) {
		this.#text = text;
	}

	document(): PlacedJson {
		const value = this.#value(0);
		this.#skipSpace();
		if (this.#at < this.#text.length) {
			throw new SyntaxMistake(this.#at, 'nothing may follow the end of the value');
		}
		return value;
	}

	#value(depth: number): PlacedJson {
		this.#skipSpace();
		const offset = this.#at;
		if (depth > deepest) {
			throw new SyntaxMistake(offset, `values are nested more than ${deepest} deep`);
		}
		switch (this.#text[offset]) {
			case '{':
				return { kind: 'object', offset, entries: this.#sequence('}', () => this.#entry(depth)) };
			case '[':
				return { kind: 'list', offset, items: this.#sequence(']', () => this.#value(depth + 1)) };
			case '"':
				return { kind: 'text', offset, value: this.#string() };
			default:
				return this.#scalar();
		}
	}

	/** What lies between the bracket here and `close`, with commas between. */
	#sequence<T>(close: string, element: () => T): T[] {
		const open = this.#at++;
		const elements: T[] = [];
		this.#skipSpace();
		if (this.#text[this.#at] === close) {
			this.#at++;
			return elements;
		}
		for (;;) {
			elements.push(element());
			this.#skipSpace();
			const next = this.#text[this.#at];
			if (next === undefined) {
				throw new SyntaxMistake(open, `this "${this.#text[open] ?? ''}" is never closed`);
			}
			if (next !== ',' && next !== close) {
				throw new SyntaxMistake(this.#at, `"," or "${close}" is expected`);
			}
			this.#at++;
			if (next === close) {
				return elements;
			}
		}
	}

	#entry(depth: number): PlacedEntry {
		this.#skipSpace();
		const keyOffset = this.#at;
		if (this.#text[keyOffset] !== '"') {
			throw new SyntaxMistake(keyOffset, 'a key in double quotes is expected');
		}
		const key = this.#string();
		this.#skipSpace();
		if (this.#text[this.#at] !== ':') {
			throw new SyntaxMistake(this.#at, '":" is expected');
		}
		this.#at++;
		return { key, keyOffset, value: this.#value(depth + 1) };
	}

	#string(): string {
		const start = this.#at;
		let end = start + 1;
		while (this.#text[end] !== '"') {
			if (end >= this.#text.length || this.#text[end] === '\n') {
				throw new SyntaxMistake(start, 'this text has no closing quotation mark');
			}
			end += this.#text[end] === '\\' ? 2 : 1;
		}
		this.#at = end + 1;
		const value = parsed(this.#text.slice(start, this.#at));
		if (typeof value !== 'string') {
			throw new SyntaxMistake(start, 'this text has a character or an escape that JSON does not allow');
		}
		return value;
	}

	#scalar(): PlacedJson {
		const offset = this.#at;
		const pattern = /[^\s,:[\]{}"]*/y;
		pattern.lastIndex = offset;
		const word = pattern.exec(this.#text)?.[0] ?? '';
		const value = parsed(word);
		this.#at += word.length;
		if (typeof value === 'number') {
			return { kind: 'number', offset, value };
		}
		if (typeof value === 'boolean' || value === null) {
			return { kind: 'word', offset, value };
		}
		throw new SyntaxMistake(offset, word === '' ? 'a value is expected' : `"${word.slice(0, 40)}" is no value`);
	}

	#skipSpace(): void {
		while (' \t\r\n'.includes(this.#text[this.#at] ?? 'end')) {
			this.#at++;
		}
	}
}

/** The value of a JSON scalar, undefined where it is none. */
function parsed(json: string): unknown {
	try {
		return JSON.parse(json);
	} catch {
		return undefined;
	}
}
