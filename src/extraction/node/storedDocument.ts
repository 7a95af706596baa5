// One document of a store. Its result is read when somebody looks at it; mentions and relations then stay, the sentences'
// texts, which are most of it, only as long as there is room for them.

import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { DocumentExtraction, ExtractedSentence } from '../../knowledge/documentExtraction';
import type { KnowledgeModel, KnownDocument, TextPosition } from '../../knowledge/knownDocument';
import { positionByLineStarts } from '../lineStarts';

export interface ResultFile {
	readonly lineStarts: readonly number[];
	readonly extraction: DocumentExtraction;
}

export interface StoredDocumentOptions {
	readonly id: string;
	readonly name: string;
	readonly model: KnowledgeModel;
	readonly path: string;
	readonly checksum: number;
	readonly texts: SentenceTexts;
	/** The result, where it is in no file. */
	readonly inMemory: ResultFile | undefined;
	/** Called when the file turns out to be gone or damaged: the document then reads as empty. */
	readonly onDamaged: () => void;
}

/** Sentences of documents, those that were looked at last, up to a number of characters. */
export class SentenceTexts {
	readonly #sentences = new Map<string, readonly ExtractedSentence[]>();
	readonly #capacity: number;
	#size = 0;

	constructor(capacity = 16_000_000) {
		this.#capacity = capacity;
	}

	get(id: string): readonly ExtractedSentence[] | undefined {
		const sentences = this.#sentences.get(id);
		if (sentences !== undefined) {
			this.#sentences.delete(id);
			this.#sentences.set(id, sentences);
		}
		return sentences;
	}

	set(id: string, sentences: readonly ExtractedSentence[]): void {
		this.delete(id);
		this.#sentences.set(id, sentences);
		this.#size += sizeOf(sentences);
		for (const oldest of this.#sentences.keys()) {
			if (this.#size <= this.#capacity || oldest === id) {
				return;
			}
			this.delete(oldest);
		}
	}

	delete(id: string): void {
		const sentences = this.#sentences.get(id);
		if (sentences !== undefined) {
			this.#sentences.delete(id);
			this.#size -= sizeOf(sentences);
		}
	}
}

function sizeOf(sentences: readonly ExtractedSentence[]): number {
	return sentences.reduce((sum, { text, wording }) => sum + text.length + wording.length, 0);
}

const nothing: ResultFile = { lineStarts: [0], extraction: { mentions: [], relations: [], sentences: [] } };

export class StoredDocument implements KnownDocument {
	readonly #options: StoredDocumentOptions;
	#result: ResultFile | undefined;

	constructor(options: StoredDocumentOptions) {
		this.#options = options;
		this.#result = options.inMemory;
	}

	get id(): string {
		return this.#options.id;
	}

	get name(): string {
		return this.#options.name;
	}

	get model(): KnowledgeModel {
		return this.#options.model;
	}

	get extraction(): DocumentExtraction {
		return this.#known.extraction;
	}

	positionAt(offset: number): TextPosition {
		return positionByLineStarts(this.#known.lineStarts, offset);
	}

	get #known(): ResultFile {
		this.#result ??= this.#read();
		return this.#result;
	}

	#read(): ResultFile {
		const parts = this.#readParts();
		if (parts === undefined) {
			return nothing;
		}
		const { lineStarts, mentions, relations } = JSON.parse(parts.head) as ResultFile & DocumentExtraction;
		const sentences = (): readonly ExtractedSentence[] => this.#sentences();
		return {
			lineStarts,
			extraction: {
				mentions,
				relations,
				get sentences() {
					return sentences();
				},
			},
		};
	}

	#sentences(): readonly ExtractedSentence[] {
		const { id, texts } = this.#options;
		const known = texts.get(id);
		if (known !== undefined) {
			return known;
		}
		const parts = this.#readParts();
		const sentences = parts === undefined ? [] : (JSON.parse(parts.sentences) as ExtractedSentence[]);
		texts.set(id, sentences);
		return sentences;
	}

	/** Undefined where the file is gone or not the one that was written. */
	#readParts(): { readonly head: string; readonly sentences: string } | undefined {
		const { path, checksum, onDamaged } = this.#options;
		try {
			const bytes = readFileSync(path);
			const end = bytes.indexOf('\n');
			if (crc32(bytes) === checksum) {
				return { head: bytes.toString('utf8', 0, end), sentences: bytes.toString('utf8', end + 1) };
			}
		} catch (failure) {
			if (!(failure instanceof Error && 'code' in failure)) {
				throw failure;
			}
		}
		onDamaged();
		return undefined;
	}
}

/** A result as its file has it: two lines of JSON, the sentences apart from the rest. */
export function encodeResult(
	contentHash: string,
	lineStarts: readonly number[],
	{ mentions, relations, sentences }: DocumentExtraction,
): { readonly bytes: Buffer; readonly checksum: number } {
	const bytes = Buffer.from(`${JSON.stringify({ contentHash, lineStarts, mentions, relations })}\n${JSON.stringify(sentences)}`);
	return { bytes, checksum: crc32(bytes) };
}
