import { ErrorCodes, ResponseError } from 'vscode-jsonrpc';
import { describe, expect, it } from 'vitest';
import { CancelledError } from '../../../src/base/cancellation';
import { UserError } from '../../../src/base/userError';
import { fromResponseError, toResponseError } from '../../../src/protocol/errors';

/** What is left of an error once it went through a channel as JSON. */
function sent(error: ResponseError<unknown>): ResponseError<unknown> {
	const { code, message, data } = JSON.parse(JSON.stringify(error.toJson())) as { code: number; message: string; data: unknown };
	return new ResponseError(code, message, data);
}

describe('errors across the process boundary', () => {
	it("a user's error arrives whole", () => {
		const details = { code: 'room.whatWentWrong', problem: 'It broke.', remedy: 'Mend it.', setting: 'spert.it' } as const;
		const arrived = fromResponseError(sent(toResponseError(new UserError(details))));
		expect(arrived).toBeInstanceOf(UserError);
		expect((arrived as UserError).details).toEqual(details);
	});

	it("a user's error without a setting arrives without one", () => {
		const details = { code: 'room.whatWentWrong', problem: 'It broke.', remedy: 'Mend it.' } as const;
		expect((fromResponseError(sent(toResponseError(new UserError(details)))) as UserError).details).toEqual(details);
	});

	it('a cancellation arrives as one', () => {
		expect(fromResponseError(sent(toResponseError(new CancelledError())))).toBeInstanceOf(CancelledError);
	});

	it('a bug arrives with its stack', () => {
		const arrived = fromResponseError(sent(toResponseError(new RangeError('off by one'))));
		expect(arrived).toBeInstanceOf(ResponseError);
		expect((arrived as ResponseError<unknown>).code).toBe(ErrorCodes.InternalError);
		expect((arrived as Error).message).toContain('errors.test.ts');
	});

	it('what is no response is left as it is, and details that do not fit are refused', () => {
		const failure = new Error('other');
		expect(fromResponseError(failure)).toBe(failure);
		expect(() => fromResponseError(new ResponseError(1, 'text', { code: 'nodot', problem: '', remedy: '' }))).toThrow();
	});
});
