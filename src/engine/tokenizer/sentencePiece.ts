// SentencePiece's own file (spm.model, a protocol buffer), in which DeBERTa's tokenizers are published, as a description like
// tokenizer.json. Follows what transformers makes of such a file.

import { readFile, stat } from 'node:fs/promises';
import { fileUnreadable, tooLarge } from '../checkpoint/errors';
import { tokenizerUnsupported, vocabularyMalformed } from './errors';

const largestModel = 1 << 26;
const mostFields = 1 << 22;

/** Types of pieces that stand for themselves in a text, by their numbers in sentencepiece_model.proto. */
const pieceTypes = { unknown: 2, control: 3, userDefined: 4 } as const;
const unigramModel = 1;

/** Errors: tokenizer.vocabularyMalformed, tokenizer.unsupported (not of unigrams), those of reading the file. */
export async function readSentencePiece(path: string, options: { readonly lowercase: boolean; readonly maskToken: string }): Promise<unknown> {
	const bytes = await readBounded(path);
	const pieces: [string, number][] = [];
	const special: { readonly id: number; readonly content: string; readonly special: boolean }[] = [];
	let unknownId: number | undefined;
	let modelType: number = unigramModel;
	let hasCharacterMap = false;
	for (const { number, value } of fieldsOf(path, bytes)) {
		if (number === 1 && typeof value === 'object') {
			const { piece, score, type } = pieceOf(path, value);
			unknownId = type === pieceTypes.unknown ? pieces.length : unknownId;
			if (type === pieceTypes.control || type === pieceTypes.userDefined || type === pieceTypes.unknown) {
				special.push({ id: pieces.length, content: piece, special: type !== pieceTypes.userDefined });
			}
			pieces.push([piece, score]);
		} else if (number === 2 && typeof value === 'object') {
			modelType = numberField(path, value, 3) ?? unigramModel;
		} else if (number === 3 && typeof value === 'object') {
			hasCharacterMap = fieldsOf(path, value).some((field) => field.number === 2 && typeof field.value === 'object' && field.value.length > 0);
		}
	}
	if (modelType !== unigramModel) {
		throw tokenizerUnsupported(path, 'SentencePiece, but not of unigrams');
	}
	if (unknownId === undefined) {
		throw vocabularyMalformed(path, 'it has no unknown piece');
	}
	if (!pieces.some(([piece]) => piece === options.maskToken)) {
		special.push({ id: pieces.length, content: options.maskToken, special: true });
	}
	return {
		added_tokens: special,
		normalizer: {
			type: 'Sequence',
			normalizers: [
				...(options.lowercase ? [{ type: 'Lowercase' }] : []),
				{ type: 'Strip', strip_left: true, strip_right: true },
				// The map itself is that of NFKC, which the library applies under this name.
				...(hasCharacterMap ? [{ type: 'Precompiled', precompiled_charsmap: '' }] : []),
				{ type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' },
			],
		},
		pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always' },
		decoder: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always' },
		model: { type: 'Unigram', vocab: pieces, unk_id: unknownId },
	};
}

async function readBounded(path: string): Promise<Uint8Array> {
	const { size } = await stat(path).catch((failure: unknown) => {
		throw fileUnreadable(path, failure);
	});
	if (size > largestModel) {
		throw tooLarge(path, `it has ${size} bytes, more than the ${largestModel} that are read`);
	}
	return await readFile(path).catch((failure: unknown) => {
		throw fileUnreadable(path, failure);
	});
}

function pieceOf(path: string, bytes: Uint8Array): { piece: string; score: number; type: number } {
	const found = { piece: '', score: 0, type: 1 };
	for (const { number, value } of fieldsOf(path, bytes)) {
		if (number === 1 && typeof value === 'object') {
			found.piece = new TextDecoder().decode(value);
		} else if (number === 2 && typeof value === 'object') {
			if (value.length !== 4) {
				throw vocabularyMalformed(path, 'it is no SentencePiece model');
			}
			found.score = new DataView(value.buffer, value.byteOffset, value.byteLength).getFloat32(0, true);
		} else if (number === 3 && typeof value === 'number') {
			found.type = value;
		}
	}
	return found;
}

function numberField(path: string, bytes: Uint8Array, wanted: number): number | undefined {
	return fieldsOf(path, bytes)
		.flatMap(({ number, value }) => (number === wanted && typeof value === 'number' ? [value] : []))
		.at(-1);
}

interface Field {
	readonly number: number;
	/** A number, or the bytes of a text, a message or a fixed-size number. */
	readonly value: number | Uint8Array;
}

/** The fields of a protocol buffer message (https://protobuf.dev/programming-guides/encoding). Errors: vocabularyMalformed. */
function fieldsOf(path: string, bytes: Uint8Array): Field[] {
	const fields: Field[] = [];
	let offset = 0;
	const varint = (): number => {
		let value = 0;
		for (let scale = 1; ; scale *= 128) {
			const byte = bytes[offset++];
			if (byte === undefined || scale > 2 ** 63) {
				throw vocabularyMalformed(path, 'it is no SentencePiece model, or incomplete');
			}
			value += (byte % 128) * scale;
			if (byte < 128) {
				return value;
			}
		}
	};
	const take = (length: number): Uint8Array => {
		if (length > bytes.length - offset) {
			throw vocabularyMalformed(path, 'it is no SentencePiece model, or incomplete');
		}
		offset += length;
		return bytes.subarray(offset - length, offset);
	};
	while (offset < bytes.length) {
		if (fields.length >= mostFields) {
			throw vocabularyMalformed(path, `it has more than ${mostFields} pieces`);
		}
		const key = varint();
		const number = Math.floor(key / 8);
		switch (key % 8) {
			case 0:
				fields.push({ number, value: varint() });
				break;
			case 1:
				fields.push({ number, value: take(8) });
				break;
			case 2:
				fields.push({ number, value: take(varint()) });
				break;
			case 5:
				fields.push({ number, value: take(4) });
				break;
			default:
				throw vocabularyMalformed(path, 'it is no SentencePiece model');
		}
	}
	return fields;
}
