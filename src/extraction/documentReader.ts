// The port through which a document's prose is read: the editor reads in a thread of its own, the command line at once.

import type { DocumentReading } from '../documents/documentReading';
import type { DocumentFormat } from '../documents/documentFormat';
import { readDocument } from '../documents/readDocument';
import type { ReadOptions } from '../documents/readOptions';

export interface DocumentReader {
	read(source: string, format: DocumentFormat, options?: ReadOptions): Promise<DocumentReading>;
}

/** Reads in the calling thread. */
export const immediateReader: DocumentReader = {
	read: (source, format, options) => Promise.resolve(readDocument(source, format, options)),
};
