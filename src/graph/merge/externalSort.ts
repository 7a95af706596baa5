// Sorts any number of rows in bounded memory: runs that fit are sorted and written to a folder, and merged when they are read. The
// order is total (by key, then by value), so it does not depend on the order in which rows came.

import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';

export interface Row {
	/** Without line feeds: see sortKey. Compared by code units. */
	readonly key: string;
	/** Without line feeds, such as JSON. */
	readonly value: string;
}

/** Runs that are merged at once; more are merged into longer ones before. */
const fanIn = 32;
const readSize = 1 << 16;
const writeSize = 1 << 20;
/** What a row costs beside its characters, in bytes. */
const rowCost = 120;

export class ExternalSort {
	readonly #path: string;
	readonly #memory: number;
	#rows: Row[] = [];
	#bytes = 0;
	#written = 0;
	/** Runs by how often they have been merged. */
	readonly #levels: string[][] = [];

	/** @param path beginning of the runs' names @param memory bytes that rows may take before they are written */
	constructor(path: string, memory: number) {
		this.#path = path;
		this.#memory = memory;
	}

	/** Errors: those of the file system. */
	add(key: string, value: string): void {
		this.#rows.push({ key, value });
		this.#bytes += key.length + value.length + rowCost;
		if (this.#bytes >= this.#memory) {
			this.#spill();
		}
	}

	/** All rows in order. May be asked for again, but not before a last row was added. Errors: those of the file system. */
	sorted(): Iterable<Row> {
		if (this.#levels.length === 0) {
			return this.#rows.sort(compareRows);
		}
		if (this.#rows.length > 0) {
			this.#spill();
		}
		return mergedRuns(this.#levels.flat());
	}

	/** Removes what was written. */
	dispose(): void {
		this.#rows = [];
		for (const run of this.#levels.flat()) {
			rmSync(run, { force: true });
		}
		this.#levels.length = 0;
	}

	#spill(): void {
		const rows = this.#rows.sort(compareRows);
		this.#rows = [];
		this.#bytes = 0;
		this.#addRun(rows, 0);
	}

	#addRun(rows: Iterable<Row>, level: number): void {
		const run = `${this.#path}.${this.#written++}`;
		writeRun(run, rows);
		const runs = (this.#levels[level] ??= []);
		runs.push(run);
		if (runs.length === fanIn) {
			this.#levels[level] = [];
			this.#addRun(mergedRuns(runs), level + 1);
			runs.forEach((merged) => rmSync(merged));
		}
	}
}

/** Makes sorts whose runs lie in one folder, and ends them together. */
export class Sorts {
	readonly #folder: string;
	readonly #memory: number;
	readonly #sorts: ExternalSort[] = [];

	/** @param memory of each, in bytes */
	constructor(folder: string, memory: number) {
		this.#folder = folder;
		this.#memory = memory;
	}

	create(name: string): ExternalSort {
		const sort = new ExternalSort(join(this.#folder, name), this.#memory);
		this.#sorts.push(sort);
		return sort;
	}

	dispose(): void {
		this.#sorts.forEach((sort) => sort.dispose());
	}
}

function compareRows(a: Row, b: Row): number {
	return compareTexts(a.key, b.key) || compareTexts(a.value, b.value);
}

function compareTexts(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}

function writeRun(path: string, rows: Iterable<Row>): void {
	const file = openSync(path, 'wx', 0o600);
	try {
		let text = '';
		for (const { key, value } of rows) {
			text += `${key}\n${value}\n`;
			if (text.length >= writeSize) {
				writeAll(file, text);
				text = '';
			}
		}
		writeAll(file, text);
	} finally {
		closeSync(file);
	}
}

/** Writes all of a text: the file system may take less than it is given. */
export function writeAll(file: number, text: string): void {
	const bytes = Buffer.from(text, 'utf8');
	for (let at = 0; at < bytes.length; ) {
		at += writeSync(file, bytes, at);
	}
}

function* readRun(path: string): Generator<Row, undefined> {
	let key: string | undefined;
	for (const line of linesOf(path)) {
		if (key === undefined) {
			key = line;
		} else {
			yield { key, value: line };
			key = undefined;
		}
	}
}

function* linesOf(path: string): Generator<string, undefined> {
	const file = openSync(path, 'r');
	try {
		const buffer = Buffer.allocUnsafe(readSize);
		const decoder = new StringDecoder('utf8');
		let rest = '';
		for (let count = readSync(file, buffer); count > 0; count = readSync(file, buffer)) {
			const text = rest + decoder.write(buffer.subarray(0, count));
			let at = 0;
			for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', at)) {
				yield text.slice(at, end);
				at = end + 1;
			}
			rest = text.slice(at);
		}
	} finally {
		closeSync(file);
	}
}

interface Head {
	row: Row;
	readonly rest: Iterator<Row, undefined>;
}

/** Rows of sorted runs in order: a binary heap of their next rows, the first on top. */
function* mergedRuns(runs: readonly string[]): Generator<Row, undefined> {
	const readers = runs.map((run) => readRun(run));
	try {
		const heap: Head[] = [];
		for (const rest of readers) {
			const { done, value } = rest.next();
			if (done !== true) {
				heap.push({ row: value, rest });
			}
		}
		for (let at = heap.length >> 1; at >= 0; at--) {
			sink(heap, at);
		}
		for (let top = heap[0]; top !== undefined; top = heap[0]) {
			yield top.row;
			const { done, value } = top.rest.next();
			if (done !== true) {
				top.row = value;
			} else {
				const last = heap.pop();
				if (last !== undefined && last !== top) {
					heap[0] = last;
				}
			}
			sink(heap, 0);
		}
	} finally {
		// Closes the files of runs that were not read to their end.
		readers.forEach((reader) => reader.return(undefined));
	}
}

function sink(heap: Head[], from: number): void {
	for (let at = from; ; ) {
		const left = 2 * at + 1;
		let least = at;
		for (const child of [left, left + 1]) {
			const [a, b] = [heap[child], heap[least]];
			if (a !== undefined && b !== undefined && compareRows(a.row, b.row) < 0) {
				least = child;
			}
		}
		const [moved, risen] = [heap[at], heap[least]];
		if (least === at || moved === undefined || risen === undefined) {
			return;
		}
		heap[at] = risen;
		heap[least] = moved;
		at = least;
	}
}
