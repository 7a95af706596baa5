import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { locateModel } from '../../../../src/features/extraction/locateModel';
import { KnownModels } from '../../../../src/features/models/knownModels';
import type { Settings } from '../../../../src/host/settings';

let folder: string;
let known: KnownModels;
const missed: string[] = [];
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'spert-known-'));
	const values = new Map<string, unknown>();
	known = new KnownModels({
		keys: () => [...values.keys()],
		get: <T>(key: string, otherwise?: T) => (values.get(key) ?? otherwise) as T,
		update: (key, value) => Promise.resolve(void values.set(key, value)),
	});
	missed.length = 0;
	known.onDidMiss((path) => missed.push(path));
});
afterEach(() => {
	known.dispose();
	rmSync(folder, { recursive: true, force: true });
});

async function used(name: string): Promise<string> {
	const path = join(folder, name);
	mkdirSync(path, { recursive: true });
	await known.use(path);
	return path;
}

describe('known models', () => {
	it('are the last eight that were used, each once, the newest first', async () => {
		const paths: string[] = [];
		for (let number = 0; number < 10; number++) {
			paths.push(await used(`m${number}`));
		}
		await used('m3');
		expect(known.recent).toEqual([paths[3], ...[9, 8, 7, 6, 5, 4, 2].map((number) => paths[number])]);
		await known.forget(paths[9]!);
		expect(known.recent).not.toContain(paths[9]);
	});

	it('do not take a path at which nothing is', async () => {
		await known.use(join(folder, 'nowhere'));
		expect(known.recent).toEqual([]);
	});

	it('have vanished when they were there and are gone, which is told once until they are back', async () => {
		const path = await used('mine');
		expect([known.hasVanished(path), known.hasVanished(join(folder, 'never'))]).toEqual([false, false]);
		rmSync(path, { recursive: true });
		expect([known.hasVanished(path), known.hasVanished(path)]).toEqual([true, true]);
		expect(missed).toEqual([path]);
		mkdirSync(path);
		expect(known.hasVanished(path)).toBe(false);
		rmSync(path, { recursive: true });
		known.hasVanished(path);
		expect(missed).toEqual([path, path]);
	});

	it('give way to the embedded model when they have vanished, without the files that were made for them', async () => {
		const path = await used('mine');
		const settings = { modelPath: path, typesPath: '/t.json', tokenizerPath: '/v', threads: 2 } as Settings;
		const usual = { embeddedModel: '/embedded', threads: 1 };
		const locate = () => locateModel(settings, usual, (each) => known.hasVanished(each));
		expect(locate()).toMatchObject({ modelPath: path, typesPath: '/t.json', tokenizerPath: '/v' });
		rmSync(path, { recursive: true });
		const { typesPath, tokenizerPath, modelPath } = locate();
		expect({ typesPath, tokenizerPath, modelPath }).toEqual({ modelPath: '/embedded' });
		// A path that never was a model's is a mistake, and is told as one by whoever loads it.
		expect(locateModel({ ...settings, modelPath: join(folder, 'never') }, usual, (each) => known.hasVanished(each)).modelPath).toBe(join(folder, 'never'));
	});
});
