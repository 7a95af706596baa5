// Tables for spreadsheets and data frames: entities.csv, a row a mention, and relations.csv, a row a relation. RFC 4180.

import type { KnowledgeGraph } from '../knowledge/entities/entity';
import type { SourceSpan } from '../knowledge/documentExtraction';
import { TextPositions } from '../extraction/textPositions';
import type { Exported, ExportedDocument } from './exportedDocument';
import { roundedScore } from './graphTable';
import type { ExportLoss } from './losses';

export type Cell = string | number | boolean;

const placeColumns = ['line', 'column', 'endLine', 'endColumn', 'start', 'end', 'startCodePoint', 'endCodePoint'] as const;

export const entityColumns = ['document', 'id', 'type', 'text', 'score', 'entity', ...placeColumns, 'sentenceNumber', 'sentence', 'model', 'modelHash'];

export const relationColumns = [
	...['document', 'type', 'symmetric', 'score', 'head', 'headType', 'headText', 'headEntity', 'tail', 'tailType', 'tailText', 'tailEntity'],
	...['line', 'column', 'sentenceNumber', 'sentence', 'model', 'modelHash'],
];

/** What spreadsheets run as a formula when a cell begins with it. */
const formulaStart = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/** @param graph over just these documents */
export function writeCsv(documents: readonly ExportedDocument[], graph: KnowledgeGraph): Exported {
	const losses: ExportLoss[] = [];
	const entities: string[] = [csvRow(entityColumns)];
	const relations: string[] = [csvRow(relationColumns)];
	const entityOf = new Map<string, string>();
	for (const { id, mentions } of graph.entities.values()) {
		mentions.forEach(({ document, mention }) => entityOf.set(`${document}\t${mention.id}`, id));
	}
	for (const { known, source } of documents) {
		const { name, model, extraction } = known;
		const positions = new TextPositions(source);
		const row = (cells: readonly Cell[]): string => guardedRow(cells, name, (loss) => losses.push(loss));
		const byId = new Map(extraction.mentions.map((mention) => [mention.id, mention]));
		const sentenceText = (number: number): string => extraction.sentences[number]?.text ?? '';
		const origin = [model.name, model.hash];
		for (const mention of extraction.mentions) {
			const { id, type, text, score, span, sentence } = mention;
			const entity = entityOf.get(`${known.id}\t${id}`) ?? '';
			const place = placeCells(positions, span);
			entities.push(row([name, id, type, text, roundedScore(score), entity, ...place, sentence + 1, sentenceText(sentence), ...origin]));
		}
		for (const { type, symmetric, score, head, tail } of extraction.relations) {
			const ends = [head, tail].map((id) => byId.get(id));
			const [first] = ends;
			const endCells = ends.flatMap((end): Cell[] => {
				return end === undefined ? ['', '', '', ''] : [end.id, end.type, end.text, entityOf.get(`${known.id}\t${end.id}`) ?? ''];
			});
			const { line, column } = positions.lineAndColumn(first?.span.start ?? 0);
			const sentence = first?.sentence ?? 0;
			relations.push(row([name, type, symmetric, roundedScore(score), ...endCells, line, column, sentence + 1, sentenceText(sentence), ...origin]));
		}
	}
	const files = [
		{ name: 'entities.csv', text: entities.join('') },
		{ name: 'relations.csv', text: relations.join('') },
	];
	return { files, losses };
}

/** The cells of `placeColumns`. */
function placeCells(positions: TextPositions, { start, end }: SourceSpan): number[] {
	const [from, to] = [positions.lineAndColumn(start), positions.lineAndColumn(end)];
	return [from.line, from.column, to.line, to.column, start, end, positions.codePoint(start), positions.codePoint(end)];
}

/** A row in which text that a spreadsheet would run has an apostrophe before it. @param document name of the one that it is of */
export function guardedRow(cells: readonly Cell[], document: string, onLoss: (loss: ExportLoss) => unknown): string {
	const guarded = cells.map((cell) => {
		if (typeof cell !== 'string' || !formulaStart.test(cell)) {
			return cell;
		}
		onLoss({ kind: 'guardedFormula', document, what: JSON.stringify(cell.slice(0, 40)) });
		return `'${cell}`;
	});
	return csvRow(guarded);
}

export function csvRow(cells: readonly Cell[]): string {
	const fields = cells.map((cell) => {
		const text = String(cell);
		return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
	});
	return `${fields.join(',')}\r\n`;
}
