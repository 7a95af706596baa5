// What LaTeX files define: macros, environments, terms of glossaries and switches, as plain data that crosses to another
// thread. How they are read: definitions.ts; how macros are expanded: macros.ts.

/** How one parameter of a macro is given at its call. */
export type Parameter =
	| { readonly kind: 'mandatory' }
	/** In brackets of its own; `fallback` stands for it where it is not given. */
	| { readonly kind: 'optional'; readonly opening: string; readonly closing: string; readonly fallback: string }
	/** A group in braces that may be missing. */
	| { readonly kind: 'optionalGroup'; readonly fallback: string }
	/** Whether one character, mostly a star, follows. */
	| { readonly kind: 'star'; readonly sign: string }
	/** All up to the next `until`. */
	| { readonly kind: 'delimited'; readonly until: string };

export type Macro =
	/** `lead` is text that must stand between the name and the first parameter; mostly none. */
	| { readonly kind: 'text'; readonly lead: string; readonly parameters: readonly Parameter[]; readonly body: string }
	/** Another name for a command that is no macro. */
	| { readonly kind: 'command'; readonly name: string }
	/** Its call has a form that is not understood: it is left out with the brackets behind it. */
	| { readonly kind: 'opaque' };

export interface EnvironmentMacro {
	readonly parameters: readonly Parameter[];
	/** What stands for \begin and its arguments, and what for \end. */
	readonly begin: string;
	readonly end: string;
}

/** A term of a glossary or a list of acronyms: what is printed for it; `long` where it is explained at its first use. */
export interface Term {
	readonly short: string;
	readonly shortPlural: string;
	readonly long: string | undefined;
	readonly longPlural: string | undefined;
}

/** Records by name without the backslash, by environment, by key of the term, by name of the switch without "if". */
export interface MacroTable {
	readonly macros: Readonly<Record<string, Macro>>;
	readonly environments: Readonly<Record<string, EnvironmentMacro>>;
	/** Environments set as theorems are: a heading and text. */
	readonly theorems: readonly string[];
	/** Environments whose content is not TeX: code and comments. */
	readonly literals: readonly string[];
	readonly terms: Readonly<Record<string, Term>>;
	readonly switches: Readonly<Record<string, boolean>>;
}
