// The port of the document formats: what reads one. Which ones there are: extractBlocks.ts.

import type { Block } from './block';
import type { DocumentFormat } from './documentFormat';
import type { ReadOptions } from './readOptions';

/** Pure and total: any string gives blocks, none throws, and the work is linear in its length. */
export interface Extractor {
	readonly format: DocumentFormat;
	/** Blocks in source order of their first character. Lines of `source` end in a line feed alone. */
	extract(source: string, options: ReadOptions): Block[];
}
