// Finds where a text says what an acronym stands for, as A. S. Schwartz and M. A. Hearst do: "A simple algorithm for identifying
// abbreviation definitions in biomedical text", Pacific Symposium on Biocomputing 2003. Knows neither mentions nor documents.

/** Characters of a sentence, `end` exclusive. */
export interface TextRange {
	readonly start: number;
	readonly end: number;
}

/** One place where a sentence gives a short form and its long form side by side. */
export interface AcronymDefinition {
	readonly short: TextRange;
	readonly long: TextRange;
}

/** In UTF-16 units. Bounds the work. */
const longestLongForm = 300;

/** Longer brackets are remarks. */
const bracket = /\(([^()]{2,150})\)/g;

/**
 * The definitions in a sentence, in the order of the text, both ways round: "support vector machine (SVM)" and
 * "SVM (support vector machine)".
 */
export function acronymDefinitions(sentence: string): AcronymDefinition[] {
	if (!sentence.includes('(')) {
		return [];
	}
	const definitions: AcronymDefinition[] = [];
	for (const match of sentence.matchAll(bracket)) {
		// What follows a semicolon or comma is a remark or a citation: "(SVM; Vapnik, 1995)".
		const inside = (/^[^;,]*/.exec(match[1] ?? '')?.[0] ?? '').trimEnd();
		const leading = inside.length - inside.trimStart().length;
		const insideStart = match.index + 1 + leading;
		const content = inside.trimStart();
		const before = sentence.slice(0, match.index).trimEnd();
		const range = { start: insideStart, end: insideStart + content.length };
		const long = longFormBefore(content, before);
		if (long !== undefined) {
			definitions.push({ short: range, long });
			continue;
		}
		const short = /[^\s()[\]{}"“”'‘’,;:]+$/u.exec(before);
		const longInside = short === null ? undefined : longFormBefore(short[0], content);
		if (short !== null && longInside !== undefined) {
			definitions.push({
				short: { start: short.index, end: before.length },
				long: { start: insideStart + longInside.start, end: range.end },
			});
		}
	}
	return definitions;
}

/** The long form of `short` that ends where `text` ends, if there is one: the shortest that the letters allow. */
export function longFormBefore(short: string, text: string): TextRange | undefined {
	if (!isShortForm(short)) {
		return undefined;
	}
	// "convolutional neural network (CNNs)": the plural's s need not be in the long form.
	const singular = /[\p{Lu}\p{N}]s$/u.test(short) ? short.slice(0, -1) : undefined;
	const start = longFormStart(short, text) ?? (singular === undefined ? undefined : longFormStart(singular, text));
	return start === undefined ? undefined : { start, end: text.length };
}

/** Two to ten characters, at most two words, beginning with a letter or digit, with a capital letter or a hyphen ("tf-idf"). */
function isShortForm(text: string): boolean {
	return (
		text.length >= 2 &&
		text.length <= 10 &&
		/^[\p{L}\p{N}]/u.test(text) &&
		/\p{Lu}|\p{L}-\p{L}/u.test(text) &&
		!/[=<>%]/.test(text) &&
		text.split(/\s+/).length <= 2
	);
}

function longFormStart(short: string, text: string): number | undefined {
	const letters = [...short.toLowerCase()].filter((character) => /[\p{L}\p{N}]/u.test(character));
	const offset = Math.max(0, text.length - longestLongForm);
	const lower = text.slice(offset).toLowerCase();
	// Lower case of another length ("İ") would give other places.
	if (letters.length < 2 || lower.length !== text.length - offset) {
		return undefined;
	}
	// From the last letter back, each at the last place where it fits; the first one where a word begins.
	let at = lower.length;
	for (let index = letters.length - 1; index >= 0; index--) {
		const letter = letters[index] ?? '';
		do {
			at = at === 0 ? -1 : lower.lastIndexOf(letter, at - 1);
			if (at < 0) {
				return undefined;
			}
		} while (index === 0 && !isWordStart(text, offset + at));
	}
	const start = offset + at;
	return isLongForm(short, text.slice(start), letters.length) ? start : undefined;
}

function isWordStart(text: string, at: number): boolean {
	return at === 0 || !/[\p{L}\p{N}\p{M}]/u.test(text.charAt(at - 1));
}

/** As in the paper: not too many words for the letters, longer than the short form and without it; within one clause. */
function isLongForm(short: string, long: string, letterCount: number): boolean {
	const words = long.split(/[\s-]+/);
	return (
		long.length > short.length &&
		words.length <= Math.min(letterCount + 5, letterCount * 2) &&
		!words.some((word) => word.toLowerCase() === short.toLowerCase()) &&
		!/[;:()[\]"“”]|''|``/.test(long)
	);
}
