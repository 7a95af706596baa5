// Puts what a file of results says onto a document: every mention at exactly its place, or among the problems. Nothing is ever
// moved to another place that reads alike.

import { utf16Offsets } from '../corpus/brat';
import { sentenceCount, sentenceSpan, sentenceText, wordsAt, type DocumentReading } from '../documents/documentReading';
import type { DocumentExtraction, Mention, Relation, SourceSpan } from '../knowledge/documentExtraction';
import type { KnowledgeModel, TypeName } from '../knowledge/knownDocument';
import type { ForeignDocument, ForeignMention, ForeignRelation, ImportProblem, PlacedForeignDocument, TokenizedForeignDocument } from './foreignDocument';
import { ReadingPlaces, type PlacedWords } from './readingPlaces';

/** A document that results are put onto. */
export interface ImportTarget {
	readonly source: string;
	readonly reading: DocumentReading;
}

export interface Anchored {
	readonly extraction: DocumentExtraction;
	readonly problems: readonly ImportProblem[];
}

/** A mention at its place, before it has its name. */
interface PlacedMention extends Pick<Mention, 'type' | 'score' | 'alternatives'> {
	readonly foreignId: string;
	readonly words: PlacedWords;
}

export function anchor(foreign: ForeignDocument, target: ImportTarget): Anchored {
	const problems = [...foreign.problems];
	switch (foreign.kind) {
		case 'placed':
			return assembled(placedMentions(foreign, target, problems), foreign.relations, target, problems);
		case 'tokenized': {
			const { mentions, relations } = alignedMentions(foreign, target, problems);
			return assembled(mentions, relations, target, problems);
		}
		default:
			return foreign satisfies never;
	}
}

/**
 * What found the imported: a known model where the file names its hash, and where every type is one of that model's. Otherwise
 * a model of the types that there are, with a hash made of them, as models are told apart by it.
 */
export function importedModel(
	foreign: Pick<ForeignDocument, 'model'>,
	{ mentions, relations }: DocumentExtraction,
	title: string,
	models: readonly KnowledgeModel[],
): KnowledgeModel {
	const known = models.find(({ hash }) => hash === foreign.model?.hash);
	const missing = (declared: readonly TypeName[], found: readonly string[]): string[] => {
		const names = new Set(declared.map(({ identifier }) => identifier));
		return [...new Set(found)].filter((identifier) => !names.has(identifier));
	};
	const [entityTypes, relationTypes] = [known?.entityTypes ?? [], known?.relationTypes ?? []];
	const named = (identifier: string): TypeName => ({ identifier, short: identifier, verbose: identifier });
	const newEntityTypes = missing(entityTypes, mentions.map(({ type }) => type)).map(named);
	const newRelationTypes = missing(relationTypes, relations.map(({ type }) => type)).map((identifier) => {
		return { ...named(identifier), symmetric: relations.some(({ type, symmetric }) => type === identifier && symmetric) };
	});
	if (known !== undefined && newEntityTypes.length === 0 && newRelationTypes.length === 0) {
		return known;
	}
	const types = { entityTypes: [...entityTypes, ...newEntityTypes], relationTypes: [...relationTypes, ...newRelationTypes] };
	const name = foreign.model?.name ?? title;
	return { name, hash: `imported-${fingerprint(JSON.stringify([name, foreign.model?.hash, types]))}`, ...types };
}

/** FNV-1a, 32 bits, in hexadecimal: enough to tell a handful of models apart. */
function fingerprint(text: string): string {
	let hash = 0x811c9dc5;
	for (let index = 0; index < text.length; index++) {
		hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
	}
	return (hash >>> 0).toString(16).padStart(8, '0');
}

function placedMentions(foreign: PlacedForeignDocument, { source, reading }: ImportTarget, problems: ImportProblem[]): PlacedMention[] {
	const places = new ReadingPlaces(reading);
	const offsets = foreign.unit === 'codePoint' ? utf16Offsets(source) : undefined;
	const common = foreign.source === undefined ? Infinity : commonPrefix(foreign.source, source);
	const ids = new Set<string>();
	return foreign.mentions.flatMap((mention): PlacedMention[] => {
		const fail = (kind: ImportProblem['kind']): [] => {
			problems.push({ kind, what: nameOf(mention) });
			return [];
		};
		if (ids.has(mention.id)) {
			return fail('duplicateId');
		}
		ids.add(mention.id);
		const start = offsets === undefined ? mention.span.start : offsets[mention.span.start];
		const end = offsets === undefined ? mention.span.end : offsets[mention.span.end];
		if (start === undefined || end === undefined || start < 0 || start >= end || end > source.length) {
			return fail('outsideDocument');
		}
		if (end > common || (mention.quote !== undefined && !standsAt(mention.quote, source, { start, end }))) {
			return fail('textDiffers');
		}
		const words = places.wordsAt({ start, end }, mention.text);
		if (typeof words === 'string') {
			return fail(words);
		}
		if (mention.text !== undefined && words.text !== mention.text) {
			return fail('textDiffers');
		}
		const { type, score, alternatives } = mention;
		return [{ foreignId: mention.id, type, score, alternatives, words }];
	});
}

function standsAt({ exact, prefix, suffix }: NonNullable<ForeignMention['quote']>, source: string, { start, end }: SourceSpan): boolean {
	return source.slice(start, end) === exact && source.slice(0, start).endsWith(prefix) && source.startsWith(suffix, end);
}

function commonPrefix(a: string, b: string): number {
	let length = 0;
	while (length < a.length && a.charCodeAt(length) === b.charCodeAt(length)) {
		length++;
	}
	return a.length === b.length && length === a.length ? Infinity : length;
}

function nameOf({ type, text, quote, span }: ForeignMention): string {
	return `${type} "${(text ?? quote?.exact ?? '').slice(0, 60)}" at ${span.start}`;
}

/** Equal sentences are the same one where the document has them as often as the file: the first the first, and so on. */
function alignedMentions(
	{ sentences }: TokenizedForeignDocument,
	{ reading }: ImportTarget,
	problems: ImportProblem[],
): { mentions: PlacedMention[]; relations: ForeignRelation[] } {
	const here = numbersByKey(Array.from({ length: sentenceCount(reading) }, (_, number) => reading.wordings[number] ?? ''));
	const wordings = sentences.map(({ tokens }) => tokens.join('\n'));
	const there = numbersByKey(wordings);
	const mentions: PlacedMention[] = [];
	const relations: ForeignRelation[] = [];
	for (const [number, { tokens, entities, relations: own }] of sentences.entries()) {
		const wording = wordings[number] ?? '';
		const [candidates, occurrences] = [here.get(wording) ?? [], there.get(wording) ?? []];
		const sentence = candidates.length === occurrences.length ? candidates[occurrences.indexOf(number)] : undefined;
		if (sentence === undefined) {
			const kind = candidates.length === 0 ? 'sentenceNotFound' : 'sentenceAmbiguous';
			problems.push(...entities.map(({ start, end, type }) => ({ kind, what: `${type} "${tokens.slice(start, end).join(' ')}"` }) as const));
			continue;
		}
		const foreignId = (index: number): string => `${number} ${index}`;
		for (const [index, { start, end, type }] of entities.entries()) {
			const { text, ranges } = wordsAt(reading, sentence, start, end - 1);
			const words = { sentence, firstToken: start, endToken: end, text, ranges };
			mentions.push({ foreignId: foreignId(index), type, score: 1, alternatives: [], words });
		}
		relations.push(...own.map(({ type, head, tail }) => ({ type, symmetric: false, head: foreignId(head), tail: foreignId(tail), score: 1 })));
	}
	return { mentions, relations };
}

function numbersByKey(keys: readonly string[]): Map<string, number[]> {
	const numbers = new Map<string, number[]>();
	for (const [number, key] of keys.entries()) {
		const known = numbers.get(key);
		if (known === undefined) {
			numbers.set(key, [number]);
		} else {
			known.push(number);
		}
	}
	return numbers;
}

/** Names mentions in the order of the text, as every extraction does. */
function assembled(
	placed: readonly PlacedMention[],
	foreignRelations: readonly ForeignRelation[],
	{ reading }: ImportTarget,
	problems: ImportProblem[],
): Anchored {
	const inTextOrder = [...placed].sort(({ words: a }, { words: b }) => {
		return a.sentence - b.sentence || a.firstToken - b.firstToken || b.endToken - a.endToken;
	});
	const ids = new Map<string, string>();
	const mentions = inTextOrder.map(({ foreignId, type, score, alternatives, words }, index): Mention => {
		const { text, ranges, sentence, firstToken, endToken } = words;
		const id = `e${index + 1}`;
		ids.set(foreignId, id);
		const span = { start: ranges[0]?.start ?? 0, end: ranges.at(-1)?.end ?? 0 };
		return { id, type, score, alternatives, text, span, ranges, sentence, firstToken, endToken };
	});
	const relations = foreignRelations.flatMap(({ type, symmetric, head, tail, score }): Relation[] => {
		const [from, to] = [ids.get(head), ids.get(tail)];
		if (from === undefined || to === undefined) {
			problems.push({ kind: 'relationWithoutEntity', what: type });
			return [];
		}
		return [{ type, symmetric, head: from, tail: to, score }];
	});
	const sentences = Array.from({ length: sentenceCount(reading) }, (_, number) => ({
		...sentenceSpan(reading, number),
		text: sentenceText(reading, number),
		wording: reading.wordings[number] ?? '',
	}));
	return { extraction: { mentions, relations, sentences }, problems };
}
