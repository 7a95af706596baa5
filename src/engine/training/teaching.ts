// What teachers say of all documents of a training: asked once, kept in memory, and in a file of the run's folder, from which a
// resumed training reads it.

import type { FileHandle } from 'node:fs/promises';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../../base/node/atomicFile';
import type { TokenSpan } from '../spert/candidates';
import { notSaved } from './errors';
import { askedSpans, StoredLesson, type Lesson, type LessonSizes } from './lesson';
import type { EncodedDocument } from './sampling';
import { askTeachers, type TeachingRequest } from './teachers';

/** A document as it is trained on, and what the teachers say of it. */
export interface TaughtDocument {
	readonly encoded: EncodedDocument;
	readonly lesson: Lesson;
}

export interface KeptTeachingRequest extends TeachingRequest {
	/** That of the run. */
	readonly folder: string;
	/** Of all that the lessons depend on. */
	readonly fingerprint: string;
	/** What a relation of a document without annotations scores at least. */
	readonly relationThreshold: number;
}

const filePrefix = 'teacher_scores_';

export class Teaching {
	readonly #request: KeptTeachingRequest;
	#lessons: readonly StoredLesson[] | undefined;

	constructor(request: KeptTeachingRequest) {
		this.#request = request;
	}

	/**
	 * A document as it is trained on: one without annotations has those of the teachers. The first time, the teachers are asked
	 * unless the file is there. Errors: training.notSaved; CancelledError.
	 */
	async of(index: number): Promise<TaughtDocument> {
		this.#lessons ??= await this.#prepare();
		const [encoded, lesson] = [this.#request.documents[index], this.#lessons[index]];
		if (encoded === undefined || lesson === undefined) {
			throw new RangeError(`There is no document ${index}.`);
		}
		const { isLabelled } = encoded;
		return { lesson, encoded: isLabelled ? encoded : { ...encoded, document: lesson.annotated(this.#request.relationThreshold) } };
	}

	async #prepare(): Promise<readonly StoredLesson[]> {
		const { folder, fingerprint, documents, sizes } = this.#request;
		const path = join(folder, `${filePrefix}${fingerprint.slice(0, 16)}.f32`);
		// A file of this name is whole: it got the name last.
		const kept = await readLessons(path, documents, sizes);
		if (kept !== undefined) {
			return kept;
		}
		const lessons = await askTeachers(this.#request);
		await replaceFile(path, async (file) => {
			for (const { spans, paired, pairs } of lessons) {
				const header = Int32Array.of(paired.length, ...paired.flatMap(({ start, end }) => [start, end]));
				for (const { buffer, byteOffset, byteLength } of [header, spans, pairs]) {
					await file.writeFile(new Uint8Array(buffer, byteOffset, byteLength));
				}
			}
		}).catch((failure: unknown) => {
			throw notSaved(path, failure);
		});
		return lessons;
	}
}

/** Removes the file from a run's folder, when nobody goes on with the training. */
export async function removeTeaching(folder: string): Promise<void> {
	for (const name of await readdir(folder)) {
		if (name.startsWith(filePrefix)) {
			await rm(join(folder, name), { force: true });
		}
	}
}

/** Undefined where there is no such file, or another machine's. */
async function readLessons(path: string, documents: readonly EncodedDocument[], sizes: LessonSizes): Promise<StoredLesson[] | undefined> {
	const size = await stat(path).then(
		(found) => found.size,
		() => undefined,
	);
	if (size === undefined) {
		return undefined;
	}
	const file = await open(path);
	try {
		let left = size;
		const read = async <T extends Int32Array | Float32Array>(target: T): Promise<T> => {
			left -= target.byteLength;
			await readWhole(file, new Uint8Array(target.buffer));
			return target;
		};
		const lessons: StoredLesson[] = [];
		for (const { document } of documents) {
			const [count = 0] = left < Int32Array.BYTES_PER_ELEMENT ? [] : await read(new Int32Array(1));
			const spanCount = askedSpans(document, sizes.maxSpanSize).length;
			const bytes = 4 * (2 * count + spanCount * sizes.classCount + count ** 2 * sizes.typeCount);
			if (count < 0 || bytes > left) {
				return undefined;
			}
			const places = await read(new Int32Array(2 * count));
			const paired = Array.from({ length: count }, (_, index): TokenSpan => ({ start: places[2 * index] ?? 0, end: places[2 * index + 1] ?? 0 }));
			const spans = await read(new Float32Array(spanCount * sizes.classCount));
			lessons.push(new StoredLesson(document, sizes, spans, paired, await read(new Float32Array(count ** 2 * sizes.typeCount))));
		}
		return left === 0 ? lessons : undefined;
	} finally {
		await file.close();
	}
}

async function readWhole(file: FileHandle, target: Uint8Array): Promise<void> {
	for (let done = 0; done < target.length; ) {
		const { bytesRead } = await file.read(target, done, target.length - done);
		if (bytesRead === 0) {
			throw new Error('A file of lessons has become shorter.');
		}
		done += bytesRead;
	}
}
