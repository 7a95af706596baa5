// Splits plain text as spaCy's default rules for English do: for models whose training data was tokenized by spaCy. Followed
// are the order of its steps (exceptions, then prefixes and suffixes in turn, then infixes) and these rules themselves;
// docs/documents.md says what is not. Written from its documentation; equality with it is tested on recorded examples.

import { emojiPattern, type Token } from './token';

const quotes = '\'"”“`‘´’‚,„»«「」『』（）〔〕【】《》〈〉⟦⟧';
const punctuation = '…,:;!?¿؟¡()\\[\\]{}<>_#*&。？！，、；：～·।،۔؛٪';
const currency = 'US\\$|C\\$|A\\$|[$£€¥฿₽﷼₴₠₡₢₣₤₥₦₧₨₩₪₫€₭₮₯₰₱₲₳₵₶₷₸₹₺₻₼₾₿]';
const hyphens = '--|---|——|[-–—~]';
// Symbols, emoji and dingbats: nearly all of Unicode's category "other symbol".
const icon = '\\p{So}';
const units =
	'km|km²|km³|m|m²|m³|dm|dm²|dm³|cm|cm²|cm³|mm|mm²|mm³|ha|µm|nm|yd|in|ft|kg|g|mg|µg|t|lb|oz|m/s|km/h|kmh|mph|hPa|Pa|mbar|' +
	'mb|MB|kb|KB|gb|GB|tb|TB|T|G|M|K|%';

const prefix = new RegExp(`^(?:[§%=—–]|\\+(?![0-9])|\\.\\.+|''|’’|[${punctuation}]|[${quotes}]|${currency}|${emojiPattern}|${icon})`, 'u');

const suffix = new RegExp(
	`(?:\\.\\.+|''|’’|['’][sS]|[—–]|[${punctuation}]|[${quotes}]|${emojiPattern}|${icon}|(?<=[0-9])\\+|(?<=°[FfCcKk])\\.|` +
		`(?<=[0-9])(?:${currency}|${units})|(?<=[0-9\\p{Ll}\\p{Lo}%²\\-+${punctuation}${quotes}])\\.|(?<=[\\p{Lu}\\p{Lo}]{2})\\.)$`,
	'u',
);

const infix = new RegExp(
	`\\.\\.+|…|${emojiPattern}|${icon}|(?<=[0-9])[+\\-*^](?=[0-9-])|(?<=[\\p{Ll}\\p{Lo}${quotes}])\\.(?=[\\p{Lu}\\p{Lo}${quotes}])|` +
		`(?<=\\p{L}),(?=\\p{L})|(?<=[\\p{L}0-9])(?:${hyphens})(?=\\p{L})|(?<=[\\p{L}0-9])[:<>=/](?=\\p{L})`,
	'gu',
);

/** Written with a full stop, or with a mark that would be split off, and one token nevertheless. */
const whole = new Set(
	(
		"'s 'S ’s ’S 'em 'll 're 'Cause 'cause 'cos and/or w/o ma'am o'clock " +
		'Mt. Ak. Ala. Apr. Ariz. Ark. Aug. Calif. Colo. Conn. Dec. Del. Feb. Fla. Ga. Ia. Id. Ill. Ind. Jan. Jul. Jun. Kan. Kans. ' +
		'Ky. La. Mar. Mass. Mich. Minn. Miss. N.C. N.D. N.H. N.J. N.M. N.Y. Neb. Nebr. Nev. Nov. Oct. Okla. Ore. Pa. S.C. Sep. ' +
		'Sept. Tenn. Va. Wash. Wis. a.m. Adm. Bros. co. Co. Corp. D.C. Dr. e.g. E.g. E.G. Gen. Gov. i.e. I.e. I.E. Inc. Jr. ' +
		'Ltd. Md. Messrs. Mo. Mont. Mr. Mrs. Ms. p.m. Ph.D. Prof. Rep. Rev. Sen. St. vs. v.s. ' +
		"a. b. c. d. e. f. g. h. i. j. k. l. m. n. o. p. q. r. s. t. u. v. w. x. y. z. C++"
	).split(' '),
);

/** Contractions: what stands before the second token. */
const contraction = /^((?:[Cc]ould|[Dd]o|[Dd]oes|[Dd]id|[Hh]ad|[Mm]ay|[Mm]ight|[Mm]ust|[Nn]eed|[Oo]ught|[Ss]hould|[Ww]ould|[Cc]a|[Ww]o|[Ss]ha|[Aa]re|[Ii]s|[Ww]as|[Ww]ere|[Hh]ave|[Hh]as|[Dd]are|[Aa]i)(?=n['’]t$)|(?:[Ii]|[Yy]ou|[Hh]e|[Ss]he|[Ii]t|[Ww]e|[Tt]hey|[Ww]ho|[Ww]hat|[Ww]hen|[Ww]here|[Ww]hy|[Hh]ow|[Tt]here|[Tt]hat)(?=['’](?:m|ll|d|ve|re|s)$)|[Ll]et(?=['’]s$)|[Cc]an(?=not$)|(?:[1-9]|1[0-2])(?=[ap]\.?m\.?$))/;

const url = /^(?:(?:https?|ftp):\/\/|www\.)\S+$|^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$|^(?:[a-z0-9-]+\.)+(?:com|org|net|edu|gov|io|ai|de|uk|fr|ch|nl|eu|dev)(?:[/:?#]\S*)?$/i;

/** A word without white space is given up here: nothing that long is a word, and the steps below look at it again and again. */
const longestWord = 2000;

/** Tokens of `text[start, end)`; see tokenize. */
export function tokenizeLikeSpacy(text: string, start: number, end: number): Token[] {
	const tokens: Token[] = [];
	for (const match of text.slice(start, end).matchAll(/\S+/gu)) {
		for (let at = 0; at < match[0].length; at += longestWord) {
			splitWord(match[0].slice(at, at + longestWord), start + match.index + at, tokens);
		}
	}
	return tokens;
}

function isException(word: string): boolean {
	return whole.has(word) || contraction.test(word);
}

function splitWord(word: string, offset: number, tokens: Token[]): void {
	let from = 0;
	let to = word.length;
	const trailing: Token[] = [];
	const token = (first: number, last: number): Token => ({ text: word.slice(first, last), start: offset + first, end: offset + last });
	while (from < to && !isException(word.slice(from, to))) {
		const opening = prefix.exec(word.slice(from, to))?.[0].length ?? 0;
		if (opening > 0) {
			tokens.push(token(from, from + opening));
			from += opening;
			if (isException(word.slice(from, to))) {
				break;
			}
		}
		const closing = suffix.exec(word.slice(from, to))?.[0].length ?? 0;
		if (closing > 0 && closing <= to - from) {
			trailing.push(token(to - closing, to));
			to -= closing;
		}
		if (opening === 0 && closing === 0) {
			break;
		}
	}
	const rest = word.slice(from, to);
	const first = contraction.exec(rest)?.[0].length ?? 0;
	if (first > 0) {
		tokens.push(token(from, from + first), token(from + first, to));
	} else if (whole.has(rest) || url.test(rest)) {
		tokens.push(token(from, to));
	} else {
		let done = from;
		for (const mark of rest.matchAll(infix)) {
			const at = from + mark.index;
			if (at > done) {
				tokens.push(token(done, at));
			}
			tokens.push(token(at, at + mark[0].length));
			done = at + mark[0].length;
		}
		if (to > done) {
			tokens.push(token(done, to));
		}
	}
	tokens.push(...trailing.reverse());
}
