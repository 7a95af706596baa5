// A block: one run of plain prose taken out of a document (a heading, a paragraph, a caption …), with the place in the
// source of each of its characters. Not the extraction itself: see extractor.ts.

export type BlockKind = 'title' | 'abstract' | 'heading' | 'paragraph' | 'item' | 'caption' | 'footnote' | 'cell';

/** Words that stand in the prose and are none of it: a citation's key, the letters of a formula. */
export const wordOrigins = { prose: 0, citation: 1, formula: 2 } as const;
export type WordOrigin = (typeof wordOrigins)[keyof typeof wordOrigins];

/**
 * `from[k]` to `to[k]` is the source range, in UTF-16 units, of the plain text's UTF-16 unit `k`. Both arrays are as long
 * as `text` and never decrease. A character that stands for itself has the range of itself; one that stands for a command
 * (`\'e`, a user's macro) has the range of the whole command, shared by all units that come from it.
 */
export interface Block {
	readonly kind: BlockKind;
	readonly text: string;
	readonly from: Int32Array;
	readonly to: Int32Array;
	/** Where each unit's word comes from (WordOrigin); absent where all are words of the prose. */
	readonly origins?: Uint8Array;
}
