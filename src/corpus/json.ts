// Parses JSON with errors that name the place. Knows no format above JSON.

import { notJson } from './errors';

/** Errors: data.notJson, naming `where`. */
export function parseJson(text: string, where: string): unknown {
	try {
		return JSON.parse(text);
	} catch (failure) {
		throw notJson(where, failure);
	}
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
