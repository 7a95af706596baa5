// Finds entities by what a person types: beginnings of words, acronyms, initials.

import { compare } from './entities/acronymTable';
import type { Entity, KnowledgeGraph } from './entities/entity';
import { mergeKey } from './entities/mergeKey';

/**
 * The entities that a text may mean, the best first: exactly these words, forms that begin so, words that begin so in this
 * order or in another, initials ("svm" for "support vector machine"), any part of a form. Of equally good ones the most mentioned
 * first. An empty text finds all.
 */
export function searchEntities(graph: KnowledgeGraph, text: string, limit = Infinity): Entity[] {
	const query = folded(text).trim();
	const key = mergeKey(text);
	const words = wordsOf(query);
	const found: { readonly entity: Entity; readonly rank: number }[] = [];
	for (const entity of graph.entities.values()) {
		const rank = query === '' ? 0 : rankOf(entity, query, key, words);
		if (rank !== undefined) {
			found.push({ entity, rank });
		}
	}
	found.sort(
		(a, b) =>
			a.rank - b.rank ||
			b.entity.mentions.length - a.entity.mentions.length ||
			a.entity.name.length - b.entity.name.length ||
			compare(a.entity.id, b.entity.id),
	);
	return found.slice(0, limit).map(({ entity }) => entity);
}

/** 0 is best; undefined where nothing fits. */
function rankOf(entity: Entity, query: string, key: string, words: readonly string[]): number | undefined {
	if (entity.id === key) {
		return 0;
	}
	let best: number | undefined;
	const texts = [entity.name, ...entity.forms.map(({ text }) => text)];
	for (const text of texts) {
		const rank = rankOfForm(text, query, words);
		if (rank !== undefined && (best === undefined || rank < best)) {
			best = rank;
		}
	}
	return best;
}

function rankOfForm(text: string, query: string, words: readonly string[]): number | undefined {
	const form = folded(text);
	if (form === query) {
		return 0;
	}
	if (form.startsWith(query)) {
		return 1;
	}
	const formWords = wordsOf(text);
	if (words.length > 0 && words.every((word) => formWords.some((other) => other.startsWith(word)))) {
		return isInOrder(words, formWords) ? 2 : 3;
	}
	if (query.length > 1 && formWords.map((word) => word.charAt(0)).join('').startsWith(query)) {
		return 4;
	}
	return form.includes(query) ? 5 : undefined;
}

function isInOrder(words: readonly string[], formWords: readonly string[]): boolean {
	let at = 0;
	return words.every((word) => {
		at = formWords.findIndex((other, index) => index >= at && other.startsWith(word)) + 1;
		return at > 0;
	});
}

/** In lower case, without accents, with single spaces for white space and hyphens. */
function folded(text: string): string {
	return text
		.normalize('NFKD')
		.replace(/\p{M}+/gu, '')
		.toLowerCase()
		.replace(/[\s\u2010-\u2015-]+/g, ' ');
}

/** "SpanLink" is found by "link" as well. */
function wordsOf(text: string): string[] {
	return folded(text.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')).match(/[\p{L}\p{N}]+/gu) ?? [];
}
