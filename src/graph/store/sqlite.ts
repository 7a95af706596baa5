// SQLite as a library of WebAssembly, loaded when it is first needed. What it can and cannot do: docs/decisions/0013-….

import type * as sqlite from 'node-sqlite3-wasm';

export type Sqlite = typeof sqlite;
export type Database = sqlite.Database;
export type Statement = sqlite.Statement;

export async function loadSqlite(): Promise<Sqlite> {
	// A CommonJS module: by name in a bundle, by its default in Node.
	const loaded: Sqlite & { readonly default?: Sqlite } = await import('node-sqlite3-wasm');
	return loaded.default ?? loaded;
}

/** Whether SQLite has refused something: a file that is full, damaged or locked. */
export function isSqliteError(failure: unknown): failure is Error {
	return failure instanceof Error && failure.name === 'SQLite3Error';
}

/** As it can be stored: the library ends texts at a zero. */
export function storable(text: string): string {
	return text.replaceAll('\0', '\uFFFD');
}
