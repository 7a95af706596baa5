// Calibrates a model by annotated documents that it was not trained on, and says honestly what that gains: whatever is called
// "after" was found on documents that the scaling and the thresholds had not seen.

import type { CalibrationDocument, EntityExample, RelationExample } from './calibrationExamples';
import { f1Of, sumOf, type Counts } from './counts';
import { partsOf } from './parts';
import { reliabilityOf, type Reliability, type ScoredOutcome } from './reliability';
import { classProbability, entityLoss, fitLogitScaling, fitTemperature, relationLoss, sigmoidOf, unscaled, type LogitScaling } from './scaling';
import { chooseThresholds, countAt, type ScoredDocument, type ThresholdChoice } from './thresholdChoice';

/** What makes a model a calibrated one. */
export interface Calibration {
	/** The entity classifier's logits are divided by it. */
	readonly temperature: number;
	/** Of the relation classifier's logits. */
	readonly relations: LogitScaling;
	readonly thresholds: ThresholdChoice;
}

export interface Quality {
	/** Mean negative log likelihood, in nats. */
	readonly loss: number;
	readonly reliability: Reliability;
}

export interface BeforeAndAfter<T> {
	readonly before: T;
	/** By cross-validation. */
	readonly after: T;
}

export interface CalibrationReport {
	readonly calibration: Calibration;
	/** Parts of the cross-validation. */
	readonly parts: number;
	/** Of spans that the model takes for entities: is the type that it says the annotated one? */
	readonly entities: BeforeAndAfter<Quality>;
	/** Of all candidates with some score. */
	readonly relations: BeforeAndAfter<Quality>;
	/** Of those that are shown by the thresholds. */
	readonly shownRelations: BeforeAndAfter<Reliability>;
	/** Micro F1 without entity types, from 0 to 1. */
	readonly relationF1: BeforeAndAfter<number> & {
		/** With thresholds chosen and measured on the same documents: more than is to be expected of others. */
		readonly fitted: number;
	};
}

export const crossValidationParts = 5;

/**
 * Fits on all of the documents.
 * @param present thresholds of the model's scores as they are, [relation types]
 */
export function fitCalibration(documents: readonly CalibrationDocument[], present: readonly number[]): Calibration {
	const temperature = fitTemperature(documents.flatMap(({ entities }) => entities));
	const relations = fitLogitScaling(documents.flatMap((document) => document.relations));
	const scored = documents.map((document) => scoredDocument(document, relations));
	return { temperature, relations, thresholds: chooseThresholds(scored, present.map((threshold) => scaledThreshold(threshold, relations))) };
}

/**
 * @param thresholds by which the model's relations are shown now, [relation types]
 * @param original what the model says now, where `documents` have relations as they are scored once entities are scaled
 */
export function calibrationReport(
	documents: readonly CalibrationDocument[],
	thresholds: readonly number[],
	original: readonly CalibrationDocument[] = documents,
): CalibrationReport {
	const calibration = fitCalibration(documents, thresholds);
	const unchanged = { temperature: 1, relations: unscaled, thresholds };
	const before = measure(original, unchanged);
	const parts = partsOf(documents, crossValidationParts).map(({ own, others }) => {
		const { thresholds: chosen, ...scaling } = fitCalibration(others, thresholds);
		return measure(own, { ...scaling, thresholds: chosen.ofTypes });
	});
	const after = joined(parts);
	const fitted = measure(documents, { ...calibration, thresholds: calibration.thresholds.ofTypes });
	const both = <T>(of: (measured: Measured) => T): BeforeAndAfter<T> => ({ before: of(before), after: of(after) });
	return {
		calibration,
		parts: parts.length,
		entities: both(({ entities, entityLossSum }) => qualityOf(entities, entityLossSum)),
		relations: both(({ relations, relationLossSum }) => qualityOf(relations, relationLossSum)),
		shownRelations: both(({ shown }) => reliabilityOf(shown)),
		relationF1: { ...both(({ counts }) => f1Of(counts)), fitted: f1Of(fitted.counts) },
	};
}

/** The same place among the scaled scores; four decimals. Nothing and everything stay so. */
function scaledThreshold(threshold: number, { slope, offset }: LogitScaling): number {
	return threshold <= 0 || threshold >= 1 ? threshold : Math.round(1e4 * sigmoidOf(slope * Math.log(threshold / (1 - threshold)) + offset)) / 1e4;
}

interface Scaling {
	readonly temperature: number;
	readonly relations: LogitScaling;
	readonly thresholds: readonly number[];
}

interface Measured {
	readonly entities: readonly ScoredOutcome[];
	readonly entityLossSum: number;
	readonly relations: readonly ScoredOutcome[];
	readonly relationLossSum: number;
	readonly shown: readonly ScoredOutcome[];
	readonly counts: Counts;
}

function measure(documents: readonly CalibrationDocument[], { temperature, relations, thresholds }: Scaling): Measured {
	const entityExamples = documents.flatMap(({ entities }) => entities);
	const relationExamples = documents.flatMap((document) => document.relations);
	const scored = documents.map((document) => scoredDocument(document, relations));
	const candidates = scored.flatMap((document) => document.candidates);
	const outcome = ({ score, isAnnotated }: { score: number; isAnnotated: boolean }): ScoredOutcome => ({ score, isRight: isAnnotated });
	return {
		entities: entityExamples.map((example) => entityOutcome(example, temperature)),
		entityLossSum: entityLoss(entityExamples, temperature) * entityExamples.length,
		relations: candidates.map(outcome),
		relationLossSum: relationLoss(relationExamples, relations) * relationExamples.length,
		shown: candidates.filter(({ type, score }) => score >= (thresholds[type - 1] ?? Infinity)).map(outcome),
		counts: countAt(scored, thresholds),
	};
}

function joined(parts: readonly Measured[]): Measured {
	return {
		entities: parts.flatMap(({ entities }) => entities),
		entityLossSum: parts.reduce((sum, { entityLossSum }) => sum + entityLossSum, 0),
		relations: parts.flatMap(({ relations }) => relations),
		relationLossSum: parts.reduce((sum, { relationLossSum }) => sum + relationLossSum, 0),
		shown: parts.flatMap(({ shown }) => shown),
		counts: sumOf(parts.map(({ counts }) => counts)),
	};
}

function qualityOf(outcomes: readonly ScoredOutcome[], lossSum: number): Quality {
	return { loss: outcomes.length === 0 ? 0 : lossSum / outcomes.length, reliability: reliabilityOf(outcomes) };
}

function entityOutcome({ logits, predicted, annotated }: EntityExample, temperature: number): ScoredOutcome {
	return { score: classProbability(logits, predicted, temperature), isRight: predicted === annotated };
}

function scoredDocument({ relations, annotatedRelations }: CalibrationDocument, { slope, offset }: LogitScaling): ScoredDocument {
	const scored = ({ type, logit, isAnnotated }: RelationExample): ScoredDocument['candidates'][number] => ({
		type,
		score: sigmoidOf(slope * logit + offset),
		isAnnotated,
	});
	return { candidates: relations.map(scored), annotated: annotatedRelations };
}
