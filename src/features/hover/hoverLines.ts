// How the lines of a hover are shared out: it has at most ten, whatever lies under the cursor. No editor in it.

/** A hover with more lines would be read by nobody, or scroll. */
export const mostLines = 10;
/** Mentions that lie within one another; deeper ones are told by their own hovers. */
export const mostMentions = 3;

/**
 * How many lines of relations each of some mentions gets, the first ones first.
 * @param relations how many each mention has
 * @param taken lines that are taken by everything else
 */
export function relationLines(relations: readonly number[], taken: number): number[] {
	let left = Math.max(0, mostLines - taken);
	return relations.map((count, index) => {
		// Each that follows is left one line, so that none seems to have no relations.
		const followers = relations.slice(index + 1).filter((other) => other > 0).length;
		const lines = Math.min(count, Math.max(0, left - followers));
		left -= lines;
		return lines;
	});
}
