// `spert calibrate`: makes a model's scores probabilities and chooses its thresholds, by annotated documents that it was not
// trained on; tells what that gains, and writes the calibrated model.

import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { writeFileAtomically } from '../../base/node/atomicFile';
import { calibrationReport, crossValidationParts, type Calibration } from '../../engine/calibration/calibration';
import type { CalibrationDocument } from '../../engine/calibration/calibrationExamples';
import { chooseOffset } from '../../engine/calibration/entityOffset';
import { writeCalibratedFolder } from '../../engine/checkpoint/calibratedFolder';
import { readCalibration } from '../../engine/checkpoint/calibrationFile';
import { readModelFolder, requireSpert } from '../../engine/checkpoint/modelFolder';
import { readDataset } from '../../engine/data/readDataset';
import { loadModel, type LoadedModel } from '../../engine/engine';
import { thresholdsOfTypes, type RelationThresholds } from '../../engine/spert/relationThresholds';
import { defaultThreads } from '../../base/node/defaultThreads';
import { oneOf, oneOrNone, parseArguments, wholeNumber } from '../arguments';
import { readAdjusted, readExamples, readMargins } from '../calibrationMaterial';
import { calibrationJson, calibrationLines, type PrintedCalibration } from '../calibrationOutput';
import type { Command } from '../command';
import { fileUnwritable, folderTaken, tooFewAnnotations } from '../errors';
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
right), and how sure it should be of an entity and of a relation so that micro F1 is highest. FILE has annotated documents that the model
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
			const { documents, warnings } = await readDataset(dataset, types);
			for (const warning of warnings) {
				process.stderr.write(`spert calibrate: ${warning}\n`);
			}
			const reading = { documents, maxSpanSize, cancellation };
			const original = await readExamples(loaded, reading);
			checkEnough(dataset, original);
			const chosen = chooseOffset(await readMargins(loaded, reading), crossValidationParts);
			const examples = await readAdjusted(original, source, chosen.offset, (folder) =>
				withModel(folder, threads, (scored) => readExamples(scored, reading)),
			);
			const before = thresholdsOfTypes(types.relations, undefined, loaded.thresholds);
			const report = calibrationReport(examples, [...before], original);
			const printed: PrintedCalibration = {
				model: { name: loaded.name, hash: loaded.hash },
				dataset: basename(dataset),
				documents: documents.length,
				relationTypes: types.relations.map(({ identifier }) => identifier),
				before: [...before],
				chosen,
				report,
			};
			const json = calibrationJson(printed);
			if (folder !== undefined) {
				await write(folder, `${json}\n`, () =>
					writeCalibratedFolder(folder, source, {
						...report.calibration,
						noEntityOffset: chosen.offset,
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

async function withModel<T>(folder: string, threads: number, use: (loaded: LoadedModel) => Promise<T>): Promise<T> {
	const loaded = await loadModel(folder, { threads });
	try {
		return await use(loaded);
	} finally {
		loaded.model.dispose();
	}
}

/** Errors: cli.tooFewAnnotations. */
function checkEnough(dataset: string, examples: readonly CalibrationDocument[]): void {
	const entities = examples.flatMap((example) => example.entities);
	const right = entities.filter(({ predicted, annotated }) => predicted === annotated).length;
	if (entities.length < leastEntities || right === 0) {
		throw tooFewAnnotations(dataset, entities.length, right);
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
