// Finds the strings of a JSON text with their places: what a parser that gives values only cannot say. Takes broken JSON as
// far as it goes, and never fails.

import { PassageBuilder, type Passage } from '../passage';

export type JsonEvent =
	| { readonly kind: 'open' | 'close'; readonly bracket: '{' | '[' }
	/** `start` is behind the opening quotation mark, `end` before the closing one. */
	| { readonly kind: 'key' | 'string'; readonly start: number; readonly end: number };

/** What stands in `source`, in order; numbers and words are left out. */
export function* jsonEvents(source: string): Generator<JsonEvent> {
	const interesting = /["{}[\]]/g;
	for (let at = 0; ; ) {
		interesting.lastIndex = at;
		const found = interesting.exec(source);
		if (found === null) {
			return;
		}
		at = found.index + 1;
		if (found[0] === '"') {
			const end = stringEnd(source, at);
			const isKey = /^\s{0,100}:/.test(source.slice(end + 1, end + 102));
			yield { kind: isKey ? 'key' : 'string', start: at, end };
			at = end + 1;
		} else {
			yield { kind: /[{[]/.test(found[0]) ? 'open' : 'close', bracket: /[{}]/.test(found[0]) ? '{' : '[' };
		}
	}
}

/** Where the string that begins at `start` ends: at its quotation mark, and without one at the end of the line. */
function stringEnd(source: string, start: number): number {
	const stop = /["\\\n]/g;
	for (let at = start; ; ) {
		stop.lastIndex = at;
		const found = stop.exec(source);
		if (found === null) {
			return source.length;
		}
		if (found[0] !== '\\') {
			return found.index;
		}
		at = found.index + 2;
	}
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/** The value of strings that are one text together, each character with its place. */
export function jsonText(source: string, strings: readonly { readonly start: number; readonly end: number }[]): Passage {
	const builder = new PassageBuilder(source);
	for (const { start, end } of strings) {
		let done = start;
		for (const found of source.slice(start, end).matchAll(/\\(?:u([0-9a-fA-F]{4})|[^])/g)) {
			const at = start + found.index;
			const character = source.charAt(at + 1);
			const text = found[1] === undefined ? (escapes[character] ?? character) : String.fromCharCode(Number.parseInt(found[1], 16));
			builder.keep(done, at).put(text, at, at + found[0].length);
			done = at + found[0].length;
		}
		builder.keep(done, end);
	}
	return builder.build();
}
