// Arguments that a command does not understand: the message is a sentence, exit code 2.

export class UsageError extends Error {
	override readonly name = 'UsageError';
}
