// What can go wrong with the engine process, told to whoever waits for it.

import { UserError } from '../base/userError';

/** The process ended while a request was under way. */
export function engineEnded(reason: string): UserError {
	return new UserError({
		code: 'engine.ended',
		problem: `The engine process ended unexpectedly (${reason}).`,
		remedy: 'It is started again by itself: run the command once more, and see the log if it happens again.',
	});
}

export function engineKeepsEnding(times: number, reason: string): UserError {
	return new UserError({
		code: 'engine.keepsEnding',
		problem: `The engine process ended unexpectedly ${times} times in a row (last: ${reason}).`,
		remedy: 'See "SpERT: Show Log" for the reason, then run "SpERT: Restart Engine".',
	});
}

export function engineNotStarted(reason: string): UserError {
	return new UserError({
		code: 'engine.notStarted',
		problem: `The engine process could not be started (${reason}).`,
		remedy: 'See "SpERT: Show Log" for the reason, then run "SpERT: Restart Engine".',
	});
}

/** The process that reads a store of a merged graph ended while something was asked of it. */
export function graphProcessEnded(path: string, reason: string): UserError {
	return new UserError({
		code: 'graph.processEnded',
		problem: `The process that reads ${path} ended (${reason}).`,
		remedy: 'Try again: it is started anew.',
	});
}
