// The errors that a user can cause by exporting and importing in the editor.

import { UserError } from '../../base/userError';

export function notWritten(path: string, cause: unknown): UserError {
	const reason = cause instanceof Error ? cause.message : String(cause);
	return new UserError(
		{
			code: 'exchange.notWritten',
			problem: `${path} cannot be written: ${reason}.`,
			remedy: 'Choose another place, or check its permissions and the space that is left.',
		},
		{ cause },
	);
}

export function resultsTooLarge(path: string, megabytes: number, limit: number): UserError {
	return new UserError({
		code: 'exchange.resultsTooLarge',
		problem: `${path} has ${megabytes} MB, more than the ${limit} MB that are imported.`,
		remedy: 'Split it into several files.',
	});
}

export function documentChanged(name: string): UserError {
	return new UserError({
		code: 'exchange.documentChanged',
		problem: `${name} is edited while its results are put onto it.`,
		remedy: 'Import them again when nothing writes into it.',
	});
}

/** @param names of the documents that the file has results for */
export function noSuchDocument(file: string, names: readonly string[]): UserError {
	const some = names.slice(0, 5).join(', ');
	return new UserError({
		code: 'exchange.noSuchDocument',
		problem: `${file} has results for ${names.length === 0 ? 'no document' : some}${names.length > 5 ? ', …' : ''}, which is not here.`,
		remedy: 'Open the document that they are for, or the folder that it is in.',
	});
}
