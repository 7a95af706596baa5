// Keeps which entity each mention of many documents stands for, and gives the graph over all of them or over some. A changed
// document costs that document, unless it changes what acronyms stand for in others; the graph over all can be made in steps.

import type { Mention } from '../documentExtraction';
import type { KnownDocument } from '../knownDocument';
import { AcronymTable, compare } from './acronymTable';
import type { KnowledgeGraph } from './entity';
import { EntityMerging } from './entityMerging';
import { emptyGraph, GrowingGraph } from './growingGraph';
import { indexDocument, writtenForm, type DocumentDefinition, type IndexedDocument } from './indexedDocument';
import { noMergeRules, type MergeRules } from './mergeRules';
import { finished, Pace, type Steps } from './pace';
import { resolveDocument, type ResolvedDocument } from './resolvedDocument';

interface Entry {
	readonly indexed: IndexedDocument;
	/** As of the merging that made it. */
	resolved: { readonly by: EntityMerging; readonly document: ResolvedDocument } | undefined;
}

export class KnowledgeIndex {
	readonly #entries = new Map<string, Entry>();
	readonly #acronyms = new AcronymTable();
	#rules: MergeRules = noMergeRules;
	#merging: { readonly revision: number; readonly rules: MergeRules; readonly value: EntityMerging } | undefined;
	#sorted: readonly KnownDocument[] | undefined;
	readonly #growing = new GrowingGraph();
	/** What is left to do for the graph over all documents; undefined where nothing is begun. */
	#steps: Steps<KnowledgeGraph> | undefined;
	#latest = emptyGraph;
	#isLatestCurrent = true;

	/** Adds a document, or replaces it. */
	set(document: KnownDocument): void {
		const before = this.#entries.get(document.id)?.indexed;
		const indexed = indexDocument(document);
		this.#acronyms.replace(document.id, before?.expansions.values() ?? [], indexed.expansions.values());
		this.#entries.set(document.id, { indexed, resolved: undefined });
		this.#sorted = undefined;
		this.#outdate();
	}

	delete(id: string): void {
		const entry = this.#entries.get(id);
		if (entry !== undefined) {
			this.#acronyms.replace(id, entry.indexed.expansions.values(), []);
			this.#entries.delete(id);
			this.#growing.delete(id);
			this.#sorted = undefined;
			this.#outdate();
		}
	}

	setRules(rules: MergeRules): void {
		this.#rules = rules;
		this.#outdate();
	}

	/** In the order of their names. */
	get documents(): readonly KnownDocument[] {
		this.#sorted ??= [...this.#entries.values()]
			.map(({ indexed }) => indexed.document)
			.sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id));
		return this.#sorted;
	}

	document(id: string): KnownDocument | undefined {
		return this.#entries.get(id)?.indexed.document;
	}

	get rules(): MergeRules {
		return this.#rules;
	}

	/** Id of the entity that a mention of a document stands for. */
	entityIdOf(document: string, mention: Mention): string {
		const entry = this.#entries.get(document);
		const form = entry?.indexed.formNumbers.get(mention.text);
		const known = entry === undefined || form === undefined ? undefined : this.#resolved(entry).forms[form];
		return known?.id ?? this.entityIdOfForm(mention.text, document);
	}

	/**
	 * Id of the entity that some words would stand for, mentioned or not.
	 * @param document where they would stand: what it says of acronyms holds
	 */
	entityIdOfForm(text: string, document?: string): string {
		const expansions = document === undefined ? undefined : this.#entries.get(document)?.indexed.expansions;
		return this.#currentMerging.resolve(writtenForm(text), expansions).id;
	}

	/** Those of some forms that would stand for another entity than `form`, wherever they stand, if these were the rules. */
	formsApartFrom(form: string, others: readonly string[], rules: MergeRules): string[] {
		const merging = new EntityMerging(rules, this.#acronyms.links());
		const written = writtenForm(form);
		const scopes = [...this.#entries.values()].map(({ indexed }) => indexed.expansions);
		return others.filter((text) => {
			const other = writtenForm(text);
			const defining = scopes.filter((expansions) => expansions.has(written.key) || expansions.has(other.key));
			return ![undefined, ...defining].some((scope) => merging.resolve(written, scope).id === merging.resolve(other, scope).id);
		});
	}

	/** Where a document says what acronyms stand for, in the order of the text. */
	definitionsIn(document: string): readonly DocumentDefinition[] {
		return this.#entries.get(document)?.indexed.definitions ?? [];
	}

	/** The graph over all documents, or over those with the given ids. Entities have the same ids in both. */
	graph(documents?: readonly string[]): KnowledgeGraph {
		if (documents === undefined) {
			while (this.advance()) {
				// Each step leads on to the next.
			}
			return this.#latest;
		}
		const wanted = new Set(documents);
		const part = new GrowingGraph();
		for (const [id, entry] of this.#entries) {
			if (wanted.has(id)) {
				part.set(id, this.#resolved(entry));
			}
		}
		return finished(part.inSteps(this.#order, this.#currentMerging.longForms));
	}

	/**
	 * Does one step of what the graph over all documents needs to be current: a millisecond or so, whatever there is to do. After
	 * a change it begins anew with what is not done yet. Returns whether there is more to do.
	 */
	advance(): boolean {
		if (this.#isLatestCurrent) {
			return false;
		}
		this.#steps ??= this.#graphInSteps();
		const { done, value } = this.#steps.next();
		if (done === true) {
			this.#steps = undefined;
			this.#latest = value;
			this.#isLatestCurrent = true;
		}
		return done !== true;
	}

	/** The graph over all documents as it was when it was last complete: the very same object until it is again. */
	get latestGraph(): KnowledgeGraph {
		return this.#latest;
	}

	/** Whether `latestGraph` is over all documents as they are. */
	get isGraphCurrent(): boolean {
		return this.#isLatestCurrent;
	}

	*#graphInSteps(): Steps<KnowledgeGraph> {
		const pace = new Pace();
		for (const [id, entry] of this.#entries) {
			this.#growing.set(id, this.#resolved(entry));
			if (pace.isStepOver(4 * entry.indexed.forms.length)) {
				yield;
			}
		}
		return yield* this.#growing.inSteps(this.#order, this.#currentMerging.longForms);
	}

	#outdate(): void {
		this.#isLatestCurrent = false;
		this.#steps = undefined;
	}

	get #order(): ReadonlyMap<string, number> {
		return new Map(this.documents.map(({ id }, place) => [id, place]));
	}

	get #currentMerging(): EntityMerging {
		const { revision } = this.#acronyms;
		if (this.#merging?.revision !== revision || this.#merging.rules !== this.#rules) {
			const value = new EntityMerging(this.#rules, this.#acronyms.links());
			this.#merging = { revision, rules: this.#rules, value };
		}
		return this.#merging.value;
	}

	#resolved(entry: Entry): ResolvedDocument {
		const merging = this.#currentMerging;
		if (entry.resolved?.by !== merging) {
			entry.resolved = { by: merging, document: resolveDocument(entry.indexed, merging, entry.resolved?.document) };
		}
		return entry.resolved.document;
	}
}
