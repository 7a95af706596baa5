// A model on its way from whoever submits to workers that do not have it: its files in parts, each file with its SHA-256. Whoever
// fetches it checks the files here and the model's own hash when it is loaded.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import * as z from 'zod/mini';
import { throwIfCancelled, type CancellationToken } from '../../base/cancellation';
import { modelDamaged } from '../errors';
import { parsedJson } from '../shard';
import { corpusKeys } from './keys';

export interface ModelFile {
	/** In the folder that workers load. */
	readonly name: string;
	/** Here. */
	readonly path: string;
}

const fileSchema = z.object({
	/** Of a file in one folder, and of nothing else. */
	name: z.string().check(z.regex(/^\w[\w.-]{0,127}$/)),
	bytes: z.number().check(z.int(), z.nonnegative()),
	sha256: z.string(),
	parts: z.number().check(z.int(), z.nonnegative()),
});
const modelSchema = z.object({ version: z.literal(1), hash: z.string(), name: z.string(), files: z.array(fileSchema).check(z.maxLength(64)) });

const partSize = 4 * 1024 * 1024;

/** Puts a model's files beside a corpus; one that is there already stays. Errors: those of the files and of Redis; CancelledError. */
export async function uploadModel(
	redis: Redis,
	corpus: string,
	model: { readonly name: string; readonly hash: string; readonly files: readonly ModelFile[] },
	cancellation: CancellationToken,
): Promise<void> {
	const keys = corpusKeys(corpus);
	const there = modelSchema.safeParse(parsedJson((await redis.get(keys.model)) ?? ''));
	if (there.success && there.data.hash === model.hash) {
		return;
	}
	const files: z.infer<typeof fileSchema>[] = [];
	for (const { name, path } of model.files) {
		const hash = createHash('sha256');
		let bytes = 0;
		let parts = 0;
		for await (const part of createReadStream(path, { highWaterMark: partSize }) as AsyncIterable<Buffer>) {
			throwIfCancelled(cancellation);
			hash.update(part);
			bytes += part.length;
			await redis.set(keys.modelPart(name, parts++), part);
		}
		files.push({ name, bytes, sha256: hash.digest('hex'), parts });
	}
	// Last: before it nobody sees the parts.
	await redis.set(keys.model, JSON.stringify({ version: 1, hash: model.hash, name: model.name, files }));
}

/**
 * Fetches the model of a corpus into a folder of its hash below `store`, unless it is there.
 * @returns the model's folder; undefined where the queue does not have that model
 * Errors: queue.modelDamaged, those of the file system and of Redis; CancelledError.
 */
export async function fetchModel(redis: Redis, corpus: string, hash: string, store: string, cancellation: CancellationToken): Promise<string | undefined> {
	const place = join(store, hash);
	if (await isFolder(place)) {
		return place;
	}
	const keys = corpusKeys(corpus);
	const parsed = modelSchema.safeParse(parsedJson((await redis.get(keys.model)) ?? ''));
	if (!parsed.success || parsed.data.hash !== hash) {
		return undefined;
	}
	const partial = join(store, `.${hash}.${process.pid}`);
	try {
		await mkdir(partial, { recursive: true });
		for (const { name, bytes, sha256, parts } of parsed.data.files) {
			const digest = createHash('sha256');
			let length = 0;
			const file = await open(join(partial, name), 'w');
			try {
				for (let number = 0; number < parts; number++) {
					throwIfCancelled(cancellation);
					const part = await redis.getBuffer(keys.modelPart(name, number));
					length += part?.length ?? 0;
					if (part === null || length > bytes) {
						throw modelDamaged(hash);
					}
					digest.update(part);
					await file.writeFile(part);
				}
			} finally {
				await file.close();
			}
			if (length !== bytes || digest.digest('hex') !== sha256) {
				throw modelDamaged(hash);
			}
		}
		await rename(partial, place).catch(async (failure: unknown) => {
			// Another worker of this machine may have been first.
			if (!(await isFolder(place))) {
				throw failure;
			}
		});
		return place;
	} finally {
		await rm(partial, { recursive: true, force: true });
	}
}

async function isFolder(path: string): Promise<boolean> {
	return await stat(path).then(
		(status) => status.isDirectory(),
		() => false,
	);
}
