// How deeply mentions are nested in each other.

import type { Mention } from './documentExtraction';

/** For each mention how many others lie around it: [mentions]. The mentions are in the order of the text, outer ones first. */
export function nestingDepths(mentions: readonly Mention[]): number[] {
	const open: { end: number; depth: number }[] = [];
	return mentions.map(({ span }) => {
		while (open.length > 0 && (open.at(-1)?.end ?? 0) <= span.start) {
			open.pop();
		}
		// One that overlaps without enclosing gets a line of its own too.
		const taken = new Set(open.filter(({ end }) => end > span.start).map(({ depth }) => depth));
		let depth = 0;
		while (taken.has(depth)) {
			depth++;
		}
		open.push({ end: span.end, depth });
		open.sort((a, b) => b.end - a.end);
		return depth;
	});
}
