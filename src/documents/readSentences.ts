// The document layer in one call: a document's sentences with their tokens.

import type { DocumentFormat } from './documentFormat';
import { extractBlocks } from './extractBlocks';
import { defaultReadOptions, type ReadOptions } from './readOptions';
import { sentencesOf, type Sentence } from './sentences';

/** Every sentence of `source`, block by block in source order. */
export function readSentences(source: string, format: DocumentFormat, options: ReadOptions = defaultReadOptions): Sentence[] {
	return extractBlocks(source, format, options).flatMap((block) => sentencesOf(block, options.tokens));
}
