// A document's extraction as the object that `spert extract --format json` prints a line of, and that exports carry.

import type { DocumentExtraction, SourceSpan, TypeScore } from '../knowledge/documentExtraction';
import { expansionsIn } from '../knowledge/entities/indexedDocument';
import type { ModelInfo } from '../protocol/engineProtocol';
import { TextPositions } from './textPositions';

export interface ReportedPlace extends SourceSpan {
	/** Code point offsets, for languages that count in them (Python). */
	readonly startCodePoint: number;
	readonly endCodePoint: number;
	/** From 1; columns in UTF-16 units, as editors count. */
	readonly line: number;
	readonly column: number;
	readonly endLine: number;
	readonly endColumn: number;
}

export interface ReportedEntity extends ReportedPlace {
	readonly id: string;
	readonly type: string;
	readonly text: string;
	readonly score: number;
	readonly alternatives: readonly TypeScore[];
	/** Exactly the words, where markup lies between them. */
	readonly ranges: readonly SourceSpan[];
	/** Number of the sentence that it stands in, from 1. */
	readonly sentence: number;
}

export interface ReportedSentence extends SourceSpan {
	/** In the document, from 1. */
	readonly number: number;
	/** As a reader sees it, without markup. */
	readonly text: string;
}

/** What the document says that an acronym stands for. */
export interface ReportedAcronym {
	readonly short: string;
	readonly long: string;
}

export interface ReportedRelation {
	readonly type: string;
	/** Whether head and tail are interchangeable. */
	readonly symmetric: boolean;
	readonly head: string;
	readonly tail: string;
	readonly score: number;
}

export interface ExtractionReport {
	readonly file: string;
	readonly model: { readonly name: string; readonly hash: string };
	/** What the model ran on, where that is known. */
	readonly device?: string;
	/** What it computed in. */
	readonly precision?: string;
	readonly entities: readonly ReportedEntity[];
	readonly relations: readonly ReportedRelation[];
	/** Those in which entities stand, in the order of the text. */
	readonly sentences: readonly ReportedSentence[];
	/** Each acronym once. */
	readonly acronyms: readonly ReportedAcronym[];
}

export type ReportedModel = Pick<ModelInfo, 'name' | 'hash'> & Partial<Pick<ModelInfo, 'device' | 'precision'>>;

/** @param source the document as it was extracted: offsets are into it */
export function extractionReport(file: string, source: string, model: ReportedModel, found: DocumentExtraction): ExtractionReport {
	const positions = new TextPositions(source);
	const withEntities = new Set(found.mentions.map(({ sentence }) => sentence));
	return {
		file,
		model: { name: model.name, hash: model.hash },
		...(model.device === undefined ? {} : { device: model.device }),
		...(model.precision === undefined ? {} : { precision: model.precision }),
		entities: found.mentions.map(({ id, type, text, score, alternatives, span, ranges, sentence }) => ({
			id,
			type,
			text,
			score: rounded(score),
			...place(positions, span),
			alternatives: alternatives.map((alternative) => ({ ...alternative, score: rounded(alternative.score) })),
			ranges,
			sentence: sentence + 1,
		})),
		relations: found.relations.map(({ type, symmetric, head, tail, score }) => ({ type, symmetric, head, tail, score: rounded(score) })),
		sentences: found.sentences.flatMap(({ start, end, text }, number) => (withEntities.has(number) ? [{ number: number + 1, start, end, text }] : [])),
		acronyms: [...expansionsIn(found).values()].map(({ short, long }) => ({ short: short.text, long: long.text })),
	};
}

function place(positions: TextPositions, { start, end }: SourceSpan): ReportedPlace {
	const from = positions.lineAndColumn(start);
	const to = positions.lineAndColumn(end);
	return {
		start,
		end,
		startCodePoint: positions.codePoint(start),
		endCodePoint: positions.codePoint(end),
		line: from.line,
		column: from.column,
		endLine: to.line,
		endColumn: to.column,
	};
}

/** Six decimals: what float32 carries near 1, so nothing is pretended. */
function rounded(score: number): number {
	return Math.round(score * 1e6) / 1e6;
}
