// Running text of a light markup language, read by a table of rules: what matches a rule is written as the rule says, and
// everything else as it stands. What the marks of a language are is said in that language's own file.

import { AnnotatedText } from './annotatedText';
import { wordOrigins, type Block, type BlockKind } from './block';
import { readFormula } from './latex/formula';
import { Macros } from './latex/macros';
import { MappedText } from './latex/mappedText';
import { isName } from './latex/words';
import { namedReference } from './namedReference';
import type { Passage } from './passage';
import { isBlank } from './plainText';

/**
 * `pattern` is sticky and begins with one of the characters `first`; it must bound what it looks at, because it is tried
 * wherever one of them stands.
 */
export interface InlineRule {
	readonly first: string;
	readonly pattern: RegExp;
	readonly write: (match: RegExpExecArray, writer: RuleWriter) => void;
}

/** Rules by the character that they begin with; the first that matches counts. */
export class InlineRules {
	readonly #byFirst = new Map<string, InlineRule[]>();

	constructor(rules: readonly InlineRule[]) {
		for (const rule of rules) {
			for (const character of rule.first) {
				this.#byFirst.set(character, [...(this.#byFirst.get(character) ?? []), rule]);
			}
		}
	}

	startingWith(character: string): readonly InlineRule[] | undefined {
		return this.#byFirst.get(character);
	}
}

/** Marks inside marks that are followed; what is deeper is read as text. */
const deepest = 30;

/** Writes one passage as one block, with those that stand inside it (footnotes, captions) as blocks of their own. */
export class RuleWriter {
	readonly passage: Passage;
	readonly #rules: InlineRules;
	readonly #blocks: Block[] = [];
	#text = new AnnotatedText();
	#depth = 0;

	constructor(passage: Passage, rules: InlineRules) {
		this.passage = passage;
		this.#rules = rules;
	}

	/** The block of the whole passage, or of a part of it, and those inside it. */
	blocks(kind: BlockKind, start = 0, end = this.passage.text.length): Block[] {
		this.inner(start, end);
		this.#take(kind);
		return this.#blocks;
	}

	/** Writes `[start, end)` of the passage by the rules. */
	inner(start: number, end: number): void {
		const { text } = this.passage;
		this.#depth++;
		for (let at = start; at < end; ) {
			const rules = this.#depth > deepest ? undefined : this.#rules.startingWith(text.charAt(at));
			let next = at;
			for (const { pattern, write } of rules ?? []) {
				pattern.lastIndex = at;
				const match = pattern.exec(text);
				if (match !== null && match[0].length > 0 && at + match[0].length <= end) {
					next = at + match[0].length;
					write(match, this);
					break;
				}
			}
			if (next === at) {
				this.plain(at, at + 1);
				next = at + 1;
			}
			at = next;
		}
		this.#depth--;
	}

	/** Writes `[start, end)` of the passage as it stands. */
	plain(start: number, end: number): void {
		for (let at = start; at < end; at++) {
			this.#unit(this.passage.text.charAt(at), at, at + 1);
		}
	}

	/** Writes `words` for what stands in `[start, end)` of the passage. */
	put(words: string, start: number, end: number): void {
		for (let unit = 0; unit < words.length; unit++) {
			this.#unit(words.charAt(unit), start, end);
		}
	}

	/** Says that something a reader does not see as words was left out here. */
	omit(): void {
		this.#text.omit();
	}

	/** A reference to `label` prints its noun, unless that stands before it. */
	reference(label: string, start: number, end: number): void {
		const noun = namedReference(label, this.#text.tail(12));
		this.omit();
		this.put(noun ?? '', start, end);
	}

	/** Inline code stays where it reads as a name; otherwise it goes. */
	code(start: number, end: number): void {
		if (isName(this.passage.text.slice(start, end).trim())) {
			this.plain(start, end);
		} else {
			this.omit();
		}
	}

	/** A formula in LaTeX's notation: written where it reads as a word, otherwise left out. */
	formula(start: number, end: number): void {
		const input = new MappedText(this.passage.text.slice(start, end));
		const pieces = readFormula(input, 0, input.text.length, new Macros());
		if (pieces === undefined) {
			this.omit();
		}
		this.#text.as(wordOrigins.formula, () => {
			for (const { text, from, to } of pieces ?? []) {
				this.put(text, start + from, start + to);
			}
		});
	}

	/** Writes `[start, end)` as a block of its own. */
	aside(kind: BlockKind, start: number, end: number): void {
		const outer = this.#text;
		outer.omit();
		this.#text = new AnnotatedText();
		this.inner(start, end);
		this.#take(kind);
		this.#text = outer;
	}

	#unit(unit: string, start: number, end: number): void {
		const from = this.passage.from(start);
		const to = this.passage.to(end);
		if (isBlank(unit)) {
			this.#text.space(from, to);
		} else {
			this.#text.unit(unit, from, to);
		}
	}

	#take(kind: BlockKind): void {
		const block = this.#text.take(kind);
		if (block !== undefined) {
			this.#blocks.push(block);
		}
	}
}

/** Addresses are no words. What closes the sentence or the brackets around one is not part of it. */
export const webAddress: InlineRule = {
	first: 'hf',
	pattern: /(?<![\p{L}\p{N}])(?:https?|ftp):\/\/(?:[^\s<>[\]{}()"`|]|\([^\s<>()[\]]{0,200}\)){1,2000}(?<![.,;:!?'*_])/uy,
	write: (_match, writer) => writer.omit(),
};
