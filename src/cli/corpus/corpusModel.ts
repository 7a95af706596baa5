// The model that a corpus is read with, as whoever submits has it: its name, its hash in the precision that is wanted, its types, and the
// files that workers need of it.

import { access } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Precision, PrecisionChoice } from '../../base/precision';
import { readModelFolder } from '../../engine/checkpoint/modelFolder';
import { loadModel } from '../../engine/engine';
import { hashAt } from '../../engine/quantization/parametersAt';
import { describeModel } from '../../engine/sentenceResult';
import { tokenizerFileNames } from '../../engine/tokenizer/tokenizerFolder';
import type { Corpus } from '../../queue/corpus';

export interface CorpusModel {
	readonly model: Corpus['model'];
	readonly precision: Precision;
	/** What a folder with this model consists of; `name` is in that folder. */
	readonly files: readonly { readonly name: string; readonly path: string }[];
}

/** Errors: those of loadModel. */
export async function corpusModel(
	folder: string,
	{ typesPath, tokenizerPath }: { readonly typesPath: string | undefined; readonly tokenizerPath: string | undefined },
	choice: PrecisionChoice,
): Promise<CorpusModel> {
	// As it is stored, which is what its hash is of.
	const loaded = await loadModel(folder, { typesPath, tokenizerPath, threads: 1 });
	loaded.model.dispose();
	const { name, hash, entityTypes, relationTypes } = describeModel(loaded);
	const stored = loaded.precision;
	const precision = choice === 'auto' ? stored : choice;
	const { path, weightFiles, typesPath: types, tokenizerFolder } = await readModelFolder(folder, { typesPath, tokenizerPath });
	const files = [
		{ name: 'config.json', path: join(path, 'config.json') },
		...[...new Set([weightFiles.main, ...weightFiles.shards])].map((file) => ({ name: basename(file), path: file })),
		...(types === undefined ? [] : [{ name: 'types.json', path: types }]),
		...tokenizerFileNames.map((file) => ({ name: file, path: join(tokenizerFolder, file) })),
	];
	const there = await Promise.all(files.map(async (file) => ((await isThere(file.path)) ? [file] : [])));
	return {
		model: {
			name,
			hash: hashAt(precision, stored, hash),
			entityTypes: entityTypes.map(({ identifier }) => identifier),
			relationTypes: relationTypes.map(({ identifier }) => identifier),
		},
		precision,
		files: there.flat(),
	};
}

async function isThere(path: string): Promise<boolean> {
	return await access(path).then(
		() => true,
		() => false,
	);
}
