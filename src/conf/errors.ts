// The errors that a user can cause with configuration files and the options of commands.

import { UserError } from '../base/userError';
import { type ConfProblem } from './confFile';

/** A problem in one line: file, line and column (from 1) as compilers write them; the command line has no place. */
export function describeProblem({ severity, message, range }: ConfProblem, file: string): string {
	return range === undefined
		? `command line: ${severity}: ${message}`
		: `${file}:${range.line + 1}:${range.start + 1}: ${severity}: ${message}`;
}

/** Mistakes in a configuration file or on the command line: all of them, a line each. */
export function mistakes(file: string, problems: readonly ConfProblem[]): UserError {
	const errors = problems.filter(({ severity }) => severity === 'error');
	const count = errors.length === 1 ? 'a mistake' : `${errors.length} mistakes`;
	return new UserError({
		code: 'conf.mistakes',
		problem: [`Nothing was run, because there is ${count}:`, ...errors.map((each) => describeProblem(each, file))].join('\n'),
		remedy: errors.length === 1 ? 'Correct it and run again.' : 'Correct them and run again.',
	});
}
