// Makes sure of a rename before anything is changed: the changed source is read again, and every place that does not read as
// the same text with the other form in it is left alone. What reads it is the same as reads it for the model.

import type { DocumentFormat } from '../../../documents/documentFormat';
import type { DocumentReader } from '../../../extraction/documentReader';
import type { RenamePlace, RenameSource, SourceEdit } from './planRename';

/**
 * Put before each new text, these change nothing in prose. In a key or in code they do, so such a place shows, even where a
 * user's macro hides what it is.
 */
const probes: Partial<Record<DocumentFormat, string>> = { latex: '\\/', markdown: '&shy;' };

/** Times that a document is read; places that are still in doubt then are left alone. */
const mostReadings = 60;

/** The places that may be changed, all of them together. */
export async function checkRename(document: RenameSource, places: readonly RenamePlace[], reader: DocumentReader): Promise<RenamePlace[]> {
	const { source, format, reading } = document;
	const probe = probes[format] ?? '';
	const body = format === 'markdown' ? frontMatterEnd(source) : 0;
	let readings = 0;
	const readsAs = async (chosen: readonly RenamePlace[], before: string): Promise<boolean> => {
		if (++readings > mostReadings) {
			return false;
		}
		const edits = chosen.flatMap((place) => place.edits);
		const probed = edits.map((edit) => (edit.start < body ? edit : { ...edit, newText: before + edit.newText }));
		const { texts } = await reader.read(applyEdits(source, probed), format);
		const expected = renamedTexts(reading.texts, chosen);
		return texts.length === expected.length && texts.every((text, number) => text === expected[number]);
	};
	const sound = async (chosen: readonly RenamePlace[]): Promise<boolean> =>
		(probe === '' || (await readsAs(chosen, probe))) && (await readsAs(chosen, ''));
	const writable = places.filter(({ edits }) => edits.every(({ start, newText }) => start >= body || /^[\p{L}\p{M}\p{N} ,.()+-]*$/u.test(newText)));
	return await passingOf(writable, [], sound);
}

/** Those of `items` that pass together with `kept` and with each other, found by halves. */
async function passingOf<T>(items: readonly T[], kept: readonly T[], passes: (items: readonly T[]) => Promise<boolean>): Promise<T[]> {
	if (items.length === 0 || (await passes([...kept, ...items]))) {
		return [...items];
	}
	if (items.length === 1) {
		return [];
	}
	const middle = items.length >> 1;
	const first = await passingOf(items.slice(0, middle), kept, passes);
	return [...first, ...(await passingOf(items.slice(middle), [...kept, ...first], passes))];
}

/** @param edits in any order, none overlapping another */
export function applyEdits(source: string, edits: readonly SourceEdit[]): string {
	const pieces: string[] = [];
	let reached = 0;
	for (const { start, end, newText } of [...edits].sort((a, b) => a.start - b.start)) {
		pieces.push(source.slice(reached, start), newText);
		reached = end;
	}
	return pieces.join('') + source.slice(reached);
}

/** The texts of the blocks as they read afterwards. */
export function renamedTexts(texts: readonly string[], places: readonly RenamePlace[]): string[] {
	const renamed = [...texts];
	// From the back, so that offsets before stay what they are.
	for (const { block, start, end, replacement } of [...places].reverse()) {
		const text = renamed[block] ?? '';
		renamed[block] = text.slice(0, start) + replacement + text.slice(end);
	}
	return renamed;
}

/** Where the body of a Markdown document begins: what stands before is not Markdown. */
function frontMatterEnd(source: string): number {
	return /^---[ \t]*\r?\n[\s\S]*?\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/.exec(source)?.[0].length ?? 0;
}
