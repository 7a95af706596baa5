// `spert calibrate`: makes a model's scores probabilities and chooses its thresholds, by annotated documents that it was not
// trained on; tells what that gains, and writes the calibrated model.

import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { CancellationToken } from '../../base/cancellation';
import { writeFileAtomically } from '../../base/node/atomicFile';
import { calibrationReport, type Calibration } from '../../engine/calibration/calibration';
import { calibrationDocument, leastCandidateScore, type CalibrationDocument } from '../../engine/calibration/calibrationExamples';
import { fitTemperature, unscaled } from '../../engine/calibration/scaling';
import { writeCalibratedFolder } from '../../engine/checkpoint/calibratedFolder';
import { readCalibration } from '../../engine/checkpoint/calibrationFile';
import { readModelFolder, requireSpert, type SpertModelFolder } from '../../engine/checkpoint/modelFolder';
import { readDataset } from '../../engine/data/readDataset';
import { loadModel, type LoadedModel } from '../../engine/engine';
import { goldTuples } from '../../engine/evaluation/tuples';
import { thresholdsOfTypes, type RelationThresholds } from '../../engine/spert/relationThresholds';
import { defaultThreads } from '../../base/node/defaultThreads';
import { oneOf, oneOrNone, parseArguments, wholeNumber } from '../arguments';
import { calibrationJson, calibrationLines, type PrintedCalibration } from '../calibrationOutput';
import type { Command } from '../command';
import { fileUnwritable, folderTaken, tooFewAnnotations } from '../errors';
import { showProgress } from '../progress';
import { UsageError } from '../usageError';

const formats = ['json', 'text'] as const;

const options = {
	dataset: { type: 'string' },
	like: { type: 'string' },
	output: { type: 'string', short: 'o' },
	types: { type: 'string' },
	format: { type: 'string', default: 'text' },
	'max-span-size': { type: 'string' },
	threads: { type: 'string' },
} as const;

const help = `Usage: spert calibrate MODEL --dataset FILE [--output FOLDER] [OPTIONS]
       spert calibrate MODEL --like CALIBRATED --output FOLDER

Finds how a model's scores are to be scaled so that they are probabilities (of the entities with the score 0.8 four in five are
right), and from which scores on its relations should count so that micro F1 is highest. FILE has annotated documents that the model
was not trained on, a development set. What this gains is measured by cross-validation on them. With --output the calibrated model is
written: a folder like any other, in which the scaling is part of the weights and the thresholds are the model's defaults.

  --dataset FILE            annotated documents in SpERT's JSON
  --like CALIBRATED         scaling and thresholds of another model that was calibrated: for one that learnt from the development set
                            too, those of its like that did not
  -o, --output FOLDER       where the calibrated model goes: a folder that is no model yet
  --types FILE              a types file in place of the model's types.json
  --format json|text        json: one object with all figures (default: text)
  --max-span-size N         longest entity, in tokens (default: 10)
  --threads N               threads of one computation (default: half of the cores)
`;

/** Fewer say nothing. */
const leastEntities = 20;

export const calibrateCommand: Command = {
	help,
	async run(args, { cancellation }) {
		const { values, positionals } = parseArguments(args, options);
		const model = oneOrNone('model folder', positionals);
		const { dataset, like, output, types: typesPath } = values;
		const format = oneOf('format', values.format, formats);
		if (model === undefined || (dataset === undefined) === (like === undefined)) {
			throw new UsageError('name a model folder and, with --dataset, annotated documents, or with --like a calibrated model.');
		}
		const folder = output === undefined ? undefined : resolve(output);
		if (folder !== undefined && (await stat(join(folder, 'config.json')).catch(() => undefined)) !== undefined) {
			throw folderTaken(folder);
		}
		if (dataset === undefined) {
			if (like === undefined || folder === undefined) {
				throw new UsageError('--like needs --output, the folder that the calibrated model goes into.');
			}
			const source = requireSpert(await readModelFolder(model, { typesPath }));
			const { report, ...calibration } = await readCalibration(like, source.types);
			await write(folder, report, () => writeCalibratedFolder(folder, source, calibration));
			process.stdout.write(`${folder}\n`);
			return 'success';
		}
		const maxSpanSize = wholeNumber('max-span-size', values['max-span-size'], 1) ?? 10;
		const threads = wholeNumber('threads', values.threads, 1) ?? defaultThreads();
		const loaded = await loadModel(model, { typesPath, threads });
		try {
			const { types } = loaded.model;
			const source = requireSpert(await readModelFolder(model, { typesPath }));
			const examplesOf = (scored: LoadedModel): Promise<CalibrationDocument[]> => readExamples(scored, dataset, maxSpanSize, cancellation);
			const original = await examplesOf(loaded);
			const documents =
				source.config.heads?.relationEntityTypes === true
					? await withScaledEntities(original, source, (folder) => withModel(folder, threads, examplesOf))
					: original;
			const before = thresholdsOfTypes(types.relations, undefined, loaded.thresholds);
			const report = calibrationReport(documents, [...before], original);
			const printed: PrintedCalibration = {
				model: { name: loaded.name, hash: loaded.hash },
				dataset: basename(dataset),
				documents: documents.length,
				relationTypes: types.relations.map(({ identifier }) => identifier),
				before: [...before],
				report,
			};
			const json = calibrationJson(printed);
			if (folder !== undefined) {
				await write(folder, `${json}\n`, () =>
					writeCalibratedFolder(folder, source, {
						...report.calibration,
						thresholds: namedThresholds(report.calibration, printed.relationTypes),
					}),
				);
			}
			process.stdout.write(format === 'json' ? `${json}\n` : `${calibrationLines(printed)}${folder === undefined ? '' : `\n${folder}\n`}`);
			return 'success';
		} finally {
			loaded.model.dispose();
		}
	},
};

/**
 * The same documents, with relations as they are scored once the entities' temperature is part of the weights: a relation classifier that
 * reads the entity classifier's probabilities gives other scores for other ones.
 */
async function withScaledEntities(
	original: readonly CalibrationDocument[],
	source: SpertModelFolder,
	examplesOf: (folder: string) => Promise<CalibrationDocument[]>,
): Promise<CalibrationDocument[]> {
	const folder = await mkdtemp(join(tmpdir(), 'spert-calibrate-'));
	try {
		const temperature = fitTemperature(original.flatMap(({ entities }) => entities));
		await writeCalibratedFolder(folder, source, { temperature, relations: unscaled });
		const rescored = await examplesOf(folder);
		return original.map((document, index) => ({ ...document, relations: rescored[index]?.relations ?? [] }));
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

async function withModel<T>(folder: string, threads: number, use: (loaded: LoadedModel) => Promise<T>): Promise<T> {
	const loaded = await loadModel(folder, { threads });
	try {
		return await use(loaded);
	} finally {
		loaded.model.dispose();
	}
}

/** Errors: those of the dataset; cli.tooFewAnnotations; CancelledError. */
async function readExamples(
	{ model }: LoadedModel,
	dataset: string,
	maxSpanSize: number,
	cancellation: CancellationToken,
): Promise<CalibrationDocument[]> {
	const { types } = model;
	const { documents, warnings } = await readDataset(dataset, types);
	for (const warning of warnings) {
		process.stderr.write(`spert calibrate: ${warning}\n`);
	}
	const progress = showProgress('calibrate');
	try {
		const candidates = await model.scoreCandidates(
			documents.map(({ tokens }) => tokens),
			{ maxSpanSize, leastScore: leastCandidateScore },
			{ cancellation, onProgress: progress.update },
		);
		const examples = documents.flatMap((document, index) => {
			const found = candidates[index];
			return found === undefined ? [] : [calibrationDocument(found, goldTuples(document), types)];
		});
		const [right, found] = [
			examples.flatMap(({ entities }) => entities).filter(({ predicted, annotated }) => predicted === annotated).length,
			examples.reduce((sum, { entities }) => sum + entities.length, 0),
		];
		if (found < leastEntities || right === 0) {
			throw tooFewAnnotations(dataset, found, right);
		}
		return examples;
	} finally {
		progress.end();
	}
}

/** Only types whose threshold is not the common one are named. */
function namedThresholds({ thresholds: { common, ofTypes } }: Calibration, types: readonly string[]): RelationThresholds {
	const own = types.map((type, index) => [type, ofTypes[index] ?? common] as const).filter(([, threshold]) => threshold !== common);
	return { relation: common, relationTypes: Object.fromEntries(own) };
}

/** @param report is kept in the folder, to be read by people and programs; no model depends on it */
async function write(folder: string, report: string, writeModel: () => Promise<void>): Promise<void> {
	try {
		await writeModel();
		await writeFileAtomically(join(folder, 'calibration.json'), report);
	} catch (failure) {
		throw fileUnwritable(folder, failure);
	}
}
