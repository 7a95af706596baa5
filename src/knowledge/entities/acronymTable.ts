// What acronyms stand for, over all documents. Adding or removing a document costs its definitions.

import type { DocumentDefinition, WrittenForm } from './indexedDocument';

/** An acronym and one of its long forms. */
export interface AcronymLink {
	/** Keys. */
	readonly short: string;
	readonly long: string;
	/** The long form as it is written: the one with the fewest capitals of all documents. */
	readonly written: WrittenForm;
	/** How many capitals the short form has at least. */
	readonly capitals: number;
}

export class AcronymTable {
	/** Short key → long key → document → its definition. */
	readonly #links = new Map<string, Map<string, Map<string, DocumentDefinition>>>();
	#revision = 0;

	/** Another number after each change of what acronyms stand for. */
	get revision(): number {
		return this.#revision;
	}

	/** Takes a document's definitions for those that it had before; either may be none. */
	replace(document: string, before: Iterable<DocumentDefinition>, after: Iterable<DocumentDefinition>): void {
		const [old, now] = [[...before], [...after]];
		const isSame =
			old.length === now.length &&
			old.every(({ short, long }, index) => short.text === now[index]?.short.text && long.text === now[index]?.long.text);
		if (isSame) {
			return;
		}
		this.#revision++;
		for (const { short, long } of old) {
			const byLong = this.#links.get(short.key);
			const byDocument = byLong?.get(long.key);
			byDocument?.delete(document);
			if (byDocument?.size === 0) {
				byLong?.delete(long.key);
			}
			if (byLong?.size === 0) {
				this.#links.delete(short.key);
			}
		}
		for (const definition of now) {
			const byLong = this.#links.get(definition.short.key) ?? new Map<string, Map<string, DocumentDefinition>>();
			const byDocument = byLong.get(definition.long.key) ?? new Map<string, DocumentDefinition>();
			byDocument.set(document, definition);
			this.#links.set(definition.short.key, byLong.set(definition.long.key, byDocument));
		}
	}

	/** All links, in the order of their keys, whatever the order of the documents. */
	links(): AcronymLink[] {
		return [...this.#links]
			.flatMap(([short, byLong]) =>
				[...byLong].flatMap(([long, byDocument]): AcronymLink[] => {
					const definitions = [...byDocument.values()];
					const written = definitions.map((definition) => definition.long).reduce(plainer);
					return [{ short, long, written, capitals: Math.min(...definitions.map((definition) => definition.short.capitals)) }];
				}),
			)
			.sort((a, b) => compare(a.short, b.short) || compare(a.long, b.long));
	}
}

/** The one of two ways to write a long form that has fewer capitals, or is shorter. */
export function plainer(a: WrittenForm, b: WrittenForm): WrittenForm {
	return (a.capitals - b.capitals || a.text.length - b.text.length || compare(a.text, b.text)) <= 0 ? a : b;
}

/** The order of code units: the same on every machine. */
export function compare(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
