import { describe, expect, it } from 'vitest';
import { DocumentFinder, ignoreLinesOf, isPaperName, type Folders } from '../../../src/extraction/findDocuments';

/** Folders in memory: paths with their contents; what ends in a slash is a link to a folder. */
function foldersOf(files: Readonly<Record<string, string>>, unreadable: readonly string[] = []): Folders<string> {
	const paths = Object.keys(files);
	return {
		list(folder) {
			if (unreadable.includes(folder)) {
				return Promise.reject(new Error('no permission'));
			}
			const names = new Map<string, 'file' | 'folder' | 'other'>();
			for (const path of paths.filter((each) => each.startsWith(`${folder}/`))) {
				const [name = '', ...rest] = path.slice(folder.length + 1).split('/');
				names.set(name, rest.length === 0 ? 'file' : rest.join('/') === '' ? 'other' : 'folder');
			}
			return Promise.resolve([...names].map(([name, kind]) => ({ name, kind })));
		},
		readText: (file) => Promise.resolve(files[file]),
		exists: (place) => Promise.resolve(paths.some((path) => path === place || path.startsWith(`${place}/`))),
		child: (folder, name) => `${folder}/${name}`,
		parent(folder) {
			const end = folder.lastIndexOf('/');
			return end === -1 ? undefined : { folder: folder.slice(0, end), name: folder.slice(end + 1) };
		},
	};
}

async function find(files: Readonly<Record<string, string>>, root: string, exclude: readonly string[] = [], within = ''): Promise<string[]> {
	const finder = new DocumentFinder(foldersOf(files), root, { exclude, onUnreadable: () => {} });
	const found: string[] = [];
	for await (const { path } of finder.find(within)) {
		found.push(path);
		expect(await finder.accepts(path), path).toBe(true);
	}
	const all = Object.keys(files).filter((path) => path.startsWith(`${root}/${within}`)).map((path) => path.slice(root.length + 1));
	for (const path of all.filter((each) => !found.includes(each) && !each.endsWith('/'))) {
		expect(await finder.accepts(path), path).toBe(false);
	}
	return found;
}

describe('DocumentFinder', () => {
	it('finds papers by their names, in the order of their paths, and follows no link to a folder', async () => {
		const files = { 'r/b.tex': '', 'r/a/c.md': '', 'r/a/b.rst': '', 'r/x.txt': '', 'r/x.bib': '', 'r/.git/x.md': '', 'r/link/': '', 'r/z.adoc': '' };
		expect(await find(files, 'r')).toEqual(['a/b.rst', 'a/c.md', 'b.tex', 'z.adoc']);
	});

	it('follows .gitignore files as git does: the innermost that says anything decides', async () => {
		const files = {
			'r/.gitignore': '*.md\n!keep.md\n/top.tex\nbuild/\n',
			'r/a.md': '',
			'r/keep.md': '',
			'r/top.tex': '',
			'r/s/top.tex': '',
			'r/s/.gitignore': '!a.md\nkeep.md\n',
			'r/s/a.md': '',
			'r/s/keep.md': '',
			'r/s/deep/a.md': '',
			'r/s/build/x.tex': '',
		};
		expect(await find(files, 'r')).toEqual(['keep.md', 's/a.md', 's/deep/a.md', 's/top.tex']);
	});

	it('applies the rules of the repository around a folder, and none from outside of it', async () => {
		const files = {
			'home/.gitignore': '*.tex\n',
			'home/repo/.git/HEAD': '',
			'home/repo/.gitignore': '/papers/old/\n*.draft.md\n',
			'home/repo/papers/a.tex': '',
			'home/repo/papers/b.draft.md': '',
			'home/repo/papers/old/c.md': '',
			'home/repo/papers/new/old/c.md': '',
		};
		expect(await find(files, 'home/repo/papers')).toEqual(['a.tex', 'new/old/c.md']);
		expect(await find(files, 'home/repo', [], 'papers/new')).toEqual(['papers/new/old/c.md']);
		expect(await find(files, 'home/repo', [], 'papers/old')).toEqual([]);
	});

	it('leaves out what is excluded, whatever a .gitignore file takes back', async () => {
		const files = { 'r/.gitignore': '!a.md\n', 'r/a.md': '', 'r/sub/a.md': '', 'r/sub/b.md': '', 'r/deep/sub/b.md': '' };
		expect(await find(files, 'r', ['a.md', '/sub/'])).toEqual(['deep/sub/b.md']);
	});

	it('tells of folders that cannot be read, and finds the others', async () => {
		const told: string[] = [];
		const files = { 'r/a/x.md': '', 'r/b/x.md': '', 'r/c/x.md': '' };
		const finder = new DocumentFinder(foldersOf(files, ['r/b']), 'r', { exclude: [], onUnreadable: (path) => told.push(path) });
		const found: string[] = [];
		for await (const { place } of finder.find()) {
			found.push(place);
		}
		expect([found, told]).toEqual([['r/a/x.md', 'r/c/x.md'], ['b']]);
	});
});

describe('isPaperName', () => {
	it('is about formats that papers are written in', () => {
		expect(['a.tex', 'A.MD', 'a.qmd', 'a.rst', 'a.typ'].filter((name) => !isPaperName(name))).toEqual([]);
		expect(['a.txt', 'a', 'a.bib', 'a.ipynb', 'a.ts', 'tex'].filter(isPaperName)).toEqual([]);
	});
});

describe('ignoreLinesOf', () => {
	it('reads globs as VS Code does', async () => {
		expect(ignoreLinesOf(['**/node_modules', '**/*.{a,b{c,d}}', 'top.md', '/x'])).toEqual([
			'**/node_modules',
			'**/*.a',
			'**/*.bc',
			'**/*.bd',
			'/top.md',
			'/x',
		]);
		const files = { 'r/top.md': '', 'r/s/top.md': '', 'r/s/build/a.md': '', 'r/out/b.md': '' };
		expect(await find(files, 'r', ignoreLinesOf(['top.md', '**/{build,dist}', 'out/**']))).toEqual(['s/top.md']);
	});
});
