// What can go wrong with getting CUDA's libraries that a user can mend.

import { UserError } from '../../base/userError';

export function cudaNotHere(system: string): UserError {
	return new UserError({
		code: 'cli.cudaNotHere',
		problem: `There are no libraries of CUDA to be got for ${system}.`,
		remedy: 'Use --device webgpu, or directml on Windows.',
	});
}

export function cudaFeedFailed(url: string, reason: string): UserError {
	return new UserError({
		code: 'cli.cudaFeedFailed',
		problem: `${url} does not tell where CUDA's libraries are (${reason}).`,
		remedy: 'Check the network and try again.',
	});
}

export function cudaDamaged(url: string, reason: string): UserError {
	return new UserError({
		code: 'cli.cudaDamaged',
		problem: `What was downloaded from ${url} is not what was expected (${reason}) and was removed.`,
		remedy: 'Try again.',
	});
}
