// Which format a document has, by its editor language and its name.

export const documentFormats = ['latex', 'markdown', 'plainText', 'notebook', 'restructuredText', 'asciiDoc', 'typst', 'bibTex'] as const;
export type DocumentFormat = (typeof documentFormats)[number];

const formatOfLanguage = new Map<string, DocumentFormat>([
	['latex', 'latex'],
	['tex', 'latex'],
	['latex-expl3', 'latex'],
	['rsweave', 'latex'],
	['jlweave', 'latex'],
	['pweave', 'latex'],
	['markdown', 'markdown'],
	['quarto', 'markdown'],
	['rmd', 'markdown'],
	['mdx', 'markdown'],
	['markdown-math', 'markdown'],
	['myst', 'markdown'],
	['restructuredtext', 'restructuredText'],
	['rst', 'restructuredText'],
	['asciidoc', 'asciiDoc'],
	['typst', 'typst'],
	['bibtex', 'bibTex'],
	['biblatex', 'bibTex'],
	['jupyter', 'notebook'],
	['ipynb', 'notebook'],
]);

const formatOfExtension = new Map<string, DocumentFormat>([
	['tex', 'latex'],
	['ltx', 'latex'],
	['latex', 'latex'],
	['rnw', 'latex'],
	['md', 'markdown'],
	['markdown', 'markdown'],
	['mdown', 'markdown'],
	['mkd', 'markdown'],
	['qmd', 'markdown'],
	['rmd', 'markdown'],
	['mdx', 'markdown'],
	['rst', 'restructuredText'],
	['rest', 'restructuredText'],
	['adoc', 'asciiDoc'],
	['asciidoc', 'asciiDoc'],
	['typ', 'typst'],
	['bib', 'bibTex'],
	['bibtex', 'bibTex'],
	['ipynb', 'notebook'],
]);

/**
 * The format of a document by its editor language (VS Code's language ids), and where that says nothing by the extension of
 * its file name; plain text otherwise.
 */
export function formatOf(languageId: string | undefined, fileName: string): DocumentFormat {
	const byLanguage = languageId === undefined ? undefined : formatOfLanguage.get(languageId.toLowerCase());
	const extension = /\.([^./\\]+)$/.exec(fileName)?.[1]?.toLowerCase() ?? '';
	return byLanguage ?? formatOfExtension.get(extension) ?? 'plainText';
}
