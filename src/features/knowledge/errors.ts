// What can go wrong when entities are merged or split by hand.

import { UserError } from '../../base/userError';

/** @param told by the file system */
export function rulesUnreadable(file: string, told: string): UserError {
	return new UserError({
		code: 'knowledge.rulesUnreadable',
		problem: `${file} cannot be read: ${told}.`,
		remedy: 'Make it a text file in UTF-8 that you may read, or remove it.',
	});
}

/** @param told by the file system */
export function rulesUnwritable(file: string, told: string): UserError {
	return new UserError({
		code: 'knowledge.rulesUnwritable',
		problem: `${file} cannot be written: ${told}.`,
		remedy: 'Make room on the disk and the folder writable, and try again.',
	});
}

export function rulesUnsaved(file: string): UserError {
	return new UserError({
		code: 'knowledge.rulesUnsaved',
		problem: `${file} is open with changes that are not saved.`,
		remedy: 'Save or revert it, and try again.',
	});
}

export function noFolder(): UserError {
	return new UserError({
		code: 'knowledge.noFolder',
		problem: 'No folder is open that could hold what you say of entities.',
		remedy: 'Open the folder of your documents: the rules are kept in its .spert/entities.tsv.',
	});
}

export function noEntity(): UserError {
	return new UserError({
		code: 'knowledge.noEntity',
		problem: 'There is no entity here.',
		remedy: 'Put the cursor on a marked one, or choose one in the Entities view or in the relation graph.',
	});
}
