// The errors that a user can cause with data files that cannot be read, and with prediction inputs.

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

/** An input of the predict command in none of the three accepted forms. */
export function inputMalformed(where: string, problem: string): UserError {
	return dataError(
		'data.inputMalformed',
		`${where} ${problem}.`,
		'Each item is {"tokens": [...]}, a list of tokens, or a sentence as text.',
	);
}
