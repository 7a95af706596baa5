import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { neverCancelled } from '../../../../src/base/cancellation';
import { calibrationReport, fitCalibration } from '../../../../src/engine/calibration/calibration';
import { calibrationDocument, type CalibrationDocument } from '../../../../src/engine/calibration/calibrationExamples';
import { f1Of } from '../../../../src/engine/calibration/counts';
import { classProbability, sigmoidOf } from '../../../../src/engine/calibration/scaling';
import { countAt } from '../../../../src/engine/calibration/thresholdChoice';
import { writeCalibratedFolder } from '../../../../src/engine/checkpoint/calibratedFolder';
import { readModelFolder, requireSpert } from '../../../../src/engine/checkpoint/modelFolder';
import { readDataset } from '../../../../src/engine/data/readDataset';
import { loadModel, type LoadedModel } from '../../../../src/engine/engine';
import { evaluate } from '../../../../src/engine/evaluation/scores';
import { goldTuples } from '../../../../src/engine/evaluation/tuples';
import type { DatasetDocument } from '../../../../src/corpus/dataset';
import { loadPortableModel, portableModelPath, portableSentences, portableTypesPath } from '../portableModel';

const hooks = { cancellation: neverCancelled };
const temperature = 1.7;
const relations = { slope: 0.6, offset: -0.4 };

let folder: string;
let original: LoadedModel;
let gold: readonly DatasetDocument[];
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'spert-calibrated-'));
	original = await loadPortableModel();
	gold = (await readDataset(join(portableTypesPath, '../docs.json'), original.model.types)).documents;
});
afterAll(() => {
	original.model.dispose();
	rmSync(folder, { recursive: true, force: true });
});

async function examplesOf({ model }: LoadedModel): Promise<CalibrationDocument[]> {
	const candidates = await model.scoreCandidates(portableSentences, { maxSpanSize: 10, leastScore: 0.01 }, hooks);
	return candidates.map((found, index) => calibrationDocument(found, goldTuples(gold[index]!), model.types));
}

describe('scoreCandidates', () => {
	it('counts as an evaluation of predict does, at any threshold', async () => {
		const { model } = original;
		const documents = (await examplesOf(original)).map(({ relations: found, annotatedRelations }) => ({
			candidates: found.map(({ type, logit, isAnnotated }) => ({ type, score: sigmoidOf(logit), isAnnotated })),
			annotated: annotatedRelations,
		}));
		for (const relationThreshold of [0.05, 0.2, 0.4, 0.6, 0.9]) {
			const predictions = await model.predict(portableSentences, { maxSpanSize: 10, relationThreshold }, hooks);
			const pairs = predictions.map((predicted, index) => ({ gold: goldTuples(gold[index]!), predicted }));
			const { rel } = evaluate(pairs, model.types, { noOverlapping: false });
			const counts = countAt(documents, model.types.relations.map(() => relationThreshold));
			expect([counts.truePositives, counts.annotated, f1Of(counts)]).toEqual([rel.truePositives, rel.support, rel.micro.f1]);
		}
	});

	it('has entities with right and wrong types', async () => {
		const found = (await examplesOf(original)).flatMap(({ entities }) => entities);
		const { ner } = evaluate(
			(await original.model.predict(portableSentences, { maxSpanSize: 10 }, hooks)).map((predicted, index) => ({ gold: goldTuples(gold[index]!), predicted })),
			original.model.types,
			{ noOverlapping: false },
		);
		expect(found.filter(({ predicted, annotated }) => predicted === annotated)).toHaveLength(ner.truePositives);
	});
});

describe('writeCalibratedFolder', () => {
	it('writes a model whose scores are the scaled ones, with its thresholds', async () => {
		const source = requireSpert(await readModelFolder(portableModelPath, { typesPath: portableTypesPath }));
		const [first] = original.model.types.relations;
		const thresholds = { relation: 0.3, relationTypes: { [first!.identifier]: 0.95 } };
		await writeCalibratedFolder(folder, source, { noEntityOffset: 0, temperature, relations, thresholds });
		const calibrated = await loadModel(folder, { threads: 1 });
		try {
			expect(calibrated.thresholds).toEqual(thresholds);
			expect(calibrated.hash).not.toBe(original.hash);
			const [before, after] = [await examplesOf(original), await examplesOf(calibrated)];
			const entities = after.flatMap((document) => document.entities);
			for (const [index, { logits, predicted }] of before.flatMap((document) => document.entities).entries()) {
				expect(entities[index]!.predicted).toBe(predicted);
				expect(classProbability(entities[index]!.logits, predicted, 1)).toBeCloseTo(classProbability(logits, predicted, temperature), 5);
			}
			expect(entities.length).toBeGreaterThan(30);
			const scaled = before.flatMap((document) => document.relations).map(({ logit }) => sigmoidOf(relations.slope * logit + relations.offset));
			const found = after.flatMap((document) => document.relations).map(({ logit }) => sigmoidOf(logit));
			const shown = (scores: readonly number[]): number[] => scores.filter((score) => score > 0.1).sort((a, b) => a - b);
			expect(shown(found).length).toBeGreaterThan(20);
			expect(shown(found)).toHaveLength(shown(scaled).length);
			shown(found).forEach((score, index) => expect(score).toBeCloseTo(shown(scaled)[index]!, 5));
		} finally {
			calibrated.model.dispose();
		}
	});

	it('writes thresholds that hold where nobody asks for another', async () => {
		const calibrated = await loadModel(folder, { threads: 1 });
		try {
			const [first] = calibrated.model.types.relations;
			const all = (await calibrated.model.predict(portableSentences, { maxSpanSize: 10, relationThreshold: 0 }, hooks)).flatMap((found) => found.relations);
			const own = (await calibrated.model.predict(portableSentences, { maxSpanSize: 10 }, hooks)).flatMap((found) => found.relations);
			const asked = (await calibrated.model.predict(portableSentences, { maxSpanSize: 10, relationThreshold: 0.3 }, hooks)).flatMap((found) => found.relations);
			const isKept = ({ type, score }: { type: number; score: number }): boolean => score >= (type === first!.index ? 0.95 : 0.3);
			expect(own.every(isKept)).toBe(true);
			expect(own.length).toBeLessThan(asked.length);
			expect(asked.length).toBeLessThan(all.length);
		} finally {
			calibrated.model.dispose();
		}
	});
});

describe('calibrationReport', () => {
	it('measures "after" on documents that it was not fitted on', () => {
		// Every part of the documents is right where the others are wrong: whatever is learned from the others, fails.
		const documents = Array.from({ length: 50 }, (_, index): CalibrationDocument => {
			const isAnnotated = index < 10;
			return {
				entities: [{ logits: Float64Array.of(0, 3), predicted: 1, annotated: isAnnotated ? 1 : 0 }],
				relations: [{ type: 1, logit: 2, isAnnotated }],
				annotatedRelations: [isAnnotated ? 1 : 0],
			};
		});
		const { entities, relations: found, relationF1, calibration } = calibrationReport(documents, [0.4]);
		const fitted = classProbability(Float64Array.of(0, 3), 1, calibration.temperature);
		expect(fitted).toBeLessThan(0.6);
		expect(entities.before.reliability.expectedCalibrationError).toBeCloseTo(sigmoidOf(3) - 0.2, 5);
		expect(found.after.reliability.count).toBe(50);
		expect(relationF1.fitted).toBeGreaterThanOrEqual(relationF1.after);
	});

	it('is the same each time', async () => {
		const documents = await examplesOf(original);
		const present = original.model.types.relations.map(() => 0.4);
		expect(fitCalibration(documents, present)).toEqual(fitCalibration(documents, present));
	});
});
