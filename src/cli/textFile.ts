// Reads a document from disk: UTF-8 text of a reasonable size, or a clear error.

import { readFile, stat } from 'node:fs/promises';
import { UserError } from '../base/userError';

/** Far above any paper; what is larger is no document. */
const largestDocument = 64 * 1024 * 1024;

/** Without a byte order mark, as editors show it. Errors: cli.fileUnreadable, cli.fileTooLarge, cli.notText. */
export async function readTextFile(path: string): Promise<string> {
	let bytes: Uint8Array;
	try {
		const { size } = await stat(path);
		if (size > largestDocument) {
			throw new UserError({
				code: 'cli.fileTooLarge',
				problem: `${path} has ${Math.round(size / 1024 / 1024)} MB, more than the ${largestDocument / 1024 / 1024} MB that a document may have.`,
				remedy: 'Split it into several files.',
			});
		}
		bytes = await readFile(path);
	} catch (failure) {
		if (failure instanceof UserError) {
			throw failure;
		}
		throw new UserError(
			{
				code: 'cli.fileUnreadable',
				problem: `${path} cannot be read (${failure instanceof Error ? failure.message : String(failure)}).`,
				remedy: 'Check the path and the permissions.',
			},
			{ cause: failure },
		);
	}
	try {
		const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
		if (!text.includes('\u0000')) {
			return text;
		}
	} catch (failure) {
		if (!(failure instanceof TypeError)) {
			throw failure;
		}
	}
	throw new UserError({
		code: 'cli.notText',
		problem: `${path} is not UTF-8 text.`,
		remedy: 'Save it as UTF-8 and try again.',
	});
}
