// What is defined while a document is read: the table that the project brought, and on top of it whatever the document
// itself defines, in its order. Definitions are read in definitions.ts, calls expanded in expansion.ts.

import { protectedCommands } from './commands';
import { isKnownEnvironment, theoremEnvironments } from './environments';
import type { EnvironmentMacro, Macro, MacroTable, Term } from './macroTable';

const longestBody = 100_000;

/** More definitions than any paper has: what comes on top is not kept. */
const mostDefinitions = 50_000;

const longestChain = 10;

export class Macros {
	readonly #macros: Map<string, Macro>;
	readonly #environments: Map<string, EnvironmentMacro>;
	readonly #terms: Map<string, Term>;
	readonly #switches: Map<string, boolean>;
	readonly #theorems: Set<string>;
	readonly #literals: Set<string>;

	constructor(table?: MacroTable) {
		this.#macros = new Map(Object.entries(table?.macros ?? {}));
		this.#environments = new Map(Object.entries(table?.environments ?? {}));
		this.#terms = new Map(Object.entries(table?.terms ?? {}));
		this.#switches = new Map(Object.entries(table?.switches ?? {}));
		this.#theorems = new Set(table?.theorems ?? []);
		this.#literals = new Set(table?.literals ?? []);
	}

	toTable(): MacroTable {
		return {
			macros: Object.fromEntries(this.#macros),
			environments: Object.fromEntries(this.#environments),
			terms: Object.fromEntries(this.#terms),
			switches: Object.fromEntries(this.#switches),
			theorems: [...this.#theorems],
			literals: [...this.#literals],
		};
	}

	/** The macro called `name`, where there is one and it may change what the command means for prose. */
	get(name: string): Macro | undefined {
		return protectedCommands.has(name) ? undefined : this.#macros.get(name);
	}

	has(name: string): boolean {
		return this.get(name) !== undefined;
	}

	set(name: string, macro: Macro): void {
		const isTooLong = macro.kind === 'text' && macro.body.length > longestBody;
		if (name !== '' && !isTooLong && (this.#macros.size < mostDefinitions || this.#macros.has(name))) {
			this.#macros.set(name, macro);
		}
	}

	/** The environment that the document defines under this name; those of LaTeX and its packages keep their sense. */
	environment(name: string): EnvironmentMacro | undefined {
		return isKnownEnvironment(name) ? undefined : this.#environments.get(name);
	}

	setEnvironment(name: string, environment: EnvironmentMacro): void {
		if (environment.begin.length + environment.end.length <= longestBody && this.#environments.size < mostDefinitions) {
			this.#environments.set(name, environment);
		}
	}

	isTheorem(name: string): boolean {
		return theoremEnvironments.has(name) || this.#theorems.has(name);
	}

	addTheorem(name: string): void {
		if (this.#theorems.size < mostDefinitions) {
			this.#theorems.add(name);
		}
	}

	/** Whether an environment holds code or a comment, as some definition says. */
	isLiteral(name: string): boolean {
		return this.#literals.has(name);
	}

	addLiteral(name: string): void {
		if (this.#literals.size < mostDefinitions) {
			this.#literals.add(name);
		}
	}

	get literals(): ReadonlySet<string> {
		return this.#literals;
	}

	term(key: string): Term | undefined {
		return this.#terms.get(key);
	}

	setTerm(key: string, term: Term): void {
		if (this.#terms.size < mostDefinitions) {
			this.#terms.set(key, term);
		}
	}

	/** Whether the switch `name` (of `\ifname`) is on; undefined where nothing declares it. */
	isOn(name: string): boolean | undefined {
		return this.#switches.get(name);
	}

	turn(name: string, on: boolean): void {
		if (this.#switches.size < mostDefinitions) {
			this.#switches.set(name, on);
		}
	}

	/**
	 * What the command `written` is: a macro to expand, or a command by the name that it has in LaTeX. Macros that only stand
	 * for another command (`\newcommand{\refcite}{\citet}`, `\let\a\b`) are that command.
	 */
	meaning(written: string): { readonly name: string; readonly macro: Exclude<Macro, { kind: 'command' }> | undefined } {
		let name = written;
		for (let step = 0; step < longestChain; step++) {
			const macro = this.get(name);
			if (macro === undefined) {
				return { name, macro };
			}
			if (macro.kind === 'command') {
				// What the command was when it got this name, not what the document made of it later.
				return { name: macro.name, macro: undefined };
			}
			const target = macro.kind === 'text' && macro.parameters.length === 0 ? /^\s*\\([a-zA-Z@]+)\s*$/.exec(macro.body)?.[1] : undefined;
			if (target === undefined) {
				return { name, macro };
			}
			name = target;
		}
		// Names that stand for each other in a circle.
		return { name, macro: { kind: 'opaque' } };
	}
}
