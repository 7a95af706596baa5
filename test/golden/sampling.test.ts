// Training samples against the reference: candidates in their order, and the sample that the reference's own draw gives.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDataset } from '../../src/corpus/dataset';
import { readTypes } from '../../src/engine/data/readTypes';
import type { TypeSet } from '../../src/corpus/types';
import { encodeDocuments } from '../../src/engine/training/encodeDocuments';
import type { PairSample, SpanSample, TrainingSample } from '../../src/engine/training/sample';
import { createSample, type EncodedDocument } from '../../src/engine/training/sampling';
import { trainingBatch } from '../../src/engine/training/trainingBatch';
import { loadTokenizer } from '../../src/engine/tokenizer/loadTokenizer';
import type { Tokenizer } from '../../src/engine/tokenizer/tokenizer';
import { hasShared, portable, readJson, shared } from './goldenModel';
import { batchSizes } from './trainingSteps';

type Span = readonly [number, number];

interface Tensors {
	readonly encodings: readonly number[];
	readonly entity_masks: readonly (readonly number[])[];
	readonly entity_sizes: readonly number[];
	readonly entity_types: readonly number[];
	readonly rels: readonly Span[];
	readonly rel_masks: readonly (readonly number[])[];
	readonly rel_types: readonly (readonly number[])[];
	readonly entity_sample_masks: readonly number[];
	readonly rel_sample_masks: readonly number[];
}

interface SampledDocument {
	readonly doc?: number;
	readonly tokens: readonly string[];
	readonly encoding: readonly number[];
	readonly token_spans: readonly Span[];
	readonly neg_entity_candidates: readonly (readonly [Span, number])[];
	readonly neg_entity_chosen: readonly (readonly [Span, number])[];
	readonly neg_rel_candidates: readonly (readonly [Span, Span])[];
	readonly neg_rel_chosen: readonly (readonly [Span, Span])[];
	readonly train: Tensors;
}

interface Sampling {
	readonly neg_entity_count: number;
	readonly neg_relation_count: number;
	readonly max_span_size: number;
	readonly docs: readonly SampledDocument[];
}

/** The reference's tensors of one document as a sample; the dummies that stand for nothing are left out. */
function sampleOf(tensors: Tensors): TrainingSample {
	const spans = tensors.entity_masks.flatMap((mask, index): SpanSample[] =>
		tensors.entity_sample_masks[index] === 1
			? [
					{
						pieceStart: mask.indexOf(1),
						pieceEnd: mask.lastIndexOf(1) + 1,
						size: tensors.entity_sizes[index]!,
						type: tensors.entity_types[index]!,
					},
				]
			: [],
	);
	const pairs = tensors.rels.flatMap(([head, tail], index): PairSample[] =>
		tensors.rel_sample_masks[index] === 1
			? [{ head, tail, types: tensors.rel_types[index]!.flatMap((flag, type) => (flag === 1 ? [type + 1] : [])) }]
			: [],
	);
	return { ids: Int32Array.from(tensors.encodings), spans, pairs };
}

/** Relation types of a pair in any order, once each: what one pair's targets say. */
function asTargets(sample: TrainingSample): TrainingSample {
	return { ...sample, pairs: sample.pairs.map(({ head, tail, types }) => ({ head, tail, types: [...new Set(types)].sort() })) };
}

/** The words between a pair, as the batch's rows of the range table say them: a mask over the word pieces. */
function contextMasks(sample: TrainingSample): number[][] {
	const { feeds, pairCount } = trainingBatch([sample], { ...batchSizes, padTokenId: 0 });
	const [first, second, present] = ['context_first_rows', 'context_second_rows', 'context_present'].map((name) => feeds[name]!.data);
	const length = sample.ids.length;
	return Array.from({ length: pairCount }, (_, pair) => {
		const level = Math.floor(Number(first![pair]) / length);
		const start = Number(first![pair]) % length;
		const end = (Number(second![pair]) % length) + 2 ** level;
		return Array.from({ length }, (__, piece) => (present![pair] === 1 && piece >= start && piece < end ? 1 : 0));
	});
}

function compareDocument(encoded: EncodedDocument, golden: SampledDocument, sampling: Sampling, types: TypeSet, paperSampling: boolean): void {
	expect([...encoded.ids]).toEqual(golden.encoding);
	expect([...encoded.pieceStarts].slice(0, -1).map((start, token) => [start, encoded.pieceStarts[token + 1]])).toEqual(golden.token_spans);
	const spanOf = ({ pieceStart, pieceEnd }: SpanSample): Span => [pieceStart, pieceEnd];
	const positives: SpanSample[] = encoded.document.entities.map(({ start, end, type }) => ({
		pieceStart: encoded.pieceStarts[start]!,
		pieceEnd: encoded.pieceStarts[end]!,
		size: end - start,
		type,
	}));
	let draws = 0;
	const options = {
		maxSpanSize: sampling.max_span_size,
		negativeEntityCount: sampling.neg_entity_count,
		negativeRelationCount: sampling.neg_relation_count,
		paperSampling,
	};
	const sample = createSample(encoded, types, options, <T>(candidates: readonly T[], count: number): T[] => {
		const isSpans = draws++ === 0;
		const keys = candidates.map((candidate) => {
			const described = isSpans
				? [spanOf(candidate as SpanSample), (candidate as SpanSample).size]
				: [spanOf(positives[(candidate as PairSample).head]!), spanOf(positives[(candidate as PairSample).tail]!)];
			return JSON.stringify(described);
		});
		const [expected, chosen] = isSpans
			? [golden.neg_entity_candidates, golden.neg_entity_chosen]
			: [golden.neg_rel_candidates, golden.neg_rel_chosen];
		expect(keys).toEqual(expected.map((candidate) => JSON.stringify(candidate)));
		expect(chosen).toHaveLength(Math.min(count, candidates.length));
		return chosen.map((candidate) => candidates[keys.indexOf(JSON.stringify(candidate))]!);
	});
	expect(draws).toBe(2);
	expect(asTargets(sample)).toEqual(sampleOf(golden.train));
	if (sample.pairs.length > 0) {
		expect(contextMasks(sample)).toEqual(golden.train.rel_masks);
	}
}

interface Source {
	readonly types: TypeSet;
	readonly tokenizer: Tokenizer;
	readonly documents: readonly EncodedDocument[];
}

async function sourceOf(folder: string, files: readonly string[]): Promise<Source> {
	const types = await readTypes(join(folder, 'types.json'));
	const tokenizer = await loadTokenizer(folder, { lowercase: true });
	const documents = files.flatMap((file) => {
		const dataset = parseDataset(JSON.stringify(readJson(folder, file)), types, file);
		return encodeDocuments(dataset.documents, tokenizer, 128);
	});
	return { types, tokenizer, documents };
}

function compareContexts(cases: readonly { s1: Span; s2: Span; ctx: number; mask: readonly number[] }[]): void {
	for (const { s1, s2, ctx, mask } of cases) {
		const spans = [s1, s2].map(([pieceStart, pieceEnd]): SpanSample => ({ pieceStart, pieceEnd, size: 1, type: 1 }));
		const sample = { ids: new Int32Array(ctx), spans, pairs: [{ head: 0, tail: 1, types: [] }] };
		expect(contextMasks(sample), JSON.stringify([s1, s2])).toEqual([mask]);
	}
	expect(cases.length).toBeGreaterThan(30);
}

interface Collated {
	readonly train_samples: readonly Tensors[];
	readonly train_batch: { readonly [Key in keyof Tensors]: readonly Tensors[Key][] } & { readonly context_masks: readonly (readonly number[])[] };
}

/** A batch against the reference's padded one: the same word pieces and masks, whatever rows they share, and the same lists. */
function compareCollation({ train_samples: goldenSamples, train_batch: padded }: Collated): void {
	const samples = goldenSamples.map(sampleOf);
	const { feeds, dimensions, spanCount, pairCount } = trainingBatch(samples, batchSizes);
	const length = dimensions['sequence']!;
	const ids = [...(feeds['input_ids']!.data as Int32Array)];
	const bias = feeds['attention_bias']!.data as Float32Array;
	const places = padded.encodings.map((encoding, index) => {
		const own = encoding.filter((_, piece) => padded.context_masks[index]![piece] === 1);
		const place = ids.findIndex((_, start) => own.every((id, piece) => ids[start + piece] === id));
		expect(place, `sequence ${index}`).toBeGreaterThanOrEqual(0);
		const first = place % length;
		const ownKeys = new Array<number>(length).fill(-10000).fill(0, first, first + own.length);
		// Every word piece of a sequence attends to that sequence alone.
		for (let piece = 0; piece < own.length; piece++) {
			expect([...bias.subarray((place + piece) * length, (place + piece + 1) * length)]).toEqual(ownKeys);
		}
		return { place, end: place + own.length };
	});
	const isPadding = ids.map((_, piece) => !places.some(({ place, end }) => piece >= place && piece < end));
	expect(ids.filter((_, piece) => isPadding[piece]).every((id) => id === batchSizes.padTokenId)).toBe(true);
	expect(isPadding.filter((padding) => !padding)).toHaveLength(samples.reduce((sum, sample) => sum + sample.ids.length, 0));
	const kept = <T>(values: readonly (readonly T[])[], masks: readonly (readonly number[])[]): T[] =>
		values.flatMap((own, index) => own.filter((_, place) => masks[index]![place] === 1));
	expect(spanCount).toBe(padded.entity_sample_masks.flat().filter((flag) => flag === 1).length);
	expect([...(feeds['span_sizes']!.data as Int32Array)]).toEqual(kept(padded.entity_sizes, padded.entity_sample_masks));
	const targets = feeds['entity_targets']!.data as Float32Array;
	const types = Array.from({ length: spanCount }, (_, span) => targets.subarray(span * 7, (span + 1) * 7).indexOf(1));
	expect(types).toEqual(kept(padded.entity_types, padded.entity_sample_masks));
	expect(pairCount).toBe(padded.rel_sample_masks.flat().filter((flag) => flag === 1).length);
	expect([...(feeds['relation_targets']!.data as Float32Array)]).toEqual(kept(padded.rel_types, padded.rel_sample_masks).flat());
	let firstSpan = 0;
	const offsets = samples.map(({ spans }) => (firstSpan += spans.length) - spans.length);
	const pairs = padded.rels.map((own, index) => own.map(([head, tail]) => [offsets[index]! + head, offsets[index]! + tail]));
	const flat = kept(pairs, padded.rel_sample_masks);
	expect([...(feeds['pair_heads']!.data as Int32Array)]).toEqual(flat.map(([head]) => head));
	expect([...(feeds['pair_tails']!.data as Int32Array)]).toEqual(flat.map(([, tail]) => tail));
}

type PortableSampling = Readonly<Record<'100_100_10' | '6_2_4', Sampling>> & {
	readonly collate: Collated;
	readonly rel_masks: Parameters<typeof compareContexts>[0];
};

describe('portable samples', async () => {
	const golden = readJson<PortableSampling>(portable, 'sampling.json');
	const source = await sourceOf(portable, ['docs.json', 'docs_odd.json']);

	it.each(['100_100_10', '6_2_4'] as const)('%s: candidates, and the samples of the chosen ones', (name) => {
		expect(golden[name].docs).toHaveLength(10);
		for (const document of golden[name].docs) {
			compareDocument(source.documents[document.doc!]!, document, golden[name], source.types, false);
		}
	});

	it('the words between two spans', () => compareContexts(golden.rel_masks));
	it('a batch', () => compareCollation(golden.collate));
});

describe.skipIf(!hasShared)('samples of the shared golden data', async () => {
	const tiny = join(shared, 'golden/tiny');
	const source = hasShared ? await sourceOf(tiny, ['docs.json']) : undefined;

	it.each(['100_100_10', '6_2_4', '0_0_3'])('%s: candidates, and the samples of the chosen ones', (name) => {
		const sampling = readJson<Sampling>(tiny, `sampling_${name}.json`);
		expect(sampling.docs).toHaveLength(12);
		for (const [index, document] of sampling.docs.entries()) {
			compareDocument(source!.documents[index]!, document, sampling, source!.types, false);
		}
	});

	it.each(['100_100_10', '6_2_4'])('%s as the paper sampled', (name) => {
		const sampling = readJson<Sampling>(join(tiny, 'at_3f4ab22'), `sampling_${name}.json`);
		for (const [index, document] of sampling.docs.entries()) {
			// That code gave a token without word pieces, such as an empty one, an empty span; here it is [UNK] in any sampling.
			const hasEmptyToken = document.token_spans.some(([start, end]) => start === end);
			expect(hasEmptyToken).toBe(index === 10);
			if (!hasEmptyToken) {
				compareDocument(source!.documents[index]!, document, sampling, source!.types, true);
			}
		}
	});

	it('a document without tokens is not trained on', () => {
		const { train } = readJson<{ train: Tensors }>(tiny, 'sampling_empty_doc.json');
		expect(sampleOf(train)).toMatchObject({ spans: [], pairs: [] });
		expect(encodeDocuments([{ tokens: [], entities: [], relations: [] }], source!.tokenizer, 128)).toEqual([]);
	});

	it('the words between two spans', () => compareContexts(readJson(tiny, 'rel_masks.json')));
	it('a batch', () => compareCollation(readJson(tiny, 'collate.json')));
});
