// The errors that a user can cause with types files, datasets and annotated data of other formats.

import { UserError, type UserErrorCode } from '../base/userError';

function dataError(code: `data.${string}` & UserErrorCode, problem: string, remedy: string, cause?: unknown): UserError {
	return new UserError({ code, problem, remedy }, cause === undefined ? undefined : { cause });
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

/** A file of another format that is to be converted and is not as that format has it. */
export function sourceMalformed(where: string, problem: string): UserError {
	return dataError('data.sourceMalformed', `${where} ${problem}.`, 'Check that the file is in the format that it was said to be in.');
}
