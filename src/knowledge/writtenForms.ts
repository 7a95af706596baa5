// The places of a written form in a text, in any case and number, and how another form is written in such a place. A form is
// words, not an entity: the acronym of a long form is another form.

import { singularOf } from './entities/plurals';

/** One place of a form. */
export interface FormPlace {
	/** UTF-16 offsets into the text, end exclusive. */
	readonly start: number;
	readonly end: number;
	/** Its number, where it is not that of the form looked for. */
	readonly number: 'same' | 'singular' | 'plural';
	/** Whether it is a part of a longer word: "BERT" of "BERT-based". */
	readonly isPart: boolean;
}

const irregularPlurals = new Map(
	Object.entries({
		corpus: 'corpora',
		analysis: 'analyses',
		synthesis: 'syntheses',
		hypothesis: 'hypotheses',
		parenthesis: 'parentheses',
		thesis: 'theses',
		diagnosis: 'diagnoses',
		basis: 'bases',
		axis: 'axes',
		matrix: 'matrices',
		index: 'indices',
		vertex: 'vertices',
		phenomenon: 'phenomena',
		criterion: 'criteria',
		automaton: 'automata',
		spectrum: 'spectra',
		stimulus: 'stimuli',
		child: 'children',
		mouse: 'mice',
		leaf: 'leaves',
		half: 'halves',
	}),
);

/** A word in the plural, in its own case; words that are plurals, or end like them, stay. */
export function pluralOf(word: string): string {
	if (/[\p{Lu}\p{N}]$/u.test(word)) {
		return `${word}s`;
	}
	const lower = word.toLowerCase();
	if (isPlural(word) || !/\p{L}$/u.test(word)) {
		return word;
	}
	for (const [singular, plural] of irregularPlurals) {
		if (lower.endsWith(singular)) {
			// What both begin with keeps its case.
			return word.slice(0, -singular.length) + sameCase(plural, word.slice(-singular.length));
		}
	}
	if (/(?:s|x|z|ch|sh)$/.test(lower)) {
		return `${word}es`;
	}
	return /[^aeiou]y$/.test(lower) ? `${word.slice(0, -1)}ies` : `${word}s`;
}

/** A word in the singular, in its own case. */
export function singularInCase(word: string): string {
	if (/[\p{Lu}\p{N}]s$/u.test(word) && word.length > 2) {
		return word.slice(0, -1);
	}
	return /^[\p{Lu}\p{N}]+$/u.test(word) ? word : sameCase(singularOf(word.toLowerCase()), word);
}

function isPlural(word: string): boolean {
	return singularInCase(word) !== word;
}

/** Every place of `form` in `text`, in order. Both have single spaces between their words. */
export function findForm(text: string, form: string): FormPlace[] {
	const words = form.split(' ');
	const head = headOf(words);
	const variants = words.map((word, index) => (index === head ? [word, pluralOf(word), singularInCase(word)] : [word]));
	const pattern = new RegExp(`(?<!${inWord})${variants.map(anyOf).join(' ')}(?!${inWord})`, 'giu');
	return [...text.matchAll(pattern)].flatMap((match): FormPlace[] => {
		const [found] = match;
		const [start, end] = [match.index, match.index + found.length];
		if (!isWrittenLike(found, words)) {
			return [];
		}
		const isPart = /[-–]$/.test(text.slice(0, start)) || /^[-–][\p{L}\p{N}]/u.test(text.slice(end, end + 3));
		return [{ start, end, number: numberOf(found.split(' ')[head] ?? '', words[head] ?? ''), isPart }];
	});
}

/** What is a part of a word, for a regular expression. */
const inWord = '[\\p{L}\\p{N}\\p{M}_]';

function anyOf(variants: readonly string[]): string {
	const longestFirst = [...new Set(variants)].sort((a, b) => b.length - a.length);
	return `(?:${longestFirst.map(escaped).join('|')})`;
}

/** The word that shows the number of a form: the last, or the one before a preposition. */
function headOf(words: readonly string[]): number {
	const preposition = words.findIndex((word, index) => index > 0 && prepositions.has(word));
	return (preposition < 0 ? words.length : preposition) - 1;
}

const prepositions = new Set('by for from in of on over to via with'.split(' '));

function numberOf(found: string, word: string): FormPlace['number'] {
	if (found.toLowerCase() === word.toLowerCase()) {
		return 'same';
	}
	return found.toLowerCase() === singularInCase(word).toLowerCase() ? 'singular' : 'plural';
}

/** Whether the difference in case means nothing: capitals inside a word do. */
function isWrittenLike(found: string, words: readonly string[]): boolean {
	if (caseOf(found) === 'upper') {
		return true;
	}
	return found.split(' ').every((word, index) => {
		const wanted = words[index] ?? '';
		if (!hasOwnCase(word) && !hasOwnCase(wanted)) {
			return true;
		}
		return word === wanted || word === pluralOf(wanted) || word === singularInCase(wanted);
	});
}

/** "SVM", "BiLSTM", "F1": not to be written in another case. "K-means" is. */
function hasOwnCase(word: string): boolean {
	return word.split(/[-–]/).some((part) => /\p{Lu}/u.test(part.slice(1)) || (/\p{N}/u.test(part) && /\p{L}/u.test(part)));
}

type Case = 'lower' | 'capital' | 'title' | 'upper';

function caseOf(text: string): Case {
	const words = text.split(' ').filter((word) => /\p{L}/u.test(word));
	if (words.length > 1 && text === text.toUpperCase() && text !== text.toLowerCase()) {
		return 'upper';
	}
	const isCapital = (word: string): boolean => /^\P{L}*\p{Lu}/u.test(word);
	if (words.length > 1 && words.every((word) => isCapital(word) || smallWords.has(word))) {
		return 'title';
	}
	return words[0] !== undefined && isCapital(words[0]) ? 'capital' : 'lower';
}

/** In titles too. */
const smallWords = new Set(['a', 'an', 'and', 'as', 'at', 'or', 'the', ...prepositions]);

/**
 * The form that takes the place of `written`, in its case and number.
 * @param form the one that was looked for @param replacement what stands for that
 */
export function replacementFor(written: string, number: FormPlace['number'], form: string, replacement: string): string {
	return inCase(inNumber(replacement, number), caseOf(form), caseOf(written));
}

function inNumber(text: string, number: FormPlace['number']): string {
	if (number === 'same') {
		return text;
	}
	const words = text.split(' ');
	const head = headOf(words);
	return words.map((word, index) => (index !== head ? word : number === 'plural' ? pluralOf(word) : singularInCase(word))).join(' ');
}

function inCase(text: string, from: Case, to: Case): string {
	if (from === to) {
		return text;
	}
	if (to === 'upper') {
		return text.toUpperCase();
	}
	// Written in capitals throughout, nothing tells which words have a case of their own.
	const words = (from === 'upper' ? text.toLowerCase() : text).split(' ');
	return words
		.map((word, index) => {
			if (hasOwnCase(word)) {
				return word;
			}
			const wasCapital = from === 'title' || (from === 'capital' && index === 0);
			if ((index === 0 && to !== 'lower') || (to === 'title' && !smallWords.has(word))) {
				return withFirst(word, (letter) => letter.toUpperCase());
			}
			return wasCapital ? withFirst(word, (letter) => letter.toLowerCase()) : word;
		})
		.join(' ');
}

function withFirst(word: string, change: (letter: string) => string): string {
	return word.replace(/\p{L}/u, change);
}

/** `word` with the case of `model` as far as that reaches. */
function sameCase(word: string, model: string): string {
	if (model.length > 1 && model === model.toUpperCase() && model !== model.toLowerCase()) {
		return word.toUpperCase();
	}
	return /^\p{Lu}/u.test(model) ? withFirst(word, (letter) => letter.toUpperCase()) : word;
}

function escaped(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\/]/g, (mark) => `\\${mark}`);
}
