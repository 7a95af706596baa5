// What can go wrong with downloads that a user can mend.

import { UserError, type UserErrorCode } from '../../base/userError';

function fetchError(code: `fetch.${string}` & UserErrorCode, problem: string, remedy: string, cause?: unknown): UserError {
	return new UserError({ code, problem, remedy }, cause === undefined ? undefined : { cause });
}

export function unknownName(name: string, known: readonly string[]): UserError {
	return fetchError(
		'fetch.unknownName',
		`"${name}" is neither a URL nor something that is known by a name.`,
		`Name one of ${known.join(', ')}, or give a URL that starts with https://.`,
	);
}

export function urlRefused(url: string, reason: string): UserError {
	return fetchError('fetch.urlRefused', `${url} cannot be downloaded: ${reason}.`, 'Give the https:// URL of one file.');
}

export function redirectRefused(url: string, reason: string): UserError {
	return fetchError(
		'fetch.redirectRefused',
		`The server's redirection of ${url} is not followed: ${reason}.`,
		'Check the URL, and that no proxy or login page of the network stands in between.',
	);
}

export function notFound(url: string, status: number): UserError {
	return fetchError('fetch.notFound', `${url} is not there (status ${status}).`, 'Check the URL; the file may have been moved.');
}

export function serverRefused(url: string, status: number): UserError {
	return fetchError(
		'fetch.serverRefused',
		`The server did not give ${url} (status ${status}).`,
		status === 401 || status === 403
			? 'Download it with a browser where you are signed in.'
			: 'Try again later: what has been downloaded is kept.',
	);
}

export function interrupted(url: string, bytes: number, cause: unknown): UserError {
	return fetchError(
		'fetch.interrupted',
		`The connection for ${url} failed again and again (${reasonOf(cause)}); ${bytes} bytes are there.`,
		'Check the network and run the same command again: it goes on from there.',
		cause,
	);
}

export function wrongChecksum(url: string, expected: string, found: string): UserError {
	return fetchError(
		'fetch.wrongChecksum',
		`What was downloaded from ${url} has the SHA-256 ${found}, not ${expected}, and was removed.`,
		'Try again; if it stays so, the file was changed or the expected SHA-256 is not its.',
	);
}

export function tooLarge(url: string, limit: number): UserError {
	return fetchError(
		'fetch.tooLarge',
		`${url} has more than the ${limit} bytes that were expected at most; what was downloaded was removed.`,
		'Check that the URL names the right file.',
	);
}

export function notWritable(path: string, cause: unknown): UserError {
	return fetchError(
		'fetch.notWritable',
		`${path} cannot be written (${reasonOf(cause)}).`,
		'Check that you may write there and that the disk has room, or name another folder with --to.',
		cause,
	);
}

export function fileDiffers(path: string): UserError {
	return fetchError(
		'fetch.fileDiffers',
		`${path} is there already, with another content than the one asked for.`,
		'Move it away, or name another folder with --to.',
	);
}

/** The deepest reason: fetch's own message is "fetch failed" whatever happened. */
function reasonOf(cause: unknown): string {
	if (!(cause instanceof Error)) {
		return String(cause);
	}
	return cause.cause === undefined ? cause.message : reasonOf(cause.cause);
}
