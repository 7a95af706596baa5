// Line ends: extractors see line feeds only, and what they found is put back in its place in the original.

import type { Block } from './block';

export interface UnixText {
	readonly text: string;
	/** The same block with its ranges in the original source. */
	readonly toSource: (block: Block) => Block;
}

/** `source` with every CRLF and lone CR as LF. */
export function unixLineEnds(source: string): UnixText {
	if (!source.includes('\r')) {
		return { text: source, toSource: (block) => block };
	}
	const text = source.replace(/\r\n?/g, '\n');
	// original[i] is where unit i of the new text begins in the original; one more entry for its end.
	const original = new Int32Array(text.length + 1);
	for (let at = 0, unit = 0; unit <= text.length; unit++) {
		original[unit] = at;
		at += source.charCodeAt(at) === 13 && source.charCodeAt(at + 1) === 10 ? 2 : 1;
	}
	const start = (offset: number): number => original[offset] ?? source.length;
	return {
		text,
		toSource: (block) => ({ ...block, from: block.from.map(start), to: block.to.map(start) }),
	};
}
