// Removes what a killed training was writing: the temporary files beside its state and its models. They never get their names,
// and each is as large as the model.

import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** As the atomic writers name their temporary files. */
const temporaryName = /^\..+\.[0-9a-f]{12}\.tmp$/;

/** @param folder that of the run; nobody else may be writing there */
export async function removeLeftovers(folder: string): Promise<void> {
	for (const place of ['.', 'best_model', 'final_model']) {
		// A folder that is not there holds nothing.
		const names = await readdir(join(folder, place)).catch(() => []);
		for (const name of names.filter((each) => temporaryName.test(each))) {
			await rm(join(folder, place, name), { force: true });
		}
	}
}
