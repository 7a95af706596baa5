// What a rename changes in one document: every place of the written form in its prose, with the edits of the source that put
// the other form there and leave the markup as it is. Whether the result reads as it should is checked in checkRename.ts.

import type { DocumentFormat } from '../../../documents/documentFormat';
import type { DocumentReading } from '../../../documents/documentReading';
import { sourceRangesOf } from '../../../documents/sourceRange';
import { accents, textSymbols } from '../../../documents/latex/symbols';
import type { SourceSpan } from '../../../knowledge/documentExtraction';
import { findForm, replacementFor } from '../../../knowledge/writtenForms';
import { escapeText } from './escapeText';

/** A replacement of a part of the source. */
export interface SourceEdit extends SourceSpan {
	readonly newText: string;
}

/** A place of the form that is to be changed. */
export interface RenamePlace {
	/** Number of its block, and its place in the block's text. */
	readonly block: number;
	readonly start: number;
	readonly end: number;
	/** What a reader sees there afterwards. */
	readonly replacement: string;
	/** From its first character in the source to its last. */
	readonly span: SourceSpan;
	/** In order, at least one. */
	readonly edits: readonly SourceEdit[];
	/** Whether it is a part of a longer word. */
	readonly isPart: boolean;
}

export interface RenamePlan {
	/** In the order of the text. */
	readonly places: readonly RenamePlace[];
	/** Places that can't be changed: a command or a key stands there, or markup in the middle of what changes. */
	readonly leftOut: readonly SourceSpan[];
}

export interface RenameRequest {
	/** As it stands under the cursor. */
	readonly form: string;
	readonly replacement: string;
}

/** A document as the edits are to find it. */
export interface RenameSource {
	readonly source: string;
	readonly format: DocumentFormat;
	readonly reading: DocumentReading;
}

export function planRename(document: RenameSource, { form, replacement }: RenameRequest): RenamePlan {
	const places: RenamePlace[] = [];
	const leftOut: SourceSpan[] = [];
	for (const [number, text] of document.reading.texts.entries()) {
		const block = new SourceBlock(document, number, text);
		for (const { start, end, number: count, isPart } of findForm(text, form)) {
			const written = text.slice(start, end);
			const wanted = replacementFor(written, count, form, replacement);
			const [first, last] = [block.rangesOf(start, end)[0], block.rangesOf(start, end).at(-1)];
			if (wanted === written || first === undefined || last === undefined) {
				continue;
			}
			const span = { start: first.start, end: last.end };
			const edits = editsOf(block, start, end, wanted);
			if (edits === undefined) {
				leftOut.push(span);
			} else {
				places.push({ block: number, start, end, replacement: wanted, span, edits, isPart });
			}
		}
	}
	return { places, leftOut };
}

/** The edits that put `wanted` in the place of a block's text; undefined where that would touch more than words. */
function editsOf(block: SourceBlock, start: number, end: number, wanted: string): SourceEdit[] | undefined {
	const written = wordsOf(block.text, start, end);
	const words = wanted.split(' ');
	let prefix = 0;
	while (prefix < Math.min(written.length, words.length) && written[prefix]?.text === words[prefix]) {
		prefix++;
	}
	let suffix = 0;
	while (suffix < Math.min(written.length, words.length) - prefix && written.at(-1 - suffix)?.text === words.at(-1 - suffix)) {
		suffix++;
	}
	const isWhole = prefix + suffix === written.length || prefix + suffix === words.length;
	// Words that only come or go take a neighbour along, whose spaces they then share.
	const cuts: readonly (readonly [number, number])[] = isWhole
		? [
				[prefix - 1, suffix],
				[prefix, suffix - 1],
			]
		: [[prefix, suffix]];
	for (const [before, after] of cuts) {
		if (before >= 0 && after >= 0) {
			const edits = editsOfWords(block, written.slice(before, written.length - after), words.slice(before, words.length - after));
			if (edits !== undefined) {
				return edits;
			}
		}
	}
	return undefined;
}

/** One edit where the words stand in a row, else one for each word that changes. */
function editsOfWords(block: SourceBlock, written: readonly Word[], words: readonly string[]): SourceEdit[] | undefined {
	const [first, last] = [written[0], written.at(-1)];
	if (first === undefined || last === undefined) {
		return undefined;
	}
	const whole = block.edit(first.start, last.end, words.join(' '));
	const inRow = whole === undefined ? undefined : [whole];
	if (written.length !== words.length || (whole !== undefined && !/[^\S ]|~|\s\s/.test(block.sourceOf(whole)))) {
		return inRow;
	}
	// Line ends and other spaces of the author stay.
	const edits: SourceEdit[] = [];
	for (const [index, { start, end, text }] of written.entries()) {
		const word = words[index] ?? '';
		if (word !== text) {
			const edit = block.edit(start, end, word);
			if (edit === undefined) {
				return inRow;
			}
			edits.push(edit);
		}
	}
	return edits;
}

interface Word {
	readonly text: string;
	/** In the block's text. */
	readonly start: number;
	readonly end: number;
}

function wordsOf(text: string, start: number, end: number): Word[] {
	return [...text.slice(start, end).matchAll(/[^ ]+/g)].map(({ 0: word, index }) => {
		return { text: word, start: start + index, end: start + index + word.length };
	});
}

/** One block of a reading with its source. */
class SourceBlock {
	readonly text: string;
	readonly #document: RenameSource;
	readonly #from: Int32Array;
	readonly #to: Int32Array;

	constructor(document: RenameSource, number: number, text: string) {
		const { from, to, blockStarts } = document.reading;
		const [start, end] = [blockStarts[number], blockStarts[number + 1]];
		this.text = text;
		this.#document = document;
		this.#from = from.subarray(start, end);
		this.#to = to.subarray(start, end);
	}

	rangesOf(start: number, end: number): SourceSpan[] {
		return sourceRangesOf({ text: this.text, from: this.#from, to: this.#to }, start, end);
	}

	sourceOf({ start, end }: SourceSpan): string {
		return this.#document.source.slice(start, end);
	}

	/** The edit that replaces `[start, end)` of the text; undefined where its source holds more than these words. */
	edit(start: number, end: number, replacement: string): SourceEdit | undefined {
		const { source, format } = this.#document;
		const [range, ...others] = this.rangesOf(start, end);
		const newText = escapeText(replacement, format);
		if (range === undefined || others.length > 0 || newText === undefined || isName(source, range.start, format)) {
			return undefined;
		}
		for (let unit = start; unit < end; unit++) {
			const [from, to] = [this.#from[unit] ?? 0, this.#to[unit] ?? 0];
			const isShared = unit + 1 < end && from === this.#from[unit + 1];
			if (isShared || !standsForCharacter(source.slice(from, to), this.text.charAt(unit))) {
				return undefined;
			}
		}
		return { ...range, newText };
	}
}

/** Whether a piece of source is a character, in whatever way it is written, and not a command that happens to print one. */
function standsForCharacter(written: string, character: string): boolean {
	const [, name] = /^\\([a-zA-Z@]+)/.exec(written) ?? [];
	if (written === character || name === undefined) {
		return true;
	}
	return accents.has(name) || textSymbols.get(name)?.length === 1;
}

/** A command whose name goes on: its backslash is not one that another escapes. */
const command = /(?<!\\)(?:\\\\)*\\[a-zA-Z@]*$/;
/** Behind these, braces hold a key. User's macros that hand their argument on to one of them show when the change is checked. */
const keyCommand = /\\(?!hyperref)(?:\w*cite\w*|\w*[rR]ef(?:range)?|label|index|url|input|include|[gG](?:LS|ls)\w*|[aA](?:c|cr)(?:s|l|f|p|sp|lp|fp|short|long|full)?(?:pl)?)\*?\s*(?:\[[^[\]]*\]\s*)*\{[^{}]*$/;
const longestKeys = 300;

/** Whether a name that some program looks up stands at an offset: a command's, a key. */
function isName(source: string, offset: number, format: DocumentFormat): boolean {
	const before = source.slice(Math.max(0, offset - longestKeys), offset);
	switch (format) {
		case 'latex':
			return command.test(before) || keyCommand.test(before);
		case 'markdown':
			return command.test(before) || /@\{?[\w:.#$%&+?<>~/-]*$/.test(before);
		case 'plainText':
			return false;
		case 'notebook':
		case 'restructuredText':
		case 'asciiDoc':
		case 'typst':
		case 'bibTex':
			return /[@\\#:<`_{[|][\w:.-]*$/.test(before);
		default:
			return format satisfies never;
	}
}
