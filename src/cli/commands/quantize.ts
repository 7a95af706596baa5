// `spert quantize`: writes a model again in int8, and measures what that costs in F1.

import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { CancellationToken } from '../../base/cancellation';
import { replaceFile } from '../../base/node/atomicFile';
import { quantizeEncoder } from '../../engine/quantization/quantizeEncoder';
import { storedPrecision } from '../../engine/quantization/parametersAt';
import { writeQuantizedFolder } from '../../engine/checkpoint/quantizedFolder';
import { readModelFolder, requireSpert } from '../../engine/checkpoint/modelFolder';
import { readSpertParameters } from '../../engine/checkpoint/spertParameters';
import { readDataset } from '../../engine/data/readDataset';
import { loadModel } from '../../engine/engine';
import { evaluate } from '../../engine/evaluation/scores';
import { goldTuples } from '../../engine/evaluation/tuples';
import { resultsFileName, type ModelResults } from '../../protocol/modelFiles';
import { oneOrNone, parseArguments, wholeNumber } from '../arguments';
import { defaultThreads } from '../../base/node/defaultThreads';
import type { Command } from '../command';
import { predictDocuments } from '../configuredModel';
import { alreadyQuantized, fileUnwritable, folderTaken } from '../errors';
import { UsageError } from '../usageError';

const options = {
	output: { type: 'string', short: 'o' },
	dataset: { type: 'string' },
	types: { type: 'string' },
	threads: { type: 'string' },
} as const;

const help = `Usage: spert quantize MODEL --output FOLDER [OPTIONS]

Writes a model folder again with the encoder's weights in int8: about a quarter of the size in float32, less memory, faster on
the processor. The new folder is used like any other. Its results are nearly the same, not exactly: with a dataset, it is
measured how nearly.

  -o, --output FOLDER       where the quantised model goes: a folder that is no model yet
  --dataset FILE            annotated documents: F1 of both models on them is printed and kept in the new folder
  --types FILE              a types file in place of the model's types.json
  --threads N               threads of one computation (default: half of the cores, fewer on a busy machine)
`;

export const quantizeCommand: Command = {
	help,
	async run(args, { cancellation }) {
		const { values, positionals } = parseArguments(args, options);
		const model = oneOrNone('model folder', positionals);
		const { output, dataset, types: typesPath } = values;
		if (model === undefined || output === undefined) {
			throw new UsageError('name a model folder and, with --output, where the quantised one goes.');
		}
		const threads = wholeNumber('threads', values.threads, 1) ?? defaultThreads();
		const folder = resolve(output);
		if ((await stat(join(folder, 'config.json')).catch(() => undefined)) !== undefined) {
			throw folderTaken(folder);
		}
		await write(model, typesPath, folder);
		process.stdout.write(`${folder}\n`);
		if (dataset !== undefined) {
			const measure = (path: string, types: string | undefined): Promise<F1> => measureF1(path, types, dataset, threads, cancellation);
			const results: ModelResults = {
				dataset: basename(dataset),
				...(await measure(folder, undefined)),
				float32: await measure(model, typesPath),
			};
			await keep(folder, results);
			process.stdout.write(comparison(results));
		}
		return 'success';
	},
};

async function write(model: string, typesPath: string | undefined, folder: string): Promise<void> {
	const source = requireSpert(await readModelFolder(model, { typesPath }));
	const parameters = await readSpertParameters(source);
	if (parameters.heads === undefined) {
		throw new Error(`${source.path} was taken for a SpERT model but has no heads.`);
	}
	if (storedPrecision(parameters) === 'int8') {
		throw alreadyQuantized(source.path);
	}
	try {
		await writeQuantizedFolder(folder, source, quantizeEncoder(source.config, parameters.encoder), parameters.heads);
	} catch (failure) {
		throw fileUnwritable(folder, failure);
	}
}

type F1 = Pick<ModelResults, 'entityF1' | 'relationF1' | 'relationWithEntitiesF1'>;

/** In per cent. A model is loaded and gone again before the next one: two would need twice the memory. */
async function measureF1(
	model: string,
	typesPath: string | undefined,
	dataset: string,
	threads: number,
	cancellation: CancellationToken,
): Promise<F1> {
	const loaded = await loadModel(model, { typesPath, threads });
	try {
		const { types } = loaded.model;
		const { documents } = await readDataset(dataset, types);
		const predictions = await predictDocuments(loaded, documents, { maxSpanSize: 10 }, cancellation);
		const pairs = documents.flatMap((document, index) => {
			const predicted = predictions[index];
			return predicted === undefined ? [] : [{ gold: goldTuples(document), predicted }];
		});
		const { ner, rel, relNec } = evaluate(pairs, types, { noOverlapping: false });
		return { entityF1: 100 * ner.micro.f1, relationF1: 100 * rel.micro.f1, relationWithEntitiesF1: 100 * relNec.micro.f1 };
	} finally {
		loaded.model.dispose();
	}
}

async function keep(folder: string, results: ModelResults): Promise<void> {
	const path = join(folder, resultsFileName);
	try {
		await replaceFile(path, (file) => file.writeFile(`${JSON.stringify(results, undefined, 2)}\n`));
	} catch (failure) {
		throw fileUnwritable(path, failure);
	}
}

/** A line a measure: in float32, in int8, and the difference. */
function comparison({ dataset, float32, ...int8 }: ModelResults): string {
	const rows = [
		['entities', 'entityF1'],
		['relations', 'relationF1'],
		['relations with entity types', 'relationWithEntitiesF1'],
	] as const;
	const line = (title: string, ...columns: readonly string[]): string => `${title.padEnd(30)}${columns.map((text) => text.padStart(10)).join('')}\n`;
	const lines = rows.map(([title, key]) => {
		const [before, after] = [float32?.[key] ?? 0, int8[key] ?? 0];
		const difference = after - before;
		return line(title, before.toFixed(2), after.toFixed(2), `${difference > 0 ? '+' : ''}${difference.toFixed(2)}`);
	});
	return `${line(`F1 on ${dataset}`, 'float32', 'int8', '')}${lines.join('')}`;
}
