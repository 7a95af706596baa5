// Splits sentences that are longer than the encoder's positions into overlapping windows, and decides which window answers
// for which tokens, so that no word is ever cut away.

import type { EntityPrediction, RelationPrediction } from '../evaluation/prediction';
import { at } from './candidates';
import type { ScoredEntity, SentencePrediction } from './sentencePrediction';

/** Tokens start .. end - 1, of which those in ownStart .. ownEnd - 1 are this window's to answer for. */
export interface Window {
	readonly start: number;
	readonly end: number;
	readonly ownStart: number;
	readonly ownEnd: number;
}

/**
 * Windows that cover all tokens, each of at most `capacity` word pieces, neighbours sharing about a quarter of it. The
 * shared tokens are divided in the middle, so that every token is read with context on both sides.
 * @param tokenStarts word piece index at which each token starts, and the total: [tokens + 1]; no token exceeds capacity
 */
export function windowsOf(tokenStarts: Int32Array, capacity: number): Window[] {
	const tokenCount = tokenStarts.length - 1;
	const bounds: { start: number; end: number }[] = [];
	let start = 0;
	for (;;) {
		const end = furthestEnd(tokenStarts, start, capacity);
		bounds.push({ start, end });
		if (end >= tokenCount) {
			break;
		}
		start = Math.max(start + 1, firstStart(tokenStarts, end, Math.floor(capacity / 4)));
	}
	return bounds.map(({ start: own, end }, index) => {
		const previous = bounds[index - 1];
		const next = bounds[index + 1];
		return {
			start: own,
			end,
			ownStart: previous === undefined ? own : middle(own, previous.end),
			ownEnd: next === undefined ? end : middle(next.start, end),
		};
	});
}

function middle(start: number, end: number): number {
	return Math.floor((start + end) / 2);
}

/** The end of the longest run of tokens from `start` that has at most `capacity` word pieces, one token at least. */
function furthestEnd(tokenStarts: Int32Array, start: number, capacity: number): number {
	const tokenCount = tokenStarts.length - 1;
	let end = Math.min(start + 1, tokenCount);
	while (end < tokenCount && at(tokenStarts, end + 1) - at(tokenStarts, start) <= capacity) {
		end++;
	}
	return end;
}

/** The start of the longest run of tokens up to `end` that has at most `size` word pieces. */
function firstStart(tokenStarts: Int32Array, end: number, size: number): number {
	let start = end;
	while (start > 0 && at(tokenStarts, end) - at(tokenStarts, start - 1) <= size) {
		start--;
	}
	return start;
}

/**
 * Puts the windows of one sentence together: each entity from the window that owns its first token, each relation where
 * both of its entities stayed, once. The windows come in the order of the text.
 */
export function mergeWindows(
	parts: readonly { readonly window: Window; readonly prediction: SentencePrediction }[],
): SentencePrediction {
	const [first] = parts;
	if (first === undefined) {
		return { entities: [], relations: [] };
	}
	if (parts.length === 1) {
		return first.prediction;
	}
	const entities = new Map<string, ScoredEntity>();
	for (const { window, prediction } of parts) {
		for (const entity of prediction.entities) {
			if (entity.start >= window.ownStart && entity.start < window.ownEnd) {
				entities.set(entityKey(entity), entity);
			}
		}
	}
	const relations = new Map<string, RelationPrediction>();
	for (const { prediction } of parts) {
		for (const { head, tail, type, score } of prediction.relations) {
			const [keptHead, keptTail] = [entities.get(entityKey(head)), entities.get(entityKey(tail))];
			const key = `${entityKey(head)} ${entityKey(tail)} ${type}`;
			if (keptHead !== undefined && keptTail !== undefined && !relations.has(key)) {
				relations.set(key, { head: keptHead, tail: keptTail, type, score });
			}
		}
	}
	return { entities: [...entities.values()], relations: [...relations.values()] };
}

function entityKey({ start, end, type }: EntityPrediction): string {
	return `${start}-${end}-${type}`;
}
