// The blocks of a document of any format. A further format is one more extractor in its own file and one more row here.

import { asciiDocExtractor } from './asciiDoc/asciiDoc';
import { bibTexExtractor } from './bibTex/bibTex';
import type { Block } from './block';
import type { DocumentFormat } from './documentFormat';
import type { Extractor } from './extractor';
import { latexExtractor } from './latex/latex';
import { unixLineEnds } from './lineEnds';
import { markdownExtractor } from './markdown/markdown';
import { notebookExtractor } from './notebook/notebook';
import { plainTextExtractor } from './plainText';
import { defaultReadOptions, type ReadOptions } from './readOptions';
import { restructuredTextExtractor } from './restructuredText/restructuredText';
import { typstExtractor } from './typst/typst';

const extractors: Record<DocumentFormat, Extractor> = {
	latex: latexExtractor,
	markdown: markdownExtractor,
	plainText: plainTextExtractor,
	notebook: notebookExtractor,
	restructuredText: restructuredTextExtractor,
	asciiDoc: asciiDocExtractor,
	typst: typstExtractor,
	bibTex: bibTexExtractor,
};

/** The blocks of `source`, in source order of their first character. Any line ends; CRLF gives the same text as LF. */
export function extractBlocks(source: string, format: DocumentFormat, options: ReadOptions = defaultReadOptions): Block[] {
	const { text, toSource } = unixLineEnds(source);
	return extractors[format].extract(text, options).map(toSource);
}
