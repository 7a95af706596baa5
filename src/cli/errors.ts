// What a user can get wrong with the files that the command line program reads and writes.

import { UserError } from '../base/userError';

export function fileTooLarge(path: string, megabytes: number, limit: number): UserError {
	return new UserError({
		code: 'cli.fileTooLarge',
		problem: `${path} has ${megabytes} MB, more than the ${limit} MB that a document may have.`,
		remedy: 'Split it into several files.',
	});
}

export function fileUnreadable(path: string, cause: unknown): UserError {
	return new UserError(
		{
			code: 'cli.fileUnreadable',
			problem: `${path} cannot be read (${reasonOf(cause)}).`,
			remedy: 'Check the path and the permissions.',
		},
		{ cause },
	);
}

export function notText(path: string): UserError {
	return new UserError({
		code: 'cli.notText',
		problem: `${path} is not UTF-8 text.`,
		remedy: 'Save it as UTF-8 and try again.',
	});
}

export function fileUnwritable(path: string, cause: unknown): UserError {
	return new UserError(
		{
			code: 'cli.fileUnwritable',
			problem: `${path} cannot be written (${reasonOf(cause)}).`,
			remedy: 'Check that its folder is there, that you may write to it, and that the disk has room.',
		},
		{ cause },
	);
}

export function noDocuments(folders: readonly string[]): UserError {
	return new UserError({
		code: 'cli.noDocuments',
		problem: `There are no papers in ${folders.join(', ')}.`,
		remedy: 'Name single files to extract them whatever they are called, or look whether a .gitignore file excludes them.',
	});
}

export function modelTypeUnknown(modelType: string): UserError {
	return new UserError({
		code: 'cli.modelTypeUnknown',
		problem: `There is no model type "${modelType}".`,
		remedy: 'Leave model_type out, or set it to spert.',
	});
}

/** The option contradicts the model, which would be read with the wrong columns. */
export function sizeEmbeddingMismatch(modelPath: string, option: number, model: number): UserError {
	return new UserError({
		code: 'cli.sizeEmbeddingMismatch',
		problem: `size_embedding is ${option}, but the model in ${modelPath} was trained with ${model}.`,
		remedy: `Set size_embedding to ${model}, or choose another model.`,
	});
}

export function alreadyQuantized(folder: string): UserError {
	return new UserError({
		code: 'cli.alreadyQuantized',
		problem: `The model in ${folder} is in int8 already.`,
		remedy: 'Use it as it is, or quantise the model that it was made of.',
	});
}

export function folderTaken(folder: string): UserError {
	return new UserError({
		code: 'cli.folderTaken',
		problem: `There is a model in ${folder} already.`,
		remedy: 'Name another folder, or remove the one that is there.',
	});
}

export function tooFewAnnotations(dataset: string, found: number, right: number): UserError {
	return new UserError({
		code: 'cli.tooFewAnnotations',
		problem: `In ${dataset} the model finds ${found} entities, of which ${right} are annotated: too few to calibrate it by.`,
		remedy: 'Take a development set of the kind that the model was trained for, with the same types.',
	});
}

function reasonOf(cause: unknown): string {
	return cause instanceof Error ? cause.message : String(cause);
}
