// The small trained model of the golden data, and sentences it knows.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadModel, type LoadedModel } from '../../../src/engine/engine';

const portable = join(import.meta.dirname, '../../golden/portable');

export const portableModelPath = join(portable, 'model');
export const portableTypesPath = join(portable, 'types.json');

/** Positions of its encoder: a sequence has at most two word pieces less. */
export const portablePositions = 128;

/** Sentences in which it finds entities and relations. */
export const portableSentences: readonly (readonly string[])[] = (
	JSON.parse(readFileSync(join(portable, 'docs.json'), 'utf8')) as { tokens: string[] }[]
).map(({ tokens }) => tokens);

export function loadPortableModel(): Promise<LoadedModel> {
	return loadModel(portableModelPath, { typesPath: portableTypesPath, threads: 1 });
}
