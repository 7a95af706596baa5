// What Typst's functions and those of its common packages make of the content that they are given.

import type { BlockKind } from '../block';

const contents: readonly (readonly [BlockKind, string])[] = [
	['footnote', 'footnote'],
	['heading', 'heading'],
	['cell', 'table cell tablex cellx header footer hline vline'],
	['item', 'item enum list terms'],
	['caption', 'caption'],
	['abstract', 'abstract'],
	['title', 'title'],
];
const kindByFunction = new Map(contents.flatMap(([kind, names]) => names.split(' ').map((name) => [name, kind] as const)));

const namedArguments = new Map<string, BlockKind>([
	['caption', 'caption'],
	['title', 'title'],
	['subtitle', 'title'],
	['abstract', 'abstract'],
	['body', 'paragraph'],
	['summary', 'abstract'],
]);

/** Functions whose arguments are settings, names or places, never prose. */
const silent = new Set(
	(
		'image raw bibliography cite ref label numbering counter state here locate query datetime rgb luma cmyk color lorem math equation ' +
		'set show import plugin read csv json yaml toml xml regex assert panic repr eval type measure layout metadata outline pagebreak ' +
		'colbreak v h line path polygon circle ellipse curve place canvas diagram node edge'
	).split(' '),
);

export function printsNothing(name: string): boolean {
	return silent.has(name);
}

/** What content behind a function's name is: a block of that kind; undefined where it stays in the text around it. */
export function kindOfContent(name: string): BlockKind | undefined {
	return kindByFunction.get(name);
}

/** What content among a function's arguments is; `argument` is empty for one without a name. Undefined: no prose. */
export function kindOfArgument(name: string, argument: string): BlockKind | undefined {
	if (silent.has(name)) {
		return undefined;
	}
	if (argument !== '') {
		// A theorem's or a box's title is a heading; a document's is its title.
		return argument === 'title' && !/^(?:template|article|paper|project|conf|document|report|thesis|)$/.test(name) ? 'heading' : namedArguments.get(argument);
	}
	return name === 'template' ? undefined : (kindByFunction.get(name) ?? 'paragraph');
}
