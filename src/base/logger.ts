// The port through which every room logs. The editor backs it with a LogOutputChannel, the command line with stderr, the
// engine process with notifications to its client.

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface Logger {
	log(level: LogLevel, message: string): void;
}

/** A logger for code that runs where nobody listens. */
export const silentLogger: Logger = { log: () => {} };

/** Text of anything thrown: the stack where there is one, so that a bug can be found from the log alone. */
export function describeFailure(failure: unknown): string {
	return failure instanceof Error ? (failure.stack ?? `${failure.name}: ${failure.message}`) : String(failure);
}
