// The form of a store: an SQLite file. Every table is filled in the order of its key, and nothing is sorted by SQLite, whose library
// here sorts in memory; so the same graph is the same file to the byte. docs/corpus-graph.md describes the tables.

/** In the file's header: "SpRG". */
export const storeApplicationId = 0x53705247;
export const storeVersion = 1;

export const storePageSize = 8192;

/** Numbers of documents, entities and relations count from 1 here, places from 0. */
export const storeSchema = `
	CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
	CREATE TABLE document (number INTEGER PRIMARY KEY, name TEXT NOT NULL, model INTEGER NOT NULL, mentions INTEGER NOT NULL, relations INTEGER NOT NULL);
	CREATE TABLE sentence (
		document INTEGER, number INTEGER, start INTEGER NOT NULL, end INTEGER NOT NULL, text TEXT NOT NULL,
		PRIMARY KEY (document, number)
	) WITHOUT ROWID;
	CREATE TABLE entity (
		number INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, types TEXT NOT NULL, forms TEXT NOT NULL,
		mentions INTEGER NOT NULL, documents INTEGER NOT NULL, relations INTEGER NOT NULL, score REAL NOT NULL
	);
	CREATE TABLE mention (
		entity INTEGER, place INTEGER, document INTEGER NOT NULL, sentence INTEGER NOT NULL, line INTEGER NOT NULL, start INTEGER NOT NULL,
		end INTEGER NOT NULL, text TEXT NOT NULL, type TEXT NOT NULL, score REAL NOT NULL,
		PRIMARY KEY (entity, place)
	) WITHOUT ROWID;
	CREATE TABLE neighbour (
		entity INTEGER, place INTEGER, relation INTEGER NOT NULL, other INTEGER NOT NULL,
		PRIMARY KEY (entity, place)
	) WITHOUT ROWID;
	CREATE INDEX neighbourPair ON neighbour (entity, other);
	CREATE TABLE relation (
		number INTEGER PRIMARY KEY, head INTEGER NOT NULL, tail INTEGER NOT NULL, type TEXT NOT NULL, symmetric INTEGER NOT NULL,
		evidence INTEGER NOT NULL, score REAL NOT NULL
	);
	CREATE TABLE evidence (
		relation INTEGER, place INTEGER, document INTEGER NOT NULL, sentence INTEGER NOT NULL, line INTEGER NOT NULL,
		headStart INTEGER NOT NULL, headEnd INTEGER NOT NULL, headText TEXT NOT NULL,
		tailStart INTEGER NOT NULL, tailEnd INTEGER NOT NULL, tailText TEXT NOT NULL, score REAL NOT NULL,
		PRIMARY KEY (relation, place)
	) WITHOUT ROWID;
	CREATE VIRTUAL TABLE search USING fts5 (
		forms, content = '', detail = none, columnsize = 0, prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2'
	);
`;

/** Statements that fill the tables, a row each. */
export const storeInserts = {
	meta: 'INSERT INTO meta VALUES (?, ?)',
	document: 'INSERT INTO document VALUES (?, ?, ?, ?, ?)',
	sentence: 'INSERT INTO sentence VALUES (?, ?, ?, ?, ?)',
	entity: 'INSERT INTO entity VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
	mention: 'INSERT INTO mention VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
	neighbour: 'INSERT INTO neighbour VALUES (?, ?, ?, ?)',
	relation: 'INSERT INTO relation VALUES (?, ?, ?, ?, ?, ?, ?)',
	evidence: 'INSERT INTO evidence VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
	search: 'INSERT INTO search (rowid, forms) VALUES (?, ?)',
} as const;

export type StoreTable = keyof typeof storeInserts;
