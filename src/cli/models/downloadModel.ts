// Downloads a model's files into the store: goes on with what is there, checks each file, looks at the whole, and only then gives it
// its place.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../base/node/atomicFile';
import { FileLock } from '../../base/node/fileLock';
import { throwIfCancelled, type CancellationToken } from '../../base/cancellation';
import { UserError } from '../../base/userError';
import { readConfig } from '../../engine/checkpoint/config';
import { readModelFolder } from '../../engine/checkpoint/modelFolder';
import { sourceFileName, type DownloadPlan, type ModelSource } from '../../protocol/modelFiles';
import { download, downloadLimits, type DownloadLimits } from '../download/download';
import { alreadyDownloading, diskFull, fileDamaged, storeUnwritable, tooLarge, unusable } from './errors';
import type { ModelStore } from './modelStore';
import { isWeights, type FileCheck, type RemoteFile, type RemoteModel } from './remoteModel';

/** In bytes. A large BERT in float32 has 1.4 GB, its vocabulary less than 20 MB. */
export const largestFiles = { weights: 8 * 2 ** 30, other: 64 * 2 ** 20 } as const;
/** In bytes: what is left to others on the disk. */
const leftFree = 32 * 2 ** 20;

export interface ModelDownload {
	readonly cancellation: CancellationToken;
	/** @param total 0 where it is not known */
	readonly onProgress: (file: string, done: number, total: number) => void;
	readonly onNotice: (message: string) => void;
	readonly limits?: DownloadLimits;
	/** Bytes that the disk with a folder has left. */
	readonly freeBytes?: (folder: string) => Promise<number>;
}

/** What a download would bring. Errors: models.tooLarge. */
export async function planDownload(remote: RemoteModel, store: ModelStore): Promise<DownloadPlan> {
	const { from, revision, licence, files } = remote;
	requireBounds(remote);
	const partial = store.partialFor(remote);
	const present = await Promise.all(files.map(async ({ name }) => (await sizeOf(join(partial, name))) ?? (await sizeOf(join(partial, `${name}.part`))) ?? 0));
	return {
		from,
		...(revision === undefined ? {} : { revision }),
		...(licence === undefined ? {} : { licence }),
		files: files.map(({ name, size, check }) => ({ name, ...(size === undefined ? {} : { size }), isChecked: check.kind !== 'none' })),
		size: totalOf(files),
		present: present.reduce((sum, bytes) => sum + bytes, 0),
		folder: store.placeFor(remote),
		isDownloaded: await store.has(remote),
	};
}

/**
 * @returns the model's folder
 * Errors: models.tooLarge, diskFull, fileDamaged, unusable, alreadyDownloading, storeUnwritable, those of download;
 * CancelledError. What was downloaded stays for a next attempt, except where it is wrong.
 */
export async function downloadModel(remote: RemoteModel, store: ModelStore, request: ModelDownload): Promise<string> {
	requireBounds(remote);
	if (await store.has(remote)) {
		return store.placeFor(remote);
	}
	const folder = await store.begin(remote);
	const lock = await lockOf(folder, remote.from);
	try {
		await downloadFiles(remote, folder, request);
		const source: ModelSource = {
			from: remote.from,
			...(remote.revision === undefined ? {} : { revision: remote.revision }),
			...(remote.licence === undefined ? {} : { licence: remote.licence }),
			downloaded: new Date().toISOString(),
		};
		await writeFileAtomically(join(folder, sourceFileName), `${JSON.stringify(source, undefined, 2)}\n`).catch((failure: unknown) => {
			throw storeUnwritable(folder, failure);
		});
	} catch (failure) {
		if (failure instanceof UserError && failure.code === 'models.unusable') {
			await store.discard(remote);
		}
		throw failure;
	} finally {
		await lock.release();
	}
	return await store.complete(remote);
}

async function downloadFiles(remote: RemoteModel, folder: string, request: ModelDownload): Promise<void> {
	const { cancellation, onProgress, onNotice, limits = downloadLimits, freeBytes = freeBytesAt } = request;
	const total = remote.files.every(({ size }) => size !== undefined) ? totalOf(remote.files) : 0;
	let before = 0;
	for (const file of remote.files) {
		throwIfCancelled(cancellation);
		const path = join(folder, file.name);
		if (!(await isComplete(path, file, cancellation))) {
			await requireRoom(folder, file, await freeBytes(folder));
			await download(
				{
					url: file.url,
					path,
					headers: remote.headers,
					sha256: file.check.kind === 'sha256' ? file.check.hex : undefined,
					largest: file.size ?? limitOf(file),
					cancellation,
					onProgress: (bytes) => onProgress(file.name, before + bytes, total),
					onRetry: (reason, attempt) => onNotice(`${file.name}: ${reason.message}; attempt ${attempt}`),
				},
				limits,
			);
			// The other kind of checksum was looked at before the file got its name.
			if (file.check.kind === 'gitBlob' && !(await isComplete(path, file, cancellation))) {
				await rm(path, { force: true });
				throw fileDamaged(file.url);
			}
		}
		before += (await sizeOf(path)) ?? 0;
		onProgress(file.name, before, total);
		if (file.name === 'config.json') {
			// Before hundreds of megabytes come of an encoder that could not be used.
			await usable(remote.from, readConfig(path));
		}
	}
	await usable(remote.from, readModelFolder(folder));
}

/** Errors: models.unusable. */
async function usable(where: string, reading: Promise<unknown>): Promise<void> {
	try {
		await reading;
	} catch (failure) {
		throw failure instanceof UserError ? unusable(where, failure.problem) : failure;
	}
}

async function lockOf(folder: string, where: string): Promise<FileLock> {
	try {
		return await FileLock.acquire(join(folder, 'download.lock'), () => alreadyDownloading(where));
	} catch (failure) {
		throw failure instanceof UserError ? failure : storeUnwritable(folder, failure);
	}
}

/** Whether a file is there as it should be. */
async function isComplete(path: string, { size, check }: RemoteFile, cancellation: CancellationToken): Promise<boolean> {
	const present = await sizeOf(path);
	return present !== undefined && (size === undefined || size === present) && (await passes(path, present, check, cancellation));
}

async function passes(path: string, size: number, check: FileCheck, cancellation: CancellationToken): Promise<boolean> {
	switch (check.kind) {
		case 'none':
			return true;
		case 'sha256':
			return (await digestOf(path, 'sha256', '', cancellation)) === check.hex;
		case 'gitBlob':
			return (await digestOf(path, 'sha1', `blob ${size}\0`, cancellation)) === check.hex;
		default:
			return check satisfies never;
	}
}

async function digestOf(path: string, algorithm: 'sha1' | 'sha256', header: string, cancellation: CancellationToken): Promise<string> {
	const hash = createHash(algorithm).update(header);
	for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
		throwIfCancelled(cancellation);
		hash.update(chunk as Buffer);
	}
	return hash.digest('hex');
}

/** Errors: models.diskFull. */
async function requireRoom(folder: string, { name, size = 0 }: RemoteFile, free: number): Promise<void> {
	const needed = size - ((await sizeOf(join(folder, `${name}.part`))) ?? 0);
	if (needed + leftFree > free) {
		throw diskFull(folder, needed, free);
	}
}

async function freeBytesAt(folder: string): Promise<number> {
	const { bavail, bsize } = await statfs(folder);
	return bavail * bsize;
}

/** Errors: models.tooLarge. */
function requireBounds({ from, files }: RemoteModel): void {
	for (const file of files) {
		if (file.size !== undefined && file.size > limitOf(file)) {
			throw tooLarge(from, file.name, limitOf(file));
		}
	}
}

function limitOf({ name }: Pick<RemoteFile, 'name'>): number {
	return isWeights(name) ? largestFiles.weights : largestFiles.other;
}

function totalOf(files: readonly RemoteFile[]): number {
	return files.reduce((sum, { size = 0 }) => sum + size, 0);
}

async function sizeOf(path: string): Promise<number | undefined> {
	const status = await stat(path).catch(() => undefined);
	return status?.isFile() === true ? status.size : undefined;
}
