// A shard of collected results: a file of JSON lines, and beside it a list of its documents that says which line is whose. Both are
// replaced as a whole, the list first: it knows the lines of the file that is to come and of the one that is there, so a kill at any
// moment leaves a shard that is understood.

import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod/mini';
import { writeFileAtomically } from '../base/node/atomicFile';
import { failureSchema, type Failure } from './corpus';
import { damagedRecord } from './errors';

const documentSchema = z.object({
	file: z.string(),
	/** Absent where it could not even be submitted. */
	sha256: z.optional(z.string()),
	job: z.optional(z.string()),
	/** Present where it has no line. */
	failure: z.optional(failureSchema),
});
export type ShardDocument = z.infer<typeof documentSchema>;

const contentSchema = z.object({
	/** Of the lines. */
	sha256: z.string(),
	bytes: z.number().check(z.int(), z.nonnegative()),
	/** In the order in which they were submitted; those without a failure have a line each, in that order. */
	documents: z.array(documentSchema),
});
export type ShardContent = z.infer<typeof contentSchema>;

const listSchema = z.extend(contentSchema, { version: z.literal(1), previous: z.optional(contentSchema) });

export interface ShardFiles {
	/** Of the lines. */
	readonly lines: string;
	/** Of the documents. */
	readonly list: string;
}

/** @param index from 0 */
export function shardNames(index: number): ShardFiles {
	const stem = `shard-${String(index + 1).padStart(5, '0')}`;
	return { lines: `${stem}.jsonl`, list: `${stem}.documents.json` };
}

/**
 * What a shard holds that is there as a whole; undefined otherwise. Reads all of it, as it is checked.
 * Errors: queue.recordDamaged, those of the file system.
 */
export async function readShard(folder: string, index: number): Promise<ShardContent | undefined> {
	const names = shardNames(index);
	const list = await readIfThere(join(folder, names.list));
	if (list === undefined) {
		return undefined;
	}
	const parsed = listSchema.safeParse(parsedJson(list));
	if (!parsed.success) {
		throw damagedRecord(join(folder, names.list));
	}
	const sha256 = await hashOf(join(folder, names.lines));
	const { version: _version, previous, ...current } = parsed.data;
	return [current, previous].find((content) => content !== undefined && content.sha256 === sha256);
}

/** The lines of a shard with what they are of. Errors: those of the file system. */
export async function* shardLines(folder: string, index: number, { documents }: ShardContent): AsyncGenerator<readonly [ShardDocument, string]> {
	const withLines = documents.filter(({ failure }) => failure === undefined);
	const input = createReadStream(join(folder, shardNames(index).lines));
	try {
		let number = 0;
		for await (const line of createInterface({ input, crlfDelay: Infinity })) {
			const document = withLines[number++];
			if (document !== undefined) {
				yield [document, `${line}\n`];
			}
		}
	} finally {
		input.destroy();
	}
}

/** A document of a shard that is being written. */
export type ShardEntry =
	| { readonly document: ShardDocument; readonly line: string }
	| { readonly document: ShardDocument & { readonly failure: Failure }; readonly line?: undefined };

/**
 * Writes a shard, over the one that is there.
 * @param entries in the order in which they were submitted
 * @param previous what is there
 * @param confirm asked before anything is replaced
 * Errors: those of `entries`, of `confirm` and of the file system; then what was there is there still.
 */
export async function writeShard(
	folder: string,
	index: number,
	entries: AsyncIterable<ShardEntry>,
	previous: ShardContent | undefined,
	confirm: () => Promise<void>,
): Promise<ShardContent> {
	const names = shardNames(index);
	// Of another name than that of a process that was held up here and does not know yet that it is no longer its turn.
	const temporary = join(folder, `.${names.lines}.${randomBytes(6).toString('hex')}.tmp`);
	try {
		const documents: ShardDocument[] = [];
		const hash = createHash('sha256');
		let bytes = 0;
		const file = await open(temporary, 'w');
		try {
			for await (const { document, line } of entries) {
				documents.push(document);
				if (line !== undefined) {
					const data = Buffer.from(line);
					hash.update(data);
					bytes += data.length;
					await file.writeFile(data);
				}
			}
			await file.sync();
		} finally {
			await file.close();
		}
		await confirm();
		const content: ShardContent = { sha256: hash.digest('hex'), bytes, documents };
		const list = { version: 1, ...content, ...(previous === undefined ? {} : { previous }) };
		await writeFileAtomically(join(folder, names.list), `${JSON.stringify(list)}\n`);
		await rename(temporary, join(folder, names.lines));
		return content;
	} catch (failure) {
		await rm(temporary, { force: true });
		throw failure;
	}
}

/** Removes what a killed process has begun with. Errors: those of the file system. */
export async function removeUnfinished(folder: string): Promise<void> {
	const unfinished = (await readdir(folder)).filter((name) => /^\.shard-\d+\.jsonl\.[0-9a-f]+\.tmp$/.test(name));
	await Promise.all(unfinished.map(async (name) => await rm(join(folder, name), { force: true })));
}

/**
 * Forgets what a shard held before it was written again, so that equal shards have equal lists. Errors: those of the file system.
 */
export async function settleShard(folder: string, index: number, content: ShardContent): Promise<void> {
	const path = join(folder, shardNames(index).list);
	const text = `${JSON.stringify({ version: 1, ...content })}\n`;
	if ((await readIfThere(path)) !== text) {
		await writeFileAtomically(path, text);
	}
}

/** SHA-256 of a file, hexadecimal; undefined where there is none. */
export async function hashOf(path: string): Promise<string | undefined> {
	const hash = createHash('sha256');
	try {
		await pipeline(createReadStream(path), hash);
	} catch (failure) {
		if (isMissing(failure)) {
			return undefined;
		}
		throw failure;
	}
	return hash.digest('hex');
}

export async function readIfThere(path: string): Promise<string | undefined> {
	try {
		return await readFile(path, 'utf8');
	} catch (failure) {
		if (isMissing(failure)) {
			return undefined;
		}
		throw failure;
	}
}

export function isMissing(failure: unknown): boolean {
	return failure instanceof Error && 'code' in failure && failure.code === 'ENOENT';
}

export function parsedJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
