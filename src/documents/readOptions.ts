// What may be decided about how a document is read: plain data, so that it crosses to the reader thread as it is.

import type { MacroTable } from './latex/macroTable';

/** How sentences are cut into tokens (tokens.ts). */
export type TokenMode = 'ptb' | 'spacyLike';

/**
 * What becomes of a command or an environment: it is left out with all it holds, its words are kept and only its name goes,
 * or a text is read in its place.
 */
export type Treatment = 'skip' | 'keep' | { readonly replace: string };

export interface ReadOptions {
	/** What the other files of a LaTeX project define (latex/project.ts); the document's own definitions come before it. */
	readonly macros?: MacroTable;
	/** LaTeX commands by name, without the backslash; these come before all that is known of them and before macros. */
	readonly commands?: Readonly<Record<string, Treatment>>;
	/** LaTeX environments by name. */
	readonly environments?: Readonly<Record<string, Treatment>>;
	/** A LaTeX file that another one reads before its \begin{document}: of it only the title and the abstract are prose. */
	readonly isPreamble?: boolean;
	/** 'ptb' where nothing is said. */
	readonly tokens?: TokenMode;
	/** Whether entities are marked in acknowledgements and the like too (backMatter.ts); false where nothing is said. */
	readonly marksBackMatter?: boolean;
}

export const defaultReadOptions: ReadOptions = {};
