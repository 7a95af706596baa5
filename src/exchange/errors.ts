// The errors that a user can cause with files of results.

import { UserError } from '../base/userError';

/** `problem` continues `where` ("has no …"). */
export function resultsMalformed(where: string, problem: string): UserError {
	return new UserError({
		code: 'exchange.resultsMalformed',
		problem: `${where} ${problem}.`,
		remedy: 'Check that the file is in the format that it was said to be in.',
	});
}

export function noSuchDocument(file: string, names: readonly string[]): UserError {
	return new UserError({
		code: 'exchange.noSuchDocument',
		problem: `${file} has no results for this document, but for ${names.length === 0 ? 'none' : names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}.`,
		remedy: 'Open the document that they are for, or import them into the workspace.',
	});
}
