// The port through which a document's prose is read: the editor reads in a thread of its own, the command line at once.

import type { DocumentReading } from '../documents/documentReading';
import type { DocumentFormat } from '../documents/documentFormat';
import { readDocument } from '../documents/readDocument';

export interface DocumentReader {
	read(source: string, format: DocumentFormat): Promise<DocumentReading>;
}

/** Reads in the calling thread. */
export const immediateReader: DocumentReader = {
	read: (source, format) => Promise.resolve(readDocument(source, format)),
};
