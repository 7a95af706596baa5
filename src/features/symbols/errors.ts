// What a person can get wrong with entities as symbols.

import { UserError } from '../../base/userError';

export function nothingMarked(): UserError {
	return new UserError({
		code: 'rename.nothingMarked',
		problem: 'No entity is marked here.',
		remedy: 'Put the cursor on the words of one.',
	});
}

/** @param written the source of the words */
export function writtenByCommand(written: string): UserError {
	return new UserError({
		code: 'rename.writtenByCommand',
		problem: `These words are written by ${written}, not by the text.`,
		remedy: 'Change its definition, or rename them where they stand as words.',
	});
}

export function inHeading(): UserError {
	return new UserError({
		code: 'rename.inHeading',
		problem: 'In a heading, Markdown renames the heading with the links to it.',
		remedy: 'Rename the term where it stands in the text; its headings change too.',
	});
}

export function nameEmpty(): UserError {
	return new UserError({
		code: 'rename.nameEmpty',
		problem: 'A term needs at least one letter or digit.',
		remedy: 'Type another name.',
	});
}

/** @param form what was to be renamed */
export function nothingRenamed(form: string, name: string): UserError {
	return new UserError({
		code: 'rename.nothingRenamed',
		problem: `No place of "${form}" can read "${name}" without a change of what stands around it.`,
		remedy: 'Choose a name without special characters, or change the places by hand.',
	});
}
