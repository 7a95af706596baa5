// What an export is made of, and what it is: documents with what was found in them, and files with what they could not hold.

import type { KnownDocument } from '../knowledge/knownDocument';
import type { ExportLoss } from './losses';

export interface ExportedDocument {
	readonly known: KnownDocument;
	/** The document's text, into which the places of what was found point. */
	readonly source: string;
}

export interface ExportedFile {
	/** Within the folder, for formats of several files. */
	readonly name: string;
	readonly text: string;
}

export interface Exported {
	/** One, unless the format is one of several files. */
	readonly files: readonly ExportedFile[];
	/** What exactly could not be held, besides what the format never holds. */
	readonly losses: readonly ExportLoss[];
}
