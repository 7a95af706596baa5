// Sentences in requests of a size that any server takes.

/** More tokens than this go as several requests. */
const mostTokens = 16_384;

/** In their order; a sentence that is longer alone is a portion of its own. */
export function portions<T extends { readonly length: number }>(sentences: readonly T[], most = mostTokens): T[][] {
	const all: T[][] = [];
	let count = Infinity;
	for (const sentence of sentences) {
		count += sentence.length;
		if (count > most) {
			all.push([]);
			count = sentence.length;
		}
		all.at(-1)?.push(sentence);
	}
	return all;
}
