// The words of a relation hint at the end of a line: the surest relation that begins in it, and how many more. No editor in it.

export interface HintedRelation {
	readonly head: string;
	readonly tail: string;
	/** The relation's name. */
	readonly name: string;
	readonly symmetric: boolean;
	readonly score: number;
}

export interface HintText {
	/** Before the tail: the head where it is not plain which is meant, an arrow and the name. */
	readonly lead: string;
	readonly tail: string;
	/** Behind it; empty where the line states no other relation. */
	readonly more: string;
}

/** What VS Code shows of the hints of a line unless it is set otherwise (`editor.inlayHints.maximumLength`). */
const longest = 43;
const shortestHead = 10;

/**
 * @param relations that begin in the line, at least one, the surest first
 * @param isOnly whether the line holds no other mention than the head of the first
 */
export function hintText(relations: readonly [HintedRelation, ...HintedRelation[]], isOnly: boolean): HintText {
	const [{ head, tail, name, symmetric }] = relations;
	const more = relations.length === 1 ? '' : ` +${relations.length - 1}`;
	const arrow = `${symmetric ? '↔' : '→'} ${name}: `;
	const room = longest - arrow.length - more.length;
	if (isOnly) {
		return { lead: arrow, tail: shortened(tail, room), more };
	}
	// The head is on the same line already: where there is little room, it is the first to be cut.
	const headRoom = Math.max(shortestHead, room - 1 - tail.length);
	const shownHead = shortened(head, headRoom);
	return { lead: `${shownHead} ${arrow}`, tail: shortened(tail, room - 1 - shownHead.length), more };
}

function shortened(text: string, room: number): string {
	if (text.length <= room) {
		return text;
	}
	const cut = text.slice(0, Math.max(1, room - 1));
	const space = cut.lastIndexOf(' ');
	return `${(space > cut.length / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}
