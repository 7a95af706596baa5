// The folder of downloaded models: which are there, where a new one goes, and where it grows until it is whole.

import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { notDownloaded, storeUnwritable } from './errors';
import type { RemoteModel } from './remoteModel';

/** What is being downloaded: no model until it is whole. */
const partialFolder = '.partial';

export class ModelStore {
	/** Absolute; need not exist. */
	readonly folder: string;

	constructor(folder: string) {
		this.folder = resolve(folder);
	}

	/** Folders of models that were downloaded, in the order of their names. */
	async list(): Promise<readonly string[]> {
		const entries = await readdir(this.folder, { withFileTypes: true }).catch(() => []);
		return entries
			.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
			.map(({ name }) => join(this.folder, name))
			.sort();
	}

	/** Where a model goes: another revision is another folder, so that nothing that is there is ever overwritten. */
	placeFor(remote: Pick<RemoteModel, 'from' | 'revision'>): string {
		return join(this.folder, keyOf(remote));
	}

	/** Where it grows. */
	partialFor(remote: Pick<RemoteModel, 'from' | 'revision'>): string {
		return join(this.folder, partialFolder, keyOf(remote));
	}

	async has(remote: Pick<RemoteModel, 'from' | 'revision'>): Promise<boolean> {
		return await isFolder(this.placeFor(remote));
	}

	/** Makes the folder in which a model grows. Begun downloads of its other revisions go. Errors: models.storeUnwritable. */
	async begin(remote: Pick<RemoteModel, 'from' | 'revision'>): Promise<string> {
		const path = this.partialFor(remote);
		const stem = keyOf({ from: remote.from, revision: undefined }).replace(/@[^@]*$/, '');
		try {
			await mkdir(path, { recursive: true });
			for (const name of await readdir(dirname(path))) {
				if (name !== basename(path) && remote.revision !== undefined && name.startsWith(`${stem}@`)) {
					await rm(join(dirname(path), name), { recursive: true, force: true });
				}
			}
		} catch (failure) {
			throw storeUnwritable(this.folder, failure);
		}
		return path;
	}

	/** Gives a model that is whole its place, at once. @returns the place. Errors: models.storeUnwritable. */
	async complete(remote: Pick<RemoteModel, 'from' | 'revision'>): Promise<string> {
		const place = this.placeFor(remote);
		try {
			await rename(this.partialFor(remote), place);
		} catch (failure) {
			// Another window may have been first with the same.
			if (!(await isFolder(place))) {
				throw storeUnwritable(this.folder, failure);
			}
			await this.discard(remote);
		}
		return place;
	}

	/** Forgets what has been downloaded of a model that is not whole. */
	async discard(remote: Pick<RemoteModel, 'from' | 'revision'>): Promise<void> {
		await rm(this.partialFor(remote), { recursive: true, force: true });
	}

	/**
	 * The folder of a model by the name of its folder, its path, or where it is from, if only one is.
	 * Errors: models.notDownloaded.
	 */
	async find(name: string): Promise<string> {
		const all = await this.list();
		const stem = keyOf({ from: name, revision: undefined }).replace(/@[^@]*$/, '@');
		const exact = all.find((path) => path === resolve(name) || basename(path) === name);
		const from = all.filter((path) => basename(path).startsWith(stem));
		const found = exact ?? (from.length === 1 ? from[0] : undefined);
		if (found === undefined) {
			throw notDownloaded(name, this.folder);
		}
		return found;
	}

	/** Errors: models.notDownloaded, models.storeUnwritable. */
	async remove(name: string): Promise<string> {
		const path = await this.find(name);
		try {
			await rm(path, { recursive: true });
		} catch (failure) {
			throw storeUnwritable(path, failure);
		}
		return path;
	}
}

/** A name for a folder, on every system: allenai--scibert_scivocab_uncased@24f92d32. */
function keyOf({ from, revision }: Pick<RemoteModel, 'from' | 'revision'>): string {
	const hash = createHash('sha256').update(from).digest('hex').slice(0, 8);
	const plain = from
		.replace(/^[a-z]+:\/\//i, '')
		.split('/')
		.map((part) => part.replace(/[^\w.-]+/g, '_'))
		.join('--');
	return `${plain.slice(-120).replace(/^[.-]+/, '')}@${revision?.slice(0, 8) ?? hash}`;
}

async function isFolder(path: string): Promise<boolean> {
	return await stat(path).then(
		(status) => status.isDirectory(),
		() => false,
	);
}
