// Scores and predictions of the engine against what the reference computed for the same models and documents.

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { neverCancelled } from '../../src/base/cancellation';
import type { TypeSet } from '../../src/corpus/types';
import type { DocumentPrediction } from '../../src/engine/evaluation/prediction';
import { removeOverlapping, type DocumentTuples } from '../../src/engine/evaluation/tuples';
import { decodeEntities, decodeRelations } from '../../src/engine/spert/decoding';
import { encodeTokens } from '../../src/engine/spert/encoding';
import type { SequenceScores } from '../../src/engine/spert/scorer';
import {
	encoded,
	hasShared,
	openModel,
	portable,
	readArrays,
	readJson,
	rows,
	shared,
	worstDifference,
	type GoldenArray,
	type GoldenModel,
	type GoldenModelFiles,
} from './goldenModel';

const tolerance = 1e-5;

interface Tokens {
	readonly tokens: readonly string[];
}

type StoredSpan = readonly [number, number, string];
interface StoredPrediction {
	readonly entities: readonly (readonly [number, number, string, number])[];
	readonly relations: readonly (readonly [StoredSpan, StoredSpan, string, number])[];
}
/** By "threshold=0.4,no_overlapping=False": a prediction a document. */
type StoredPredictions = Readonly<Record<string, readonly StoredPrediction[]>>;

/** What the reference computed for a batch. Padding candidates have probabilities of no meaning, or none. */
interface GoldenRun {
	readonly docs: readonly number[];
	readonly maxSpanSize: number;
	readonly encodings: readonly (readonly number[])[];
	readonly entitySpans: readonly (readonly (readonly number[])[])[];
	readonly entityProbabilities: readonly (readonly (readonly number[])[])[];
	readonly pairs: readonly (readonly (readonly number[])[])[];
	readonly relationScores: readonly (readonly (readonly number[])[])[];
}

function expectScores(found: SequenceScores, run: GoldenRun, index: number, types: TypeSet): void {
	const probabilities = rows(found.entityProbabilities, types.entities.length + 1);
	const golden = run.entityProbabilities[index]!.slice(0, probabilities.length);
	expect(worstDifference(probabilities, golden)).toBeLessThanOrEqual(tolerance);

	const pairs = [...found.pairHeads].map((head, pair) => [head, found.pairTails[pair]!]);
	expect(run.pairs[index]!.slice(0, pairs.length)).toEqual(pairs);
	const scores = rows(found.relationScores, types.relations.length);
	expect(worstDifference(scores, run.relationScores[index]!.slice(0, pairs.length))).toBeLessThanOrEqual(tolerance);
	// The rest pads to the batch's longest list, with the reference's one pair of no entities where there are none.
	expect(run.relationScores[index]!.slice(pairs.length).flat()).toSatisfy((rest: number[]) => rest.every((score) => score === 0));
}

async function expectRun(golden: GoldenModel, run: GoldenRun, documents: readonly Tokens[]): Promise<void> {
	const sequences = run.docs.map((document) => encoded(golden.tokenizer, documents[document]!.tokens, run.maxSpanSize));
	for (const [index, { ids, candidates }] of sequences.entries()) {
		const padding = run.encodings[index]!.slice(ids.length);
		expect([...ids, ...padding]).toEqual(run.encodings[index]);
		expect(padding.every((id) => id === 0)).toBe(true);
		const spans = [...candidates.pieceStart].map((start, candidate) => [start, candidates.pieceEnd[candidate]!]);
		expect(run.entitySpans[index]!.slice(0, candidates.count)).toEqual(spans);
	}
	const scores = await golden.scorer.score(sequences);
	scores.forEach((score, index) => expectScores(score, run, index, golden.types));
}

/** A prediction in the stored form: word piece spans and type names. */
function asStored({ entities, relations }: DocumentTuples, types: TypeSet, tokenStarts: Int32Array): StoredPrediction {
	const piece = (token: number): number => tokenStarts[token]! + 1;
	const span = ({ start, end, type }: { start: number; end: number; type: number }): [number, number, string] => {
		return [piece(start), piece(end), types.entities[type - 1]!.identifier];
	};
	return {
		entities: entities.map((entity) => [...span(entity), entity.score!] as const),
		relations: relations.map(({ head, tail, type, ...rest }) => {
			const { score } = rest as { readonly score: number };
			return [span(head), span(tail), types.relations[type - 1]!.identifier, score] as const;
		}),
	};
}

function expectPrediction(found: StoredPrediction, golden: StoredPrediction): void {
	const withoutScores = ({ entities, relations }: StoredPrediction): unknown => [
		entities.map((entity) => entity.slice(0, 3)),
		relations.map((relation) => relation.slice(0, 3)),
	];
	expect(withoutScores(found)).toEqual(withoutScores(golden));
	const scores = ({ entities, relations }: StoredPrediction): unknown => [...entities, ...relations].map((row) => row[3]);
	expect(worstDifference(scores(found), scores(golden))).toBeLessThanOrEqual(tolerance);
}

/** By "threshold=0.1,no_overlapping=True". */
function variantOf(key: string): { threshold: number; keep: (tuples: DocumentTuples) => DocumentTuples } {
	const [, threshold, noOverlapping] = /^threshold=([\d.]+),no_overlapping=(True|False)$/.exec(key)!;
	return { threshold: Number(threshold), keep: noOverlapping === 'True' ? removeOverlapping : (tuples) => tuples };
}

async function expectPredictions(
	golden: GoldenModel,
	run: { readonly docs: readonly number[]; readonly maxSpanSize: number; readonly predictions: StoredPredictions },
	documents: readonly Tokens[],
): Promise<void> {
	const sentences = run.docs.map((document) => documents[document]!.tokens);
	const variants = Object.entries(run.predictions);
	expect(variants.length).toBeGreaterThanOrEqual(4);
	for (const [key, stored] of variants) {
		const { threshold, keep } = variantOf(key);
		const options = { maxSpanSize: run.maxSpanSize, relationThreshold: threshold };
		const found = await golden.model.predict(sentences, options, { cancellation: neverCancelled });
		expect(found).toHaveLength(stored.length);
		found.forEach((prediction, index) => {
			const { tokenStarts } = encodeTokens(golden.tokenizer, sentences[index]!, Infinity);
			expectPrediction(asStored(keep(prediction), golden.types, tokenStarts), stored[index]!);
		});
	}
}

interface PortableRun {
	readonly docs: readonly number[];
	readonly encodings: GoldenRun['encodings'];
	readonly entity_spans: GoldenRun['entitySpans'];
	readonly entity_clf: GoldenRun['entityProbabilities'];
	readonly rels: GoldenRun['pairs'];
	readonly rel_clf: GoldenRun['relationScores'];
	readonly predictions: StoredPredictions;
}

interface PortableInference {
	readonly max_span_size: number;
	readonly runs: readonly PortableRun[];
	readonly shifted: { readonly runs: readonly PortableRun[] };
	readonly crafted: Crafted;
}

interface Crafted {
	readonly entity_clf: readonly (readonly number[])[];
	readonly entity_spans: readonly (readonly [number, number])[];
	readonly entity_sample_masks: readonly number[];
	readonly rels: readonly (readonly [number, number])[];
	readonly rel_clf: readonly (readonly number[])[];
	readonly results: Readonly<Record<string, StoredPrediction>>;
}

const inference = readJson<PortableInference>(portable, 'infer.json');
const portableDocuments = [...readJson<Tokens[]>(portable, 'docs.json'), ...readJson<Tokens[]>(portable, 'docs_odd.json')];
const portableModel: GoldenModelFiles = { folder: join(portable, 'model'), types: join(portable, 'types.json'), lowercase: true };

function fromPortable(run: PortableRun): GoldenRun & { readonly predictions: StoredPredictions } {
	return {
		docs: run.docs,
		maxSpanSize: inference.max_span_size,
		encodings: run.encodings,
		entitySpans: run.entity_spans,
		entityProbabilities: run.entity_clf,
		pairs: run.rels,
		relationScores: run.rel_clf,
		predictions: run.predictions,
	};
}

function describeRuns(title: string, files: GoldenModelFiles, runs: readonly PortableRun[]): void {
	describe(title, () => {
		let golden: GoldenModel;
		beforeAll(async () => {
			golden = await openModel(files);
		});
		afterAll(() => golden.model.dispose());

		for (const run of runs.map(fromPortable)) {
			const which = `document ${run.docs.join(', ')}`;
			it(`${which}: entity probabilities, pairs and relation scores`, async () => {
				await expectRun(golden, run, portableDocuments);
			});
			it(`${which}: predictions at every threshold, with and without overlapping ones`, async () => {
				await expectPredictions(golden, run, portableDocuments);
			});
		}
	});
}

describeRuns('the model of documents of our own', portableModel, inference.runs);
describeRuns(
	'a shifted model, with overlapping entities and middling scores',
	{
		...portableModel,
		adjust: (heads) => ({
			...heads,
			entityBias: heads.entityBias.map((bias, index) => (index === 0 ? bias - 4 : bias)),
			relationBias: heads.relationBias.map((bias) => bias + 2),
		}),
	},
	inference.shifted.runs,
);
for (const weights of ['ckpt/spert_legacy.bin', 'ckpt/spert.safetensors']) {
	describeRuns(`the same weights as ${weights}`, { ...portableModel, weights: join(portable, weights) }, inference.runs.slice(-1));
}

/** Decodes hand-made scores the way the model decodes its own. */
function decodeCrafted(crafted: Crafted, types: TypeSet, threshold: number): DocumentPrediction {
	// A masked row is padding, which our flat lists have none of.
	const count = crafted.entity_sample_masks.filter((mask) => mask === 1).length;
	expect(crafted.entity_sample_masks.slice(0, count).every((mask) => mask === 1)).toBe(true);
	const classes = types.entities.length + 1;
	const spanOf = (candidate: number): readonly [number, number] => crafted.entity_spans[candidate]!;
	const found = decodeEntities(Float32Array.from(crafted.entity_clf.slice(0, count).flat()), classes);
	const entities = new Map(
		found.map(({ candidate, type, score }) => {
			const [start, end] = spanOf(candidate);
			return [candidate, { start, end, type, score }] as const;
		}),
	);
	const relations = decodeRelations(
		{
			heads: Int32Array.from(crafted.rels, ([head]) => head),
			tails: Int32Array.from(crafted.rels, ([, tail]) => tail),
		},
		Float32Array.from(crafted.rel_clf.flat()),
		types.relations,
		threshold,
		{ start: (candidate) => spanOf(candidate)[0], key: (candidate) => spanOf(candidate).join('-') },
	);
	return {
		entities: [...entities.values()],
		relations: relations.map(({ head, tail, type, score }) => {
			return { head: entities.get(head)!, tail: entities.get(tail)!, type, score };
		}),
	};
}

function describeCrafted(title: string, crafted: Crafted, types: () => TypeSet): void {
	it.each(Object.keys(crafted.results))(`${title}: %s`, (key) => {
		const { threshold, keep } = variantOf(key);
		const decoded = keep(decodeCrafted(crafted, types(), threshold));
		// Spans are word pieces already: every piece p is its own token p - 1.
		expectPrediction(asStored(decoded, types(), Int32Array.from({ length: 40 }, (_, piece) => piece - 1)), crafted.results[key]!);
	});
}

describe('hand-made scores become the predictions of the reference', () => {
	let types: TypeSet;
	beforeAll(async () => {
		const golden = await openModel(portableModel);
		({ types } = golden);
		golden.model.dispose();
	});
	describeCrafted('portable', inference.crafted, () => types);
	describe.skipIf(!hasShared)('of the wider set (skipped where ../shared/golden is absent)', () => {
		const crafted = hasShared ? readJson<Crafted>(shared, 'golden/eval/convert_crafted.json') : inference.crafted;
		describeCrafted('wider set', crafted, () => types);
	});
});

interface SharedPredictions {
	readonly model: string;
	readonly docs: readonly number[];
	readonly max_span_size: number;
	readonly predictions: StoredPredictions;
}

describe.skipIf(!hasShared)('the wider set (skipped where ../shared/golden is absent)', () => {
	const golden = join(shared, 'golden');
	const stored = hasShared ? readJson<Record<string, SharedPredictions>>(golden, 'tiny/infer/predictions.json') : {};
	const names = Object.keys(stored).filter((name) => name !== 'max_pairs');
	const models = new Map<string, GoldenModel>();
	const documents = hasShared ? readJson<Tokens[]>(golden, 'tiny/docs.json') : [];

	beforeAll(async () => {
		for (const folder of new Set(names.map((name) => stored[name]!.model))) {
			const types = join(golden, 'tiny/types.json');
			models.set(folder, await openModel({ folder: join(golden, folder), types, lowercase: true }));
		}
	});
	afterAll(() => models.forEach(({ model }) => model.dispose()));

	it.each(names)('%s: scores', async (name) => {
		const { model, docs, max_span_size: maxSpanSize } = stored[name]!;
		const arrays = await readArrays(join(golden, 'tiny/infer', `${name}.safetensors`));
		const array = (key: string): GoldenArray => arrays.get(key)!;
		const perDocument = ({ shape, values }: GoldenArray): number[][][] => {
			const [count, length, width] = shape as [number, number, number];
			const all = rows(values, width);
			return Array.from({ length: count }, (_, index) => all.slice(index * length, (index + 1) * length));
		};
		const encodings = array('in.encodings');
		const run: GoldenRun = {
			docs,
			maxSpanSize,
			encodings: rows(encodings.values, encodings.shape[1]!),
			entitySpans: perDocument(array('in.entity_spans')),
			entityProbabilities: perDocument(array('out.entity_clf')),
			pairs: perDocument(array('out.rels')),
			relationScores: perDocument(array('out.rel_clf')),
		};
		await expectRun(models.get(model)!, run, documents);
	});

	it.each(names)('%s: predictions', async (name) => {
		const { model, docs, max_span_size: maxSpanSize, predictions } = stored[name]!;
		await expectPredictions(models.get(model)!, { docs, maxSpanSize, predictions }, documents);
	});
});
