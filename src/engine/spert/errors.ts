// What a user can get wrong when a model is run.

import { UserError } from '../../base/userError';

export function spanSizeTooLarge(maxSpanSize: number, largest: number): UserError {
	return new UserError({
		code: 'spert.spanSizeTooLarge',
		problem: `A span size of ${maxSpanSize} tokens is more than this model knows: its size embedding ends at ${largest}.`,
		remedy: `Set \`spert.maxSpanSize\` (max_span_size) to ${largest} or less.`,
		setting: 'spert.maxSpanSize',
	});
}
