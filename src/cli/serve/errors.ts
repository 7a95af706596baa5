// What a user can get wrong with `spert serve`.

import { UserError } from '../../base/userError';

export function addressUnusable(host: string, port: number, cause: unknown): UserError {
	const reason = cause instanceof Error ? cause.message : String(cause);
	return new UserError(
		{
			code: 'cli.addressUnusable',
			problem: `The server cannot listen on ${host}, port ${port} (${reason}).`,
			remedy: 'Name another --host or --port; --port 0 takes any that is free.',
		},
		{ cause },
	);
}

export function tokenMissing(host: string): UserError {
	return new UserError({
		code: 'cli.tokenMissing',
		problem: `Others can reach ${host}, and the server would compute for anyone.`,
		remedy: 'Give it a token with --token-file or SPERT_SERVE_TOKEN, or say --no-token where the network keeps others out.',
	});
}

/** @param from file or variable */
export function tokenUnusable(from: string, fewest: number): UserError {
	return new UserError({
		code: 'cli.tokenUnusable',
		problem: `${from} holds no token of at least ${fewest} letters, digits and signs.`,
		remedy: 'Write one there, for instance with: openssl rand -hex 32.',
	});
}

export function certificateUnusable(cause: unknown): UserError {
	const reason = cause instanceof Error ? cause.message : String(cause);
	return new UserError(
		{
			code: 'cli.certificateUnusable',
			problem: `The server cannot use its certificate or its key (${reason}).`,
			remedy: 'Name both as PEM files with --tls-cert and --tls-key; the key must not be encrypted.',
		},
		{ cause },
	);
}
