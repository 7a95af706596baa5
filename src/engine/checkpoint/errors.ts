// The errors that a user can cause with a model folder: missing, half-written, foreign or hostile files, and files that do
// not fit each other.

import { UserError, type UserErrorCode } from '../../base/userError';

export type ModelSetting = 'spert.modelPath' | 'spert.typesPath' | 'spert.tokenizerPath';

function checkpointError(
	code: `checkpoint.${string}` & UserErrorCode,
	problem: string,
	remedy: string,
	setting: ModelSetting = 'spert.modelPath',
	cause?: unknown,
): UserError {
	return new UserError({ code, problem, remedy, setting }, cause === undefined ? undefined : { cause });
}

export function folderNotFound(path: string): UserError {
	return checkpointError(
		'checkpoint.folderNotFound',
		`There is no model folder at ${path}.`,
		'Give the path of a folder with config.json, the weights and a vocabulary.',
	);
}

/** `what` names the file or files that would do: "config.json", "model.safetensors or pytorch_model.bin". */
export function fileMissing(folder: string, what: string, setting: ModelSetting = 'spert.modelPath'): UserError {
	return checkpointError(
		'checkpoint.fileMissing',
		`${folder} has no ${what}.`,
		'Give the path of a complete model folder, or copy the missing file into this one.',
		setting,
	);
}

export function fileUnreadable(path: string, cause: unknown): UserError {
	const reason = cause instanceof Error ? cause.message : String(cause);
	return checkpointError(
		'checkpoint.fileUnreadable',
		`${path} cannot be read: ${reason}.`,
		'Check the path and its permissions.',
		'spert.modelPath',
		cause,
	);
}

export function truncated(path: string, problem: string): UserError {
	return checkpointError(
		'checkpoint.truncated',
		`${path} is incomplete: ${problem}.`,
		'Copy or download the file again.',
	);
}

export function malformed(path: string, problem: string): UserError {
	return checkpointError(
		'checkpoint.malformed',
		`${path} is damaged or not what its name says: ${problem}.`,
		'Copy, download or save the file again.',
	);
}

/** A limit that no real model comes near was passed. */
export function tooLarge(path: string, problem: string): UserError {
	return checkpointError(
		'checkpoint.tooLarge',
		`${path} is refused: ${problem}.`,
		'Use a file from a source that you trust.',
	);
}

export function lfsPointer(path: string): UserError {
	return checkpointError(
		'checkpoint.lfsPointer',
		`${path} is only a Git LFS pointer: the file itself was not downloaded.`,
		'Run "git lfs pull" in the folder, or download the file again.',
	);
}

export function unknownFormat(path: string): UserError {
	return checkpointError(
		'checkpoint.unknownFormat',
		`${path} is neither a safetensors file nor a PyTorch checkpoint.`,
		'Use a file written by safetensors or by torch.save.',
	);
}

/** `name` is the Python global that the file asks for, with its module. */
export function unsafePickle(path: string, name: string): UserError {
	return checkpointError(
		'checkpoint.unsafePickle',
		`${path} asks to load the Python object "${name}", which is no part of a model's weights; nothing was run.`,
		'Use a file from a source that you trust, best as model.safetensors.',
	);
}

export function unsupportedTensor(path: string, name: string, problem: string): UserError {
	return checkpointError(
		'checkpoint.unsupportedTensor',
		`${path}: the tensor "${name}" ${problem}.`,
		'Save the model with float32, float16 or bfloat16 weights.',
	);
}

export function configInvalid(path: string, problem: string): UserError {
	return checkpointError(
		'checkpoint.configInvalid',
		`${path} does not describe an encoder: ${problem}.`,
		'Use the config.json that came with the model.',
	);
}

export function unsupportedArchitecture(path: string, problem: string): UserError {
	return checkpointError(
		'checkpoint.unsupportedArchitecture',
		`${path}: ${problem}.`,
		'Use a model with one of the encoders that are supported, such as BERT, SciBERT, RoBERTa, MPNet, DeBERTa-v3 or ModernBERT.',
	);
}

export function unsupportedHeads(path: string, problem: string): UserError {
	return checkpointError(
		'checkpoint.unsupportedHeads',
		`${path}: the entity and relation classifiers ("spert_heads") are of a kind that cannot be read here: ${problem}.`,
		'Update to the version with which the model was trained, or choose another model.',
	);
}

export function encoderOnly(folder: string, architecture: string): UserError {
	return checkpointError(
		'checkpoint.encoderOnly',
		`${folder} is an encoder (${architecture}) without SpERT's entity and relation classifiers, so it cannot extract anything yet.`,
		'Train it on annotated sentences first, or choose the folder of a trained SpERT model.',
	);
}

export function versionMismatch(folder: string, version: string): UserError {
	return checkpointError(
		'checkpoint.versionMismatch',
		`The SpERT model in ${folder} has version ${version}, and only version 1.1 can be read.`,
		'Train a new model.',
	);
}

/** The heads were trained for other types. `problem` is a whole sentence. */
export function typesMismatch(problem: string): UserError {
	return checkpointError(
		'checkpoint.typesMismatch',
		problem,
		'Give the types file with which the model was trained.',
		'spert.typesPath',
	);
}

export function typesMissing(folder: string): UserError {
	return checkpointError(
		'checkpoint.typesMissing',
		`The SpERT model in ${folder} does not name its entity and relation types: there is no types.json in it.`,
		'Give the types file with which the model was trained, or copy it into the folder as types.json.',
		'spert.typesPath',
	);
}

export function weightMissing(path: string, name: string): UserError {
	return checkpointError(
		'checkpoint.weightMissing',
		`The weights in ${path} have no tensor "${name}".`,
		'Use the weights that belong to this config.json.',
	);
}

export function shapeMismatch(path: string, name: string, found: readonly number[], expected: string): UserError {
	return checkpointError(
		'checkpoint.shapeMismatch',
		`${path}: the tensor "${name}" has the shape [${found.join(', ')}], and config.json asks for ${expected}.`,
		'Use the weights that belong to this config.json.',
	);
}

export function notCalibrated(folder: string, cause: unknown): UserError {
	return checkpointError(
		'checkpoint.notCalibrated',
		`The model in ${folder} is not a calibrated one: it has no calibration.json, or one that cannot be read.`,
		'Name a folder that spert calibrate has written.',
		undefined,
		cause,
	);
}

export function calibratedForOtherTypes(folder: string): UserError {
	return checkpointError(
		'checkpoint.calibratedForOtherTypes',
		`The calibrated model in ${folder} has other types of entities or relations.`,
		'Name one that was trained like the model, with the same types.',
	);
}
