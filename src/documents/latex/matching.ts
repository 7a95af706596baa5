// Finds, in one pass over a text, which brace closes which and which \end belongs to which \begin, and where the blank
// lines are at which whatever was never closed is given up. So no later search runs to the end of the document.

/** Environments whose content is not TeX: only the literal \end ends them. */
export const verbatimEnvironments = new Set(
	(
		'verbatim verbatim* Verbatim Verbatim* BVerbatim LVerbatim SaveVerbatim verbatimtab lstlisting minted comment filecontents filecontents* alltt ' +
		'pycode python listing* tcblisting codeblock Highlighting Shaded sageblock luacode luacode*'
	).split(' '),
);

/** Definitions of further such environments. */
const literalDefinition =
	/\\(?:(?:lstnewenvironment|DefineVerbatimEnvironment|excludecomment|newtcblisting)\s*(?:\[[^\]\n]*\]\s*)?\{([^{}\s]{1,60})\}|newminted\s*(?:\[([^\]\n]{1,60})\]|\{([^{}\s]{1,60})\}))/g;

/**
 * What the pairing looks at: \begin and \end, addresses (a per cent sign in them begins no comment), verbatim words, other
 * commands, braces, comments, chunks of code (Sweave, knitr).
 */
const mark =
	/\\(?:(begin|end)\s*\{([^{}\\\n]{1,60})\}|(?:url|href|path|nolinkurl)\s*(\{[^{}\s]*\})|(?:verb\*?|lstinline)(?:([^a-zA-Z\s*{[])[^\n]{0,500}?\4)|[\s\S])|[{}]|%[^\n]*|^<<[^\n>]*>>=[ \t]*$/gm;

const chunkHead = /<<[^\n>]*>>=[ \t]*\n/y;

const longestOptions = 2000;

interface Open {
	readonly at: number;
	/** Name of the environment; undefined for a brace. */
	readonly environment: string | undefined;
}

export class Matching {
	readonly #text: string;
	/** Offset of an opening brace or `\begin` → offset of its closing brace or `\end`. */
	readonly #closing = new Map<number, number>();
	#conditionals: Map<number, Branches> | undefined;
	readonly #skippedBranches = new Map<number, number>();
	readonly #next = new Map<string, { readonly from: number; readonly at: number }>();
	readonly #literals: ReadonlySet<string>;
	/** Whether the text holds \begin{document}. */
	readonly hasDocument: boolean;

	/** `literals`: environments whose content is not TeX, besides the usual ones and those that the text itself defines. */
	constructor(text: string, literals: ReadonlySet<string>) {
		this.#text = text;
		const defined = [...text.matchAll(literalDefinition)].map(([, name, given, language]) => name ?? given ?? `${language}code`);
		const isUsual = literals.size + defined.length === 0;
		this.#literals = isUsual ? verbatimEnvironments : new Set([...verbatimEnvironments, ...literals, ...defined]);
		this.hasDocument = this.#match();
	}

	/** Whether what an environment holds is not TeX. */
	isLiteral(environment: string): boolean {
		return this.#literals.has(environment);
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
			const [all, verb, name, address] = found;
			if (all.startsWith('<<')) {
				mark.lastIndex = Math.max(mark.lastIndex, this.chunkEnd(found.index));
				continue;
			}
			if (address !== undefined) {
				this.#closing.set(found.index + all.length - address.length, found.index + all.length - 1);
				continue;
			}
			if (name !== undefined) {
				this.#closing.set(found.index + all.indexOf('{'), found.index + all.length - 1);
			}
			if (verb === 'begin' && name !== undefined) {
				if (this.#literals.has(name)) {
					const end = this.next(`\\end{${name}}`, found.index);
					if (end >= 0) {
						this.#pairOptions(found.index + all.length, end);
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

	/** Pairs the braces of the options behind a verbatim \begin: they are TeX still. */
	#pairOptions(start: number, end: number): void {
		if (this.#text[start] !== '[') {
			return;
		}
		const limit = Math.min(end, start + longestOptions);
		const open: number[] = [];
		for (let at = start; at < limit && !(this.#text[at] === ']' && open.length === 0); at++) {
			if (this.#text[at] === '{') {
				open.push(at);
			} else if (this.#text[at] === '}') {
				this.#closing.set(open.pop() ?? at, at);
			}
		}
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

	/** Behind the first branch of the conditional at `at`, that is its \else or \fi; -1 where there is none. */
	firstBranchEnd(at: number): number {
		return this.#branches(at)?.first ?? -1;
	}

	/** Says that the first branch of the conditional at `at` is read, so that its other branch is not. */
	takeFirstBranch(at: number): void {
		const branches = this.#branches(at);
		if (branches !== undefined && branches.otherwise >= 0) {
			this.#skippedBranches.set(branches.otherwise, branches.last);
		}
	}

	/** Behind the branch that the \else at `at` begins, where it is not read; otherwise -1. */
	skippedBranchEnd(at: number): number {
		return this.#skippedBranches.get(at) ?? -1;
	}

	#branches(at: number): Branches | undefined {
		this.#conditionals ??= matchConditionals(this.#text);
		return this.#conditionals.get(at);
	}

	/** Behind the chunk of code whose `<<…>>=` is at `at`; -1 where none is, or nothing ends it. */
	chunkEnd(at: number): number {
		chunkHead.lastIndex = at;
		const end = chunkHead.test(this.#text) ? this.next('\n@', at) : -1;
		if (end < 0) {
			return -1;
		}
		const lineEnd = this.#text.indexOf('\n', end + 1);
		return lineEnd < 0 ? this.#text.length : lineEnd;
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

/** Where the branches of a conditional end: the first behind \else or \fi, all of it behind \fi; where its \else is, or -1. */
interface Branches {
	readonly first: number;
	readonly otherwise: number;
	readonly last: number;
}

/** Offset of each \if… that is closed → its branches. Conditionals of packages that take braces have no \fi. */
function matchConditionals(text: string): Map<number, Branches> {
	const found = new Map<number, Branches>();
	const open: { readonly at: number; otherwise: number; first: number }[] = [];
	const words = /\\newif\s*\\[a-zA-Z@]+|\\(if[a-zA-Z@]*(?!\s*\{|[a-zA-Z@])|fi(?![a-zA-Z@])|else(?![a-zA-Z@]))|\\[^a-zA-Z]|(?<!\\)%[^\n]*/g;
	for (const match of text.matchAll(words)) {
		const word = match[1];
		const end = match.index + match[0].length;
		const last = open.at(-1);
		if (word === undefined || word === 'iff') {
			continue;
		}
		if (word.startsWith('if')) {
			open.push({ at: match.index, otherwise: -1, first: -1 });
		} else if (last !== undefined && word === 'fi') {
			open.pop();
			found.set(last.at, { first: last.first < 0 ? end : last.first, otherwise: last.otherwise, last: end });
		} else if (last !== undefined && last.otherwise < 0) {
			last.otherwise = match.index;
			last.first = end;
		}
	}
	return found;
}
