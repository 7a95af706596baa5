// The port of the document formats: which format a document has, and its blocks. A further format is one more extractor in
// its own file and one more row here.

import type { Block } from './block';
import { latexExtractor } from './latex/latex';
import { unixLineEnds } from './lineEnds';
import { markdownExtractor } from './markdown/markdown';
import { plainTextExtractor } from './plainText';

export type DocumentFormat = 'latex' | 'markdown' | 'plainText';

/** Pure and total: any string gives blocks, none throws, and the work is linear in its length. */
export interface Extractor {
	readonly format: DocumentFormat;
	/** Blocks in source order of their first character. Lines of `source` end in a line feed alone. */
	extract(source: string): Block[];
}

const extractors: Record<DocumentFormat, Extractor> = {
	latex: latexExtractor,
	markdown: markdownExtractor,
	plainText: plainTextExtractor,
};

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

/** The blocks of `source`, in source order of their first character. Any line ends; CRLF gives the same text as LF. */
export function extractBlocks(source: string, format: DocumentFormat): Block[] {
	const { text, toSource } = unixLineEnds(source);
	return extractors[format].extract(text).map(toSource);
}
