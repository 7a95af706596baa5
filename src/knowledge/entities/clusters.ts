// Disjoint sets of names, some of which must not come together.

export class Clusters {
	readonly #parents = new Map<string, string>();
	/** By root: names that must not come into its set. */
	readonly #enemies = new Map<string, Set<string>>();

	/** The name that stands for the set that `name` is in. */
	find(name: string): string {
		let root = name;
		for (let parent = this.#parents.get(root); parent !== undefined; parent = this.#parents.get(root)) {
			root = parent;
		}
		for (let at = name; at !== root; ) {
			const parent = this.#parents.get(at) ?? root;
			this.#parents.set(at, root);
			at = parent;
		}
		return root;
	}

	/** All names that were ever united with others, with the roots of their sets. */
	*members(): Iterable<readonly [name: string, root: string]> {
		const roots = new Set<string>();
		for (const name of [...this.#parents.keys()]) {
			const root = this.find(name);
			roots.add(root);
			yield [name, root];
		}
		for (const root of roots) {
			yield [root, root];
		}
	}

	/** Says that two sets must not come together; does nothing where they are one already. */
	separate(a: string, b: string): void {
		const [rootA, rootB] = [this.find(a), this.find(b)];
		if (rootA !== rootB) {
			this.#addEnemies(rootA, [b]);
			this.#addEnemies(rootB, [a]);
		}
	}

	areSeparate(a: string, b: string): boolean {
		const [rootA, rootB] = [this.find(a), this.find(b)];
		return [...(this.#enemies.get(rootA) ?? [])].some((enemy) => this.find(enemy) === rootB);
	}

	/** Unites two sets, unless they must not come together. Returns whether they are one now. */
	unite(a: string, b: string): boolean {
		const [rootA, rootB] = [this.find(a), this.find(b)];
		if (rootA === rootB) {
			return true;
		}
		if (this.areSeparate(rootA, rootB)) {
			return false;
		}
		this.#parents.set(rootB, rootA);
		this.#addEnemies(rootA, this.#enemies.get(rootB) ?? []);
		return true;
	}

	#addEnemies(root: string, names: Iterable<string>): void {
		const known = this.#enemies.get(root) ?? new Set();
		for (const name of names) {
			known.add(name);
		}
		if (known.size > 0) {
			this.#enemies.set(root, known);
		}
	}
}
