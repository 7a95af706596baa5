// Puts CUDA's provider where the runtime finds it: a folder of the user's with the runtime's own libraries beside the provider's.
// The folder is there as a whole or not at all.

import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { copyFile, link, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfCancelled, type CancellationToken } from '../../base/cancellation';
import { bindingFile, cudaProviderFile } from '../../engine/runtime/fetchedLibraries';
import { download } from '../download/download';
import { notWritable } from '../download/errors';
import type { CudaPackage } from './cudaPackage';
import { cudaDamaged } from './errors';
import { readZip, unpack } from './zipArchive';

export interface CudaInstallation {
	/** Of the runtime's package. */
	readonly runtimeFolder: string;
	readonly runtimeVersion: string;
	/** In which a folder for this version of the runtime is made. */
	readonly store: string;
}

export interface CudaHooks {
	readonly cancellation: CancellationToken;
	readonly onProgress: (done: number, total: number) => void;
	readonly onRetry: (reason: Error, attempt: number) => void;
}

export function cudaFolder({ store, runtimeVersion }: CudaInstallation): string {
	return join(store, runtimeVersion);
}

export function isCudaThere(installation: CudaInstallation): boolean {
	return [bindingFile, cudaProviderFile].every((file) => existsSync(join(cudaFolder(installation), file)));
}

/**
 * Downloads and unpacks; an interrupted download goes on where it stopped.
 * Errors: those of download; cli.cudaDamaged; fetch.notWritable; CancelledError.
 */
export async function installCuda(found: CudaPackage, installation: CudaInstallation, hooks: CudaHooks): Promise<string> {
	const { cancellation, onProgress, onRetry } = hooks;
	const { store, runtimeVersion, runtimeFolder } = installation;
	const folder = cudaFolder(installation);
	const archive = join(store, `${runtimeVersion}.zip`);
	const unfinished = join(store, `${runtimeVersion}.unfinished`);
	await guarded(store, () => mkdir(store, { recursive: true }));
	if (!existsSync(archive)) {
		await download({
			url: found.url,
			path: archive,
			// The feed tells another sum, which is checked below.
			sha256: undefined,
			largest: found.bytes,
			cancellation,
			onProgress: (bytes) => onProgress(bytes, found.bytes),
			onRetry,
		});
	}
	if ((await sha512Of(archive, cancellation)) !== found.sha512) {
		await rm(archive, { force: true });
		throw cudaDamaged(found.url, 'its SHA-512 is another one');
	}
	await guarded(folder, async () => {
		await rm(unfinished, { recursive: true, force: true });
		await mkdir(unfinished);
	});
	try {
		const entries = await readZip(archive);
		for (const [name, path] of Object.entries(found.files)) {
			throwIfCancelled(cancellation);
			const entry = entries.get(path);
			if (entry === undefined) {
				throw cudaDamaged(found.url, `it has no ${path}`);
			}
			await guarded(folder, () => unpack(archive, entry, join(unfinished, name)));
		}
		await guarded(folder, async () => {
			const own = join(runtimeFolder, 'bin', 'napi-v6', process.platform, process.arch);
			for (const name of await readdir(own)) {
				// A link needs no room, but only works within one file system.
				await link(join(own, name), join(unfinished, name)).catch(() => copyFile(join(own, name), join(unfinished, name)));
			}
			await rm(folder, { recursive: true, force: true });
			await rename(unfinished, folder);
			await rm(archive, { force: true });
		});
	} finally {
		await rm(unfinished, { recursive: true, force: true });
	}
	return folder;
}

async function guarded<T>(path: string, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (failure) {
		throw failure instanceof Error && 'syscall' in failure ? notWritable(path, failure) : failure;
	}
}

async function sha512Of(path: string, cancellation: CancellationToken): Promise<string> {
	const hash = createHash('sha512');
	for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
		throwIfCancelled(cancellation);
		hash.update(chunk as Buffer);
	}
	return hash.digest('base64');
}
