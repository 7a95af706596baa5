// What each of several documents says of things, by the things' ids.

import type { ResolvedDocument } from './resolvedDocument';

/** What one document says of one thing. */
export interface DocumentPart<T> {
	readonly document: ResolvedDocument;
	/** In the order of the text; never empty. */
	readonly items: readonly T[];
}

export class PartsOfDocuments<T> {
	readonly #parts = new Map<string, DocumentPart<T>[]>();

	/** Adds all that a document says. Returns the ids of what it says something of. */
	add(document: ResolvedDocument, said: Iterable<T>, idOf: (item: T) => string | undefined): Iterable<string> {
		const byId = new Map<string, T[]>();
		for (const item of said) {
			const id = idOf(item);
			const items = id === undefined ? undefined : byId.get(id);
			if (items !== undefined) {
				items.push(item);
			} else if (id !== undefined) {
				byId.set(id, [item]);
			}
		}
		for (const [id, items] of byId) {
			const parts = this.#parts.get(id);
			if (parts === undefined) {
				this.#parts.set(id, [{ document, items }]);
			} else {
				parts.push({ document, items });
			}
		}
		return byId.keys();
	}

	/** Removes what a document says of the things with these ids. Returns the ids, each once. */
	remove(document: ResolvedDocument, ids: readonly string[]): Iterable<string> {
		const each = new Set(ids);
		for (const id of each) {
			const left = (this.#parts.get(id) ?? []).filter((part) => part.document !== document);
			if (left.length === 0) {
				this.#parts.delete(id);
			} else {
				this.#parts.set(id, left);
			}
		}
		return each;
	}

	/** What is said of one thing: a new list. */
	of(id: string): DocumentPart<T>[] {
		return [...(this.#parts.get(id) ?? [])];
	}
}
