// What a person can get wrong with the file of merge rules.

import { UserError } from '../base/userError';

export function rulesConflict(file: string, line: number): UserError {
	return new UserError({
		code: 'knowledge.rulesConflict',
		problem: `${file} has the marker of a merge conflict in line ${line}.`,
		remedy: 'Remove the markers: the rules of both sides can usually stay. Until then the file is not changed.',
	});
}

export function rulesLineMalformed(file: string, line: number, text: string): UserError {
	return new UserError({
		code: 'knowledge.rulesLineMalformed',
		problem: `Line ${line} of ${file} is no rule: "${text.length > 80 ? `${text.slice(0, 80)}…` : text}".`,
		remedy: 'A rule is same or different, a tab, a form, a tab and another form; comments begin with #. Until then the file is not changed.',
	});
}

export function rulesTooLarge(file: string): UserError {
	return new UserError({
		code: 'knowledge.rulesTooLarge',
		problem: `${file} is larger than 4 MB, which is no file of merge rules.`,
		remedy: 'Put a file of rules there, or remove it.',
	});
}
