// Writes a safetensors file, one tensor in memory at a time, and puts it in its place only when it is whole.

import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { safetensorsPrefix, type TensorShape } from './safetensors';
import { bytesPerElement, elementCount } from './tensorMap';

export interface WritableTensor extends TensorShape {
	/** The elements, little-endian and row-major; called once, when their turn comes. */
	readonly bytes: () => Uint8Array | Promise<Uint8Array>;
}

/**
 * Writes to a temporary file beside `path`, flushes it to the disk and renames it over `path`. Larger element types come
 * first, so that every tensor is aligned; tensors of one type keep the map's order.
 * Errors: those of the file system (ENOSPC, EACCES, …), after the temporary file has been removed.
 */
export async function writeSafetensors(
	path: string,
	tensors: ReadonlyMap<string, WritableTensor>,
	metadata: Readonly<Record<string, string>> = { format: 'pt' },
): Promise<void> {
	const ordered = new Map(
		[...tensors].sort(([, left], [, right]) => bytesPerElement[right.dtype] - bytesPerElement[left.dtype]),
	);
	const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
	try {
		const file = await open(temporary, 'wx');
		try {
			await file.writeFile(safetensorsPrefix(ordered, metadata));
			for (const [name, tensor] of ordered) {
				const bytes = await tensor.bytes();
				if (bytes.byteLength !== elementCount(tensor.shape) * bytesPerElement[tensor.dtype]) {
					throw new Error(`The tensor "${name}" has ${bytes.byteLength} bytes, which its shape does not fit.`);
				}
				await file.writeFile(bytes);
			}
			await file.sync();
		} finally {
			await file.close();
		}
		await rename(temporary, path);
	} catch (failure) {
		await rm(temporary, { force: true });
		throw failure;
	}
}
