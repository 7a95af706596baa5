// Evaluation, datasets and prediction files against the reference's figures.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDataset, type DatasetDocument } from '../../src/corpus/dataset';
import { readDataset } from '../../src/engine/data/readDataset';
import { storedPredictions } from '../../src/engine/data/storedPredictions';
import { parseTypes, type TypeSet } from '../../src/corpus/types';
import { readTypes } from '../../src/engine/data/readTypes';
import { type DocumentPrediction, type EntityPrediction } from '../../src/engine/evaluation/prediction';
import { evaluate, type Evaluation, type SettingScores } from '../../src/engine/evaluation/scores';
import { scoresCsvHeader, scoresCsvRow } from '../../src/engine/evaluation/scoresCsv';
import { scoresJson } from '../../src/engine/evaluation/scoresJson';
import { scoresTable } from '../../src/engine/evaluation/scoresTable';
import { goldTuples, removeOverlapping, type DocumentTuples, type TypedSpan } from '../../src/engine/evaluation/tuples';

const projectRoot = join(import.meta.dirname, '../..');
const portable = join(projectRoot, 'test/golden/portable');
const shared = join(projectRoot, '../shared');

type Six = readonly (number | 'NaN')[];

interface Variant {
	readonly printed: string;
	readonly ner: Six;
	readonly rel: Six;
	readonly rel_nec: Six;
	readonly kept_entities: readonly (readonly [number, number, string][])[];
	readonly kept_relations: readonly (readonly [[number, number], string, [number, number], string, string][])[];
	readonly gt_entities: readonly (readonly [number, number, string][])[];
	readonly gt_relations: readonly (readonly [[number, number], [number, number], string][])[];
}

interface RecordedPrediction {
	readonly entities: readonly { type: string; start: number; end: number; score: number }[];
	readonly relations: readonly { type: string; head: number; tail: number; score: number }[];
}

type Figures = Pick<Variant, 'printed' | 'ner' | 'rel' | 'rel_nec'>;

/** Either everything is recorded, or only the figures of predictions that equal the annotation. */
type MetricsCase = { readonly docs: readonly unknown[] } & (
	| {
			readonly predictions: readonly RecordedPrediction[];
			readonly stored_predictions: unknown;
			readonly variants: Readonly<Record<string, Variant>>;
	  }
	| Figures
);

function readJson<T>(path: string): T {
	return JSON.parse(readFileSync(path, 'utf8')) as T;
}

function indexOf(types: readonly { readonly identifier: string; readonly index: number }[], identifier: string): number {
	return types.find((type) => type.identifier === identifier)!.index;
}

/** What decoding makes of a recorded prediction: head first in symmetric relations. */
function decoded(recorded: RecordedPrediction, types: TypeSet): DocumentPrediction {
	const entities = recorded.entities.map(
		({ type, start, end, score }): EntityPrediction => ({ start, end, type: indexOf(types.entities, type), score }),
	);
	const relations = recorded.relations.map(({ type, head, tail, score }) => {
		const index = indexOf(types.relations, type);
		const [headEntity, tailEntity] = [entities[head]!, entities[tail]!];
		const isReverse = types.relations[index - 1]!.symmetric && tailEntity.start < headEntity.start;
		return isReverse
			? { head: tailEntity, tail: headEntity, type: index, score }
			: { head: headEntity, tail: tailEntity, type: index, score };
	});
	return { entities, relations };
}

/** Precision, recall, F1 micro, then macro, times 100. */
function six({ micro, macro }: SettingScores): number[] {
	return [micro, macro].flatMap(({ precision, recall, f1 }) => [precision, recall, f1].map((value) => value * 100));
}

function expectScores(evaluation: Evaluation, expected: Omit<Figures, 'printed'>): void {
	for (const [scores, figures] of [
		[evaluation.ner, expected.ner],
		[evaluation.rel, expected.rel],
		[evaluation.relNec, expected.rel_nec],
	] as const) {
		// Macro means are sums in the order of a Python set, so their last bits are not fixed.
		expect(figures).toHaveLength(6);
		six(scores).forEach((value, position) => {
			const figure = figures[position]!;
			if (figure === 'NaN') {
				expect(value).toBeNaN();
			} else {
				expect(Math.abs(value - figure)).toBeLessThan(1e-10);
			}
		});
	}
}

/** The report with the rows of every table sorted, because the reference's order changes from run to run. */
function withSortedRows(printed: string): string {
	const blocks = printed.split('\n\n').map((block) => {
		const lines = block.split('\n');
		const isTable = lines[0]!.trimStart().startsWith('type ');
		return (isTable ? [lines[0]!, ...lines.slice(1).sort()] : lines).join('\n');
	});
	return blocks.join('\n\n').trimEnd();
}

/**
 * For every token boundary of a document its word piece boundary, by greedy longest match over a vocabulary: enough for the
 * plain tokens of these cases, and wrong figures could not pass unnoticed.
 */
function pieceBoundaries(tokens: readonly string[], vocabulary: ReadonlySet<string>): number[] {
	const boundaries = [1];
	for (const token of tokens) {
		const plain = token.toLowerCase().normalize('NFD').replace(/\p{Mn}/gu, '');
		const words = plain.match(/[\p{P}$+<=>^`|~]|[^\p{P}$+<=>^`|~\s]+/gu) ?? [];
		const pieces = words.map((word) => pieceCount(word, vocabulary)).reduce((total, count) => total + count, 0);
		boundaries.push(boundaries.at(-1)! + Math.max(1, pieces));
	}
	return boundaries;
}

function pieceCount(word: string, vocabulary: ReadonlySet<string>): number {
	let count = 0;
	for (let start = 0; start < word.length; count++) {
		let end = word.length;
		while (end > start && !vocabulary.has((start > 0 ? '##' : '') + word.slice(start, end))) {
			end--;
		}
		if (end === start) {
			return 1;
		}
		start = end;
	}
	return count;
}

/** Tuples in the form of the golden files. */
function asRecorded(tuples: DocumentTuples, types: TypeSet, boundaries: readonly number[]) {
	const span = ({ start, end }: TypedSpan): [number, number] => [boundaries[start]!, boundaries[end]!];
	const name = ({ type }: TypedSpan): string => types.entities[type - 1]!.identifier;
	return {
		entities: tuples.entities.map((entity) => [...span(entity), name(entity)]),
		relations: tuples.relations.map(({ head, tail, type }) => [
			span(head),
			name(head),
			span(tail),
			name(tail),
			types.relations[type - 1]!.identifier,
		]),
	};
}

function describeMetrics(name: string, folder: string, files: { metrics: string; types: string; vocabulary: string }) {
	const path = (file: string): string => join(folder, file);
	describe.skipIf(!existsSync(path(files.metrics)))(name, () => {
		if (!existsSync(path(files.metrics))) {
			it('are those of the reference', () => {});
			return;
		}
		const cases = readJson<Record<string, MetricsCase>>(path(files.metrics));
		const types = parseTypes(readFileSync(path(files.types), 'utf8'), files.types);

		for (const [caseName, recorded] of Object.entries(cases)) {
			const documents = parseDataset(JSON.stringify(recorded.docs), types, caseName).documents;
			if (!('variants' in recorded)) {
				it(`${caseName}: scores and report are the reference's where predictions equal the annotation`, () => {
					const evaluation = evaluate(
						documents.map((document) => ({ gold: goldTuples(document), predicted: goldTuples(document) })),
						types,
						{ noOverlapping: false },
					);
					expectScores(evaluation, recorded);
					expect(withSortedRows(scoresTable(evaluation))).toBe(withSortedRows(recorded.printed));
				});
				continue;
			}
			const { predictions, stored_predictions, variants } = recorded;
			const predicted = predictions.map((prediction) => decoded(prediction, types));

			it(`${caseName}: writes the predictions that the reference writes`, () => {
				const text = storedPredictions(
					documents.map(({ tokens }, index) => ({ tokens, prediction: predicted[index]! })),
					types,
				);
				expect(JSON.parse(text)).toEqual(stored_predictions);
			});

			for (const [noOverlapping, variant] of [
				[false, variants['no_overlapping=False']!],
				[true, variants['no_overlapping=True']!],
			] as const) {
				const title = `${caseName}, ${noOverlapping ? 'without' : 'with'} overlapping ones`;
				const evaluation = evaluate(
					documents.map((document, index) => ({ gold: goldTuples(document), predicted: predicted[index]! })),
					types,
					{ noOverlapping },
				);

				it(`${title}: scores as the reference`, () => {
					expectScores(evaluation, variant);
				});

				it(`${title}: prints the reference's report, rows in the order of the types file`, () => {
					expect(withSortedRows(scoresTable(evaluation))).toBe(withSortedRows(variant.printed));
					for (const { types: rows } of [evaluation.ner, evaluation.rel, evaluation.relNec]) {
						const indices = rows.map(({ type }) => type.index);
						expect(indices).toEqual([...indices].sort((a, b) => a - b));
					}
				});

				it(`${title}: keeps the tuples that the reference keeps`, () => {
					const vocabulary = new Set(readFileSync(path(files.vocabulary), 'utf8').split('\n'));
					const keep = noOverlapping ? removeOverlapping : (tuples: DocumentTuples) => tuples;
					documents.forEach((document, index) => {
						const boundaries = pieceBoundaries(document.tokens, vocabulary);
						const kept = asRecorded(keep(predicted[index]!), types, boundaries);
						expect(kept.entities).toEqual(variant.kept_entities[index]);
						expect(kept.relations).toEqual(variant.kept_relations[index]);
						const gold = asRecorded(keep(goldTuples(document)), types, boundaries);
						expect(gold.entities).toEqual(variant.gt_entities[index]);
						expect(gold.relations.map(([head, , tail, , type]) => [head, tail, type])).toEqual(
							variant.gt_relations[index],
						);
					});
				});
			}
		}
	});
}

describeMetrics('metrics of documents of our own', portable, {
	metrics: 'metrics.json',
	types: 'types.json',
	vocabulary: 'vocab.txt',
});
describeMetrics('metrics of the wider set (skipped where ../shared is absent)', join(shared, 'golden'), {
	metrics: 'eval/metrics.json',
	types: 'tiny/types.json',
	vocabulary: 'tiny/vocab.txt',
});

interface EvaluatedFiles {
	readonly types: TypeSet;
	readonly evaluation: Evaluation;
	readonly predictions: readonly DatasetDocument[];
}

async function evaluateFiles(
	typesPath: string,
	datasetPath: string,
	predictionsPath: string,
	noOverlapping = false,
): Promise<EvaluatedFiles> {
	const types = await readTypes(typesPath);
	const gold = await readDataset(datasetPath, types);
	const predictions = await readDataset(predictionsPath, types);
	expect(predictions.documents.map(({ tokens }) => tokens)).toEqual(gold.documents.map(({ tokens }) => tokens));
	const evaluation = evaluate(
		gold.documents.map((document, index) => ({
			gold: goldTuples(document),
			predicted: goldTuples(predictions.documents[index]!),
		})),
		types,
		{ noOverlapping },
	);
	return { types, evaluation, predictions: predictions.documents };
}

/** Predictions of a stored file as a model would give them. */
function asPredictions(document: DatasetDocument): DocumentPrediction {
	const scored = (span: TypedSpan): EntityPrediction => ({ start: span.start, end: span.end, type: span.type, score: 1 });
	const { entities, relations } = goldTuples(document);
	return {
		entities: entities.map(scored),
		relations: relations.map(({ head, tail, type }) => ({ head: scored(head), tail: scored(tail), type, score: 1 })),
	};
}

/** Cells equal, numbers within the last bits that the order of a sum changes. */
function expectCsv(actual: string, expected: string): void {
	const cells = (text: string): string[] => text.split(/[;\n]/);
	expect(actual.endsWith('\r\n')).toBe(true);
	expect(cells(actual)).toHaveLength(cells(expected).length);
	cells(actual).forEach((cell, position) => {
		const golden = cells(expected)[position]!;
		if (/^\d+\.\d+$/.test(golden)) {
			expect(cell).toMatch(/^\d+\.\d+$/);
			expect(Math.abs(Number(cell) - Number(golden))).toBeLessThan(1e-10);
		} else {
			expect(cell).toBe(golden);
		}
	});
}

describe('a training log of documents of our own', () => {
	const folder = join(portable, 'train_log');
	const predictionsPath = join(folder, 'predictions_valid_epoch_70.json');

	it('has the CSV row that its stored predictions give', async () => {
		const { evaluation } = await evaluateFiles(join(portable, 'types.json'), join(portable, 'docs.json'), predictionsPath);
		const [header, row] = readFileSync(join(folder, 'eval_valid.csv'), 'utf8').split(/(?<=\r\n)/);
		expect(scoresCsvHeader).toBe(header);
		expectCsv(scoresCsvRow(evaluation, { epoch: 70, iteration: 0, globalIteration: 560 }), row!);
	});

	it('has the predictions file that we write, to the byte', async () => {
		const types = await readTypes(join(portable, 'types.json'));
		const { documents } = await readDataset(predictionsPath, types);
		const rewritten = storedPredictions(
			documents.map((document) => ({ tokens: document.tokens, prediction: asPredictions(document) })),
			types,
		);
		expect(rewritten).toBe(readFileSync(predictionsPath, 'utf8'));
	});
});

describe.skipIf(!existsSync(join(shared, 'golden/bench')) || !existsSync(join(shared, 'data/scierc')))(
	"the reference's predictions for SciERC's 551 test sentences (skipped where ../shared is absent)",
	() => {
		const folder = join(shared, 'golden/bench/f1_minilm');
		const scierc = join(shared, 'data/scierc');
		const predictionsPath = join(folder, 'predictions_valid_epoch_4.json');
		const evaluateAll = (noOverlapping: boolean) =>
			evaluateFiles(
				join(scierc, 'scierc_types.json'),
				join(scierc, 'scierc_test.json'),
				predictionsPath,
				noOverlapping,
			);

		it('have the last CSV row and report of the reference', async () => {
			const { evaluation } = await evaluateAll(false);
			const lines = readFileSync(join(folder, 'eval_valid.csv'), 'utf8').split(/(?<=\r\n)/);
			expectCsv(scoresCsvRow(evaluation, { epoch: 4, iteration: 0, globalIteration: 4272 }), lines[4]!);
			const printed = readFileSync(join(folder, 'printed_last_epoch.txt'), 'utf8');
			const end = printed.indexOf('\n2026-', printed.indexOf('With named'));
			const report = printed.slice(printed.indexOf('Evaluation\n\n---'), end);
			expect(withSortedRows(scoresTable(evaluation))).toBe(withSortedRows(report));
		});

		it('score as the reference without overlapping ones', async () => {
			const { evaluation } = await evaluateAll(true);
			expectScores(evaluation, readJson<Variant>(join(folder, 'metrics_no_overlapping.json')));
		});

		it('give the same figures as JSON', async () => {
			const { evaluation } = await evaluateAll(false);
			const json = scoresJson(evaluation);
			expect(json.ner.micro.f1).toBeCloseTo(63.14853246368217, 9);
			expect(json.rel_nec.macro.recall).toBeCloseTo(21.13462356363926, 9);
			expect(json.ner.types['OtherScientificTerm']?.support).toBe(522);
			expect(json.rel.types['Used-for']?.f1).toBeCloseTo(37.9, 1);
		});

		it('are written to the byte', async () => {
			const { types, predictions } = await evaluateAll(false);
			const rewritten = storedPredictions(
				predictions.map((document) => ({ tokens: document.tokens, prediction: asPredictions(document) })),
				types,
			);
			expect(rewritten).toBe(readFileSync(predictionsPath, 'utf8'));
		});
	},
);

const referenceModel = join(shared, 'models/reference-minilm-scierc');
describe.skipIf(!existsSync(referenceModel) || !existsSync(join(shared, 'data/scierc')))(
	"the reference model's predictions for SciERC's test sentences (skipped where ../shared is absent)",
	() => {
		it("have the reference's eval_test.csv and report", async () => {
			const { evaluation } = await evaluateFiles(
				join(shared, 'data/scierc/scierc_types.json'),
				join(shared, 'data/scierc/scierc_test.json'),
				join(referenceModel, 'predictions_scierc_test.json'),
			);
			const csv = scoresCsvHeader + scoresCsvRow(evaluation, { epoch: 0, iteration: 0, globalIteration: 0 });
			expectCsv(csv, readFileSync(join(referenceModel, 'eval_test.csv'), 'utf8'));
			const printed = readFileSync(join(referenceModel, 'printed_scierc_test.txt'), 'utf8');
			// The file starts after the report's first lines and ends with the output of the time command.
			const report = printed.slice(printed.indexOf('--- Entities'), printed.search(/\n[\d.]+user /));
			expect(withSortedRows(scoresTable(evaluation))).toBe(withSortedRows(`Evaluation\n\n${report}`));
		});
	},
);
