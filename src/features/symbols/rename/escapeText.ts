// Text as it is written in a document's format so that it is read as itself.

import type { DocumentFormat } from '../../../documents/documentFormat';

const latexSigns = new Map(Object.entries({ '\\': '\\textbackslash{}', '~': '\\textasciitilde{}', '^': '\\textasciicircum{}', '-': '-{}' }));

/** Read as themselves in every format, whatever stands around them. */
const plain = /^[\p{L}\p{M}\p{N} ,.()+-]*$/u;

/** Undefined where the format has no safe way to write the text. */
export function escapeText(text: string, format: DocumentFormat): string | undefined {
	switch (format) {
		case 'latex':
			// Two hyphens in a row would be a dash.
			return text.replace(/[\\~^&%$#_{}]|-(?=-)/g, (sign) => latexSigns.get(sign) ?? `\\${sign}`);
		case 'markdown':
			// Brackets stay: behind a backslash some readers take them for a formula.
			return text
				.replace(/[\\`*<>{}|$~^@#]/g, (sign) => `\\${sign}`)
				.replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
				.replace(/&(?=#?\w+;)/g, '\\&')
				.replace(/-(?=-)/g, '-\\');
		case 'plainText':
			return text;
		case 'notebook':
		case 'restructuredText':
		case 'asciiDoc':
		case 'typst':
			return plain.test(text) && !text.includes('--') ? text : undefined;
		case 'bibTex':
			// Titles of others' papers are what they are.
			return undefined;
		default:
			return format satisfies never;
	}
}
