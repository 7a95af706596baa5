// What several tests of the document layer share: blocks in a short written form, and the rules that any block keeps.

import { expect } from 'vitest';
import type { Block } from '../../../src/documents/block';
import type { DocumentFormat } from '../../../src/documents/documentFormat';
import { extractBlocks } from '../../../src/documents/extractBlocks';

/** `kind: text` of each block. */
export function blocksOf(source: string, format: DocumentFormat): string[] {
	return extractBlocks(source, format).map(({ kind, text }) => `${kind}: ${text}`);
}

/** The text of the only block. */
export function onlyText(source: string, format: DocumentFormat): string {
	const blocks = extractBlocks(source, format);
	expect(blocks.length, `blocks of ${JSON.stringify(source)}`).toBe(1);
	return blocks[0]?.text ?? '';
}

/** Fails where a block's places are out of bounds, empty or out of order, or blocks are out of order. */
export function expectSound(blocks: readonly Block[], source: string): void {
	let previousStart = 0;
	for (const { text, from, to } of blocks) {
		expect(text).toBe(text.trim());
		expect(from.length).toBe(text.length);
		expect(to.length).toBe(text.length);
		let reached = 0;
		for (let unit = 0; unit < text.length; unit++) {
			const start = from[unit]!;
			const end = to[unit]!;
			if (!(start >= reached && end > start && end <= source.length)) {
				throw new Error(`Unit ${unit} of ${JSON.stringify(text.slice(0, 80))} is at ${start}..${end} after ${reached}.`);
			}
			reached = start;
		}
		expect(from[0]).toBeGreaterThanOrEqual(previousStart);
		previousStart = from[0]!;
	}
}

/** Share of the letters and digits of the blocks that stand in the source as themselves. */
export function identityShare(blocks: readonly Block[], source: string): number {
	let same = 0;
	let all = 0;
	for (const { text, from, to } of blocks) {
		for (let unit = 0; unit < text.length; unit++) {
			if (/[\p{L}\p{N}]/u.test(text.charAt(unit))) {
				all++;
				same += Number(source.slice(from[unit], to[unit]) === text.charAt(unit));
			}
		}
	}
	return all === 0 ? 1 : same / all;
}
