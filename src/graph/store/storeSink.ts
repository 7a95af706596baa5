// Writes a merged graph as a store, beside its place, and puts it there when it is whole.

import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmdirSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { outputUnwritable } from '../errors';
import type { GraphSink, MergedDocument, MergedEntity, MergedEvidence, MergedMention, MergedNeighbour, MergedRelation } from '../graphSink';
import { temporaryBeside } from '../write/outputFile';
import { isSqliteError, loadSqlite, storable, type Database, type Sqlite, type Statement } from './sqlite';
import { storeApplicationId, storeInserts, storePageSize, storeSchema, storeVersion, type StoreTable } from './storeFormat';

type Value = string | number;

/** In KiB: what SQLite keeps of the file in memory. */
const cacheSize = 32 << 10;

export class StoreSink implements GraphSink {
	readonly isOfDocuments = false;
	readonly wantsTexts = false;
	readonly #path: string;
	readonly #temporary: string;
	readonly #database: Database;
	readonly #inserts = new Map<StoreTable, Statement>();
	readonly #documentsHash = createHash('sha256');
	/** Numbers of models by name and hash. */
	readonly #models = new Map<string, { readonly number: number; readonly name: string; readonly hash: string }>();
	readonly #entityTypes = new Map<string, number>();
	readonly #relationTypes = new Map<string, { count: number; readonly symmetric: boolean }>();
	#counts = { documents: 0, mentions: 0, entities: 0, relations: 0 };

	private constructor(path: string, temporary: string, database: Database) {
		this.#path = path;
		this.#temporary = temporary;
		this.#database = database;
	}

	/** Errors: graph.outputUnwritable. */
	static async create(path: string): Promise<StoreSink> {
		const temporary = temporaryBeside(path);
		const { Database } = await loadSqlite();
		const sink = new StoreSink(path, temporary, openNew(Database, temporary, path));
		try {
			sink.#prepare();
			return sink;
		} catch (failure) {
			await sink.discard();
			throw failure;
		}
	}

	document({ number, record }: MergedDocument): void {
		const { file, model, entities, relations, sentences } = record;
		this.#documentsHash.update(`${JSON.stringify(record)}\n`);
		const known = `${model.name}\0${model.hash}`;
		const modelNumber = this.#models.get(known)?.number ?? this.#models.size + 1;
		this.#models.set(known, { ...model, number: modelNumber });
		this.#insert('document', [number + 1, file, modelNumber, entities.length, relations.length]);
		const wanted = new Map(sentences.map((sentence) => [sentence.number, sentence]));
		for (const { number: sentence, start, end, text } of [...wanted.values()].sort((a, b) => a.number - b.number)) {
			this.#insert('sentence', [number + 1, sentence, start, end, text]);
		}
		this.#counts.documents++;
	}

	entity(entity: MergedEntity, mentions: Iterable<MergedMention>, neighbours: Iterable<MergedNeighbour>): void {
		const { id, name, type, types, forms, score } = entity;
		const number = entity.number + 1;
		const lists = [JSON.stringify(types), JSON.stringify(forms)] as const;
		this.#insert('entity', [number, id, name, type, ...lists, entity.mentions, entity.documents, entity.relations, score]);
		this.#insert('search', [number, [name, ...forms.map(({ text }) => text)].join('\n')]);
		let place = 0;
		for (const { document, sentence, line, start, end, text, type: own, score: ownScore } of mentions) {
			this.#insert('mention', [number, place++, document + 1, sentence, line, start, end, text, own, ownScore]);
		}
		this.#counts.mentions += place;
		place = 0;
		for (const { relation, entity: other } of neighbours) {
			this.#insert('neighbour', [number, place++, relation + 1, other + 1]);
		}
		this.#counts.entities++;
		this.#entityTypes.set(type, (this.#entityTypes.get(type) ?? 0) + 1);
	}

	relation({ number, head, tail, type, symmetric, score, evidence: count }: MergedRelation, evidence: Iterable<MergedEvidence>): void {
		this.#insert('relation', [number + 1, head + 1, tail + 1, type, Number(symmetric), count, score]);
		let place = 0;
		for (const { document, sentence, line, head: from, tail: to, score: own } of evidence) {
			const spans = [from.start, from.end, from.text, to.start, to.end, to.text];
			this.#insert('evidence', [number + 1, place++, document + 1, sentence, line, ...spans, own]);
		}
		this.#counts.relations++;
		const known = this.#relationTypes.get(type) ?? { count: 0, symmetric };
		known.count++;
		this.#relationTypes.set(type, known);
	}

	async finish(): Promise<void> {
		const types = [...this.#entityTypes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, entities]) => ({ id, entities }));
		const relationTypes = [...this.#relationTypes].sort(([a], [b]) => (a < b ? -1 : 1));
		const meta: Readonly<Record<string, unknown>> = {
			counts: this.#counts,
			documentsHash: this.#documentsHash.digest('hex'),
			entityTypes: types,
			models: [...this.#models.values()].map(({ name, hash }) => ({ name, hash })),
			relationTypes: relationTypes.map(([id, { count, symmetric }]) => ({ id, relations: count, symmetric })),
		};
		for (const [name, value] of Object.entries(meta)) {
			this.#insert('meta', [name, JSON.stringify(value)]);
		}
		this.#try(() => {
			this.#database.exec("INSERT INTO search (search) VALUES ('optimize'); COMMIT");
			this.#close();
			const file = openSync(this.#temporary, 'r+');
			fsyncSync(file);
			closeSync(file);
		});
		try {
			await rename(this.#temporary, this.#path);
		} catch (failure) {
			throw outputUnwritable(this.#path, failure);
		}
	}

	async discard(): Promise<void> {
		try {
			this.#close();
		} catch {
			// It is to be removed, whatever is wrong with it.
		}
		await rm(this.#temporary, { force: true });
		removeLock(this.#temporary);
	}

	#prepare(): void {
		this.#try(() => {
			this.#database.exec(`
				PRAGMA page_size = ${storePageSize};
				PRAGMA journal_mode = OFF;
				PRAGMA synchronous = OFF;
				PRAGMA locking_mode = EXCLUSIVE;
				PRAGMA cache_size = -${cacheSize};
				PRAGMA application_id = ${storeApplicationId};
				PRAGMA user_version = ${storeVersion};
				BEGIN;
				${storeSchema}
			`);
			for (const [table, sql] of Object.entries(storeInserts)) {
				this.#inserts.set(table as StoreTable, this.#database.prepare(sql));
			}
		});
	}

	#insert(table: StoreTable, values: readonly Value[]): void {
		this.#try(() => this.#inserts.get(table)?.run(values.map((value) => (typeof value === 'string' ? storable(value) : value))));
	}

	#close(): void {
		if (this.#database.isOpen) {
			this.#inserts.forEach((statement) => statement.finalize());
			this.#inserts.clear();
			this.#database.close();
		}
	}

	#try(run: () => void): void {
		try {
			run();
		} catch (failure) {
			throw isSqliteError(failure) || (failure instanceof Error && 'syscall' in failure) ? outputUnwritable(this.#path, failure) : failure;
		}
	}
}

function openNew(Database: Sqlite['Database'], temporary: string, path: string): Database {
	try {
		return new Database(temporary);
	} catch (failure) {
		throw outputUnwritable(path, failure);
	}
}

/** The library locks a file by a folder beside it. */
function removeLock(path: string): void {
	try {
		rmdirSync(`${path}.lock`);
	} catch {
		// There is none.
	}
}
