// The entities of one document in the order in which its text introduces them.

import type { Mention } from './documentExtraction';

export interface MentionedEntity {
	/** Id of the entity. */
	readonly id: string;
	/** In the order of the text, at least one. */
	readonly mentions: readonly [Mention, ...Mention[]];
}

/** @param mentions in the order of the text */
export function mentionedEntities(mentions: readonly Mention[], entityIdOf: (mention: Mention) => string): MentionedEntity[] {
	const byId = new Map<string, [Mention, ...Mention[]]>();
	for (const mention of mentions) {
		const id = entityIdOf(mention);
		const known = byId.get(id);
		if (known === undefined) {
			byId.set(id, [mention]);
		} else {
			known.push(mention);
		}
	}
	return [...byId].map(([id, own]) => ({ id, mentions: own }));
}
