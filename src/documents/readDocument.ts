// Reads a document: prose out of the source, sentences out of the prose, tokens out of the sentences.

import type { DocumentReading } from './documentReading';
import { extractBlocks, type DocumentFormat } from './extractor';
import { sentencesOf } from './sentences';

/** Reads a whole document. Never fails, whatever the source. */
export function readDocument(source: string, format: DocumentFormat): DocumentReading {
	const blocks = extractBlocks(source, format);
	const sentences: number[] = [];
	const tokens: number[] = [];
	for (const [index, block] of blocks.entries()) {
		for (const sentence of sentencesOf(block)) {
			const firstToken = tokens.length / 2;
			for (const { start, end } of sentence.tokens) {
				tokens.push(start, end);
			}
			sentences.push(index, sentence.start, sentence.end, firstToken, tokens.length / 2);
		}
	}
	return { blocks, sentences: Int32Array.from(sentences), tokens: Int32Array.from(tokens) };
}
