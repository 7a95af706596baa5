// Documents by hand: sentences in which mentions stand in square brackets, "We use [SVMs] ([X]).", and relations between them.

import type { ExtractedSentence, Mention, Relation } from '../../../../src/knowledge/documentExtraction';
import type { KnownDocument } from '../../../../src/knowledge/knownDocument';

const model = { name: 'test', hash: '0', entityTypes: [], relationTypes: [] };

/** Sentences lie 10,000 units apart. Relations name mentions by their numbers, from 0. */
export function documentOf(
	name: string,
	sentences: readonly string[],
	relations: readonly (readonly [head: number, tail: number, more?: Partial<Relation>])[] = [],
): KnownDocument {
	const mentions: Mention[] = [];
	const extracted = sentences.map((marked, number): ExtractedSentence => {
		const start = number * 10_000;
		let text = '';
		const ranges: { start: number; end: number }[] = [];
		const open: number[] = [];
		for (const character of marked) {
			if (character === '[') {
				open.push(text.length);
			} else if (character === ']') {
				ranges.push({ start: open.pop() ?? 0, end: text.length });
			} else {
				text += character;
			}
		}
		const tokens = [...text.matchAll(/[\p{L}\p{N}]+(?:['’./-][\p{L}\p{N}]+)*|[^\s\p{L}\p{N}]/gu)].map((match) => ({
			start: match.index,
			end: match.index + match[0].length,
		}));
		for (const range of ranges.sort((a, b) => a.start - b.start || b.end - a.end)) {
			const span = { start: start + range.start, end: start + range.end };
			mentions.push({
				id: `e${mentions.length + 1}`,
				type: 'Method',
				score: 0.9,
				alternatives: [],
				text: text.slice(range.start, range.end),
				span,
				ranges: [span],
				sentence: number,
				firstToken: tokens.findIndex((token) => token.start <= range.start && range.start < token.end),
				endToken: tokens.findIndex((token) => token.start < range.end && range.end <= token.end) + 1,
			});
		}
		return { text, wording: tokens.map((token) => text.slice(token.start, token.end)).join('\n'), start, end: start + text.length };
	});
	return {
		id: `file:///${name}`,
		name,
		model,
		extraction: {
			mentions,
			relations: relations.map(([head, tail, more]) => ({
				type: 'Used-for',
				symmetric: false,
				head: `e${head + 1}`,
				tail: `e${tail + 1}`,
				score: 0.8,
				...more,
			})),
			sentences: extracted,
		},
		positionAt: (offset) => ({ line: Math.floor(offset / 10_000), character: offset % 10_000 }),
	};
}
