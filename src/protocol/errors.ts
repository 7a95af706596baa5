// How errors cross the process boundary: a user's error as its details under a code of its own, a cancellation under the
// language server protocol's code, everything else as a message with its stack.

import { ErrorCodes, ResponseError } from 'vscode-jsonrpc';
import * as z from 'zod/mini';
import { CancelledError } from '../base/cancellation';
import { describeFailure } from '../base/logger';
import { UserError, type UserErrorCode } from '../base/userError';

/** Outside the ranges that JSON-RPC and the language server protocol reserve. */
const userErrorCode = 1;
const requestCancelledCode = -32800;

const detailsSchema = z.object({
	code: z.custom<UserErrorCode>((value) => typeof value === 'string' && value.includes('.')),
	problem: z.string(),
	remedy: z.string(),
	setting: z.optional(z.string()),
});

export function toResponseError(failure: unknown): ResponseError<unknown> {
	if (failure instanceof UserError) {
		return new ResponseError(userErrorCode, failure.message, failure.details);
	}
	if (failure instanceof CancelledError) {
		return new ResponseError(requestCancelledCode, failure.message);
	}
	return new ResponseError(ErrorCodes.InternalError, describeFailure(failure));
}

/** The error that a failed request stands for. What is no response error is given back as it is. */
export function fromResponseError(failure: unknown): unknown {
	if (!(failure instanceof ResponseError)) {
		return failure;
	}
	switch (failure.code) {
		case userErrorCode: {
			const details = detailsSchema.parse(failure.data);
			const { code, problem, remedy, setting } = details;
			return new UserError(setting === undefined ? { code, problem, remedy } : { code, problem, remedy, setting });
		}
		case requestCancelledCode:
			return new CancelledError();
		default:
			return failure;
	}
}

export function protocolMismatch(client: number, server: number): UserError {
	return new UserError({
		code: 'engine.protocolMismatch',
		problem: `The extension speaks version ${client} of the engine's protocol, the engine version ${server}.`,
		remedy: 'Reload the window, so that both are of the same release.',
	});
}
