import { expect, it } from 'vitest';
import { CancelledError } from '../../../src/base/cancellation';
import { UserError, type UserErrorDetails } from '../../../src/base/userError';
import { asOurs } from '../../../src/host/otherBundle';

/** As a bundle that has the class once more throws it. */
function copyOf(error: Error, details?: UserErrorDetails): Error {
	return Object.assign(new Error(error.message), { name: error.name, ...(details && { details }) });
}

it('what another bundle throws is told as what our own code throws', () => {
	const details = { code: 'queue.unreachable', problem: 'It is away.', remedy: 'Start it.', setting: 'spert.queue.url' } as const;
	const ours = asOurs(copyOf(new UserError(details), details));
	expect(ours).toBeInstanceOf(UserError);
	expect((ours as UserError).details).toEqual(details);
	expect(asOurs(copyOf(new CancelledError()))).toBeInstanceOf(CancelledError);
	for (const other of [new UserError(details), new Error('broken'), 'text', undefined]) {
		expect(asOurs(other)).toBe(other);
	}
});
