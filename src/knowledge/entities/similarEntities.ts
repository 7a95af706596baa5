// Entities that might be the same as one: offered to a person, never merged by this.

import { compare } from './acronymTable';
import { longFormBefore } from './acronyms';
import type { Entity, KnowledgeGraph } from './entity';
import { mergeKey } from './mergeKey';

/** All other entities, those with the most words in common first, then the most mentioned; at most `limit`. */
export function similarEntities(graph: KnowledgeGraph, entity: Entity, limit: number): Entity[] {
	const own = wordsOf(entity);
	return [...graph.entities.values()]
		.filter(({ id }) => id !== entity.id)
		.map((other) => ({ other, similarity: similarityOf(entity, own, other) }))
		.sort(
			(a, b) =>
				b.similarity - a.similarity ||
				b.other.mentions.length - a.other.mentions.length ||
				compare(a.other.id, b.other.id),
		)
		.slice(0, limit)
		.map(({ other }) => other);
}

/** Words in common over all words of both (Jaccard), in [0, 1]; what may be an acronym of the other is as good as equal. */
function similarityOf(entity: Entity, own: ReadonlySet<string>, other: Entity): number {
	if (isAcronymOf(entity.name, other.name) || isAcronymOf(other.name, entity.name)) {
		return 1;
	}
	const words = wordsOf(other);
	const common = [...words].filter((word) => own.has(word)).length;
	return common === 0 ? 0 : common / (own.size + words.size - common);
}

function isAcronymOf(short: string, long: string): boolean {
	return longFormBefore(short, long)?.start === 0;
}

function wordsOf({ name }: Entity): ReadonlySet<string> {
	return new Set(mergeKey(name).split(' '));
}
