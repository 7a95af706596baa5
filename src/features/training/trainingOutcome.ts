// How a training that is over ended, by what its process left: nobody may have been there to take its exit status.

import { open, stat } from 'node:fs/promises';

/** In bytes; of a long log only the end is read. */
const mostRead = 1 << 16;

/** What the program said last of what went wrong, with its code; undefined where nothing did. Errors: none. */
export async function failureTold(logFile: string): Promise<string | undefined> {
	return failureIn(await endOf(logFile));
}

/** The same of a text. */
export function failureIn(text: string): string | undefined {
	const told = text.split(/^spert (?:train|eval|predict)(?: \(run \d+ of \d+\))?: /m).slice(1);
	// Messages that are no failure, such as warnings of a dataset, have no code; what follows a failure is no part of it.
	const failures = told.map((message) => /^[^]*?\[\w+\.\w+\]$|^an internal error[^]*|^.*--help tells the options\.$/m.exec(message)?.[0]);
	return failures.findLast((failure) => failure !== undefined)?.trimEnd();
}

export async function stopWasAsked(stopFile: string): Promise<boolean> {
	return await stat(stopFile).then(
		() => true,
		() => false,
	);
}

/** Empty where there is no such file. */
export async function endOf(path: string): Promise<string> {
	const file = await open(path, 'r').catch(() => undefined);
	if (file === undefined) {
		return '';
	}
	try {
		const { size } = await file.stat();
		const length = Math.min(size, mostRead);
		const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
		return buffer.toString('utf8', 0, bytesRead);
	} finally {
		await file.close();
	}
}
