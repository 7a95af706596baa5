// Puts sentence results onto the source: token offsets become source ranges, type numbers become identifiers.

import { wordsAt, type ReadSentence } from '../documents/documentReading';
import type { DocumentExtraction, Mention, Relation, TypeScore } from '../knowledge/documentExtraction';
import type { ModelInfo, SentenceEntity, SentenceResult } from '../protocol/engineProtocol';

/** Next best types that are kept with a mention. */
const alternativeCount = 2;
/** Less probable types are no alternatives. */
const leastAlternative = 0.01;

/**
 * @param resultOf what was found in a sentence, undefined while it is not known
 * @param entityThreshold entities with a lower score are left out, with their relations
 */
export function assembleExtraction(
	sentences: readonly ReadSentence[],
	resultOf: (sentence: ReadSentence) => SentenceResult | undefined,
	model: ModelInfo,
	entityThreshold: number,
): DocumentExtraction {
	const mentions: Mention[] = [];
	const relations: Relation[] = [];
	for (const [number, located] of sentences.entries()) {
		const result = resultOf(located);
		if (result === undefined) {
			continue;
		}
		const inTextOrder = result.entities
			.map((entity, index) => ({ entity, index }))
			.filter(({ entity }) => entity.score >= entityThreshold)
			.sort((a, b) => a.entity.start - b.entity.start || b.entity.end - a.entity.end);
		const ids = new Map<number, string>();
		for (const { entity, index } of inTextOrder) {
			const mention = mentionOf(located, entity, `e${mentions.length + 1}`, number, model);
			if (mention !== undefined) {
				mentions.push(mention);
				ids.set(index, mention.id);
			}
		}
		for (const { head, tail, type, score } of result.relations) {
			const [headId, tailId, relationType] = [ids.get(head), ids.get(tail), model.relationTypes[type]];
			if (headId !== undefined && tailId !== undefined && relationType !== undefined) {
				const { identifier, symmetric } = relationType;
				relations.push({ type: identifier, symmetric, head: headId, tail: tailId, score });
			}
		}
	}
	return { mentions, relations, sentences: sentences.map(({ span }) => span) };
}

/** Undefined for an entity that has no place in the source or no type in the model: an answer that does not fit. */
function mentionOf(
	located: ReadSentence,
	entity: SentenceEntity,
	id: string,
	sentence: number,
	model: ModelInfo,
): Mention | undefined {
	const { text, ranges } = wordsAt(located, entity.start, entity.end - 1);
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
