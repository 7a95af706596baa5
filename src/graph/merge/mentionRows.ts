// Mentions and places that state relations as rows to be sorted, and back: a list of values each, for there are millions.

import { relationBetween } from '../../knowledge/entities/resolvedDocument';
import type { EntityMerging, ResolvedForm } from '../../knowledge/entities/entityMerging';
import type { MergedEvidence, MergedMention } from '../graphSink';
import { expansionsOf } from './corpusIndex';
import type { ExternalSort } from './externalSort';
import { formOf, type FormMemory } from './formMemory';
import type { ShardEntity, ShardRecord } from './shardRecord';
import { countKey, countOfKey, descendingScoreKey, keyOf, textKey } from './sortKey';

/** After the key: text, type, score, start, end, line, column, sentence, whether it is an acronym, document, sentence's text. */
type MentionRow = readonly [string, string, number, number, number, number, number, number, 0 | 1, string, string];

/** Ends' ids first, then as above; both mentions; the relation's type and whether it is symmetric. */
interface EvidenceRow {
	readonly head: string;
	readonly tail: string;
	readonly type: string;
	readonly symmetric: boolean;
	readonly score: number;
	readonly at: readonly [document: number, line: number, column: number, sentence: number, name: string, text: string];
	readonly spans: readonly [headText: string, headStart: number, headEnd: number, tailText: string, tailStart: number, tailEnd: number];
}

/** Which entities the mentions of a document stand for. */
export function resolvedForms(record: ShardRecord, merging: EntityMerging, forms: FormMemory): ResolvedForm[] {
	const expansions = expansionsOf(record.acronyms ?? [], forms);
	return record.entities.map(({ text }) => merging.resolve(formOf(forms, text), expansions));
}

export interface RowsOfDocument {
	/** By entity, document and place in it. */
	readonly mentions: ExternalSort;
	/** By relation, the surest first, by document and place in it. */
	readonly evidence: ExternalSort;
	readonly wantsTexts: boolean;
}

export function addRows(number: number, record: ShardRecord, resolved: readonly ResolvedForm[], { mentions, evidence, wantsTexts }: RowsOfDocument): void {
	const texts = new Map(wantsTexts ? record.sentences.map(({ number: sentence, text }) => [sentence, text]) : []);
	const name = wantsTexts ? record.file : '';
	const places = new Map<string, { readonly entity: ShardEntity; readonly id: string }>();
	for (const [place, entity] of record.entities.entries()) {
		const { id, isAcronym } = resolved[place] ?? { id: '', isAcronym: false };
		const { text, type, score, start, end, line, column, sentence } = entity;
		const row: MentionRow = [text, type, score, start, end, line, column, sentence, isAcronym ? 1 : 0, name, texts.get(sentence) ?? ''];
		mentions.add(keyOf(textKey(id), countKey(number), countKey(place)), JSON.stringify(row));
		places.set(entity.id, { entity, id });
	}
	for (const [place, { type, symmetric, head, tail, score }] of record.relations.entries()) {
		const [from, to] = [places.get(head), places.get(tail)];
		const relation = from && to && relationBetween(from.id, to.id, type, symmetric);
		if (from === undefined || to === undefined || relation === undefined) {
			continue;
		}
		const first = from.entity.start <= to.entity.start ? from.entity : to.entity;
		const { sentence } = from.entity;
		const row: EvidenceRow = {
			head: relation.head,
			tail: relation.tail,
			type,
			symmetric,
			score,
			at: [number, first.line, first.column, sentence, name, texts.get(sentence) ?? ''],
			spans: [from.entity.text, from.entity.start, from.entity.end, to.entity.text, to.entity.start, to.entity.end],
		};
		evidence.add(keyOf(textKey(relation.id), descendingScoreKey(score), countKey(number), countKey(place)), JSON.stringify(row));
	}
}

/** @param keyParts document and place in it */
export function mentionOf(keyParts: string, value: string): MergedMention & { readonly isAcronym: boolean } {
	const [text, type, score, start, end, line, column, sentence, isAcronym, documentName, sentenceText] = JSON.parse(value) as MentionRow;
	const document = countOfKey(keyParts.slice(0, keyParts.indexOf('\0')));
	return { text, type, score, start, end, line, column, sentence, isAcronym: isAcronym === 1, document, documentName, sentenceText };
}

export function evidenceOf(value: string): MergedEvidence & Pick<EvidenceRow, 'type' | 'symmetric'> & { readonly ids: readonly [head: string, tail: string] } {
	const row = JSON.parse(value) as EvidenceRow;
	const [document, line, column, sentence, documentName, sentenceText] = row.at;
	const [headText, headStart, headEnd, tailText, tailStart, tailEnd] = row.spans;
	return {
		ids: [row.head, row.tail],
		type: row.type,
		symmetric: row.symmetric,
		score: row.score,
		document,
		line,
		column,
		sentence,
		documentName,
		sentenceText,
		head: { text: headText, start: headStart, end: headEnd },
		tail: { text: tailText, start: tailStart, end: tailEnd },
	};
}
