// Bounds the work of parsing: the parser's time grows with the square of the marks in one block and of the lists inside each
// other, which no prose reaches but a damaged or hostile file can.

/** A block shorter than this costs little, whatever it holds. */
const harmlessLength = 6000;

/** No block of prose, links and formulas included, is so densely marked up. */
const densest = 0.12;

/** More marks than this in one block are too many at any density. */
const mostMarks = 4000;

const mark = /[*_[\]!~^`<>$&{@\\(#=]/g;

/** Marks of lists at the start of one line: each is a list inside the one before it. */
const deepLists = /^(?:[ \t]*(?:[-+*]|\d{1,9}[.)]|\(?@?[\w-]{1,20}[.)])[ \t]){50,}/gm;

/**
 * `source` with the marks of overloaded blocks (runs of lines between blank lines) and of lists nested without measure
 * replaced by letters, so that a parser finds text there. As long as `source`, so places stay what they are; the text itself
 * is to be taken from `source`.
 */
export function withinInlineBudget(source: string): string {
	return withFewerMarks(source.replace(deepLists, (marks) => 'x'.repeat(marks.length)));
}

function withFewerMarks(source: string): string {
	const parts: string[] = [];
	let done = 0;
	for (let start = 0; start < source.length; ) {
		const blank = /\n[ \t]*\n/g;
		blank.lastIndex = start;
		const found = blank.exec(source);
		const end = found === null ? source.length : found.index + found[0].length;
		if (end - start > harmlessLength) {
			const block = source.slice(start, end);
			const marks = block.match(mark)?.length ?? 0;
			if (marks > mostMarks || marks > densest * block.length) {
				parts.push(source.slice(done, start), block.replace(mark, 'x'));
				done = end;
			}
		}
		start = end;
	}
	return done === 0 ? source : parts.join('') + source.slice(done);
}
