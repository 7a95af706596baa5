// The token that a server of ours asks its clients for: read from a file or the environment, compared without telling how much of it
// was right.

import { createHash, timingSafeEqual } from 'node:crypto';
import { readTextFile } from '../textFile';
import { tokenUnusable } from './errors';

/** What is shorter could be found by trying. */
const fewestCharacters = 16;

/**
 * @param file where it stands alone
 * @param variable what the environment has, used without a file
 * Errors: cli.tokenUnusable, those of the file.
 */
export async function readBearerToken(file: string | undefined, variable: string | undefined): Promise<string | undefined> {
	const text = file === undefined ? variable : await readTextFile(file);
	if (text === undefined) {
		return undefined;
	}
	const token = text.trim();
	if (token.length < fewestCharacters || !/^[!-~]+$/.test(token)) {
		throw tokenUnusable(file ?? 'SPERT_SERVE_TOKEN', fewestCharacters);
	}
	return token;
}

/** @param header Authorization, as it came */
export function isAuthorized(header: string | undefined, token: string): boolean {
	const [, given] = /^Bearer +(\S+) *$/i.exec(header ?? '') ?? [];
	return given !== undefined && timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
