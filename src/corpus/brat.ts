// Reads brat's standoff format: a text and, apart, its annotations by character offsets, which count code points.
// https://brat.nlplab.org/standoff.html

import { sourceMalformed } from './errors';
import type { CorpusDocument, CorpusSentence, Loss, LossKind } from './corpus';

export interface BratDocument {
	readonly id: string;
	/** The .txt file. */
	readonly text: string;
	/** The .ann file. */
	readonly annotations: string;
}

export interface TextPiece {
	/** UTF-16 offsets, end exclusive. */
	readonly start: number;
	readonly end: number;
}

/** Splits a text into sentences of tokens, in order and without overlaps. */
export type SplitText = (text: string) => readonly (readonly TextPiece[])[];

/** Every line is a sentence, and what white space divides is a token. */
export const splitAtWhiteSpace: SplitText = (text) => {
	return [...text.matchAll(/[^\r\n]+/g)]
		.map(({ index: lineStart, 0: line }) => {
			return [...line.matchAll(/\S+/g)].map(({ index, 0: word }) => {
				return { start: lineStart + index, end: lineStart + index + word.length };
			});
		})
		.filter((words) => words.length > 0);
};

interface TextEntity extends TextPiece {
	readonly id: string;
	readonly type: string;
}

/** An annotation file as it is, with UTF-16 offsets. */
export interface Standoff {
	readonly entities: readonly StandoffEntity[];
	readonly relations: readonly StandoffRelation[];
	/** Notes and what they are on, such as "T1". */
	readonly notes: readonly { readonly on: string; readonly text: string }[];
}

export interface StandoffEntity {
	readonly id: string;
	readonly type: string;
	/** In the order of the text; at least one. */
	readonly pieces: readonly TextPiece[];
}

export interface StandoffRelation {
	readonly id: string;
	readonly type: string;
	readonly head: string;
	readonly tail: string;
}

/**
 * Tokens are split where an entity begins or ends inside one, and sentences are joined where an entity reaches over both,
 * so no entity is lost. Errors: data.sourceMalformed, naming the line.
 */
export function readBrat(document: BratDocument, split: SplitText, losses: Loss[]): CorpusDocument {
	const { id, text } = document;
	const lose = (kind: LossKind, what: string): void => void losses.push({ kind, document: id, what });
	const standoff = readStandoff(document, lose);
	const entities = standoff.entities.map(({ id: name, type, pieces }): TextEntity => {
		const [start, end] = [pieces[0]?.start ?? 0, Math.max(...pieces.map((piece) => piece.end))];
		if (pieces.length > 1) {
			lose('discontinuousEntity', `${name} ${type}`);
		}
		return { id: name, type, start, end };
	});
	const { relations } = standoff;
	standoff.notes.forEach(({ on, text: note }) => lose('otherAnnotation', `note on ${on}: ${note}`.slice(0, 80)));
	const cuts = [...new Set(entities.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
	const sentences = joinedSentences(split(text).map((pieces) => splitPieces(pieces, cuts, text, lose)), entities, lose);
	const read = sentences.map((pieces) => {
		const tokens = pieces.map(({ start, end }) => text.slice(start, end));
		const sentence: MutableSentence = { tokens, entities: [], relations: [] };
		return { pieces, sentence };
	});
	const places = new Map<string, { sentence: MutableSentence; index: number }>();
	for (const entity of entities) {
		const place = read.find(({ pieces }) => pieces.some((piece) => touches(piece, entity)));
		if (place === undefined) {
			lose('entityWithoutText', `${entity.type} ${entity.id}`);
			continue;
		}
		const first = place.pieces.findIndex((piece) => touches(piece, entity));
		const last = place.pieces.findLastIndex((piece) => touches(piece, entity));
		places.set(entity.id, { sentence: place.sentence, index: place.sentence.entities.length });
		place.sentence.entities.push({ start: first, end: last + 1, type: entity.type });
	}
	for (const { type, head, tail } of relations) {
		const [from, to] = [places.get(head), places.get(tail)];
		if (from === undefined || to === undefined) {
			lose('relationWithoutEntity', `${type} ${head} ${tail}`);
		} else if (from.sentence !== to.sentence) {
			lose('relationAcrossSentences', `${type} ${head} ${tail}`);
		} else {
			from.sentence.relations.push({ type, head: from.index, tail: to.index });
		}
	}
	return { id, sentences: read.map(({ sentence }) => sentence) };
}

interface MutableSentence extends CorpusSentence {
	readonly entities: { start: number; end: number; type: string }[];
	readonly relations: { head: number; tail: number; type: string }[];
}

function touches(piece: TextPiece, entity: TextPiece): boolean {
	return piece.start < entity.end && entity.start < piece.end;
}

/** @param lose told of what is neither entity, relation nor note. Errors: data.sourceMalformed, naming the line. */
export function readStandoff({ id, text, annotations }: BratDocument, lose: (kind: LossKind, what: string) => void): Standoff {
	const offsets = utf16Offsets(text);
	const entities: StandoffEntity[] = [];
	const relations: StandoffRelation[] = [];
	const notes: { on: string; text: string }[] = [];
	for (const [index, line] of annotations.split(/\r?\n/).entries()) {
		const where = `${id}.ann, line ${index + 1}`;
		const [name = '', body = '', rest = ''] = line.split('\t');
		switch (name.charAt(0)) {
			case '':
				break;
			case 'T':
				entities.push({ id: name, ...textBound(body, offsets, where) });
				break;
			case 'R':
				relations.push({ id: name, ...relationOf(body, where) });
				break;
			case 'E':
				lose('event', line.slice(0, 80));
				break;
			case '*':
				lose('coreference', line.slice(0, 80));
				break;
			case '#':
				notes.push({ on: body.split(' ')[1] ?? '', text: rest });
				break;
			case 'A':
			case 'M':
			case 'N':
				lose('otherAnnotation', line.slice(0, 80));
				break;
			default:
				throw sourceMalformed(where, 'is no annotation that brat knows');
		}
	}
	return { entities, relations, notes };
}

/** "Type 0 5", or in pieces "Type 0 5;8 12". */
function textBound(body: string, offsets: readonly number[], where: string): Omit<StandoffEntity, 'id'> {
	const match = /^(\S+) (\d+ \d+(?:;\d+ \d+)*)$/.exec(body.trimEnd());
	const pieces = (match?.[2] ?? '').split(';').map((piece) => {
		const [start = -1, end = -1] = piece.split(' ').map((number) => offsets[Number(number)] ?? -1);
		return { start, end };
	});
	if (match?.[1] === undefined || pieces.some(({ start, end }) => start < 0 || start >= end)) {
		throw sourceMalformed(where, 'is no "Type START END" within the text');
	}
	return { type: match[1], pieces: pieces.sort((a, b) => a.start - b.start || a.end - b.end) };
}

/** "Type Arg1:T1 Arg2:T2". */
function relationOf(body: string, where: string): Omit<StandoffRelation, 'id'> {
	const match = /^(\S+) \S+?:(T\S*) \S+?:(T\S*)\s*$/.exec(body);
	const [, type, head, tail] = match ?? [];
	if (type === undefined || head === undefined || tail === undefined) {
		throw sourceMalformed(where, 'is no "Type Arg1:T1 Arg2:T2"');
	}
	return { type, head, tail };
}

/** The UTF-16 offset of every code point, and of the end. */
export function utf16Offsets(text: string): number[] {
	const offsets = [0];
	for (const character of text) {
		offsets.push((offsets.at(-1) ?? 0) + character.length);
	}
	return offsets;
}

function splitPieces(
	pieces: readonly TextPiece[],
	cuts: readonly number[],
	text: string,
	lose: (kind: LossKind, what: string) => void,
): readonly TextPiece[] {
	return pieces.flatMap(({ start, end }) => {
		const inside = cuts.filter((cut) => cut > start && cut < end);
		if (inside.length > 0) {
			lose('splitToken', text.slice(start, end));
		}
		const places = [start, ...inside, end];
		return places.slice(1).map((place, index) => ({ start: places[index] ?? start, end: place }));
	});
}

function joinedSentences(
	sentences: readonly (readonly TextPiece[])[],
	entities: readonly TextEntity[],
	lose: (kind: LossKind, what: string) => void,
): readonly (readonly TextPiece[])[] {
	const joined: TextPiece[][] = [];
	for (const pieces of sentences) {
		const before = joined.at(-1);
		const last = before?.at(-1);
		const first = pieces[0];
		const crossing = first !== undefined && last !== undefined
			? entities.find(({ start, end }) => start < last.end && end > first.start)
			: undefined;
		if (before !== undefined && crossing !== undefined) {
			lose('joinedSentences', `${crossing.type} ${crossing.id}`);
			joined.splice(-1, 1, before.concat(pieces));
		} else if (pieces.length > 0) {
			joined.push([...pieces]);
		}
	}
	return joined;
}
