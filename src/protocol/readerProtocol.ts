// The messages between the editor and its reader thread. Both are one program of one release, so nothing is validated: the
// thread runs no model and reads no file.

/** Asks for a document's blocks, sentences and tokens. */
export interface ReadRequest<Format, Options> {
	readonly id: number;
	readonly source: string;
	readonly format: Format;
	readonly options: Options;
}

/** The answer to the request of the same id. */
export type ReadResponse<Reading> =
	| { readonly id: number; readonly kind: 'read'; readonly reading: Reading }
	| { readonly id: number; readonly kind: 'failed'; readonly failure: string };
