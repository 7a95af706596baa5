// Puts sentence results onto the source: token offsets become source ranges, type numbers become identifiers.

import { sentenceText, wordsAt, type DocumentReading } from '../documents/documentReading';
import type { DocumentExtraction, Mention, Relation, SourceSpan, TypeScore } from '../knowledge/documentExtraction';
import type { ModelInfo, SentenceEntity, SentenceResult } from '../protocol/engineProtocol';
import { mentionEnd } from './plausibleMentions';

/** Next best types that are kept with a mention. */
const alternativeCount = 2;
/** Less probable types are no alternatives. */
const leastAlternative = 0.01;

/** A sentence of a reading with its place in the source and what was found in it. */
export interface LocatedSentence {
	/** In the reading. */
	readonly number: number;
	readonly span: SourceSpan;
	/** Undefined while it is not known. */
	result: SentenceResult | undefined;
}

/** @param entityThreshold entities with a lower score are left out, with their relations */
export function assembleExtraction(
	reading: DocumentReading,
	sentences: readonly LocatedSentence[],
	model: ModelInfo,
	entityThreshold: number,
): DocumentExtraction {
	const mentions: Mention[] = [];
	const relations: Relation[] = [];
	for (const [index, { number, result }] of sentences.entries()) {
		if (result === undefined) {
			continue;
		}
		const inTextOrder = result.entities
			.flatMap((entity, place) => {
				const end = entity.score >= entityThreshold ? mentionEnd(reading, number, entity) : undefined;
				return end === undefined ? [] : [{ entity: { ...entity, end }, place }];
			})
			.sort((a, b) => a.entity.start - b.entity.start || b.entity.end - a.entity.end || b.entity.score - a.entity.score);
		const ids = new Map<number, string>();
		const bySpan = new Map<string, string>();
		for (const { entity, place } of inTextOrder) {
			// Two become one where what was cut off told them apart.
			const span = `${entity.start} ${entity.end}`;
			const same = bySpan.get(span);
			if (same !== undefined) {
				ids.set(place, same);
				continue;
			}
			const words = wordsAt(reading, number, entity.start, entity.end - 1);
			const mention = mentionOf(words, entity, `e${mentions.length + 1}`, index, model);
			if (mention !== undefined) {
				mentions.push(mention);
				ids.set(place, mention.id);
				bySpan.set(span, mention.id);
			}
		}
		for (const { head, tail, type, score } of result.relations) {
			const [headId, tailId, relationType] = [ids.get(head), ids.get(tail), model.relationTypes[type]];
			if (headId !== undefined && tailId !== undefined && headId !== tailId && relationType !== undefined) {
				const { identifier, symmetric } = relationType;
				relations.push({ type: identifier, symmetric, head: headId, tail: tailId, score });
			}
		}
	}
	return {
		mentions,
		relations,
		sentences: sentences.map(({ number, span }) => ({
			...span,
			text: sentenceText(reading, number),
			wording: reading.wordings[number] ?? '',
		})),
	};
}

/** Undefined for an entity that has no place in the source or no type in the model: an answer that does not fit. */
function mentionOf(
	{ text, ranges }: ReturnType<typeof wordsAt>,
	entity: SentenceEntity,
	id: string,
	sentence: number,
	model: ModelInfo,
): Mention | undefined {
	const [first, last, type] = [ranges[0], ranges.at(-1), model.entityTypes[entity.type]];
	if (first === undefined || last === undefined || type === undefined) {
		return undefined;
	}
	return {
		id,
		type: type.identifier,
		score: entity.score,
		alternatives: alternativesTo(entity, model),
		text,
		span: { start: first.start, end: last.end },
		ranges,
		sentence,
		firstToken: entity.start,
		endToken: entity.end,
	};
}

function alternativesTo(entity: SentenceEntity, model: ModelInfo): TypeScore[] {
	const none = 1 - entity.probabilities.reduce((sum, probability) => sum + probability, 0);
	return entity.probabilities
		.map((score, index) => ({ type: model.entityTypes[index]?.identifier ?? '', score, index }))
		.filter(({ index }) => index !== entity.type)
		.concat({ type: '', score: none, index: -1 })
		.filter(({ score }) => score >= leastAlternative)
		.sort((a, b) => b.score - a.score)
		.slice(0, alternativeCount)
		.map(({ type, score }) => ({ type, score }));
}
