// Writes one long document of as many words as are asked for, in sentences of its own: hardly two of them read the same, so
// that remembering sentences saves nothing. It measures nothing.

import { drawing, sentence } from './manyDocuments';

export interface LongDocument {
	/** Markdown, with headings and paragraphs of five sentences. */
	readonly source: string;
	readonly words: number;
}

/** The same for the same number of words; it ends with the sentence that reaches it. */
export function longDocument(words: number): LongDocument {
	const draw = drawing(7);
	const parts = ['# A book'];
	let written = 2;
	for (let section = 1; written < words; section++) {
		const paragraphs: string[] = [];
		while (paragraphs.length < 5 && written < words) {
			const sentences: string[] = [];
			while (sentences.length < 5 && written < words) {
				const next = sentence(draw);
				sentences.push(next);
				written += next.split(' ').length;
			}
			paragraphs.push(sentences.join(' '));
		}
		parts.push(`## Part ${section}`, ...paragraphs);
		written += 2;
	}
	return { source: `${parts.join('\n\n')}\n`, words: written };
}
