// Writes a safetensors file, one tensor in memory at a time, and puts it in its place only when it is whole.

import { replaceFile } from '../../base/node/atomicFile';
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
	await replaceFile(path, async (file) => {
		await file.writeFile(safetensorsPrefix(ordered, metadata));
		for (const [name, tensor] of ordered) {
			await file.writeFile(await tensorBytes(name, tensor));
		}
	});
}

/** The tensor's bytes, as many as its shape asks for. */
export async function tensorBytes(name: string, tensor: WritableTensor): Promise<Uint8Array> {
	const bytes = await tensor.bytes();
	if (bytes.byteLength !== elementCount(tensor.shape) * bytesPerElement[tensor.dtype]) {
		throw new Error(`The tensor "${name}" has ${bytes.byteLength} bytes, which its shape does not fit.`);
	}
	return bytes;
}
