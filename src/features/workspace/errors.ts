// What can be wrong with documents of the workspace.

import { UserError } from '../../base/userError';

export function fileTooLarge(path: string, megabytes: number, limit: number): UserError {
	return new UserError({
		code: 'workspace.fileTooLarge',
		problem: `${path} has ${megabytes} MB, more than the ${limit} MB up to which documents of a workspace are extracted.`,
		remedy: 'Open it and run "Extract Entities", or list it in the setting.',
		setting: 'spert.workspace.exclude',
	});
}

export function notText(path: string): UserError {
	return new UserError({
		code: 'workspace.notText',
		problem: `${path} is not text.`,
		remedy: 'List it in the setting if it is not meant to be extracted.',
		setting: 'spert.workspace.exclude',
	});
}
