// The document layer in one call: a document's sentences with their tokens.

import { extractBlocks, type DocumentFormat } from './extractor';
import { sentencesOf, type Sentence } from './sentences';

/** Every sentence of `source`, block by block in source order. */
export function readSentences(source: string, format: DocumentFormat): Sentence[] {
	return extractBlocks(source, format).flatMap(sentencesOf);
}
