// The extractor for LaTeX documents and for fragments of them (a file that another one inputs).

import type { Block } from '../block';
import type { Extractor } from '../extractor';
import { defaultReadOptions, type ReadOptions } from '../readOptions';
import { Macros } from './macros';
import { MappedText } from './mappedText';
import { LatexScanner } from './scanner';

function extract(source: string, options: ReadOptions): Block[] {
	return extractLatexRange(source, 0, source.length, options);
}

/** The blocks of LaTeX that stands in `[start, end)` of a source, with places in the whole of it. */
export function extractLatexRange(source: string, start: number, end: number, options: ReadOptions = defaultReadOptions): Block[] {
	const macros = new Macros(options.macros);
	const input = new MappedText(source.slice(start, end), undefined, undefined, macros.literals);
	const scanner = new LatexScanner(input, macros, options);
	scanner.scan(input, 0, input.text.length);
	const blocks = scanner.finish();
	if (start === 0) {
		return blocks;
	}
	const moved = (offset: number): number => offset + start;
	return blocks.map((block) => ({ ...block, from: block.from.map(moved), to: block.to.map(moved) }));
}

export const latexExtractor: Extractor = { format: 'latex', extract };
