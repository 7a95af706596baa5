// Walks through sorted rows: side by side, group by group.

import type { Row } from './externalSort';
import { firstPart, otherParts } from './sortKey';

/** Sorted rows from which groups are taken one after the other. */
export class RowCursor {
	readonly #rows: Iterator<Row, unknown>;
	#next: Row | undefined;

	constructor(rows: Iterable<Row>) {
		this.#rows = rows[Symbol.iterator]();
		this.#step();
	}

	/** The rows from here on whose keys begin so. What is not read of them is passed over by `skip`. */
	*take(prefix: string): Generator<Row, undefined> {
		for (let row = this.#takeOne(prefix); row !== undefined; row = this.#takeOne(prefix)) {
			yield row;
		}
	}

	/** Passes over rows. Returns how many. */
	skip(prefix: string): number {
		let count = 0;
		while (this.#takeOne(prefix) !== undefined) {
			count++;
		}
		return count;
	}

	get next(): Row | undefined {
		return this.#next;
	}

	/** The next row, if its key begins so; it is taken. */
	#takeOne(prefix: string): Row | undefined {
		const row = this.#next;
		if (row === undefined || !row.key.startsWith(prefix)) {
			return undefined;
		}
		this.#step();
		return row;
	}

	#step(): void {
		const step = this.#rows.next();
		this.#next = step.done === true ? undefined : step.value;
	}
}

export interface JoinedRow {
	readonly row: Row;
	/** Parts of its key but the first. */
	readonly rest: string;
	/** Value of the other side's row with that first part. */
	readonly value: string;
}

/** Each of many rows with the one of the other side whose key is its first part. @param one has a row for each */
export function* joined(many: Iterable<Row>, one: Iterable<Row>): Generator<JoinedRow, undefined> {
	const others: Iterator<Row, unknown> = one[Symbol.iterator]();
	let other: Row | undefined;
	for (const row of many) {
		const part = firstPart(row.key);
		while (other === undefined || other.key < part) {
			const step = others.next();
			if (step.done === true) {
				throw new Error(`Rows that belong together were lost: ${JSON.stringify(part)}.`);
			}
			other = step.value;
		}
		if (other.key !== part) {
			throw new Error(`Rows that belong together were lost: ${JSON.stringify(part)}.`);
		}
		yield { row, rest: otherParts(row.key), value: other.value };
	}
}
