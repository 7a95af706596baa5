// A whole paper through the engine process, as the editor does it: cold, again after one edited sentence, again unchanged.
// Fails where an edit makes the model read more than the edited sentence, or an unchanged paper anything at all.

import { neverCancelled } from '../../src/base/cancellation';
import { sentenceCount, tokensOf, wordsAt } from '../../src/documents/documentReading';
import { readDocument } from '../../src/documents/readDocument';
import { extractDocument, type ExtractedDocument } from '../../src/extraction/extractDocument';
import { SentenceCache } from '../../src/extraction/sentenceCache';
import type { BenchContext } from './benchContext';
import { EngineProcess } from './engineProcess';
import type { Paper } from './material';
import type { Section } from './report';
import { measurement } from './statistics';

/** Sentences of each paper that are edited, one after the other, in each round. */
const editsPerRound = 7;
/** An edited sentence has at least this many tokens: a heading would be too easy. */
const leastTokens = 15;

export async function measurePapers({ material, rounds, say }: BenchContext): Promise<Section[]> {
	const sections: Section[] = [];
	for (const paper of material.papers) {
		const first: number[] = [];
		const whole: number[] = [];
		const edited: number[] = [];
		const unchanged: number[] = [];
		const memory: number[] = [];
		let sentences = 0;
		for (let round = 1; round <= rounds; round++) {
			say(`${paper.name}, round ${round} of ${rounds}`);
			const engine = new EngineProcess(material);
			const cache = new SentenceCache();
			const extract = async (source: string): Promise<{ took: number; shown: number; result: ExtractedDocument }> => {
				const start = performance.now();
				let shown: number | undefined;
				const result = await extractDocument({
					source,
					format: paper.format,
					reader: engine.reader,
					extractor: engine.extractor,
					cache,
					cancellation: neverCancelled,
					onProgress({ soFar }) {
						if (shown === undefined) {
							soFar();
							shown = performance.now() - start;
						}
					},
				});
				const took = performance.now() - start;
				return { took, shown: shown ?? took, result };
			};
			try {
				const cold = await extract(paper.source);
				sentences = cold.result.total;
				first.push(cold.shown);
				whole.push(cold.took);
				for (const source of editedOnce(paper)) {
					const { took, result } = await extract(source);
					requireComputed(paper, result, 1);
					edited.push(took);
					const again = await extract(source);
					requireComputed(paper, again.result, 0);
					unchanged.push(again.took);
				}
				const peak = await engine.peakMemory();
				if (peak !== undefined) {
					memory.push(peak / 1e6);
				}
			} finally {
				engine.dispose();
			}
		}
		sections.push({
			title: `A whole paper: ${paper.name}`,
			notes: [
				`${sentences} sentences, ${(paper.source.length / 1000).toFixed(0)} thousand characters. Cold: the engine process and the reader thread are not running yet.`,
				`Edited: a word is put into one sentence of at least ${leastTokens} tokens, ${editsPerRound} different ones a round; from the edit to the new extraction, drawing not included. The model read that sentence alone, and none of the unchanged paper.`,
			],
			measurements: [
				measurement('cold, first results', 'ms', first),
				measurement('cold, whole paper', 'ms', whole),
				measurement('one sentence edited', 'ms', edited),
				measurement('unchanged', 'ms', unchanged),
				...(memory.length === 0 ? [] : [measurement('peak memory of the engine process', 'MB', memory)]),
			],
		});
	}
	return sections;
}

function requireComputed({ name }: Paper, { computed }: ExtractedDocument, expected: number): void {
	if (computed !== expected) {
		throw new Error(`${name}: the model read ${computed} sentences, where ${expected} had changed.`);
	}
}

/** The paper with a word put into one of its sentences, another one each time, evenly over the paper. */
function editedOnce({ source, format }: Paper): string[] {
	const reading = readDocument(source, format);
	const sentences = Array.from({ length: sentenceCount(reading) }, (_, index) => index).flatMap((index) => {
		const tokens = tokensOf(reading, index);
		const middle = tokens.length >> 1;
		// Between two plain words, where an insertion changes no markup.
		const plain = middle > 0 && [tokens[middle - 1], tokens[middle]].every((token) => /^[a-z]+$/.test(token ?? ''));
		const offset = plain ? wordsAt(reading, index, middle, middle).ranges[0]?.start : undefined;
		return tokens.length >= leastTokens && offset !== undefined && source[offset - 1] === ' ' ? [offset] : [];
	});
	if (sentences.length < editsPerRound) {
		throw new Error(`The paper has only ${sentences.length} sentences that can be edited.`);
	}
	return Array.from({ length: editsPerRound }, (_, edit) => {
		const offset = sentences[Math.floor((edit * sentences.length) / editsPerRound)] ?? 0;
		return `${source.slice(0, offset)}seemingly ${source.slice(offset)}`;
	});
}
