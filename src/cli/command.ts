// What a command of the command line program is; commandList.ts names them.

import type { CancellationToken } from '../base/cancellation';

export interface CommandContext {
	/** Cancelled by Ctrl+C. */
	readonly cancellation: CancellationToken;
	/** Folder of the model that comes with the program. */
	readonly embeddedModel: string;
	/** The program in which devices are tried. */
	readonly probeProgram: string;
	/** This program itself, for the processes that it starts. */
	readonly program: string;
	/** The bundle with what a queue needs. */
	readonly queueProgram: string;
	/** Of the program. */
	readonly version: string;
}

export interface Command {
	/** The whole help text, ending in a line feed. */
	readonly help: string;
	/** 'failed' where the command has told on stderr what went wrong with part of its work. Throws UserError, UsageError. */
	readonly run: (args: readonly string[], context: CommandContext) => Promise<'success' | 'failed'>;
}
