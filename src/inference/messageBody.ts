// The body of an inference request or response: JSON, perhaps with the bytes of tensors behind it.

import { MalformedMessage } from './malformedMessage';
import { encodeTensor, type Tensor } from './tensors';

export interface MessageBody {
	readonly bytes: Uint8Array;
	/** Bytes of the JSON where others follow, for the header of that name; undefined: all are. */
	readonly headerLength: number | undefined;
}

/**
 * @param fields of the message besides its tensors
 * @param key of its tensors
 * @param isBinary whether a tensor's data stands behind the JSON
 */
export function encodeBody(
	fields: Readonly<Record<string, unknown>>,
	key: 'inputs' | 'outputs',
	tensors: readonly Tensor[],
	isBinary: (tensor: Tensor) => boolean,
): MessageBody {
	const encoded = tensors.map((tensor) => encodeTensor(tensor, isBinary(tensor)));
	const json = Buffer.from(JSON.stringify({ ...fields, [key]: encoded.map(({ header }) => header) }), 'utf8');
	const hasBinary = tensors.some(isBinary);
	return { bytes: Buffer.concat([json, ...encoded.map(({ bytes }) => bytes)]), headerLength: hasBinary ? json.length : undefined };
}

/**
 * The JSON of a body, to be validated, and the bytes behind it.
 * @param headerLength the header that says how long the JSON is, as it came. Errors: MalformedMessage.
 */
export function splitBody(body: Uint8Array, headerLength: string | undefined): { readonly json: unknown; readonly binary: Uint8Array } {
	const length = headerLength === undefined ? body.length : /^\d{1,15}$/.test(headerLength) ? Number(headerLength) : Infinity;
	if (length > body.length) {
		throw new MalformedMessage('the header says more JSON than there is');
	}
	return { json: parseJson(body.subarray(0, length)), binary: body.subarray(length) };
}

/** Errors: MalformedMessage. */
export function parseJson(bytes: Uint8Array): unknown {
	try {
		return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
	} catch {
		throw new MalformedMessage('it is no JSON in UTF-8');
	}
}
