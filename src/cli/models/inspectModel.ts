// What is known of a model folder without loading it: kind, size, types, encoder, precision, and what was measured of it. Folders
// that cannot be used are described too, with the reason.

import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type * as z from 'zod/mini';
import { UserError } from '../../base/userError';
import { describeHeads } from '../../engine/checkpoint/headConfig';
import { readTextFile } from '../../engine/checkpoint/jsonFile';
import { readModelFolder, type ModelFolder } from '../../engine/checkpoint/modelFolder';
import type { TensorDirectory } from '../../engine/checkpoint/tensorDirectory';
import { bytesPerElement, elementCount } from '../../engine/checkpoint/tensorMap';
import { readWeightsDirectory } from '../../engine/checkpoint/weights';
import {
	modelResultsSchema,
	modelSourceSchema,
	resultsFileName,
	sourceFileName,
	type ModelPlace,
	type ModelSummary,
} from '../../protocol/modelFiles';

/** In bytes. */
const largestNote = 1 << 16;

/** Errors: none that a user can cause: what is wrong with the folder is part of the description. */
export async function inspectModel(folder: string, place: ModelPlace): Promise<ModelSummary> {
	const path = resolve(folder);
	const source = await readNote(join(path, sourceFileName), modelSourceSchema);
	const found = {
		place,
		path,
		name: place === 'downloaded' && source !== undefined ? source.from : displayName(path),
		bytes: await bytesIn(path),
		...(source === undefined ? {} : { source }),
	};
	try {
		const model = await readModelFolder(path);
		const directory = await readWeightsDirectory(model.weightFiles);
		const described = { ...found, ...weightsOf(directory), encoder: encoderOf(model) };
		if (model.kind === 'encoder') {
			return { kind: 'encoder', ...described };
		}
		if (model.types === undefined) {
			return { kind: 'broken', ...found, problem: `It has no types.json, which names its entity and relation types.` };
		}
		const heads = model.config.heads && describeHeads(model.config.heads);
		const results = await readNote(join(path, resultsFileName), modelResultsSchema);
		return {
			kind: 'spert',
			...described,
			entityTypes: model.types.entities.map(({ verbose }) => verbose),
			relationTypes: model.types.relations.map(({ verbose }) => verbose),
			...(model.config.thresholds === undefined ? {} : { thresholds: model.config.thresholds }),
			...(heads === undefined ? {} : { heads }),
			...(results === undefined ? {} : { results }),
		};
	} catch (failure) {
		if (failure instanceof UserError) {
			return { kind: 'broken', ...found, problem: failure.problem };
		}
		throw failure;
	}
}

/** A trained run's model is named by its run: "final_model" alone says nothing. */
function displayName(path: string): string {
	const name = basename(path);
	const run = dirname(path);
	// Runs are named by their time to the microsecond: nobody looks for that.
	const time = basename(run).replace(/(?<=^\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d)\.\d+$/, '');
	return name === 'final_model' || name === 'best_model' ? `${basename(dirname(run))}/${time}/${name}` : name;
}

/** Model types as their papers write them; others are shown as their configs write them. */
const architectures: Readonly<Record<string, string>> = {
	bert: 'BERT',
	roberta: 'RoBERTa',
	'xlm-roberta': 'XLM-RoBERTa',
	electra: 'ELECTRA',
	distilbert: 'DistilBERT',
	mpnet: 'MPNet',
	deberta: 'DeBERTa',
	'deberta-v2': 'DeBERTa-v2',
	modernbert: 'ModernBERT',
};

function encoderOf({ config: { modelType, layerCount, hiddenSize } }: ModelFolder): string {
	return `${architectures[modelType] ?? modelType}, ${layerCount} layers of ${hiddenSize}`;
}

function weightsOf(directory: TensorDirectory): { readonly parameters: number; readonly precision: string } {
	let parameters = 0;
	const bytes = new Map<string, number>();
	for (const { dtype, shape } of directory.values()) {
		const elements = elementCount(shape);
		parameters += elements;
		bytes.set(dtype, (bytes.get(dtype) ?? 0) + elements * bytesPerElement[dtype]);
	}
	const [precision = 'float32'] = [...bytes].sort((a, b) => b[1] - a[1]).map(([dtype]) => dtype);
	return { parameters, precision };
}

async function bytesIn(folder: string): Promise<number> {
	const names = await readdir(folder).catch(() => []);
	const sizes = await Promise.all(
		names.map(async (name) => {
			const status = await stat(join(folder, name)).catch(() => undefined);
			return status?.isFile() === true ? status.size : 0;
		}),
	);
	return sizes.reduce((sum, size) => sum + size, 0);
}

/** Undefined where there is none, or one that says something else: a note is no part of the model. */
async function readNote<T>(path: string, schema: z.ZodMiniType<T>): Promise<T | undefined> {
	let value: unknown;
	try {
		value = JSON.parse(await readTextFile(path, largestNote));
	} catch (failure) {
		if (failure instanceof UserError || failure instanceof SyntaxError) {
			return undefined;
		}
		throw failure;
	}
	const result = schema.safeParse(value);
	return result.success ? result.data : undefined;
}
