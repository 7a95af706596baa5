// MyST's directives and Quarto's divisions: which hold prose, and of which kind.

import type { BlockKind } from '../block';

export interface DirectiveReading {
	/** What the words behind the name are; undefined where they are a path or a language. */
	readonly argument: BlockKind | undefined;
	/** What paragraphs of the content are; undefined where it is no prose. */
	readonly content: BlockKind | undefined;
}

const rows: readonly (readonly [string, DirectiveReading])[] = [
	['note warning tip important caution hint seealso attention danger error versionadded versionchanged deprecated', { argument: 'paragraph', content: 'paragraph' }],
	['admonition topic sidebar dropdown card tab-item exercise solution callout grid-item-card proof theorem lemma definition', { argument: 'heading', content: 'paragraph' }],
	['margin aside epigraph pull-quote highlights blockquote container div tab-set grid only compound glossary', { argument: undefined, content: 'paragraph' }],
	['figure', { argument: undefined, content: 'caption' }],
	['table list-table', { argument: 'caption', content: 'cell' }],
	['abstract', { argument: undefined, content: 'abstract' }],
];

const byName = new Map(rows.flatMap(([names, reading]) => names.split(' ').map((name) => [name, reading] as const)));

/** How the directive `name` is read; undefined where it is none that holds prose: code, formulas, what a program makes. */
export function directiveReading(name: string): DirectiveReading | undefined {
	return byName.get(name.toLowerCase()) ?? (/^(?:prf|proof):/.test(name) ? { argument: 'heading', content: 'paragraph' } : undefined);
}

/** Options at the start of a directive's content: lines ":name: value", or YAML between two lines "---". */
export const directiveOptions = /^(?:[ \t]*:[\w-]+:[^\n]*(?:\n|$))+|^[ \t]*---[ \t]*\n(?:(?!---)[^\n]*\n){0,200}---[ \t]*(?:\n|$)/;

export interface Division {
	/** What its paragraphs are; undefined where it says nothing of that. */
	readonly kind: BlockKind | undefined;
	/** Offsets of its title in the line, and what that is. */
	readonly title: { readonly start: number; readonly end: number; readonly kind: BlockKind } | undefined;
}

/** What the line that opens a fenced division says: `::: {.callout-note title="T"}`, `:::{figure} a.png`, `::: warning`. */
export function readDivision(line: string): Division {
	const directive = /^:{3,}[ \t]*\{([\w:-]+)\}[ \t]*/.exec(line);
	if (directive !== null) {
		const reading = directiveReading(directive[1] ?? '');
		const start = directive[0].length;
		const title = reading?.argument === undefined || start >= line.length ? undefined : { start, end: line.length, kind: reading.argument };
		return { kind: reading?.content === 'paragraph' ? undefined : reading?.content, title };
	}
	const attribute = /\s(?:title|name)=(["'])/.exec(line);
	const quote = attribute?.[1] ?? '';
	const start = attribute === null ? 0 : attribute.index + attribute[0].length;
	const end = attribute === null ? -1 : line.indexOf(quote, start);
	return {
		kind: /#(?:fig|tbl|tab|lst|vid|suppfig|supptbl)-|\.figure\b/.test(line) ? 'caption' : /[.#]abstract\b/.test(line) ? 'abstract' : undefined,
		title: end > start ? { start, end, kind: 'heading' } : undefined,
	};
}
