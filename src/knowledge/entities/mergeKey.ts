// What two written forms have in common when they are one entity: a key that is equal for forms that differ only in case,
// hyphens, spaces, leading determiners and number. The rules are English; on other languages they do next to nothing.

import { longFormBefore } from './acronyms';
import { singularOf } from './plurals';

const determiner =
	/^(?:the|an?(?! (?:priori|posteriori|fortiori)\b)|this|that|these|those|our|its|their|his|her|my|your|each|every|any|some) (?=\S)/i;

/** Hyphens and dashes, the minus sign, slashes, underscores. */
const separators = /[\u002D\u00AD\u058A\u2010-\u2015\u2043\u2212\uFE58\uFE63\uFF0D/\u2044\u2215_]+/g;

/** Never words of their own, so that "pre-training", "pre training" and "pretraining" can only mean the same. */
const prefixes = new Set(
	(
		'anti auto bi bio co geo hetero homo hyper infra inter intra macro meta micro mini mono multi nano neuro non para ' +
		'poly pre proto pseudo quasi re semi sub super supra trans tri ultra un uni'
	).split(' '),
);

/** Words of their own as well: "post-processing", "post processing"; but "blog post retrieval". */
const prefixesOrWords = new Set(['counter', 'post', 'over', 'under', 'cross']);

/** Compounds that are written as one word, with a hyphen or as two. */
const compounds = new Map(
	(
		'back:propagation,bone base:line bench:mark check:point data:base,set,point drop:out ' +
		'feed:forward,back fine:tuning,tuned frame:work ground:truth hash:tag key:word,phrase,point knowledge:base life:time ' +
		'loop:back run:time soft:max sparse:max stop:word test:bed text:book time:stamp,line,step ' +
		'tree:bank wave:form,let web:site,page white:space word:piece,net work:flow,load,bench'
	)
		.split(' ')
		.map((entry): [string, ReadonlySet<string>] => {
			const [first = '', seconds = ''] = entry.split(':');
			return [first, new Set(seconds.split(','))];
		}),
);

/**
 * The key of a written form: readable, in lower case, single spaces between its words. Forms with the same key are taken for
 * the same entity.
 */
export function mergeKey(form: string): string {
	return glued(separated(form));
}

/** White space as forms in rules have it: two that are equal after this are written alike. */
export function normalizedForm(form: string): string {
	return form.normalize('NFC').replace(/\s+/g, ' ').trim();
}

/** The steps from a form as it is written to its key, each more forgiving: all but the last are finer than the key. */
export function keyLadder(form: string): readonly [lowerCase: string, singular: string, key: string] {
	const separate = separated(form);
	return [normalizedForm(form).toLowerCase(), separate.map(({ text }) => text).join(' '), glued(separate)];
}

interface KeyWord {
	/** In lower case. */
	readonly text: string;
	readonly isUpperCase: boolean;
	/** Whether a hyphen, not a space, stands before it. */
	readonly isHyphenated: boolean;
}

/** The words of a form without determiners, the last one in the singular. */
function separated(form: string): KeyWord[] {
	const plain = form
		.normalize('NFKC')
		.replace(/[\u00AD\u200B-\u200D\u2060\uFEFF]/g, '')
		.replace(/[’‘ʼ＇`´]/g, "'")
		.replace(/["“”„«»]+|^'+/g, ' ')
		.replace(/\s+/g, ' ')
		.trim();
	const whole = withoutAcronym(plain).replace(determiner, '');
	const singularForm = /[^\s']'s?$/i.test(whole) ? whole.replace(/'s?$/i, '') : whole;
	const words = wordsOf(singularForm);
	const last = words.at(-1);
	if (last !== undefined) {
		words[words.length - 1] = { ...last, text: singularWord(singularForm.slice(-last.text.length), words) };
	}
	return words.length > 0 ? words : [{ text: plain.toLowerCase(), isUpperCase: false, isHyphenated: false }];
}

function wordsOf(text: string): KeyWord[] {
	const words: KeyWord[] = [];
	for (const chunk of text.split(' ')) {
		for (const [index, part] of chunk.split(separators).filter((word) => word !== '').entries()) {
			words.push({ text: part.toLowerCase(), isUpperCase: /^\p{Lu}{2,}$/u.test(part), isHyphenated: index > 0 });
		}
	}
	return words;
}

/** "support vector machine (SVM) classifier" marked as a whole is a support vector machine classifier. */
function withoutAcronym(form: string): string {
	return form.includes('(')
		? form.replace(/ ?\(([^()]+)\)/g, (bracket, inside: string, at: number) =>
				longFormBefore(inside, form.slice(0, at)) === undefined ? bracket : '',
			)
		: form;
}

/** @param written the last word with its case */
function singularWord(written: string, words: readonly KeyWord[]): string {
	const lower = written.toLowerCase();
	// "SVMs", "BERTs": a small s behind capitals or digits.
	if (/\p{L}.*s$/u.test(written) && /[\p{Lu}\p{N}]s$/u.test(written)) {
		return written.length > 2 ? lower.slice(0, -1) : lower;
	}
	// "GPS", "BIOS": capitals, unless all of a heading is written so.
	const isHeading = words.length > 1 && words.every(({ isUpperCase }) => isUpperCase) && written.length > 5;
	return /^[\p{Lu}\p{N}]+$/u.test(written) && !isHeading ? lower : singularOf(lower);
}

/** Joins what is written as one word, with a hyphen or as two. */
function glued(words: readonly KeyWord[]): string {
	let key = '';
	for (const [index, word] of words.entries()) {
		const previous = words[index - 1];
		key += previous === undefined || isGlued(previous, word, index) ? word.text : ` ${word.text}`;
	}
	return key;
}

function isGlued(previous: KeyWord, word: KeyWord, index: number): boolean {
	const isWord = /^\p{L}/u.test(word.text);
	// "pre-training"; not "RE system", where RE is an acronym.
	if (isWord && !previous.isUpperCase && prefixes.has(previous.text)) {
		return true;
	}
	if (isWord && prefixesOrWords.has(previous.text) && (word.isHyphenated || index === 1)) {
		return true;
	}
	// "k-means", "n gram"; not "vitamin D deficiency".
	if (isWord && /^[a-z]$/.test(previous.text) && (word.isHyphenated || index === 1)) {
		return true;
	}
	// "GPT-2", "CoNLL 2003"; never two numbers.
	if (/^\d/.test(word.text) && /^\p{L}+$/u.test(previous.text)) {
		return true;
	}
	// "3-D"
	if (word.isHyphenated && /^\d$/.test(previous.text) && word.text === 'd') {
		return true;
	}
	return compounds.get(previous.text)?.has(word.text) ?? false;
}
