// The models that a training learns from: which they are, and what they say of documents. Each is in memory only while it reads.

import type { CancellationToken } from '../../base/cancellation';
import type { Device } from '../../base/device';
import type { TypeSet } from '../../corpus/types';
import { readModelFolder, requireSpert } from '../checkpoint/modelFolder';
import { modelHash } from '../checkpoint/modelHash';
import { loadModel } from '../engine';
import type { TokenSpan } from '../spert/candidates';
import type { GivenSpans, SpanScores } from '../spert/spertModel';
import { teacherOfOtherTypes } from './errors';
import { askedSpans, pairedSpans, StoredLesson, type LessonSizes } from './lesson';
import type { EncodedDocument } from './sampling';

export interface Teacher {
	readonly path: string;
	/** In place of the folder's own, where it has none. */
	readonly typesPath: string | undefined;
	readonly hash: string;
}

/**
 * The teachers of a list with commas between; null for none. A folder without types is taken to have those of the training.
 * Errors: training.teacherOfOtherTypes, those of reading a SpERT model's folder.
 */
export async function readTeachers(paths: string | null, types: TypeSet, typesPath: string): Promise<readonly Teacher[]> {
	const teachers: Teacher[] = [];
	for (const path of (paths ?? '').split(',').filter((each) => each !== '')) {
		const own = await readModelFolder(path);
		const folder = requireSpert(own.types === undefined ? await readModelFolder(path, { typesPath }) : own);
		if (namesOf(folder.types) !== namesOf(types)) {
			throw teacherOfOtherTypes(folder.path);
		}
		teachers.push({ path, typesPath: own.types === undefined ? typesPath : undefined, hash: await modelHash(folder) });
	}
	return teachers;
}

/** What two models must agree on to mean the same by a class. */
function namesOf({ entities, relations }: TypeSet): string {
	return JSON.stringify([entities.map(({ identifier }) => identifier), relations.map(({ identifier, symmetric }) => [identifier, symmetric])]);
}

export interface TeachingRequest {
	readonly teachers: readonly Teacher[];
	readonly documents: readonly EncodedDocument[];
	readonly sizes: LessonSizes;
	readonly threads: number;
	readonly device: Device;
	/** Told when the device fails; the processor goes on. */
	readonly onLost: (reason: string) => void;
	readonly cancellation: CancellationToken;
	readonly onProgress: (done: number, total: number) => Promise<void>;
}

/** Documents that a teacher reads at a time: what they have between two of them is heard of. */
const portion = 32;

/**
 * The teachers' mean probabilities: first of all spans, then of the pairs of what is annotated or they take for entities. What
 * one teacher cannot read is unknown. Errors: CancelledError.
 */
export async function askTeachers(request: TeachingRequest): Promise<StoredLesson[]> {
	const { documents, sizes } = request;
	const spans = await means(request, 'spans', ({ document }) => askedSpans(document, sizes.maxSpanSize));
	const paired = documents.map(({ document, isLabelled }, index): readonly TokenSpan[] =>
		sizes.typeCount === 0 && isLabelled ? [] : pairedSpans(document, isLabelled, spans[index] ?? new Float32Array(), sizes),
	);
	const pairs = await means(request, 'pairs', (_, index) => paired[index] ?? []);
	return documents.map(({ document }, index) => {
		const [ofSpans, ofPairs] = [spans[index], pairs[index]];
		if (ofSpans === undefined || ofPairs === undefined) {
			throw new Error(`The teachers did not read document ${index}.`);
		}
		return new StoredLesson(document, sizes, ofSpans, paired[index] ?? [], ofPairs);
	});
}

/** Of each document. @param asked the spans that a document is asked for: only a portion's are in memory */
async function means(
	request: TeachingRequest,
	what: keyof SpanScores,
	asked: (document: EncodedDocument, index: number) => readonly TokenSpan[],
): Promise<Float32Array[]> {
	const { teachers, documents, threads, device, onLost, cancellation, onProgress } = request;
	const sums: Float32Array[] = [];
	for (const [number, { path, typesPath }] of teachers.entries()) {
		const { model } = await loadModel(path, { typesPath, threads, device, onLost });
		try {
			for (let start = 0; start < documents.length; start += portion) {
				const some = documents.slice(start, start + portion).map(
					(encoded, index): GivenSpans => ({ tokens: encoded.document.tokens, spans: asked(encoded, start + index) }),
				);
				const scores = await model.scoreSpans(some, what === 'pairs', { cancellation });
				for (const [index, { [what]: values }] of scores.entries()) {
					const sum = sums[start + index];
					sums[start + index] = sum === undefined ? values : sum.map((value, place) => value + (values[place] ?? NaN));
				}
				// Both passes together read each document once.
				const passes = (what === 'pairs' ? teachers.length : 0) + number + (start + some.length) / documents.length;
				await onProgress(Math.floor((documents.length * passes) / (2 * teachers.length)), documents.length);
			}
		} finally {
			model.dispose();
		}
	}
	return teachers.length === 1 ? sums : sums.map((sum) => sum.map((value) => value / teachers.length));
}
