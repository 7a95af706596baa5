// What the frozen layers of an encoder give for each document of a training: computed once, without dropout, and kept in a
// file beside the training's state, from which a resumed training reads it too. Documents beyond a limit on the file's size
// are computed each time they are wanted; the numbers are the same.

import { closeSync, openSync, readSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { throwIfCancelled, type CancellationToken } from '../../base/cancellation';
import type { Disposable } from '../../base/disposable';
import { replaceFile } from '../../base/node/atomicFile';
import { notSaved } from './errors';
import type { FrozenLayers } from './frozenLayers';
import type { EncodedDocument } from './sampling';

export interface FrozenRequest {
	/** That of the run. */
	readonly folder: string;
	/** Of all that the activations depend on. */
	readonly fingerprint: string;
	readonly hiddenSize: number;
	readonly documents: readonly Pick<EncodedDocument, 'ids'>[];
	/** The file's largest size in bytes. */
	readonly limit: number;
	readonly cancellation: CancellationToken;
	/** Hears of every document that is kept, when it is done. */
	readonly onProgress: (done: number, total: number) => Promise<void>;
}

const filePrefix = 'frozen_activations_';
const bytesPerElement = Float32Array.BYTES_PER_ELEMENT;

/** Owns its layers. */
export class FrozenActivations implements Disposable {
	readonly #layers: FrozenLayers;
	readonly #request: FrozenRequest;
	/** Where the documents that are kept begin in the file, and where the last one ends, in bytes. */
	readonly #starts: readonly number[];
	/** Opened when the first document is wanted. */
	#file: number | undefined;

	constructor(layers: FrozenLayers, request: FrozenRequest) {
		this.#layers = layers;
		this.#request = request;
		const starts = [0];
		for (const { ids } of request.documents) {
			const end = (starts.at(-1) ?? 0) + ids.length * request.hiddenSize * bytesPerElement;
			if (end > request.limit) {
				break;
			}
			starts.push(end);
		}
		this.#starts = starts;
	}

	/**
	 * [word pieces, hiddenSize] of a document. The first time, all are computed that are not in the file yet.
	 * Errors: training.notSaved; CancelledError.
	 */
	async of(index: number): Promise<Float32Array> {
		const document = this.#request.documents[index];
		if (document === undefined) {
			throw new RangeError(`There is no document ${index}.`);
		}
		this.#file ??= await this.#prepare();
		const [start, end] = [this.#starts[index], this.#starts[index + 1]];
		if (start === undefined || end === undefined) {
			return await this.#layers.hiddenOf(document.ids);
		}
		const hidden = new Float32Array((end - start) / bytesPerElement);
		// A step blocks anyway, and what was written lately lies in memory.
		if (readSync(this.#file, hidden, 0, hidden.byteLength, start) !== hidden.byteLength) {
			throw new Error(`The file of frozen activations ends within document ${index}.`);
		}
		return hidden;
	}

	async #prepare(): Promise<number> {
		const { folder, fingerprint, documents, cancellation, onProgress } = this.#request;
		const path = join(folder, `${filePrefix}${fingerprint.slice(0, 16)}.f32`);
		try {
			// A file of this name is whole: it got the name last.
			if ((await sizeOf(path)) !== this.#starts.at(-1)) {
				await replaceFile(path, async (file) => {
					const kept = documents.slice(0, this.#starts.length - 1);
					for (const [index, { ids }] of kept.entries()) {
						throwIfCancelled(cancellation);
						const { buffer, byteOffset, byteLength } = await this.#layers.hiddenOf(ids);
						await file.writeFile(new Uint8Array(buffer, byteOffset, byteLength));
						await onProgress(index + 1, kept.length);
					}
				});
			}
			return openSync(path, 'r');
		} catch (failure) {
			throw notSaved(path, failure);
		} finally {
			this.#layers.releaseSession();
		}
	}

	dispose(): void {
		if (this.#file !== undefined) {
			closeSync(this.#file);
		}
		this.#layers.dispose();
	}
}

/** Removes the file from a run's folder, when nobody goes on with the training. */
export async function removeFrozenActivations(folder: string): Promise<void> {
	for (const name of await readdir(folder)) {
		if (name.startsWith(filePrefix)) {
			await rm(join(folder, name), { force: true });
		}
	}
}

async function sizeOf(path: string): Promise<number | undefined> {
	return await stat(path).then(
		({ size }) => size,
		() => undefined,
	);
}
