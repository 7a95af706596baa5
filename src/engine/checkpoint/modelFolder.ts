// A model folder as a whole: its config, what kind of model it is, its types and vocabulary, and whether they fit each
// other. Everything is checked from headers; the weights themselves are read by readWeights.

import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { readTypes } from '../data/readTypes';
import type { TypeSet } from '../../corpus/types';
import { tokenizerSource, tokenizerSourceNames } from '../tokenizer/tokenizerFolder';
import { readConfig, type ModelConfig } from './config';
import { encoderOnly, fileMissing, fileUnreadable, folderNotFound, typesMissing, versionMismatch } from './errors';
import { hasSpertHeads, selectSpertWeights } from './spertWeights';
import { findWeightFiles, readWeightsDirectory, type WeightFiles } from './weights';

export interface ModelFolder {
	/** Absolute. */
	readonly path: string;
	/** The folder's own name, for display. */
	readonly name: string;
	readonly config: ModelConfig;
	/** An encoder has no heads yet: it can be trained, and cannot extract. */
	readonly kind: 'spert' | 'encoder';
	/** undefined if neither the folder nor the caller names any. */
	readonly types: TypeSet | undefined;
	readonly typesPath: string | undefined;
	/** Where the vocabulary is. */
	readonly tokenizerFolder: string;
	readonly weightFiles: WeightFiles;
	readonly spertVersion: string | undefined;
}

/** A folder that can extract. */
export type SpertModelFolder = ModelFolder & {
	readonly kind: 'spert';
	readonly types: TypeSet;
	readonly typesPath: string;
};

export interface ModelFolderOptions {
	/** A types file in place of the folder's types.json. */
	readonly typesPath?: string | undefined;
	/** A folder with the vocabulary in place of the model's own. */
	readonly tokenizerPath?: string | undefined;
}

const supportedVersion = '1.1';

/**
 * Reads and checks everything about a model folder except the weights' values.
 * Errors: checkpoint.folderNotFound, fileMissing, configInvalid, unsupportedArchitecture, versionMismatch, weightMissing,
 * shapeMismatch, typesMismatch, those of reading weights, and those of the types file (data.…).
 */
export async function readModelFolder(folder: string, options: ModelFolderOptions = {}): Promise<ModelFolder> {
	const path = resolve(folder);
	const present = await listFolder(path);
	if (!present.has('config.json')) {
		throw fileMissing(path, 'config.json');
	}
	const config = await readConfig(join(path, 'config.json'));
	const weightFiles = await findWeightFiles(path);
	const directory = await readWeightsDirectory(weightFiles);
	const kind = hasSpertHeads(directory) ? 'spert' : 'encoder';
	if (kind === 'spert' && config.spertVersion !== supportedVersion) {
		throw versionMismatch(path, config.spertVersion ?? '1.0');
	}
	const typesPath = options.typesPath ?? (present.has('types.json') ? join(path, 'types.json') : undefined);
	const types = typesPath === undefined ? undefined : await readTypes(typesPath);
	selectSpertWeights(weightFiles.main, directory, config, types);
	const tokenizerFolder = await findTokenizerFolder(path, options.tokenizerPath);
	const name = basename(path);
	return { path, name, config, kind, types, typesPath, tokenizerFolder, weightFiles, spertVersion: config.spertVersion };
}

/** Errors: checkpoint.encoderOnly, checkpoint.typesMissing. */
export function requireSpert(folder: ModelFolder): SpertModelFolder {
	const { kind, types, typesPath } = folder;
	if (kind === 'encoder') {
		throw encoderOnly(folder.path, folder.config.architecture);
	}
	if (types === undefined || typesPath === undefined) {
		throw typesMissing(folder.path);
	}
	return { ...folder, kind, types, typesPath };
}

async function findTokenizerFolder(modelFolder: string, tokenizerPath: string | undefined): Promise<string> {
	const folder = tokenizerPath === undefined ? modelFolder : resolve(tokenizerPath);
	const setting = tokenizerPath === undefined ? 'spert.modelPath' : 'spert.tokenizerPath';
	const present = await stat(folder).then(
		async () => await listFolder(folder),
		() => new Set<string>(),
	);
	// What is there in its place is for loadTokenizer to name.
	if (tokenizerSource(present) === undefined && !present.has('sentencepiece.bpe.model')) {
		throw fileMissing(folder, tokenizerSourceNames, setting);
	}
	return folder;
}

async function listFolder(folder: string): Promise<ReadonlySet<string>> {
	const status = await stat(folder).catch(() => undefined);
	if (status?.isDirectory() !== true) {
		throw folderNotFound(folder);
	}
	return new Set(
		await readdir(folder).catch((failure: unknown) => {
			throw fileUnreadable(folder, failure);
		}),
	);
}
