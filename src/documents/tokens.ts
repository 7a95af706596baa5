// Splits plain text into words and punctuation marks as the Penn Treebank does (so also SciERC), keeping the exact place of
// each. Unlike the treebank it leaves every character as it is: brackets and quotation marks are not rewritten. The other
// way of splitting is spacyTokens.ts.

import type { TokenMode } from './readOptions';
import { tokenizeLikeSpacy } from './spacyTokens';
import { emojiPattern, type Token } from './token';

/** Scripts written without spaces: a token for each character, as BERT's own tokenizers do. */
const ideograph = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}';

/** One match is one piece: an ideograph, or a run of anything else without white space. */
const piece = new RegExp(`[${ideograph}]\\p{M}*|[^\\s${ideograph}]+`, 'gu');

/** Marks and emoji, tokens wherever they stand; a run of the same dash, full stops, or quotation marks is one token. */
const separators = new RegExp(
	emojiPattern +
		/|\.{2,}|-{2,}|``|''|[…–—―−]+|[()[\]{}<>"“”„«»‹›;!?¿¡*|=~^±×÷·•†‡§¶©®™°∈∀∃∑∏√∞≤≥≠≈∼→←↔⇒⇔]|[,:](?!\d)|(?<!\d)[,:]|[#$€£¥%&@](?![\p{L}\p{N}])|[$€£¥]|%|(?<=^|[\s(])@/u.source,
	'gu',
);

const clitic = /(?<=\p{L})(?:n['’]t|['’](?:s|S|m|d|ll|re|ve|LL|RE|VE|M|D))$/u;
const apostrophesAtStart = /^['’‘`]+(?!\d\d)/;
const apostrophesAtEnd = /['’‘`]+$/;

/** Words whose full stop belongs to them even where a sentence ends. */
const alwaysKeepsFullStop = /^(?:\p{L}\.(?:\p{L}\.)*|\p{L}\.-\p{L}\.|(?:al|etc)\.)$/iu;

/** Words whose full stop belongs to them unless a sentence ends there ("Fig. 2", but "of no use to No."). */
const keepsFullStop =
	/^(?:(?:vs|cf|resp|approx|ca|eq|eqs|fig|figs|sec|secs|tab|ref|refs|no|nos|vol|pp|ch|dr|prof|mr|mrs|ms|st|jr|sr|inc|corp|co|ltd|ed|eds|dept|univ|est|viz|et|ie|eg|wrt|min|max|avg|std|dev)\.)$/iu;

/**
 * Tokens of `text[start, end)`, in order, together covering every character that is not white space. `start` and `end` are
 * UTF-16 offsets; the tokens' offsets are into the whole of `text`.
 */
export function tokenize(text: string, start = 0, end = text.length, mode: TokenMode = 'ptb'): Token[] {
	if (mode === 'spacyLike') {
		return tokenizeLikeSpacy(text, start, end);
	}
	const tokens: Token[] = [];
	const add = (from: number, to: number): void => {
		if (to > from) {
			tokens.push({ text: text.slice(from, to), start: from, end: to });
		}
	};
	const lastWordEnd = start + text.slice(start, end).trimEnd().length;
	for (const match of text.slice(start, end).matchAll(piece)) {
		const word = match[0];
		const offset = start + match.index;
		let done = 0;
		for (const mark of word.matchAll(separators)) {
			splitWord(word.slice(done, mark.index), offset + done, false, add);
			add(offset + mark.index, offset + mark.index + mark[0].length);
			done = mark.index + mark[0].length;
		}
		splitWord(word.slice(done), offset + done, lastWordEnd === offset + word.length, add);
	}
	return tokens;
}

/** A run without separators: takes quotation marks, a closing full stop and clitics ("'s", "n't") off its ends. */
function splitWord(word: string, offset: number, isLast: boolean, add: (from: number, to: number) => void): void {
	let from = 0;
	let to = word.length;
	const opening = apostrophesAtStart.exec(word);
	if (opening !== null && opening[0].length < word.length && !clitic.test(`x${word}`)) {
		from = opening[0].length;
		add(offset, offset + from);
	}
	const trailing: [number, number][] = [];
	const takeEnd = (length: number): void => {
		trailing.push([offset + to - length, offset + to]);
		to -= length;
	};
	for (let more = true; more && to > from + 1; ) {
		const rest = word.slice(from, to);
		const last = rest.slice(-1);
		more = true;
		if (last === '.' && !alwaysKeepsFullStop.test(rest) && (isLast || !keepsFullStop.test(rest))) {
			takeEnd(1);
		} else if (last === ',' || last === ':' || last === '/') {
			takeEnd(1);
		} else {
			const marks = apostrophesAtEnd.exec(rest);
			more = marks !== null && marks[0].length < rest.length;
			if (more && marks !== null) {
				takeEnd(marks[0].length);
			}
		}
	}
	const suffix = clitic.exec(word.slice(from, to));
	if (suffix !== null && suffix.index > 0) {
		takeEnd(suffix[0].length);
	}
	add(offset + from, offset + to);
	for (const [at, until] of trailing.reverse()) {
		add(at, until);
	}
}
