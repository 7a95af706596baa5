// Entities whose name holds what somebody types, letter by letter: the best first. As editors match symbols: the letters in
// their order, better in a row, better at the beginnings of words.

import type { Entity } from './entities/entity';

export interface QueriedEntity {
	readonly entity: Entity;
	/** The form that matches best: the name itself, or another way in which it is written. */
	readonly form: string;
}

/** @param most how many are given, the best of all */
export function queryEntities(entities: Iterable<Entity>, query: string, most: number): QueriedEntity[] {
	const wanted = query.toLowerCase().replace(/\s+/g, '');
	const found: (QueriedEntity & { readonly rank: number })[] = [];
	for (const entity of entities) {
		let best: { readonly form: string; readonly rank: number } | undefined;
		for (const form of [entity.name, ...entity.forms.map(({ text }) => text)]) {
			const rank = rankOf(form, wanted);
			if (rank !== undefined && (best === undefined || rank < best.rank)) {
				best = { form, rank };
			}
		}
		if (best !== undefined) {
			found.push({ entity, ...best });
		}
	}
	return found
		.sort((a, b) => a.rank - b.rank || b.entity.mentions.length - a.entity.mentions.length || (a.form < b.form ? -1 : 1))
		.slice(0, most)
		.map(({ entity, form }) => ({ entity, form }));
}

/** 0 the same, 1 at the beginning, 2 at the beginning of a word, 3 in a row, 4 initials, 5 anywhere in order. */
function rankOf(form: string, wanted: string): number | undefined {
	const lower = form.toLowerCase();
	const letters = lower.replace(/\s+/g, '');
	const at = letters.indexOf(wanted);
	if (at >= 0) {
		if (at === 0) {
			return letters.length === wanted.length ? 0 : 1;
		}
		const words = lower.split(/\s+/);
		return words.some((_, index) => words.slice(index).join('').startsWith(wanted)) ? 2 : 3;
	}
	if (lower.split(/[\s-]+/).map((word) => word.charAt(0)).join('').startsWith(wanted)) {
		return 4;
	}
	let reached = 0;
	for (const letter of wanted) {
		reached = letters.indexOf(letter, reached) + 1;
		if (reached === 0) {
			return undefined;
		}
	}
	return 5;
}
