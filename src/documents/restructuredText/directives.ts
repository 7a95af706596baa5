// What becomes of the directives of docutils and Sphinx: which hold prose, and of which kind, and which do not.

import type { BlockKind } from '../block';

export interface DirectiveReading {
	/** What the words behind the name are: prose of some kind, the beginning of the content, or nothing a reader sees. */
	readonly argument: BlockKind | 'content' | undefined;
	/** What paragraphs of the content are; undefined where it is no prose. */
	readonly content: BlockKind | undefined;
}

const nothing: DirectiveReading = { argument: undefined, content: undefined };
const startsWithContent: DirectiveReading = { argument: 'content', content: 'paragraph' };
const titled: DirectiveReading = { argument: 'heading', content: 'paragraph' };
const contentOnly: DirectiveReading = { argument: undefined, content: 'paragraph' };
const captioned: DirectiveReading = { argument: 'caption', content: 'cell' };

const rows: readonly (readonly [string, DirectiveReading])[] = [
	['note warning tip hint important caution attention danger error seealso deprecated versionadded versionchanged', startsWithContent],
	['admonition topic sidebar dropdown card tab-item theorem lemma proof definition exercise', titled],
	['rubric centered', { argument: 'heading', content: undefined }],
	['figure', { argument: undefined, content: 'caption' }],
	['table list-table csv-table flat-table', captioned],
	['abstract', { argument: 'abstract', content: 'abstract' }],
	['footnotes', contentOnly],
	[
		'image code code-block sourcecode literalinclude include highlight raw math contents toctree bibliography index meta role ' +
			'default-role parsed-literal productionlist graphviz digraph graph plot mermaid uml date unicode title section-numbering ' +
			'sectnum header footer target-notes class currentmodule automodule autoclass autofunction autosummary automethod ' +
			'autodata doctest testcode testoutput testsetup prompt ipython jupyter-execute nbgallery tabularcolumns todolist only-html',
		nothing,
	],
];

const byName = new Map(rows.flatMap(([names, reading]) => names.split(' ').map((name) => [name, reading] as const)));

/** How the directive `name` is read; one that is not known has words in its content and none behind its name. */
export function directiveReading(name: string): DirectiveReading {
	const known = byName.get(name.toLowerCase());
	if (known !== undefined) {
		return known;
	}
	return /^(?:prf|proof):/.test(name) ? titled : contentOnly;
}
