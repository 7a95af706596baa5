// Reads what a model is calibrated by from annotated documents: what it says now, and what it says once offset and temperature of
// entities are part of its weights. Chooses and fits nothing itself.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CancellationToken } from '../base/cancellation';
import type { DatasetDocument } from '../corpus/dataset';
import { calibrationDocument, leastCandidateScore, type CalibrationDocument } from '../engine/calibration/calibrationExamples';
import { documentMargins, type DocumentMargins } from '../engine/calibration/entityOffset';
import { fitTemperature, unscaled } from '../engine/calibration/scaling';
import { writeCalibratedFolder } from '../engine/checkpoint/calibratedFolder';
import type { SpertModelFolder } from '../engine/checkpoint/modelFolder';
import type { LoadedModel } from '../engine/engine';
import { goldTuples } from '../engine/evaluation/tuples';
import { spansUpTo } from '../engine/spert/candidates';
import { showProgress } from './progress';

export interface Reading {
	readonly documents: readonly DatasetDocument[];
	readonly maxSpanSize: number;
	readonly cancellation: CancellationToken;
}

/** Errors: CancelledError. */
export async function readExamples({ model }: LoadedModel, { documents, maxSpanSize, cancellation }: Reading): Promise<CalibrationDocument[]> {
	const progress = showProgress('calibrate');
	try {
		const candidates = await model.scoreCandidates(
			documents.map(({ tokens }) => tokens),
			{ maxSpanSize, leastScore: leastCandidateScore },
			{ cancellation, onProgress: progress.update },
		);
		return documents.flatMap((document, index) => {
			const found = candidates[index];
			return found === undefined ? [] : [calibrationDocument(found, goldTuples(document), model.types)];
		});
	} finally {
		progress.end();
	}
}

/** Documents whose spans are all in memory at a time. */
const portion = 64;

/** Errors: CancelledError. */
export async function readMargins({ model }: LoadedModel, { documents, maxSpanSize, cancellation }: Reading): Promise<DocumentMargins[]> {
	const progress = showProgress('calibrate');
	try {
		const margins: DocumentMargins[] = [];
		for (let start = 0; start < documents.length; start += portion) {
			const some = documents.slice(start, start + portion).map(({ tokens, entities }) => ({ tokens, spans: spansUpTo(tokens.length, maxSpanSize), entities }));
			const scores = await model.scoreSpans(some, false, { cancellation, onProgress: (done) => progress.update(start + done, documents.length) });
			margins.push(
				...some.map(({ spans, entities }, index) =>
					documentMargins(spans, scores[index]?.spans ?? new Float32Array(), model.types.entities.length + 1, entities),
				),
			);
		}
		return margins;
	} finally {
		progress.end();
	}
}

/**
 * The same documents as they are scored once offset and temperature of entities are part of the weights: fewer or more spans are
 * entities then, and a relation classifier that reads the entity classifier's probabilities gives other scores for other ones.
 * @param examplesOf of the model in a folder
 */
export async function readAdjusted(
	original: readonly CalibrationDocument[],
	source: SpertModelFolder,
	noEntityOffset: number,
	examplesOf: (folder: string) => Promise<CalibrationDocument[]>,
): Promise<readonly CalibrationDocument[]> {
	const folder = await mkdtemp(join(tmpdir(), 'spert-calibrate-'));
	const rescored = async (temperature: number): Promise<CalibrationDocument[]> => {
		await writeCalibratedFolder(folder, source, { noEntityOffset, temperature, relations: unscaled });
		return await examplesOf(folder);
	};
	try {
		const offset = noEntityOffset === 0 ? original : await rescored(1);
		if (source.config.heads?.relationEntityTypes !== true) {
			return offset;
		}
		const scaled = await rescored(fitTemperature(offset.flatMap(({ entities }) => entities)));
		return offset.map((document, index) => ({ ...document, relations: scaled[index]?.relations ?? [] }));
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
