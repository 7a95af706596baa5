// Writes the files that a command leaves behind: each as a whole or not at all, with a clear error where it cannot.

import { writeFileAtomically } from '../base/node/atomicFile';
import { fileUnwritable } from './errors';

/** Errors: cli.fileUnwritable. */
export async function writeOutputFile(path: string, text: string): Promise<void> {
	await writeFileAtomically(path, text).catch((failure: unknown) => {
		throw fileUnwritable(path, failure);
	});
}
