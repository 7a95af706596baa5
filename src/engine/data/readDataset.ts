// Reads datasets from files. What is in one: src/corpus/dataset.ts.

import { parseDataset, type Dataset } from '../../corpus/dataset';
import type { TypeSet } from '../../corpus/types';
import { readBoundedText } from './boundedText';

/** The largest data file that is read, in bytes: V8's longest string is 512 Mi units. */
export const largestDataFile = 256 * 2 ** 20;

/**
 * Reads the dataset at `path`, whose types must be among `types`. Keys other than the format's are ignored.
 * Errors: data.fileUnreadable, data.fileTooLarge, data.notUtf8, and those of parseDataset.
 */
export async function readDataset(path: string, types: TypeSet): Promise<Dataset> {
	return parseDataset(await readBoundedText(path, largestDataFile), types, path);
}

/** Reads documents of which only the entities count; their relations, if there are any, are not looked at. As readDataset. */
export async function readEntities(path: string, types: TypeSet): Promise<Dataset> {
	return parseDataset(await readBoundedText(path, largestDataFile), types, path, 'entities');
}
