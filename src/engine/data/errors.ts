// The errors that a user can cause with types files, datasets and prediction inputs.

import { UserError, type UserErrorCode } from '../../base/userError';

function dataError(code: `data.${string}` & UserErrorCode, problem: string, remedy: string, cause?: unknown): UserError {
	return new UserError({ code, problem, remedy }, cause === undefined ? undefined : { cause });
}

export function fileUnreadable(path: string, cause: unknown): UserError {
	const reason = cause instanceof Error ? cause.message : String(cause);
	return dataError('data.fileUnreadable', `${path} cannot be read: ${reason}.`, 'Check the path and its permissions.', cause);
}

export function fileTooLarge(path: string, bytes: number, limit: number): UserError {
	return dataError(
		'data.fileTooLarge',
		`${path} has ${bytes} bytes, more than the ${limit} that are read.`,
		'Split it into several files.',
	);
}

export function notUtf8(path: string): UserError {
	return dataError('data.notUtf8', `${path} is not UTF-8 text.`, 'Save the file in UTF-8.');
}

export function notJson(where: string, cause: unknown): UserError {
	const reason = cause instanceof Error ? cause.message : String(cause);
	return dataError('data.notJson', `${where} is not valid JSON: ${reason}.`, 'Correct the JSON syntax.', cause);
}

/** `where` names the file and the place in it; `problem` continues it ("has no \"relations\""). */
export function typesMalformed(where: string, problem: string): UserError {
	return dataError(
		'data.typesMalformed',
		`${where} ${problem}.`,
		'A types file is {"entities": {NAME: {"short", "verbose"}}, "relations": {NAME: {"short", "verbose", "symmetric"}}}.',
	);
}

/** A file that is no dataset, or a document of it that is none. */
export function datasetMalformed(where: string, problem: string): UserError {
	return dataError(
		'data.datasetMalformed',
		`${where} ${problem}.`,
		'A dataset is a list of {"tokens": [...], "entities": [{"type", "start", "end"}], ' +
			'"relations": [{"type", "head", "tail"}]}.',
	);
}

export function annotationMalformed(where: string, problem: string): UserError {
	return dataError(
		'data.annotationMalformed',
		`${where} ${problem}.`,
		'An entity is {"type", "start", "end"} with token indices, the end exclusive; a relation is ' +
			'{"type", "head", "tail"} with indices into the entities of its document.',
	);
}

export function unknownType(
	where: string,
	kind: 'entity' | 'relation',
	identifier: string,
	known: readonly string[],
): UserError {
	return dataError(
		'data.unknownType',
		`${where} has the ${kind} type "${identifier}", which the types file does not declare.`,
		known.length === 0 ? 'It declares none.' : `Declare it, or use one of ${known.slice(0, 20).join(', ')}.`,
	);
}

/** An input of the predict command in none of the three accepted forms. */
export function inputMalformed(where: string, problem: string): UserError {
	return dataError(
		'data.inputMalformed',
		`${where} ${problem}.`,
		'Each item is {"tokens": [...]}, a list of tokens, or a sentence as text.',
	);
}

/** A file of another format that is to be converted and is not as that format has it. */
export function sourceMalformed(where: string, problem: string): UserError {
	return dataError('data.sourceMalformed', `${where} ${problem}.`, 'Check that --from names the format of this file.');
}
