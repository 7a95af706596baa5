// Entities as one tag a token, in the schemes BIO (IOB1 and IOB2), BIOES and BILOU. A tag scheme holds no overlaps.

import { entityName, keepEntities, type CorpusSentence, type Loss, type NamedEntity } from './corpus';

export const tagSchemes = ['bio', 'bilou'] as const;
export type TagScheme = (typeof tagSchemes)[number];

const tagPattern = /^(?:O|[BILUES]-(.+))$/su;

export function isTag(text: string): boolean {
	return tagPattern.test(text);
}

/**
 * Entities of tags in any of the schemes. An inside or last tag that continues nothing begins an entity, as IOB1 has it.
 * Every tag must be one (isTag).
 */
export function entitiesOfTags(tags: readonly string[]): NamedEntity[] {
	const entities: NamedEntity[] = [];
	let open: { start: number; type: string } | undefined;
	const close = (end: number): void => {
		if (open !== undefined) {
			entities.push({ start: open.start, end, type: open.type });
			open = undefined;
		}
	};
	for (const [index, tag] of tags.entries()) {
		const type = tagPattern.exec(tag)?.[1];
		if (type === undefined) {
			close(index);
			continue;
		}
		const continues = 'ILE'.includes(tag.charAt(0)) && open?.type === type;
		if (!continues) {
			close(index);
			open = { start: index, type };
		}
		if ('LEUS'.includes(tag.charAt(0))) {
			close(index + 1);
		}
	}
	close(tags.length);
	return entities;
}

/** One tag a token. The entities must not overlap. */
export function tagsOfEntities({ tokens, entities }: CorpusSentence, scheme: TagScheme): string[] {
	const tags = tokens.map(() => 'O');
	for (const { start, end, type } of entities) {
		for (let index = start; index < end; index++) {
			tags[index] = `${prefix(index === start, index === end - 1, scheme)}-${type}`;
		}
	}
	return tags;
}

function prefix(isFirst: boolean, isLast: boolean, scheme: TagScheme): string {
	switch (scheme) {
		case 'bio':
			return isFirst ? 'B' : 'I';
		case 'bilou':
			return isFirst ? (isLast ? 'U' : 'B') : isLast ? 'L' : 'I';
		default:
			return scheme satisfies never;
	}
}

/** The sentence without entities that overlap a longer one, or an equally long one before. */
export function withoutOverlaps(sentence: CorpusSentence, document: string, losses: Loss[]): CorpusSentence {
	const kept = new Set<NamedEntity>();
	const covered = new Set<number>();
	const longestFirst = [...sentence.entities].sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start);
	for (const entity of longestFirst) {
		const tokens = Array.from({ length: entity.end - entity.start }, (_, index) => entity.start + index);
		if (tokens.some((token) => covered.has(token))) {
			losses.push({ kind: 'overlappingEntity', document, what: entityName(sentence.tokens, entity) });
			continue;
		}
		kept.add(entity);
		tokens.forEach((token) => covered.add(token));
	}
	return keepEntities(
		sentence,
		(entity) => kept.has(entity),
		({ type }) => losses.push({ kind: 'relationWithoutEntity', document, what: type }),
	);
}
