// Decides which entity a written form stands for in a document. A pure function of the rules and of what acronyms stand for:
// docs/merging.md says what beats what.

import { compare, type AcronymLink } from './acronymTable';
import { Clusters } from './clusters';
import { writtenForm, type WrittenForm } from './indexedDocument';
import { keyLadder } from './mergeKey';
import type { MergeRules } from './mergeRules';

export interface ResolvedForm {
	/** Of the entity. */
	readonly id: string;
	/** Whether the form is an acronym of that entity's long form. */
	readonly isAcronym: boolean;
}

// Names of the sets' members: a key as it is written in most cases, the same key written as an acronym, one form of a rule.
const keyName = (key: string): string => `k${key}`;
const acronymName = (key: string): string => `a${key}`;
const formName = (text: string): string => `f${text}`;

/** A form that a rule names. */
interface RuledForm extends WrittenForm {
	readonly ladder: ReturnType<typeof keyLadder>;
}

export class EntityMerging {
	readonly #clusters = new Clusters();
	/** The fewest capitals with which each acronym is defined, by its key. */
	readonly #capitals = new Map<string, number>();
	/** Keys of what acronyms stand for. */
	readonly #longKeys: ReadonlySet<string>;
	/** Forms of rules by their keys, the plainest first. */
	readonly #ruledForms = new Map<string, RuledForm[]>();
	/** For forms that were asked for, by their text: the form of a rule that it goes with; null for none. */
	readonly #nearest = new Map<string, string | null>();
	/** Names of long forms that an acronym stands for where a document says so: by `short\tlong`. */
	readonly #targets = new Map<string, string>();
	/** Acronyms that stand for their long form in every document. */
	readonly #everywhere = new Set<string>();
	/** Ids by the roots of their sets; only of sets with more than one member, or with forms of rules. */
	readonly #ids = new Map<string, string>();
	/** Long forms of acronyms as they are written, by the ids of their entities. */
	readonly #longForms = new Map<string, string>();

	constructor(rules: MergeRules, links: readonly AcronymLink[]) {
		this.#longKeys = new Set(links.map(({ long }) => long));
		for (const { short, capitals } of links) {
			this.#capitals.set(short, Math.min(capitals, this.#capitals.get(short) ?? Infinity));
		}
		this.#applyRules(rules);
		this.#uniteForms();
		this.#uniteAcronyms(links);
		this.#nameSets();
		for (const { short, long, written } of links) {
			const target = this.#targets.get(`${short}\t${long}`);
			if (target !== undefined) {
				const id = this.#idOf(target);
				const known = this.#longForms.get(id);
				this.#longForms.set(id, known !== undefined && compare(known, written.text) <= 0 ? known : written.text);
			}
		}
	}

	/** @param expansions what the document says that acronyms stand for; none for a form that stands in no document */
	resolve(form: WrittenForm, expansions?: ReadonlyMap<string, { readonly long: WrittenForm }>): ResolvedForm {
		if (this.#isUntouched(form.key)) {
			return { id: form.key, isAcronym: false };
		}
		const base = this.#baseName(form);
		const ruled = this.#nearestRuled(form);
		if (ruled !== undefined && this.#clusters.find(ruled) !== this.#clusters.find(base)) {
			return { id: this.#idOf(ruled), isAcronym: false };
		}
		if (!this.#isAcronym(form)) {
			return { id: this.#idOf(base), isAcronym: false };
		}
		const own = expansions?.get(form.key);
		const target = own && this.#targets.get(`${form.key}\t${own.long.key}`);
		return target === undefined
			? { id: this.#idOf(base), isAcronym: this.#everywhere.has(form.key) }
			: { id: this.#idOf(target), isAcronym: true };
	}

	/** How the long forms of entities' acronyms are written where they are defined, by the entities' ids. */
	get longForms(): ReadonlyMap<string, string> {
		return this.#longForms;
	}

	/** Most keys: neither rules nor acronyms say anything of them. */
	#isUntouched(key: string): boolean {
		return !this.#capitals.has(key) && !this.#ruledForms.has(key) && !this.#longKeys.has(key);
	}

	#isAcronym({ key, capitals }: WrittenForm): boolean {
		return capitals >= (this.#capitals.get(key) ?? Infinity);
	}

	#baseName(form: WrittenForm): string {
		return this.#isAcronym(form) ? acronymName(form.key) : keyName(form.key);
	}

	#idOf(name: string): string {
		return this.#ids.get(this.#clusters.find(name)) ?? name.slice(1);
	}

	/** What is said to be the same is so; then what is said to be different can only keep other merging away. */
	#applyRules({ same, different }: MergeRules): void {
		const forms = new Map([...same, ...different].flat().map((text) => [text, writtenForm(text)]));
		for (const form of new Map([...forms.values()].map((written) => [written.text, written])).values()) {
			const known = this.#ruledForms.get(form.key) ?? [];
			known.push({ ...form, ladder: keyLadder(form.text) });
			this.#ruledForms.set(form.key, known);
		}
		const nameOf = (text: string): string => formName(forms.get(text)?.text ?? text);
		for (const [a, b] of same) {
			this.#clusters.unite(nameOf(a), nameOf(b));
		}
		for (const [a, b] of different) {
			this.#clusters.separate(nameOf(a), nameOf(b));
		}
	}

	/** Forms of rules come to their keys. One that must not comes to the first other one of the key that it may. */
	#uniteForms(): void {
		const keys = [...this.#ruledForms.keys()].sort(compare);
		for (const key of keys) {
			const forms = this.#ruledForms.get(key) ?? [];
			forms.sort((a, b) => a.text.length - b.text.length || compare(a.text.toLowerCase(), b.text.toLowerCase()) || compare(b.text, a.text));
			const apart: string[] = [];
			for (const form of forms) {
				const name = formName(form.text);
				if (![this.#baseName(form), ...apart].some((host) => this.#clusters.unite(host, name))) {
					apart.push(name);
				}
			}
		}
	}

	#uniteAcronyms(links: readonly AcronymLink[]): void {
		const byShort = new Map<string, AcronymLink[]>();
		for (const link of links) {
			byShort.set(link.short, [...(byShort.get(link.short) ?? []), link]);
		}
		const attached = new Map<string, Set<string>>();
		const scoped: AcronymLink[] = [];
		for (const [short, all] of byShort) {
			const [link] = all;
			if (link !== undefined && all.length === 1) {
				const target = this.#targetOf(link);
				if (this.#clusters.unite(target, acronymName(short))) {
					this.#everywhere.add(short);
					this.#targets.set(`${short}\t${link.long}`, target);
					continue;
				}
			} else {
				scoped.push(...all);
			}
			this.#clusters.unite(keyName(short), acronymName(short));
		}
		// Acronyms of one long form in different documents come together too: none may bring what is to be kept apart.
		for (const link of scoped.sort((a, b) => compare(a.long, b.long) || compare(a.short, b.short))) {
			const [target, name] = [this.#targetOf(link), acronymName(link.short)];
			const root = this.#clusters.find(target);
			const others = attached.get(root) ?? new Set();
			if (![root, ...others].some((other) => this.#clusters.areSeparate(other, name))) {
				this.#targets.set(`${link.short}\t${link.long}`, target);
				attached.set(root, others.add(name));
			}
		}
	}

	#targetOf({ written }: AcronymLink): string {
		return this.#nearestRuled(written) ?? this.#baseName(written);
	}

	/** The form of a rule that a form is written most like, of those with the same key; none where they are all unlike. */
	#nearestRuled(form: WrittenForm): string | undefined {
		if (!this.#ruledForms.has(form.key)) {
			return undefined;
		}
		const known = this.#nearest.get(form.text);
		const nearest = known === undefined ? this.#findNearestRuled(form) : known;
		this.#nearest.set(form.text, nearest);
		return nearest ?? undefined;
	}

	#findNearestRuled(form: WrittenForm): string | null {
		const base = this.#baseName(form);
		const ruled = this.#ruledForms.get(form.key)?.filter((other) => this.#baseName(other) === base) ?? [];
		const [lowerCase, singular] = keyLadder(form.text);
		const nearest =
			ruled.find(({ text }) => text === form.text) ??
			ruled.find(({ ladder }) => ladder[0] === lowerCase) ??
			ruled.find(({ ladder }) => ladder[1] === singular);
		return nearest === undefined ? null : formName(nearest.text);
	}

	/** An entity's id is the first of its keys, but not an acronym's; a form that was set apart has its words in quotes. */
	#nameSets(): void {
		const idOf = (name: string): string => (name.startsWith('k') ? name.slice(1) : `"${name.slice(1)}"`);
		const rank = (name: string): string => `${'kfa'.indexOf(name.charAt(0))}${name.slice(1)}`;
		const first = new Map<string, string>();
		for (const [name, root] of this.#clusters.members()) {
			const known = first.get(root);
			first.set(root, known !== undefined && compare(rank(known), rank(name)) <= 0 ? known : name);
		}
		for (const [root, name] of first) {
			this.#ids.set(root, idOf(name));
		}
		for (const form of [...this.#ruledForms.values()].flat()) {
			const name = formName(form.text);
			if (!this.#ids.has(this.#clusters.find(name))) {
				this.#ids.set(this.#clusters.find(name), idOf(name));
			}
		}
	}
}
