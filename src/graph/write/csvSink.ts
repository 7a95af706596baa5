// The tables of the CSV export, entities.csv and relations.csv, a document after the other.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { csvRow, entityColumns, guardedRow, relationColumns, type Cell } from '../../exchange/csv';
import { roundedScore } from '../../exchange/graphTable';
import type { LossTally } from '../../exchange/losses';
import { outputUnwritable } from '../errors';
import type { GraphSink, MergedDocument } from '../graphSink';
import { OutputFile } from './outputFile';

export class CsvSink implements GraphSink {
	readonly isOfDocuments = true;
	readonly wantsTexts = false;
	readonly #losses: LossTally;
	readonly #entities: OutputFile;
	readonly #relations: OutputFile;

	/** @param folder is made where it is missing. Errors: graph.outputUnwritable. */
	constructor(folder: string, losses: LossTally) {
		this.#losses = losses;
		try {
			mkdirSync(folder, { recursive: true });
		} catch (failure) {
			throw outputUnwritable(folder, failure);
		}
		this.#entities = new OutputFile(join(folder, 'entities.csv'));
		this.#relations = new OutputFile(join(folder, 'relations.csv'));
		this.#entities.write(csvRow(entityColumns));
		this.#relations.write(csvRow(relationColumns));
	}

	document({ record: { file, model, entities, relations, sentences }, entityIds }: MergedDocument): void {
		const texts = new Map(sentences.map(({ number, text }) => [number, text]));
		const origin = [model.name, model.hash];
		const row = (cells: readonly Cell[]): string => guardedRow(cells, file, (loss) => this.#losses.add(loss));
		const byId = new Map(entities.map((entity, place) => [entity.id, { ...entity, entity: entityIds[place] ?? '' }]));
		for (const [place, entity] of entities.entries()) {
			const { id, type, text, score, line, column, endLine, endColumn, start, end, startCodePoint, endCodePoint, sentence } = entity;
			const at = [line, column, endLine, endColumn, start, end, startCodePoint, endCodePoint];
			this.#entities.write(row([file, id, type, text, roundedScore(score), entityIds[place] ?? '', ...at, sentence, texts.get(sentence) ?? '', ...origin]));
		}
		for (const { type, symmetric, score, head, tail } of relations) {
			const ends = [byId.get(head), byId.get(tail)];
			const [first] = ends;
			const endCells = ends.flatMap((end): Cell[] => (end === undefined ? ['', '', '', ''] : [end.id, end.type, end.text, end.entity]));
			const sentence = first?.sentence ?? 0;
			this.#relations.write(
				row([file, type, symmetric, roundedScore(score), ...endCells, first?.line ?? 1, first?.column ?? 1, sentence, texts.get(sentence) ?? '', ...origin]),
			);
		}
	}

	entity(): void {
		// Its id is in the row of each mention.
	}

	relation(): void {
		// Likewise.
	}

	async finish(): Promise<void> {
		await this.#entities.finish();
		await this.#relations.finish();
	}

	async discard(): Promise<void> {
		await this.#entities.discard();
		await this.#relations.discard();
	}
}
