// What a SpERT model takes and gives as tensors: sentences' tokens in, entities and relations out, all flat. docs/inference-server.md
// is its prose. Whatever arrives is checked against what was asked: servers are not trusted.

import type { ModelInfo, SentenceEntity, SentenceResult } from '../protocol/engineProtocol';
import { MalformedMessage } from './malformedMessage';
import type { Tensor } from './tensors';

/** A tensor in a model's metadata; -1 is any size. */
export interface TensorDescription {
	readonly name: string;
	readonly datatype: Tensor['datatype'];
	readonly shape: readonly number[];
}

export const inputTensors: readonly TensorDescription[] = [
	/** All sentences' tokens, one after the other. */
	{ name: 'tokens', datatype: 'BYTES', shape: [-1] },
	/** Tokens of each sentence. */
	{ name: 'lengths', datatype: 'INT32', shape: [-1] },
];

/** @param entityTypes how many the model has */
export function outputTensors(entityTypes: number): readonly TensorDescription[] {
	return [
		/** Number of the sentence that an entity is of, from 0; entities come in the order of the sentences. */
		{ name: 'entity_sentences', datatype: 'INT32', shape: [-1] },
		/** Tokens of its sentence, from 0; the end is exclusive. */
		{ name: 'entity_starts', datatype: 'INT32', shape: [-1] },
		{ name: 'entity_ends', datatype: 'INT32', shape: [-1] },
		/** Number of the model's entity type, from 0. */
		{ name: 'entity_types', datatype: 'INT32', shape: [-1] },
		{ name: 'entity_scores', datatype: 'FP32', shape: [-1] },
		/** Of each entity type; "no entity" is what remains to 1. */
		{ name: 'entity_probabilities', datatype: 'FP32', shape: [-1, entityTypes] },
		/** Numbers of entities, of all sentences, from 0: both of one sentence. */
		{ name: 'relation_heads', datatype: 'INT32', shape: [-1] },
		{ name: 'relation_tails', datatype: 'INT32', shape: [-1] },
		/** Number of the model's relation type, from 0. */
		{ name: 'relation_types', datatype: 'INT32', shape: [-1] },
		{ name: 'relation_scores', datatype: 'FP32', shape: [-1] },
	];
}

type Sentences = readonly (readonly string[])[];

export function sentenceTensors(sentences: Sentences): Tensor[] {
	const tokens = sentences.flat();
	const lengths = Int32Array.from(sentences, ({ length }) => length);
	return [
		{ name: 'tokens', datatype: 'BYTES', shape: [tokens.length], data: tokens },
		{ name: 'lengths', datatype: 'INT32', shape: [lengths.length], data: lengths },
	];
}

/** Errors: MalformedMessage. */
export function sentencesOf(tensors: readonly Tensor[]): string[][] {
	const tokens = texts(tensors, 'tokens');
	let next = 0;
	const sentences = Array.from(integers(tensors, 'lengths'), (length) => {
		if (length < 0 || next + length > tokens.length) {
			throw new MalformedMessage('"lengths" counts tokens that "tokens" does not have');
		}
		return tokens.slice(next, (next += length));
	});
	if (next !== tokens.length) {
		throw new MalformedMessage('"tokens" has more than "lengths" counts');
	}
	return sentences;
}

/** Scores are float32 as they come from the model: nothing is lost. @param entityTypes how many the model has */
export function resultTensors(results: readonly SentenceResult[], entityTypes: number): Tensor[] {
	const entities = results.flatMap((result, sentence) => result.entities.map((entity) => ({ ...entity, sentence })));
	let first = 0;
	const relations = results.flatMap((result) => {
		const offset = first;
		first += result.entities.length;
		return result.relations.map((relation) => ({ ...relation, head: offset + relation.head, tail: offset + relation.tail }));
	});
	const whole = (name: string, values: readonly number[]): Tensor => ({ name, datatype: 'INT32', shape: [values.length], data: Int32Array.from(values) });
	const real = (name: string, values: readonly number[]): Tensor => ({ name, datatype: 'FP32', shape: [values.length], data: Float32Array.from(values) });
	return [
		whole('entity_sentences', entities.map(({ sentence }) => sentence)),
		whole('entity_starts', entities.map(({ start }) => start)),
		whole('entity_ends', entities.map(({ end }) => end)),
		whole('entity_types', entities.map(({ type }) => type)),
		real('entity_scores', entities.map(({ score }) => score)),
		{ ...real('entity_probabilities', entities.flatMap(({ probabilities }) => probabilities)), shape: [entities.length, entityTypes] },
		whole('relation_heads', relations.map(({ head }) => head)),
		whole('relation_tails', relations.map(({ tail }) => tail)),
		whole('relation_types', relations.map(({ type }) => type)),
		real('relation_scores', relations.map(({ score }) => score)),
	];
}

/** The results of the sentences that were asked about. Errors: MalformedMessage, for anything that cannot be of them. */
export function resultsOf(
	tensors: readonly Tensor[],
	sentences: Sentences,
	{ entityTypes, relationTypes }: Pick<ModelInfo, 'entityTypes' | 'relationTypes'>,
): SentenceResult[] {
	const results = sentences.map((): SentenceResult => ({ entities: [], relations: [] }));
	const places = readEntities(tensors, sentences, entityTypes.length, results);
	const heads = integers(tensors, 'relation_heads');
	const tails = integers(tensors, 'relation_tails', heads.length);
	const types = integers(tensors, 'relation_types', heads.length);
	const scores = reals(tensors, 'relation_scores', heads.length);
	for (const [index, headNumber] of heads.entries()) {
		const [head, tail] = [places[headNumber], places[tails[index] ?? -1]];
		const [type, score] = [types[index] ?? -1, scores[index] ?? NaN];
		if (head === undefined || tail === undefined || head.sentence !== tail.sentence || !isType(type, relationTypes.length) || !isScore(score)) {
			throw new MalformedMessage(`relation ${index} is none that the model could have found`);
		}
		results[head.sentence]?.relations.push({ head: head.index, tail: tail.index, type, score });
	}
	return results;
}

/** Puts entities into the results of their sentences. @returns where each is, in their order */
function readEntities(
	tensors: readonly Tensor[],
	sentences: Sentences,
	typeCount: number,
	results: readonly SentenceResult[],
): { readonly sentence: number; readonly index: number }[] {
	const numbers = integers(tensors, 'entity_sentences');
	const count = numbers.length;
	const starts = integers(tensors, 'entity_starts', count);
	const ends = integers(tensors, 'entity_ends', count);
	const types = integers(tensors, 'entity_types', count);
	const scores = reals(tensors, 'entity_scores', count);
	const probabilities = reals(tensors, 'entity_probabilities', count * typeCount);
	let last = 0;
	return Array.from(numbers, (sentence, index) => {
		const entity: SentenceEntity = {
			start: starts[index] ?? -1,
			end: ends[index] ?? -1,
			type: types[index] ?? -1,
			score: scores[index] ?? NaN,
			probabilities: [...probabilities.subarray(index * typeCount, (index + 1) * typeCount)],
		};
		const found = results[sentence]?.entities;
		const { start, end, type, score } = entity;
		const isInSentence = start >= 0 && start < end && end <= (sentences[sentence]?.length ?? 0);
		if (found === undefined || sentence < last || !isInSentence || !isType(type, typeCount) || ![score, ...entity.probabilities].every(isScore)) {
			throw new MalformedMessage(`entity ${index} is none that the model could have found in its sentence`);
		}
		last = sentence;
		return { sentence, index: found.push(entity) - 1 };
	});
}

function isType(type: number, count: number): boolean {
	return type >= 0 && type < count;
}

function isScore(score: number): boolean {
	return score >= 0 && score <= 1;
}

function integers(tensors: readonly Tensor[], name: string, count?: number): Int32Array {
	const tensor = tensors.find((each) => each.name === name);
	return tensor?.datatype === 'INT32' ? withCount(name, tensor.data, count) : missing(name, 'INT32');
}

function reals(tensors: readonly Tensor[], name: string, count: number): Float32Array {
	const tensor = tensors.find((each) => each.name === name);
	return tensor?.datatype === 'FP32' ? withCount(name, tensor.data, count) : missing(name, 'FP32');
}

function texts(tensors: readonly Tensor[], name: string): readonly string[] {
	const tensor = tensors.find((each) => each.name === name);
	return tensor?.datatype === 'BYTES' ? tensor.data : missing(name, 'BYTES');
}

function withCount<T extends Int32Array | Float32Array>(name: string, data: T, count = data.length): T {
	if (data.length !== count) {
		throw new MalformedMessage(`the tensor "${name}" has ${data.length} values where there must be ${count}`);
	}
	return data;
}

function missing(name: string, datatype: string): never {
	throw new MalformedMessage(`there is no tensor "${name}" of the datatype ${datatype}`);
}
