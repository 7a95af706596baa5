// Finds, in one pass over a text, which brace closes which and which \end belongs to which \begin, and where the blank
// lines are at which whatever was never closed is given up. So no later search runs to the end of the document.

/** Environments whose content is not TeX: only the literal \end ends them. */
export const verbatimEnvironments = new Set(
	'verbatim verbatim* Verbatim lstlisting minted comment filecontents filecontents* alltt pycode python listing*'.split(' '),
);

const mark = /\\(?:(begin|end)\s*\{([^{}\\\n]{1,60})\}|[\s\S])|[{}]|%[^\n]*/g;

interface Open {
	readonly at: number;
	/** Name of the environment; undefined for a brace. */
	readonly environment: string | undefined;
}

export class Matching {
	readonly #text: string;
	/** Offset of an opening brace or `\begin` → offset of its closing brace or `\end`. */
	readonly #closing = new Map<number, number>();
	#conditionals: Map<number, number> | undefined;
	readonly #next = new Map<string, { readonly from: number; readonly at: number }>();
	/** Whether the text holds \begin{document}. */
	readonly hasDocument: boolean;

	constructor(text: string) {
		this.#text = text;
		this.hasDocument = this.#match();
	}

	#match(): boolean {
		let hasDocument = false;
		const open: Open[] = [];
		const openEnvironments = new Map<string, number>();
		let openBraces = 0;
		const drop = (entry: Open): void => {
			if (entry.environment === undefined) {
				openBraces--;
			} else {
				openEnvironments.set(entry.environment, (openEnvironments.get(entry.environment) ?? 1) - 1);
			}
		};
		mark.lastIndex = 0;
		for (let found = mark.exec(this.#text); found !== null; found = mark.exec(this.#text)) {
			const [all, verb, name] = found;
			if (name !== undefined) {
				this.#closing.set(found.index + all.indexOf('{'), found.index + all.length - 1);
			}
			if (verb === 'begin' && name !== undefined) {
				if (verbatimEnvironments.has(name)) {
					const end = this.next(`\\end{${name}}`, found.index);
					if (end >= 0) {
						this.#closing.set(found.index, end);
						mark.lastIndex = end + 1;
					}
					continue;
				}
				hasDocument ||= name === 'document';
				open.push({ at: found.index, environment: name });
				openEnvironments.set(name, (openEnvironments.get(name) ?? 0) + 1);
			} else if (verb === 'end' && name !== undefined) {
				// Without this check a stray \end would throw away all that is open.
				if ((openEnvironments.get(name) ?? 0) > 0) {
					for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
						drop(entry);
						if (entry.environment === name) {
							this.#closing.set(entry.at, found.index);
							break;
						}
					}
				}
			} else if (all === '{') {
				open.push({ at: found.index, environment: undefined });
				openBraces++;
			} else if (all === '}' && openBraces > 0) {
				// An environment begun inside the braces and not ended there (a macro's body) is given up, but never
				// the document itself.
				let entry = open.at(-1);
				while (entry?.environment !== undefined && entry.environment !== 'document') {
					open.pop();
					drop(entry);
					entry = open.at(-1);
				}
				if (entry !== undefined && entry.environment === undefined) {
					open.pop();
					drop(entry);
					this.#closing.set(entry.at, found.index);
				}
			}
		}
		return hasDocument;
	}

	/** Offset of what closes the brace or \begin at `at`, or -1 where nothing does. */
	closing(at: number): number {
		return this.#closing.get(at) ?? -1;
	}

	/** End of the content of the brace at `at`: its closing brace, or the next blank line where it is never closed. */
	groupEnd(at: number): number {
		const closing = this.closing(at);
		return closing >= 0 ? closing : this.blankLine(at);
	}

	/** Where reading goes on behind the conditional at `at`: behind its \else or \fi; -1 where there is none. */
	conditionalEnd(at: number): number {
		this.#conditionals ??= matchConditionals(this.#text);
		return this.#conditionals.get(at) ?? -1;
	}

	/** Offset of the next blank line after `at`, or the length of the text. */
	blankLine(at: number): number {
		const found = this.next('\n\n', at, /\n[ \t]*\n/g);
		return found < 0 ? this.#text.length : found;
	}

	/**
	 * Offset of the next `needle` (or match of `pattern`, which must be global) from `at` on, or -1. Remembers the last
	 * answer, so that asking again from before it costs nothing.
	 */
	next(needle: string, at: number, pattern?: RegExp): number {
		const known = this.#next.get(needle);
		if (known !== undefined && known.from <= at && (known.at < 0 || known.at >= at)) {
			return known.at;
		}
		let found: number;
		if (pattern === undefined) {
			found = this.#text.indexOf(needle, at);
		} else {
			pattern.lastIndex = at;
			found = pattern.exec(this.#text)?.index ?? -1;
		}
		this.#next.set(needle, { from: at, at: found });
		return found;
	}
}

/** Offset of each \if… → offset behind its \else or, without one, its \fi. */
function matchConditionals(text: string): Map<number, number> {
	const ends = new Map<number, number>();
	const open: number[] = [];
	for (const found of text.matchAll(/\\(if[a-zA-Z]*|fi|else)(?![a-zA-Z])|\\[^a-zA-Z]|(?<!\\)%[^\n]*/g)) {
		const word = found[1];
		const end = found.index + found[0].length;
		if (word === undefined || word === 'iff') {
			continue;
		}
		if (word.startsWith('if')) {
			open.push(found.index);
			continue;
		}
		const start = word === 'fi' ? open.pop() : open.at(-1);
		if (start !== undefined && !ends.has(start)) {
			ends.set(start, end);
		}
	}
	return ends;
}
