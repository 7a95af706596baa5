// The file of merge rules on a real disk: what is written, and what is never written over.

import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileAtomically } from '../../../../src/base/node/atomicFile';
import { FolderMergeRules } from '../../../../src/features/knowledge/folderMergeRules';
import type { MergeRule } from '../../../../src/knowledge/entities/mergeRules';

const same = (a: string, b: string): MergeRule => ({ kind: 'same', forms: [a, b] });

describe('the merge rules of a folder', () => {
	let folder: string;
	let path: string;
	let isUnsaved: boolean;
	let rules: FolderMergeRules;

	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'rules-'));
		path = join(folder, '.spert', 'entities.tsv');
		isUnsaved = false;
		rules = new FolderMergeRules({
			name: '.spert/entities.tsv',
			read: () => readFile(path).catch((failure: NodeJS.ErrnoException) => (failure.code === 'ENOENT' ? undefined : Promise.reject(failure))),
			write: async (text) => {
				await mkdir(dirname(path), { recursive: true });
				await writeFileAtomically(path, text);
			},
			hasUnsavedChanges: () => isUnsaved,
		});
	});
	afterEach(() => rm(folder, { recursive: true }));

	async function put(text: string | Uint8Array): Promise<void> {
		await mkdir(dirname(path), { recursive: true });
		await writeFile(path, text);
	}

	it('are none where there is no file, and reading makes none', async () => {
		await rules.read();
		expect([rules.rules, rules.problems]).toEqual([[], []]);
		expect(await readdir(folder)).toEqual([]);
	});

	it('are added to a file that is made for them, and undone to the byte', async () => {
		const undo = await rules.change({ add: [same('SVM', 'kernel machine')], remove: [] });
		expect(await readFile(path, 'utf8')).toBe('same\tSVM\tkernel machine\n');
		expect(rules.rules).toEqual([same('SVM', 'kernel machine')]);
		expect(undo).toEqual({ add: [], remove: [same('SVM', 'kernel machine')] });
		await rules.change(undo);
		expect(await readFile(path, 'utf8')).toBe('');
		expect(await readdir(dirname(path))).toEqual(['entities.tsv']);
	});

	it('are changed as the file is now, not as it was read', async () => {
		await rules.read();
		await put('# theirs\nsame\ta\tb\n');
		await rules.change({ add: [same('c', 'd')], remove: [] });
		expect(await readFile(path, 'utf8')).toBe('# theirs\nsame\ta\tb\nsame\tc\td\n');
	});

	it('undo only what a change did', async () => {
		await put('same\ta\tb\n');
		const undo = await rules.change({ add: [same('b', 'a'), same('c', 'd')], remove: [same('x', 'y')] });
		expect(undo).toEqual({ add: [], remove: [same('c', 'd')] });
	});

	it.each([
		['a conflict', 'same\ta\tb\n<<<<<<< HEAD\nsame\tc\td\n=======\n>>>>>>> theirs\n', 'knowledge.rulesConflict'],
		['rubbish', 'same\ta\tb\nwhat is this\n', 'knowledge.rulesLineMalformed'],
		['other bytes', Uint8Array.of(0x73, 0xff, 0xfe), 'knowledge.rulesUnreadable'],
	])('are not written where the file has %s', async (_name, content, code) => {
		await put(content);
		await rules.read();
		expect(rules.problems[0]?.code).toBe(code);
		await expect(rules.change({ add: [same('x', 'y')], remove: [] })).rejects.toMatchObject({ code });
		expect(await readFile(path)).toEqual(Buffer.from(content));
	});

	it('stay in force while the file has mistakes, as far as they can be read', async () => {
		await put('same\ta\tb\n');
		await rules.read();
		await put('same\ta\tb\nrubbish\nsame\tc\td\n');
		await rules.read();
		expect(rules.rules).toEqual([same('a', 'b'), same('c', 'd')]);
		await put(Uint8Array.of(0xff));
		await rules.read();
		expect(rules.rules).toEqual([same('a', 'b'), same('c', 'd')]);
		await put('');
		await rules.read();
		expect([rules.rules, rules.problems]).toEqual([[], []]);
	});

	it('are not written while the file is being edited', async () => {
		await put('same\ta\tb\n');
		isUnsaved = true;
		await expect(rules.change({ add: [same('x', 'y')], remove: [] })).rejects.toMatchObject({ code: 'knowledge.rulesUnsaved' });
		expect(await readFile(path, 'utf8')).toBe('same\ta\tb\n');
	});

	it('say where they cannot be written, and are as before', async () => {
		await writeFile(join(folder, '.spert'), 'a file where the folder should be');
		await expect(rules.change({ add: [same('x', 'y')], remove: [] })).rejects.toMatchObject({
			code: expect.stringMatching(/^knowledge\.rulesUn(?:writ|read)able$/) as string,
		});
		expect(rules.rules).toEqual([]);
	});

	it('lose none of many changes at once', async () => {
		const all = Array.from({ length: 20 }, (_, number) => same(`a${number}`, 'b'));
		await Promise.all(all.map((rule) => rules.change({ add: [rule], remove: [] })));
		expect((await readFile(path, 'utf8')).trim().split('\n')).toHaveLength(20);
	});
});
