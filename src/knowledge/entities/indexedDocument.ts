// What the knowledge index works out once for each document: its mentions' keys, and what it says that acronyms stand for.

import { tokensOfSentence, type DocumentExtraction, type ExtractedSentence, type Mention } from '../documentExtraction';
import type { KnownDocument } from '../knownDocument';
import { acronymDefinitions, type TextRange } from './acronyms';
import type { EntityMention, RelationEvidence } from './entity';
import { mergeKey, normalizedForm } from './mergeKey';

/** A written form with what merging needs of it. */
export interface WrittenForm {
	/** See normalizedForm. */
	readonly text: string;
	/** See mergeKey. */
	readonly key: string;
	/** How many capital letters it has. */
	readonly capitals: number;
}

/** Where a document says what an acronym stands for. */
export interface DocumentDefinition {
	readonly short: WrittenForm;
	readonly long: WrittenForm;
	/** Number of the sentence. */
	readonly sentence: number;
	/** In the text of the sentence. */
	readonly shortRange: TextRange;
	readonly longRange: TextRange;
}

/** A relation of the document with its mentions. */
export interface IndexedEvidence {
	readonly evidence: RelationEvidence;
	/** Numbers of the mentions' forms. */
	readonly head: number;
	readonly tail: number;
}

export interface IndexedDocument {
	readonly document: KnownDocument;
	/** In the order of the text. */
	readonly mentions: readonly EntityMention[];
	/** All forms of its mentions, each once. */
	readonly forms: readonly WrittenForm[];
	/** Numbers of forms by the text of mentions. */
	readonly formNumbers: ReadonlyMap<string, number>;
	/** The number of each mention's form: [mentions]. */
	readonly formOfMention: readonly number[];
	readonly evidence: readonly IndexedEvidence[];
	/** All places, in the order of the text. */
	readonly definitions: readonly DocumentDefinition[];
	/** The one that holds in this document, by the key of the short form. */
	readonly expansions: ReadonlyMap<string, DocumentDefinition>;
}

export function writtenForm(text: string): WrittenForm {
	const normalized = normalizedForm(text);
	return { text: normalized, key: mergeKey(normalized), capitals: normalized.match(/\p{Lu}/gu)?.length ?? 0 };
}

export function indexDocument(document: KnownDocument): IndexedDocument {
	const { mentions, relations } = document.extraction;
	const forms: WrittenForm[] = [];
	const formNumbers = new Map<string, number>();
	const places = new Map<string, { readonly mention: Mention; readonly form: number }>();
	const formOfMention = mentions.map((mention) => {
		const known = formNumbers.get(mention.text);
		const form = known ?? forms.push(writtenForm(mention.text)) - 1;
		formNumbers.set(mention.text, form);
		places.set(mention.id, { mention, form });
		return form;
	});
	const evidence = relations.flatMap((relation): IndexedEvidence[] => {
		const [head, tail] = [places.get(relation.head), places.get(relation.tail)];
		return head === undefined || tail === undefined
			? []
			: [{ evidence: { document: document.id, relation, head: head.mention, tail: tail.mention }, head: head.form, tail: tail.form }];
	});
	const definitions = definitionsOf(document.extraction);
	return {
		document,
		mentions: mentions.map((mention) => ({ document: document.id, mention })),
		forms,
		formNumbers,
		formOfMention,
		evidence,
		definitions,
		expansions: expansionsOf(definitions),
	};
}

/** What a document says that acronyms stand for, by the keys of the acronyms. */
export function expansionsIn(extraction: DocumentExtraction): ReadonlyMap<string, DocumentDefinition> {
	return expansionsOf(definitionsOf(extraction));
}

/** Where each token of a sentence stands in its text; undefined for tokens that are not in it. */
export function tokenRanges(sentence: ExtractedSentence): (TextRange | undefined)[] {
	let at = 0;
	return tokensOfSentence(sentence).map((token) => {
		const start = sentence.text.indexOf(token, at);
		if (start < 0) {
			return undefined;
		}
		at = start + token.length;
		return { start, end: at };
	});
}

/** Where a mention stands in the text of its sentence. */
export function rangeInSentence({ firstToken, endToken }: Mention, tokens: readonly (TextRange | undefined)[]): TextRange | undefined {
	const [first, last] = [tokens[firstToken], tokens[endToken - 1]];
	return first && last && { start: first.start, end: last.end };
}

/** A definition counts where one of its two forms touches a mention: brackets hold all kinds of things. */
function definitionsOf({ sentences, mentions }: DocumentExtraction): DocumentDefinition[] {
	const bySentence = new Map<number, Mention[]>();
	for (const mention of mentions) {
		if (sentences[mention.sentence]?.text.includes('(') === true) {
			const known = bySentence.get(mention.sentence) ?? [];
			known.push(mention);
			bySentence.set(mention.sentence, known);
		}
	}
	return [...bySentence].sort(([a], [b]) => a - b).flatMap(([number, mentionsHere]) => {
		const sentence = sentences[number];
		const found = sentence === undefined ? [] : acronymDefinitions(sentence.text);
		if (sentence === undefined || found.length === 0) {
			return [];
		}
		const tokens = tokenRanges(sentence);
		const ranges = mentionsHere.flatMap((mention) => rangeInSentence(mention, tokens) ?? []);
		return found.flatMap(({ short, long }): DocumentDefinition[] => {
			if (!ranges.some((range) => overlaps(range, short) || overlaps(range, long))) {
				return [];
			}
			const [shortForm, longForm] = [short, long].map(({ start, end }) => writtenForm(sentence.text.slice(start, end)));
			return shortForm === undefined || longForm === undefined || longForm.key.length <= shortForm.key.length
				? []
				: [{ short: shortForm, long: longForm, sentence: number, shortRange: short, longRange: long }];
		});
	});
}

/** For each short form the long form that the document gives most often, of several the first. */
function expansionsOf(definitions: readonly DocumentDefinition[]): Map<string, DocumentDefinition> {
	const counts = new Map<string, number>();
	const countOf = ({ short, long }: DocumentDefinition): number => counts.get(`${short.key}\t${long.key}`) ?? 0;
	for (const definition of definitions) {
		counts.set(`${definition.short.key}\t${definition.long.key}`, countOf(definition) + 1);
	}
	const expansions = new Map<string, DocumentDefinition>();
	for (const definition of definitions) {
		const known = expansions.get(definition.short.key);
		if (known === undefined || countOf(definition) > countOf(known)) {
			expansions.set(definition.short.key, definition);
		}
	}
	return expansions;
}

function overlaps(a: TextRange, b: TextRange): boolean {
	return a.start < b.end && b.start < a.end;
}
