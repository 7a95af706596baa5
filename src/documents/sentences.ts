// Splits a block's plain text into sentences, by rules made for scientific prose: abbreviations, initials, decimals,
// citations and closing marks after the full stop. A sentence never crosses a block; how long it may be is not decided here.

import type { Block } from './block';
import type { TokenMode } from './readOptions';
import type { Token } from './token';
import { tokenize } from './tokens';

/** `start` and `end` are offsets into `block.text`, `end` exclusive; so are those of the tokens. */
export interface Sentence {
	readonly block: Block;
	readonly start: number;
	readonly end: number;
	readonly tokens: readonly Token[];
}

/** Never the end of a sentence: something always follows them. */
const opensMore = new Set(
	('e.g i.e cf vs viz resp approx ca fig figs eq eqs eqn eqns sec secs sect sects tab tabs ref refs app thm lem def prop ' +
		'cor alg ch chap vol pp dr prof mr mrs ms st mt gen rep sen nr ver incl excl wrt w.r.t a.k.a n.b eds ed').split(' '),
);

/** The end of a sentence only where the next one plainly begins. */
const mayEnd = new Set('al etc inc corp ltd co jr sr univ dept u.s u.k u.s.a e.u ph.d i.i.d s.t a.m p.m no nos'.split(' '));

/** Words that begin a sentence and hardly ever a name: what follows "et al." or "U.S." when a sentence ended there. */
const sentenceOpeners =
	/^(?:The|This|These|Those|That|They|There|Then|Thus|Therefore|To|We|Our|Us|In|It|Its|If|Is|On|Of|One|Other|A|An|And|As|At|After|All|Also|Although|Another|Among|Any|But|By|Because|Before|Both|For|From|Finally|First|Further|Furthermore|Given|He|Her|His|Here|How|However|Hence|Moreover|More|Most|Many|No|Not|Note|Nevertheless|Next|Or|Second|Similarly|Since|She|So|Some|Such|Several|Specifically|Under|Unlike|Using|Until|When|Where|Which|While|With|Without|What|Yet|You|Recently|Despite|During|Each|Even|Figure|Table|Section|Their|I)$/;

/**
 * A run of final marks with whatever closes after it: quotation marks, brackets, numbers of references in brackets (that no
 * sentence begins with) or raised.
 */
const stop =
	/(?:[.!?…]+|[。！？])(?:[)\]}"'”’»]|\s*\[\d[\d,;\s–-]*\](?!\w|\s+\p{Ll})|[⁰¹²³⁴-⁹]+|(?<=\p{Ll}{3}\.)\d{1,3}(?:[,–-]\d{1,3})*(?=\s+\p{Lu}))*/gu;

/** Words before a single letter that names one of several: "type I", "plan B". */
const designator = /(?:^|\s)(?:type|class|case|phase|group|vitamin|grade|stage|level|model|set|plan|part|option|variant|panel|appendix)\s+\p{Lu}$/iu;

/** The sentences of `block`, in order, without the white space between them; none where it has no tokens. */
export function sentencesOf(block: Block, mode: TokenMode = 'ptb'): Sentence[] {
	const { text } = block;
	const sentences: Sentence[] = [];
	let start = 0;
	const close = (until: number): void => {
		let from = start;
		while (from < until && /\s/.test(text.charAt(from))) {
			from++;
		}
		let to = until;
		while (to > from && /\s/.test(text.charAt(to - 1))) {
			to--;
		}
		if (to > from) {
			sentences.push({ block, start: from, end: to, tokens: tokenize(text, from, to, mode) });
		}
		start = until;
	};
	for (const match of text.matchAll(stop)) {
		const end = match.index + match[0].length;
		if (endsSentence(text, start, match.index, match[0], end)) {
			close(end);
		}
	}
	close(text.length);
	return sentences;
}

function endsSentence(text: string, sentenceStart: number, at: number, marks: string, end: number): boolean {
	if (/^[。！？]/u.test(marks)) {
		return true;
	}
	const after = text.slice(end, end + 64);
	const space = /^\s+/.exec(after);
	if (after === '' || space === null) {
		return false;
	}
	const next = /^[("'“‘«[¿¡`]*([\p{L}\p{N}]?[\p{L}\p{N}'’-]*)/u.exec(after.slice(space[0].length));
	const opening = next?.[0] ?? '';
	const nextWord = next?.[1] ?? '';
	const startsHigh = /^\p{Lu}|^\p{Lo}|^\p{Lt}/u.test(nextWord);
	const startsWithDigit = /^\p{N}/u.test(nextWord);
	const startsWithMark = nextWord === '' && opening === '' && !/^[,;:)\]–—-]/.test(after.slice(space[0].length));
	// The next item of a list in the line: "(ii) We", "b) We".
	if (/^(?:\((?:[ivx]{1,4}|[a-h]|\d{1,2})\)|[a-h]\))\s+\p{Lu}/u.test(after.slice(space[0].length))) {
		return true;
	}
	if (/^[!?]/.test(marks)) {
		return startsHigh || startsWithDigit || startsWithMark;
	}
	if (/^(?:\.{2,}|…)/.test(marks)) {
		return startsHigh;
	}
	const word = /[\p{L}\p{N}\p{M}.&-]*$/u.exec(text.slice(Math.max(sentenceStart, at - 40), at))?.[0] ?? '';
	// In capitals it is an acronym ("for MT."), but for these.
	const known = /^\p{Lu}{2,}$/u.test(word) && !/^(?:FIGS?|EQS?|TAB|SEC)$/.test(word) ? word : word.toLowerCase();
	const closes = /[^.\d]/.test(marks.slice(1)) || marks.startsWith('..');
	if (!closes && opensMore.has(known)) {
		return false;
	}
	// "No. 5" is a number, "… says no. We …" is an end.
	if (/^nos?$/.test(known) && startsWithDigit) {
		return false;
	}
	if (mayEnd.has(known) && !closes) {
		return startsHigh && (sentenceOpeners.test(nextWord) || /^(?:etc|i\.i\.d|a\.m|p\.m|nos?)$/.test(known));
	}
	// Initials ("J. Smith", "J.-P. Serre"), but not a single letter that ends a sentence ("class C. We …").
	if (!closes && /(?:^|[.-])\p{Lu}$/u.test(word) && startsHigh && !designator.test(text.slice(Math.max(sentenceStart, at - 20), at))) {
		return sentenceOpeners.test(nextWord) && nextWord.length > 1;
	}
	// A list's number or letter at the start of the sentence: "1. Parse", "a. Parse".
	if (/^(?:\d{1,3}|[a-z]|[ivx]{1,4})$/i.test(word) && text.slice(sentenceStart, at).trim() === word) {
		return false;
	}
	return startsHigh || startsWithDigit || (startsWithMark && !/^\s*\p{Ll}/u.test(after)) || isCodeLike(nextWord);
}

/** Names that can begin a sentence with a small letter: "iPhone", "k-means", "word2vec", "β"; not "pandas". */
function isCodeLike(word: string): boolean {
	return /^\p{Ll}+\p{Lu}|^\p{Ll}{2,}\d|^\p{Ll}{1,2}-\p{L}|^[α-ω](?:-|$)/u.test(word);
}
