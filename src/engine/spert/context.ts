// The context of a relation: the words between its two entities, the same for training and inference.

/** Word pieces of an encoded sequence, end exclusive. */
export interface PieceRange {
	readonly start: number;
	readonly end: number;
}

interface PieceSpan {
	readonly pieceStart: number;
	readonly pieceEnd: number;
}

/** Word pieces between two spans; empty where they touch, overlap or nest. The same for both directions. */
export function piecesBetween(a: PieceSpan, b: PieceSpan): PieceRange {
	const start = a.pieceEnd < b.pieceStart ? a.pieceEnd : b.pieceEnd;
	const end = a.pieceEnd < b.pieceStart ? b.pieceStart : a.pieceStart;
	return { start, end: Math.max(start, end) };
}
