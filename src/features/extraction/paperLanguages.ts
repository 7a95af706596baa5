// Which of VS Code's languages people write papers in: there we offer ourselves and, if the settings say so, work unasked.
// "Extract Entities" itself works in any document.

const paperLanguages: ReadonlySet<string> = new Set([
	'latex',
	'tex',
	'markdown',
	'quarto',
	'rmd',
	'mdx',
	'restructuredtext',
	'asciidoc',
	'typst',
]);

export function isPaper(languageId: string): boolean {
	return paperLanguages.has(languageId);
}
