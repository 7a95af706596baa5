// Answers what is asked of a store, read-only. Every question is a walk along one index from a place, so it costs what it answers,
// however large the store is.

import { linkSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod/mini';
import { storeAnswerSchemas, type StoreAnswer, type StoredEntity, type StoredRelation, type StoreRequest } from '../../protocol/graphStoreProtocol';
import type { UserError } from '../../base/userError';
import { storeDamaged, storeForeign, storeUnreadable } from '../errors';
import { isSqliteError, loadSqlite, type Database, type Statement } from './sqlite';
import { checkHeader } from './storeHeader';

/** Nobody reads more of an entity's forms. */
const mostForms = 20;
/** In KiB: what SQLite keeps of the file in memory. */
const cacheSize = 8 << 10;

const entityColumns = 'entity.number, entity.id, entity.name, entity.type, entity.forms, entity.mentions, entity.documents, entity.relations, entity.score';
const relationColumns = 'relation.number, relation.head, relation.tail, relation.type, relation.symmetric, relation.evidence, relation.score';

const queries = {
	meta: 'SELECT name, value FROM meta',
	entities: `SELECT ${entityColumns} FROM entity WHERE number > ? ORDER BY number LIMIT ?`,
	entity: `SELECT ${entityColumns} FROM entity WHERE number = ?`,
	relations: `SELECT ${relationColumns} FROM relation WHERE number > ? ORDER BY number LIMIT ?`,
	search: `SELECT ${entityColumns} FROM (SELECT rowid AS found FROM search WHERE search MATCH ? ORDER BY rowid LIMIT ?) JOIN entity ON entity.number = found ORDER BY found`,
	neighbours: `SELECT ${relationColumns} FROM neighbour JOIN relation ON relation.number = neighbour.relation WHERE entity = ? AND place >= ? ORDER BY place LIMIT ?`,
	// Each pair is looked up once: without statistics SQLite would go through all neighbours of the most mentioned.
	among: `SELECT ${relationColumns} FROM json_each(?1) AS one CROSS JOIN json_each(?1) AS two ON one.value < two.value
		CROSS JOIN neighbour INDEXED BY neighbourPair ON neighbour.entity = one.value AND neighbour.other = two.value
		CROSS JOIN relation ON relation.number = neighbour.relation ORDER BY relation.number`,
	mentions: `SELECT document.name AS document, line, score, mention.start, mention.end, mention.text AS words, sentence.text AS sentence, sentence.start AS sentenceStart,
		sentence.end AS sentenceEnd FROM mention JOIN document ON document.number = mention.document
		LEFT JOIN sentence ON sentence.document = mention.document AND sentence.number = mention.sentence
		WHERE entity = ? AND place >= ? ORDER BY place LIMIT ?`,
	evidence: `SELECT document.name AS document, line, score, headStart, headEnd, headText, tailStart, tailEnd, tailText, sentence.text AS sentence,
		sentence.start AS sentenceStart, sentence.end AS sentenceEnd FROM evidence JOIN document ON document.number = evidence.document
		LEFT JOIN sentence ON sentence.document = evidence.document AND sentence.number = evidence.sentence
		WHERE relation = ? AND place >= ? ORDER BY place LIMIT ?`,
	relation: `SELECT ${relationColumns} FROM relation WHERE number = ?`,
	programs: "SELECT count(*) AS count FROM sqlite_schema WHERE type IN ('view', 'trigger')",
} as const;

type Query = keyof typeof queries;
type Row = Readonly<Record<string, unknown>>;

const formsSchema = z.array(z.object({ text: z.string() }));

export class GraphStore {
	readonly #path: string;
	/** Where the store is opened through a link of its own. */
	readonly #folder: string;
	readonly #database: Database;
	readonly #statements = new Map<Query, Statement>();

	private constructor(path: string, folder: string, database: Database) {
		this.#path = path;
		this.#folder = folder;
		this.#database = database;
	}

	/** Errors: graph.storeUnreadable, graph.storeForeign, graph.storeNewer, graph.storeDamaged. */
	static async open(path: string): Promise<GraphStore> {
		checkHeader(path);
		const { Database } = await loadSqlite();
		const folder = mkdtempSync(join(tmpdir(), 'spert-graph-'));
		try {
			const store = new GraphStore(path, folder, new Database(privateLink(path, folder), { readOnly: true }));
			store.#prepare();
			return store;
		} catch (failure) {
			rmSync(folder, { recursive: true, force: true });
			throw isSqliteError(failure) ? unusable(path, failure) : failure;
		}
	}

	/** Errors: graph.storeDamaged. */
	answer<Kind extends StoreRequest['kind']>(request: Extract<StoreRequest, { readonly kind: Kind }>): StoreAnswer<Kind>;
	answer(request: StoreRequest): unknown {
		let answer: unknown;
		try {
			answer = this.#answer(request);
		} catch (failure) {
			throw isSqliteError(failure) ? unusable(this.#path, failure) : failure;
		}
		const checked = storeAnswerSchemas[request.kind].safeParse(answer);
		if (!checked.success) {
			const [issue] = checked.error.issues;
			throw storeDamaged(this.#path, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
		}
		return checked.data;
	}

	dispose(): void {
		for (const statement of this.#statements.values()) {
			try {
				statement.finalize();
			} catch (failure) {
				// It says again what it failed with before.
				if (!isSqliteError(failure)) {
					throw failure;
				}
			}
		}
		this.#statements.clear();
		this.#database.close();
		rmSync(this.#folder, { recursive: true, force: true });
	}

	#prepare(): void {
		// What a file from elsewhere brings is not to run anything.
		this.#database.exec(`PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON; PRAGMA cache_size = -${cacheSize}`);
		for (const [name, sql] of Object.entries(queries)) {
			this.#statements.set(name as Query, this.#database.prepare(sql));
		}
		if (this.#rows('programs', [])[0]?.['count'] !== 0) {
			throw storeForeign(this.#path);
		}
	}

	#answer(request: StoreRequest): unknown {
		switch (request.kind) {
			case 'summary':
				return this.#summary();
			case 'entities':
				return { entities: this.#rows('entities', [request.from, request.count]).map((row) => this.#entity(row)) };
			case 'relations':
				return this.#withEnds(this.#rows('relations', [request.from, request.count]).map(relationOf));
			case 'search':
				return { entities: this.#search(request.text, request.count) };
			case 'neighbours': {
				const { entity, from, count } = request;
				return { ...this.#withEnds(this.#rows('neighbours', [entity, from, count]).map(relationOf)), total: this.#number('entity', entity, 'relations') };
			}
			case 'among':
				return { relations: this.#among(request.entities) };
			case 'mentions': {
				const { entity, from, count } = request;
				return { places: this.#rows('mentions', [entity, from, count]).map(mentionPlace), total: this.#number('entity', entity, 'mentions') };
			}
			case 'evidence': {
				const { relation, from, count } = request;
				return { places: this.#rows('evidence', [relation, from, count]).map(evidencePlace), total: this.#number('relation', relation, 'evidence') };
			}
			default:
				return request satisfies never;
		}
	}

	#summary(): unknown {
		const meta = new Map(this.#rows('meta', []).map((row) => [row['name'], this.#json(row['value'])]));
		const { counts, ...lists } = Object.fromEntries(meta) as { readonly counts?: object };
		return { ...counts, ...lists };
	}

	#search(text: string, count: number): StoredEntity[] {
		const words = text.normalize('NFKC').match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
		// In quotation marks nothing is an operator.
		const pattern = words.map((word) => `"${word}"*`).join(' ');
		return pattern === '' ? [] : this.#rows('search', [pattern, count]).map((row) => this.#entity(row));
	}

	#among(entities: readonly number[]): StoredRelation[] {
		return this.#rows('among', [JSON.stringify([...new Set(entities)])]).map(relationOf);
	}

	#withEnds(relations: readonly StoredRelation[]): { relations: readonly StoredRelation[]; entities: StoredEntity[] } {
		const ends = new Set(relations.flatMap(({ head, tail }) => [head, tail]));
		return { relations, entities: [...ends].flatMap((number) => this.#rows('entity', [number]).map((row) => this.#entity(row))) };
	}

	/** 0 where there is no such thing. */
	#number(query: 'entity' | 'relation', number: number, column: string): unknown {
		return this.#rows(query, [number])[0]?.[column] ?? 0;
	}

	#entity({ forms, ...row }: Row): StoredEntity {
		const all = formsSchema.safeParse(this.#json(forms));
		if (!all.success) {
			throw storeDamaged(this.#path, 'forms of an entity');
		}
		return { ...(row as unknown as Omit<StoredEntity, 'forms'>), forms: all.data.slice(0, mostForms).map(({ text }) => text) };
	}

	#json(text: unknown): unknown {
		try {
			return JSON.parse(String(text));
		} catch {
			throw storeDamaged(this.#path, 'a value is not JSON');
		}
	}

	#rows(query: Query, values: (string | number)[]): Row[] {
		return this.#statements.get(query)?.all(values) ?? [];
	}
}

function relationOf(row: Row): StoredRelation {
	return { ...row, symmetric: row['symmetric'] === 1 } as unknown as StoredRelation;
}

// What comes from a row is checked with the whole answer.

function mentionPlace({ document, line, score, words, start, end, ...row }: Row): unknown {
	return { document, line, score, words, ranges: [{ start, end }], sentence: sentenceOf(row) };
}

function evidencePlace({ document, line, score, ...row }: Row): unknown {
	const ranges = [{ start: row['headStart'], end: row['headEnd'] }, { start: row['tailStart'], end: row['tailEnd'] }];
	return { document, line, score, words: `${String(row['headText'])} – ${String(row['tailText'])}`, ranges, sentence: sentenceOf(row) };
}

function sentenceOf({ sentence, sentenceStart, sentenceEnd }: Row): unknown {
	return sentence === null ? null : { text: sentence, start: sentenceStart, end: sentenceEnd };
}

/**
 * A path of our own to the store: the library locks a file by a folder beside it, even for reading, which would keep other readers out,
 * fail in folders that cannot be written to, and stay after a crash.
 */
function privateLink(path: string, folder: string): string {
	const link = join(folder, 'store.sqlite');
	// Windows allows the first to those who develop only, and the second on one disk only.
	for (const make of [symlinkSync, linkSync]) {
		try {
			make(resolve(path), link);
			return link;
		} catch {
			// Then as well as may be.
		}
	}
	return path;
}

function unusable(path: string, failure: Error): UserError {
	return failure.message.includes('locked') ? storeUnreadable(path, failure) : storeDamaged(path, failure.message);
}
