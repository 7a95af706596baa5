// Builds plain text and its map to the source together, one pass, front to back. Knows nothing of any format: an extractor
// says what to write and what it left out, and this keeps white space and punctuation as a reader would see them.

import { wordOrigins, type Block, type BlockKind, type WordOrigin } from './block';

const closingPunctuation = new Set('.,;:!?)]}');
const openingOf = new Map([
	[')', '('],
	[']', '['],
]);

/**
 * White space collapses to single spaces and none stands at the ends. Where something was left out (`omit`: a citation, a
 * formula), the space before a following full stop or comma and behind an opening bracket goes too, and brackets or a second
 * comma that held nothing else go with it, so that "see it~\cite{x}." reads "see it." and "as shown (\cite{x})" reads "as
 * shown"; a full stop takes the place of the comma before, and no text begins with what followed something left out.
 */
export class AnnotatedText {
	#units: string[] = [];
	#from: number[] = [];
	#to: number[] = [];
	#origins: WordOrigin[] = [];
	#origin: WordOrigin = wordOrigins.prose;
	#space: { from: number; to: number } | undefined;
	#omitted = false;

	/** Whether nothing visible has been written since the start or the last `take`. */
	get isEmpty(): boolean {
		return this.#units.length === 0;
	}

	/** The last `count` units written, without a space that is still pending. */
	tail(count: number): string {
		return this.#units.slice(-count).join('');
	}

	/** Whether white space was written last. */
	get endsInSpace(): boolean {
		return this.#space !== undefined;
	}

	/** White space that comes from `[from, to)`; only the first of several in a row is kept, wider where they touch. */
	space(from: number, to: number): void {
		if (this.#space === undefined) {
			this.#space = { from, to };
		} else if (this.#space.to === from) {
			this.#space.to = to;
		}
	}

	/** Says that something a reader does not see as words was left out here. */
	omit(): void {
		this.#omitted = true;
	}

	/** What `write` writes comes from there. */
	as(origin: WordOrigin, write: () => void): void {
		const outer = this.#origin;
		this.#origin = origin;
		write();
		this.#origin = outer;
	}

	/** Writes visible text of which every unit comes from `[from, to)`. */
	write(text: string, from: number, to: number): void {
		for (let unit = 0; unit < text.length; unit++) {
			this.unit(text.charAt(unit), from, to);
		}
	}

	/** Writes one UTF-16 unit that comes from `[from, to)`. */
	unit(unit: string, from: number, to: number): void {
		const last = this.#units.at(-1);
		if (this.#omitted && closingPunctuation.has(unit)) {
			if (last === undefined) {
				return;
			}
			if (openingOf.get(unit) === last) {
				this.#dropLast();
				return;
			}
			if (unit === '.' && last === '.') {
				// "using Eq.~\ref{x}.": the full stop of the abbreviation ends the sentence too.
				return;
			}
			if (unit === '.' && (last === ',' || last === ';' || last === ':')) {
				this.#dropLast();
			}
			if ((unit === ',' || unit === ';') && (last === ',' || last === ';' || last === ':' || last === '(')) {
				return;
			}
			this.#space = undefined;
		} else if (this.#omitted && (last === '(' || last === '[')) {
			this.#space = undefined;
		}
		this.#omitted = false;
		if (this.#space !== undefined) {
			if (this.#units.length > 0) {
				this.#push(' ', this.#space.from, this.#space.to);
			}
			this.#space = undefined;
		}
		this.#push(unit, from, to);
	}

	/** The block written so far, or nothing where it holds no letter; starts anew. */
	take(kind: BlockKind): Block | undefined {
		if (this.#omitted && /[,;([]/.test(this.#units.at(-1) ?? '')) {
			this.#dropLast();
		}
		const text = this.#units.join('');
		const places = { kind, text, from: new Int32Array(this.#from), to: new Int32Array(this.#to) };
		const isProse = this.#origins.every((origin) => origin === wordOrigins.prose);
		const block = isProse ? places : { ...places, origins: new Uint8Array(this.#origins) };
		this.#units = [];
		this.#from = [];
		this.#to = [];
		this.#origins = [];
		this.#space = undefined;
		this.#omitted = false;
		return /\p{L}/u.test(text) ? block : undefined;
	}

	/** Takes back an opening bracket whose content was left out, and lets the space before it wait again. */
	#dropLast(): void {
		this.#units.pop();
		this.#from.pop();
		this.#to.pop();
		this.#origins.pop();
		if (this.#units.at(-1) === ' ') {
			this.#units.pop();
			this.#origins.pop();
			this.#space = { from: this.#from.pop() ?? 0, to: this.#to.pop() ?? 0 };
		}
	}

	// Ranges never go back: whatever an extractor writes out of order is placed where the text has already got to.
	#push(unit: string, from: number, to: number): void {
		const reached = this.#from.at(-1) ?? 0;
		const reachedEnd = this.#to.at(-1) ?? 0;
		this.#units.push(unit);
		this.#from.push(Math.max(from, reached));
		this.#to.push(Math.max(to, reachedEnd));
		this.#origins.push(this.#origin);
	}
}
