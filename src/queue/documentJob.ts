// A document as a job: its name, made of all that decides its result, and its text as it travels.

import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { documentFormats, type DocumentFormat } from '../documents/documentFormat';
import type { ReadOptions } from '../documents/readOptions';
import type { Corpus, Submission } from './corpus';

/** In bytes of UTF-8. Far above any paper: a book of a thousand pages has three million. */
export const largestText = 16 * 1024 * 1024;

/** Text with its byte order mark gone, as it is read everywhere. */
export interface DocumentSource {
	/** As it is reported. */
	readonly file: string;
	/** Where it lies on this machine. */
	readonly path: string;
	readonly text: string;
	readonly format: DocumentFormat;
	readonly readOptions: ReadOptions;
}

export function submissionOf({ file, path, text, format, readOptions }: DocumentSource, corpus: Corpus): Submission {
	const sha256 = textHash(text);
	const job = { format, readOptions: Object.keys(readOptions).length === 0 ? '' : JSON.stringify(readOptions) };
	const decides = [1, sha256, job.format, job.readOptions, corpus.model.hash, corpus.options];
	const name = createHash('sha256').update(JSON.stringify(decides)).digest('hex');
	return { kind: 'accepted', document: { file, job: name, sha256, length: text.length }, job, text, path };
}

export function textHash(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}

/** Compressed: prose takes a third of its room. */
export function packText(text: string): Buffer {
	return gzipSync(text);
}

/** Undefined for what is none, or is larger than any document may be. */
export function unpackText(packed: Uint8Array): string | undefined {
	return unpack(packed, largestText);
}

/** @param largest in bytes, so that a small packet cannot fill the memory */
export function unpack(packed: Uint8Array, largest: number): string | undefined {
	try {
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(gunzipSync(packed, { maxOutputLength: largest }));
	} catch (failure) {
		if (failure instanceof TypeError || failure instanceof RangeError || (failure instanceof Error && 'code' in failure)) {
			return undefined;
		}
		throw failure;
	}
}

export function isDocumentFormat(text: string): text is DocumentFormat {
	return documentFormats.some((format) => format === text);
}
