// Parts of a document that its author switched off by comments, "spert: off" to "spert: on". (LaTeX's scanner sees to its own.)

import type { Block } from './block';

/** Comments of each notation, with "on" or "off" in a group. */
export const switchComments = {
	html: /<!--[ \t]*spert:[ \t]*(on|off)[ \t]*-->/gi,
	slashes: /^[ \t]*\/\/[ \t]*spert:[ \t]*(on|off)[ \t]*$/gim,
	dots: /^[ \t]*\.\.[ \t]+spert:[ \t]*(on|off)[ \t]*$/gim,
} as const;

/** The blocks that do not begin where `source` is switched off. They are in source order, and so are those that are left. */
export function switchedOn(source: string, blocks: readonly Block[], comment: RegExp): Block[] {
	const switches = [...source.matchAll(comment)];
	let passed = 0;
	return blocks.filter(({ from }) => {
		while (passed < switches.length && (switches[passed]?.index ?? 0) <= (from[0] ?? 0)) {
			passed++;
		}
		return switches[passed - 1]?.[1]?.toLowerCase() !== 'off';
	});
}
