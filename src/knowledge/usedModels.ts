// Which models found what is known of documents.

import type { KnowledgeModel, KnownDocument } from './knownDocument';

/** Each model once, the one that read most documents first. */
export function usedModels(documents: Iterable<KnownDocument>): KnowledgeModel[] {
	const byHash = new Map<string, { readonly model: KnowledgeModel; count: number }>();
	for (const { model } of documents) {
		const known = byHash.get(model.hash) ?? { model, count: 0 };
		known.count++;
		byHash.set(model.hash, known);
	}
	return [...byHash.values()].sort((a, b) => b.count - a.count).map(({ model }) => model);
}
