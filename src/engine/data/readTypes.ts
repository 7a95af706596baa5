// Reads types files. What is in one: src/corpus/types.ts.

import { parseTypes, type TypeSet } from '../../corpus/types';
import { readBoundedText } from './boundedText';

const largestTypesFile = 1 << 20;

/** Reads a types file. Errors: those of the file (data.fileUnreadable, …) and those of parseTypes. */
export async function readTypes(path: string): Promise<TypeSet> {
	return parseTypes(await readBoundedText(path, largestTypesFile), path);
}
