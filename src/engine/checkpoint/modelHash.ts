// A fingerprint of everything that decides what a model answers: equal hashes, equal results. Names cached results and
// models in exports.

import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { tokenizerFileNames } from '../tokenizer/tokenizerFolder';
import { fileUnreadable } from './errors';
import { type ModelFolder } from './modelFolder';

/**
 * SHA-256, hexadecimal, over the config, the weights, the types and the vocabulary. The folder's name and place don't
 * matter. Streams: memory stays small, time is that of reading the files once.
 * Errors: checkpoint.fileUnreadable.
 */
export async function modelHash(folder: ModelFolder): Promise<string> {
	const hash = createHash('sha256');
	const { path, weightFiles, typesPath, tokenizerFolder } = folder;
	await addFile(hash, 'config', join(path, 'config.json'));
	for (const shard of [...weightFiles.shards].sort()) {
		await addFile(hash, `weights/${basename(shard)}`, shard);
	}
	if (typesPath !== undefined) {
		await addFile(hash, 'types', typesPath);
	}
	for (const name of tokenizerFileNames) {
		const file = join(tokenizerFolder, name);
		if ((await stat(file).catch(() => undefined))?.isFile() === true) {
			await addFile(hash, `tokenizer/${name}`, file);
		}
	}
	return hash.digest('hex');
}

/** Role and length go first, so that no byte can move from one file to the next unnoticed. */
async function addFile(hash: Hash, role: string, path: string): Promise<void> {
	try {
		const { size } = await stat(path);
		hash.update(`${role}\n${size}\n`);
		if (size > 0) {
			await pipeline(createReadStream(path, { end: size - 1 }), async (chunks: AsyncIterable<Uint8Array>) => {
				for await (const chunk of chunks) {
					hash.update(chunk);
				}
			});
		}
	} catch (failure) {
		throw fileUnreadable(path, failure);
	}
}
