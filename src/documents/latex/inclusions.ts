// Finds what a LaTeX file reads of other files: \input, \include, \subfile, \import and their kin, its own packages and
// class, its glossary, and the root that it names itself.

import { type Macros } from './macros';
import { MappedText } from './mappedText';
import { commandLength } from './arguments';
import { readDefinition } from './definitions';

/** One file that another one reads. */
export interface Inclusion {
	/** As it is written, without a folder that the command gives apart. */
	readonly name: string;
	/** The folder that \import and \subimport give. */
	readonly folder: string;
	/** Whether `folder` counts from the file's own folder (\subimport) rather than from the root's. */
	readonly isRelative: boolean;
	/** Text that is read where the command stands, or definitions only (a package, a class, a glossary). */
	readonly kind: 'text' | 'definitions';
	/** Extension that is added to the name. */
	readonly extension: 'tex' | 'sty' | 'cls';
	/** Offset of the command in the file. */
	readonly at: number;
}

/** A file includes at most this many. */
const mostInclusions = 2000;

const importing = '(sub)?(?:import|inputfrom|includefrom)\\*?';
const command = new RegExp(
	[
		// Addresses and verbatim words hold no comment and no command.
		String.raw`\\(?:url|href|path|nolinkurl)\s*\{[^{}\s]*\}|\\(?:verb\*?|lstinline)(?:([^a-zA-Z\s*{[])[^\n]{0,500}?\1)`,
		String.raw`\\(input|include|subfile|subfileinclude|loadglsentries|@input)\s*(?:\[[^\]\n]*\]\s*)?\{([^{}\n]{1,300})\}`,
		String.raw`\\(?:input)[ \t]+([^\s{}\\%]{1,300})`,
		String.raw`\\${importing}\s*\{([^{}\n]{0,300})\}\s*\{([^{}\n]{1,300})\}`,
		String.raw`\\(usepackage|RequirePackage|documentclass|LoadClass)\s*(?:\[[^\]]{0,2000}\]\s*)?\{([^{}]{1,2000})\}`,
		String.raw`\\begin\s*\{(comment|verbatim\*?|Verbatim|lstlisting|minted|filecontents\*?)\}`,
		String.raw`\\[\s\S]|%[^\n]*`,
	].join('|'),
	'g',
);

/** The files that `source` reads, in its order; none that stands in a comment or in verbatim text. */
export function inclusionsIn(source: string): Inclusion[] {
	const found: Inclusion[] = [];
	/** Verbatim environments that nothing closes from here on. */
	const unclosed = new Set<string>();
	command.lastIndex = 0;
	for (let match = command.exec(source); match !== null && found.length < mostInclusions; match = command.exec(source)) {
		const [, , including, included, bare, sub, folder, imported, loading, loaded, literal] = match;
		const add = (name: string, rest: Partial<Inclusion> = {}): void => {
			const trimmed = name.trim().replace(/^"(.*)"$/, '$1');
			if (trimmed !== '' && !/[\\#]/.test(trimmed)) {
				found.push({ name: trimmed, folder: '', isRelative: false, kind: 'text', extension: 'tex', at: match.index, ...rest });
			}
		};
		if (included !== undefined) {
			add(included, including === 'loadglsentries' ? { kind: 'definitions' } : {});
		} else if (bare !== undefined) {
			add(bare);
		} else if (imported !== undefined) {
			add(imported, { folder: (folder ?? '').trim(), isRelative: sub !== undefined });
		} else if (loaded !== undefined) {
			const extension = loading === 'documentclass' || loading === 'LoadClass' ? 'cls' : 'sty';
			for (const name of loaded.split(',')) {
				add(name, { kind: 'definitions', extension });
			}
		} else if (literal !== undefined) {
			const end = unclosed.has(literal) ? -1 : source.indexOf(`\\end{${literal}}`, command.lastIndex);
			if (end < 0) {
				unclosed.add(literal);
			} else {
				command.lastIndex = end;
			}
		}
	}
	return found;
}

const magicRoot = /^[ \t]*%+[ \t]*!\s*T[Ee]X\s+root\s*=\s*(.+?)[ \t]*$/m;
const subfileRoot = /^[^%\n]*\\documentclass\s*\[([^\]\n]+)\]\s*\{subfiles\}/m;

/** The root file that `source` names: by `% !TeX root = …`, or as a document of the class subfiles. Otherwise undefined. */
export function rootNamedIn(source: string): string | undefined {
	const name = (magicRoot.exec(source.slice(0, 10_000)) ?? subfileRoot.exec(source.slice(0, 100_000)))?.[1]?.trim();
	return name === undefined || name === '' ? undefined : /\.[a-z]+$/i.test(name) ? name : `${name}.tex`;
}

/** Whether `source` is a document of its own and no part of another: it has a class, other than subfiles. */
export function isRootFile(source: string): boolean {
	const uncommented = /^[^%\n]*\\document(?:class|style)\s*(?:\[[^\]]{0,2000}\]\s*)?\{([^{}]*)\}/m.exec(source);
	return uncommented !== null && uncommented[1]?.trim() !== 'subfiles';
}

/** Reads what a file defines, piece by piece, so that the files which it includes in between can come in their turn. */
export class DefinitionCollector {
	readonly #source: string;
	readonly #macros: Macros;
	readonly #input: MappedText;
	#at = 0;

	constructor(source: string, macros: Macros) {
		this.#source = source;
		this.#macros = macros;
		this.#input = new MappedText(source, undefined, undefined, macros.literals);
	}

	/** Adds to the macros what is defined before `until`, wherever in the file it stands. */
	collect(until: number): void {
		const [source, input, end] = [this.#source, this.#input, this.#source.length];
		for (let at = this.#nextMark(this.#at); at >= 0; at = this.#nextMark(this.#at)) {
			if (at >= until) {
				return;
			}
			if (source[at] === '%') {
				const newline = source.indexOf('\n', at);
				this.#at = newline < 0 ? end : newline;
			} else {
				const nameEnd = at + commandLength(source, at);
				const name = source.slice(at + 1, nameEnd);
				const closing = name === 'begin' ? literalEnd(input, source, at) : -1;
				const next = closing >= 0 ? closing : readDefinition(this.#macros, this.#macros.meaning(name).name, input, nameEnd, end);
				this.#at = Math.max(nameEnd, next ?? nameEnd);
			}
		}
	}

	#nextMark(at: number): number {
		const { matching } = this.#input;
		const [command, comment] = [matching.next('\\', at), matching.next('%', at)];
		return comment >= 0 && (command < 0 || comment < command) ? comment : command;
	}
}

/** Behind a verbatim environment that begins at `at`; -1 where none does. */
function literalEnd(input: MappedText, source: string, at: number): number {
	const name = /^\\begin\s*\{([^{}\n]{1,60})\}/.exec(source.slice(at, at + 80))?.[1];
	return name !== undefined && input.matching.isLiteral(name) ? input.matching.closing(at) : -1;
}
