// Reads a document: prose out of the source, sentences out of the prose, tokens out of the sentences.

import { backMatterOf } from './backMatter';
import { tokenSeparator, type DocumentReading } from './documentReading';
import type { DocumentFormat } from './documentFormat';
import { extractBlocks } from './extractBlocks';
import { defaultReadOptions, type ReadOptions } from './readOptions';
import { sentencesOf } from './sentences';

/** Reads a whole document. Never fails, whatever the source. */
export function readDocument(source: string, format: DocumentFormat, options: ReadOptions = defaultReadOptions): DocumentReading {
	const blocks = extractBlocks(source, format, options);
	const units = blocks.reduce((sum, { text }) => sum + text.length, 0);
	const [from, to, origins] = [new Int32Array(units), new Int32Array(units), new Uint8Array(units)];
	const blockStarts = new Int32Array(blocks.length + 1);
	const sentences: number[] = [];
	const tokens: number[] = [];
	const wordings: string[] = [];
	for (const [index, block] of blocks.entries()) {
		const blockStart = blockStarts[index] ?? 0;
		from.set(block.from, blockStart);
		to.set(block.to, blockStart);
		if (block.origins !== undefined) {
			origins.set(block.origins, blockStart);
		}
		blockStarts[index + 1] = blockStart + block.text.length;
		for (const sentence of sentencesOf(block, options.tokens)) {
			const firstToken = tokens.length / 2;
			for (const { start, end } of sentence.tokens) {
				tokens.push(start, end);
			}
			sentences.push(index, sentence.start, sentence.end, firstToken, tokens.length / 2);
			wordings.push(sentence.tokens.map(({ text }) => text).join(tokenSeparator));
		}
	}
	return {
		texts: blocks.map(({ text }) => text),
		from,
		to,
		origins,
		unmarked: options.marksBackMatter === true ? new Uint8Array(blocks.length) : backMatterOf(blocks),
		blockStarts,
		sentences: new Int32Array(sentences),
		tokens: new Int32Array(tokens),
		wordings,
	};
}
