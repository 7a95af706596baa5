// Turns a dataset into encoded documents to train on. A document that is longer than the encoder becomes several, one a
// window: no word is cut away, and what is annotated within a window is trained there.

import type { DatasetDocument } from '../../corpus/dataset';
import { encodeTokens } from '../spert/encoding';
import { windowsOf } from '../spert/windows';
import type { Tokenizer } from '../tokenizer/tokenizer';
import type { EncodedDocument } from './sampling';

/**
 * Documents without tokens are left out: there is nothing to train on.
 * @param isLabelled whether they are annotated
 */
export function encodeDocuments(
	documents: readonly DatasetDocument[],
	tokenizer: Tokenizer,
	longestSequence: number,
	isLabelled = true,
): EncodedDocument[] {
	const capacity = longestSequence - 2;
	return documents.flatMap((document) => {
		if (document.tokens.length === 0) {
			return [];
		}
		const { ids, tokenStarts } = encodeTokens(tokenizer, document.tokens, capacity);
		return windowsOf(tokenStarts, capacity).map(({ start, end }): EncodedDocument => {
			const firstPiece = tokenStarts[start] ?? 0;
			const pieces = ids.subarray(firstPiece, tokenStarts[end]);
			return {
				document: start === 0 && end === document.tokens.length ? document : withinWindow(document, start, end),
				ids: Int32Array.of(tokenizer.clsId, ...pieces, tokenizer.sepId),
				pieceStarts: tokenStarts.slice(start, end + 1).map((piece) => 1 + piece - firstPiece),
				isLabelled,
			};
		});
	});
}

/** The part of a document that lies within tokens start .. end - 1. */
function withinWindow({ tokens, entities, relations }: DatasetDocument, start: number, end: number): DatasetDocument {
	const kept = entities.flatMap((entity, index) => (entity.start >= start && entity.end <= end ? [index] : []));
	const places = new Map(kept.map((index, place) => [index, place]));
	return {
		tokens: tokens.slice(start, end),
		entities: kept.flatMap((index) => {
			const entity = entities[index];
			return entity === undefined ? [] : [{ ...entity, start: entity.start - start, end: entity.end - start }];
		}),
		relations: relations.flatMap(({ head, tail, type }) => {
			const [headPlace, tailPlace] = [places.get(head), places.get(tail)];
			return headPlace === undefined || tailPlace === undefined ? [] : [{ head: headPlace, tail: tailPlace, type }];
		}),
	};
}
