// Brings documents into a corpus as they come: a few at a time, and no faster than they are read where too many wait already.

import { throwIfCancelled, type CancellationToken } from '../base/cancellation';
import type { Added, Corpus, CorpusIntake, Failure, Submission } from './corpus';
import { largestText, submissionOf, type DocumentSource } from './documentJob';
import { documentTooLarge, failureOf } from './errors';
import { pause } from './pause';

/** A document as it was found: read, or why it could not be. */
export type FoundSource = { readonly kind: 'read'; readonly source: DocumentSource } | { readonly kind: 'unreadable'; readonly file: string; readonly failure: Failure };

export interface SubmitRequest {
	readonly intake: CorpusIntake;
	readonly corpus: Corpus;
	readonly sources: AsyncIterable<FoundSource>;
	/** Jobs that may wait before the next are submitted. */
	readonly mostWaiting: number;
	readonly cancellation: CancellationToken;
	/** Between two looks at how many wait, in milliseconds. */
	readonly interval?: number;
	readonly onProgress?: (submitted: Submitted) => void;
}

export interface Submitted extends Added {
	/** Documents that were found. */
	readonly found: number;
	/** Those of them that cannot be read. */
	readonly refused: number;
}

const documentsAtOnce = 50;
/** In UTF-16 units of text. */
const textAtOnce = 4_000_000;

/** Errors: those of the intake and of `sources`; CancelledError. What was submitted by then stays submitted. */
export async function submitDocuments(request: SubmitRequest): Promise<Submitted> {
	const { intake, corpus, sources, mostWaiting, cancellation, interval = 200, onProgress } = request;
	let submitted: Submitted = { found: 0, documents: 0, jobs: 0, refused: 0 };
	let some: Submission[] = [];
	let text = 0;
	const send = async (): Promise<void> => {
		while ((await intake.waiting()) + some.length > Math.max(mostWaiting, some.length)) {
			await pause(interval, cancellation);
		}
		const added = await intake.add(some);
		submitted = {
			found: submitted.found + some.length,
			documents: submitted.documents + added.documents,
			jobs: submitted.jobs + added.jobs,
			refused: submitted.refused + some.filter(({ kind }) => kind === 'refused').length,
		};
		some = [];
		text = 0;
		onProgress?.(submitted);
	};
	for await (const found of sources) {
		throwIfCancelled(cancellation);
		const submission = submissionFrom(found, corpus);
		some.push(submission);
		text += submission.kind === 'accepted' ? submission.text.length : 0;
		if (some.length >= documentsAtOnce || text >= textAtOnce) {
			await send();
		}
	}
	if (some.length > 0) {
		await send();
	}
	return submitted;
}

function submissionFrom(found: FoundSource, corpus: Corpus): Submission {
	if (found.kind === 'unreadable') {
		return { kind: 'refused', document: { file: found.file, failure: found.failure } };
	}
	const { file, text } = found.source;
	const bytes = Buffer.byteLength(text);
	if (bytes > largestText) {
		const megabyte = 1024 * 1024;
		return { kind: 'refused', document: { file, failure: failureOf(documentTooLarge(file, Math.ceil(bytes / megabyte), largestText / megabyte)) } };
	}
	return submissionOf(found.source, corpus);
}
