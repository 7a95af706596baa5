// The pages' texts in the editor's language. Pages are written in English; the editor puts what the bundle of its language has
// for these texts into the page, and what it lacks stays English.

import * as z from 'zod/mini';

/** Id of the element that holds the translations, as JSON. */
const tableId = 'texts';

const table = readTable();

/** The language of the texts, for numbers and the like. */
export const language: string = typeof document === 'undefined' ? 'en' : document.documentElement.lang || 'en';

/**
 * A text in the editor's language.
 * @param text in English, the whole of it a literal, so that translations can be compared with what is used
 * @param values what `{0}`, `{1}` … in it stand for, in this order
 */
export function t(text: string, ...values: readonly (string | number)[]): string {
	const translated = table[text] ?? text;
	return translated.replace(/\{(\d+)\}/g, (placeholder, index: string) => String(values[Number(index)] ?? placeholder));
}

function readTable(): Readonly<Record<string, string>> {
	// Parts of pages are tested without a page.
	const written = typeof document === 'undefined' ? null : document.getElementById(tableId);
	return written === null ? {} : z.record(z.string(), z.string()).parse(JSON.parse(written.textContent ?? '{}'));
}
