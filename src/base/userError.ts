// The one kind of error that a user can cause. Everything else that is thrown is a bug and is shown with its stack.
// Each room has its own `errors.ts` with one named factory per code; docs/errors.md lists all codes.

/** Room, dot, what went wrong: `checkpoint.fileMissing`. Stable: scripts and tests match on it, never on the message. */
export type UserErrorCode = `${string}.${string}`;

export interface UserErrorDetails {
	readonly code: UserErrorCode;
	/** One sentence on what is wrong, naming the thing and the place. */
	readonly problem: string;
	/** One sentence on what to do. */
	readonly remedy: string;
	/** The setting that mends it, if there is one: the editor offers a button that opens it. */
	readonly setting?: string;
}

/** An error that a user can cause and mend. Crosses the process boundary as its details (see protocol). */
export class UserError extends Error {
	override readonly name = 'UserError';
	readonly code: UserErrorCode;
	readonly problem: string;
	readonly remedy: string;
	readonly setting: string | undefined;

	constructor(details: UserErrorDetails, options?: ErrorOptions) {
		super(`${details.problem} ${details.remedy}`, options);
		this.code = details.code;
		this.problem = details.problem;
		this.remedy = details.remedy;
		this.setting = details.setting;
	}

	get details(): UserErrorDetails {
		const { code, problem, remedy, setting } = this;
		return setting === undefined ? { code, problem, remedy } : { code, problem, remedy, setting };
	}
}
