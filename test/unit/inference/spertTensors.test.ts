// Sentences and results as tensors: they come back as they were, and what cannot be of the sentences that were sent is refused.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedMessage } from '../../../src/inference/malformedMessage';
import { messageOf, modelMetadataSchema } from '../../../src/inference/messages';
import { portions } from '../../../src/inference/portions';
import { describeServedModel, optionParameters, optionsOf, servedModelInfo } from '../../../src/inference/servedModelInfo';
import { outputTensors, resultsOf, resultTensors, sentencesOf, sentenceTensors } from '../../../src/inference/spertTensors';
import type { Tensor } from '../../../src/inference/tensors';
import type { ModelInfo, SentenceResult } from '../../../src/protocol/engineProtocol';

const info: ModelInfo = {
	name: 'small',
	hash: 'a'.repeat(64),
	device: 'cpu',
	precision: 'float32',
	loadTime: 12.5,
	entityTypes: ['Task', 'Method'].map((identifier) => ({ identifier, short: identifier, verbose: `A ${identifier}` })),
	relationTypes: [{ identifier: 'Used-for', short: 'Use', verbose: 'Used for', symmetric: false }],
};

const score = fc.float({ min: 0, max: 1, noNaN: true });
const sentence = fc.array(fc.string(), { minLength: 1, maxLength: 6 });

function resultOf(tokens: readonly string[]): fc.Arbitrary<SentenceResult> {
	const entity = fc
		.record({ start: fc.nat(tokens.length - 1), length: fc.nat(5), type: fc.nat(1), score, probabilities: fc.tuple(score, score) })
		.map(({ start, length, ...rest }) => ({ ...rest, start, end: Math.min(tokens.length, start + 1 + length), probabilities: [...rest.probabilities] }));
	return fc.array(entity, { maxLength: 4 }).chain((entities) => {
		const number = fc.nat(Math.max(0, entities.length - 1));
		const relations = fc.array(fc.record({ head: number, tail: number, type: fc.constant(0), score }), { maxLength: entities.length === 0 ? 0 : 3 });
		return fc.record({ entities: fc.constant(entities), relations });
	});
}

const document = fc
	.array(sentence, { maxLength: 5 })
	.chain((sentences) => fc.record({ sentences: fc.constant(sentences), results: fc.tuple(...sentences.map(resultOf)) }));

describe('sentences', () => {
	it('come back as they were, empty ones too', () => {
		fc.assert(
			fc.property(fc.array(fc.array(fc.string())), (sentences) => {
				expect(sentencesOf(sentenceTensors(sentences))).toEqual(sentences);
			}),
		);
	});

	it.each([
		[[3], ['a', 'b']],
		[[1], ['a', 'b']],
		[[-1, 3], ['a', 'b']],
		[[2 ** 31 - 1, 2 ** 31 - 1], ['a']],
	])('whose lengths %j are not those of %j are refused', (lengths, tokens) => {
		const tensors: Tensor[] = [
			{ name: 'tokens', datatype: 'BYTES', shape: [tokens.length], data: tokens },
			{ name: 'lengths', datatype: 'INT32', shape: [lengths.length], data: Int32Array.from(lengths) },
		];
		expect(() => sentencesOf(tensors)).toThrow(MalformedMessage);
	});

	it('go in portions that a server takes, in their order, and none is lost', () => {
		fc.assert(
			fc.property(fc.array(sentence), fc.integer({ min: 1, max: 12 }), (sentences, most) => {
				const parts = portions(sentences, most);
				expect(parts.flat()).toEqual(sentences);
				expect(parts.every((part) => part.length === 1 || part.flat().length <= most)).toBe(true);
				expect(parts.every((part) => part.length > 0)).toBe(true);
			}),
		);
	});
});

describe('results', () => {
	it('come back as they were', () => {
		fc.assert(
			fc.property(document, ({ sentences, results }) => {
				expect(resultsOf(resultTensors(results, info.entityTypes.length), sentences, info)).toEqual(results);
			}),
		);
	});

	it('have the tensors that the metadata promises', () => {
		const tensors = resultTensors([], 2);
		expect(tensors.map(({ name, datatype, shape }) => [name, datatype, shape.length])).toEqual(
			outputTensors(2).map(({ name, datatype, shape }) => [name, datatype, shape.length]),
		);
	});

	const sentences = [['A', 'neural', 'network'], ['for', 'speech']];
	const results: SentenceResult[] = [
		{
			entities: [
				{ start: 0, end: 1, type: 0, score: 0.5, probabilities: [0.5, 0.25] },
				{ start: 1, end: 3, type: 1, score: 0.75, probabilities: [0, 0.75] },
			],
			relations: [{ head: 0, tail: 1, type: 0, score: 0.5 }],
		},
		{ entities: [{ start: 1, end: 2, type: 0, score: 1, probabilities: [1, 0] }], relations: [] },
	];

	function spoilt(name: string, index: number, value: number): Tensor[] {
		return resultTensors(results, 2).map((tensor) => {
			if (tensor.name !== name || tensor.datatype === 'BYTES') {
				return tensor;
			}
			const data = tensor.data.slice();
			data[index] = value;
			return { ...tensor, data } as Tensor;
		});
	}

	it.each<[string, number, number]>([
		['entity_sentences', 0, 2],
		['entity_sentences', 0, -1],
		['entity_sentences', 0, 1],
		['entity_starts', 0, -1],
		['entity_starts', 1, 3],
		['entity_ends', 1, 4],
		['entity_ends', 2, 1],
		['entity_types', 0, 2],
		['entity_types', 0, -1],
		['entity_scores', 0, 1.5],
		['entity_scores', 0, NaN],
		['entity_probabilities', 3, -0.5],
		['entity_probabilities', 3, Infinity],
		['relation_heads', 0, 3],
		['relation_tails', 0, 2],
		['relation_tails', 0, -1],
		['relation_types', 0, 1],
		['relation_scores', 0, 2],
	])('with %s[%i] = %d are refused', (name, index, value) => {
		expect(resultsOf(resultTensors(results, 2), sentences, info)).toEqual(results);
		expect(() => resultsOf(spoilt(name, index, value), sentences, info)).toThrow(MalformedMessage);
	});

	it('that lack a tensor, or have one of another length or datatype, are refused', () => {
		const tensors = resultTensors(results, 2);
		for (const [index, tensor] of tensors.entries()) {
			const without = tensors.filter((each) => each !== tensor);
			expect(() => resultsOf(without, sentences, info), tensor.name).toThrow(MalformedMessage);
			const texts = [...tensor.data].map(String);
			expect(() => resultsOf(tensors.with(index, { ...tensor, datatype: 'BYTES', data: texts }), sentences, info)).toThrow(MalformedMessage);
			if (tensor.datatype !== 'BYTES') {
				const shorter = { ...tensor, data: tensor.data.slice(1) } as Tensor;
				expect(() => resultsOf(tensors.with(index, shorter), sentences, info), tensor.name).toThrow(MalformedMessage);
			}
		}
	});
});

describe('the metadata of a model', () => {
	const metadata = describeServedModel('spert', info);
	const read = (value: unknown): ModelInfo | undefined => servedModelInfo(messageOf(modelMetadataSchema, JSON.parse(JSON.stringify(value))));

	it('says all that is known of it', () => {
		expect(read(metadata)).toEqual(info);
	});

	it('of a model that is none of ours is told apart from one that says nonsense', () => {
		expect(read({ ...metadata, parameters: null })).toBeUndefined();
		expect(read({ ...metadata, parameters: { spert_interface: 2 } })).toBeUndefined();
		const parameters = metadata['parameters'] as Record<string, unknown>;
		for (const wrong of [{ entity_types: '[' }, { entity_types: '[]' }, { relation_types: '[{}]' }, { model: '' }, { device: 1 }]) {
			expect(() => read({ ...metadata, parameters: { ...parameters, ...wrong } }), JSON.stringify(wrong)).toThrow(MalformedMessage);
		}
		for (const versions of [null, [], ['1'], ['A'.repeat(64)], [info.hash, info.hash]]) {
			expect(() => read({ ...metadata, versions }), String(versions)).toThrow(MalformedMessage);
		}
	});

	it('has options with defaults, and refuses others', () => {
		expect(optionsOf(undefined)).toEqual({ maxSpanSize: 10 });
		expect(optionParameters({ maxSpanSize: 4 })).toEqual({ max_span_size: 4 });
		const options = { maxSpanSize: 3, relationThreshold: 0.123456789012345 };
		expect(optionsOf(JSON.parse(JSON.stringify(optionParameters(options))) as Record<string, unknown>)).toEqual(options);
		for (const wrong of [{ max_span_size: 0 }, { max_span_size: 1.5 }, { max_span_size: '3' }, { relation_threshold: 'high' }]) {
			expect(() => optionsOf(wrong)).toThrow(MalformedMessage);
		}
	});
});
