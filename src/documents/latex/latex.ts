// The extractor for LaTeX documents and for fragments of them (a file that another one inputs).

import type { Block } from '../block';
import type { Extractor } from '../extractor';
import { MappedText } from './mappedText';
import { LatexScanner } from './scanner';

function extract(source: string): Block[] {
	return extractLatexRange(source, 0, source.length);
}

/** The blocks of LaTeX that stands in `[start, end)` of a source, with places in the whole of it. */
export function extractLatexRange(source: string, start: number, end: number): Block[] {
	const input = new MappedText(source.slice(start, end));
	const scanner = new LatexScanner(input);
	scanner.scan(input, 0, input.text.length);
	const blocks = scanner.finish();
	if (start === 0) {
		return blocks;
	}
	const moved = (offset: number): number => offset + start;
	return blocks.map(({ kind, text, from, to }) => ({ kind, text, from: from.map(moved), to: to.map(moved) }));
}

export const latexExtractor: Extractor = { format: 'latex', extract };
