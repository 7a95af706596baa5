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
