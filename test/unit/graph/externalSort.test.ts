// Sorting on disk, and the keys that are sorted by.

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ExternalSort } from '../../../src/graph/merge/externalSort';
import {
	countKey,
	countOfKey,
	descendingCountKey,
	descendingScoreKey,
	firstPart,
	keyOf,
	otherParts,
	textKey,
	textOfKey,
} from '../../../src/graph/merge/sortKey';

const order = (a: string | number, b: string | number): number => (a < b ? -1 : Number(a > b));
const texts = fc.string({ unit: fc.oneof(fc.constantFrom('\0', '\x01', '\n', '\t', ' ', 'a', 'b', '\uFF21', '\u{1D465}'), fc.string({ minLength: 1, maxLength: 1 })) });

describe('ExternalSort', () => {
	let folder: string;
	let count = 0;
	beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'spert-sort-'))));
	afterAll(() => rmSync(folder, { recursive: true }));

	it('sorts as in memory, whatever the order and however little memory it has', () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(texts, fc.nat(3)), { maxLength: 200 }), fc.constantFrom(1, 400, 3000, 1e6), (rows, memory) => {
				const sort = new ExternalSort(join(folder, `rows${count++}`), memory);
				rows.forEach(([key, value]) => sort.add(textKey(key), String(value)));
				const expected = rows.map(([key, value]) => [textKey(key), String(value)]).sort(([a, x], [b, y]) => order(a!, b!) || order(x!, y!));
				const sorted = (): string[][] => [...sort.sorted()].map(({ key, value }) => [key, value]);
				expect(sorted()).toEqual(expected);
				expect(sorted()).toEqual(expected);
				sort.dispose();
			}),
			{ numRuns: 60 },
		);
	});

	it('merges runs that are too many for one merge', () => {
		const sort = new ExternalSort(join(folder, 'many'), 1);
		const values = Array.from({ length: 2500 }, (_, index) => (index * 7919) % 2500);
		values.forEach((value) => sort.add(countKey(value), String(value)));
		// Each row is a run of its own; of those that were merged nothing is left.
		expect(readdirSync(folder).filter((file) => file.startsWith('many')).length).toBeLessThan(100);
		expect([...sort.sorted()].map(({ value }) => Number(value))).toEqual(values.map((_, index) => index));
		sort.dispose();
		expect(readdirSync(folder)).toEqual([]);
	});
});

describe('keys', () => {
	it('sort like the texts that they are made of, part by part', () => {
		fc.assert(
			fc.property(texts, texts, texts, texts, (a, b, c, d) => {
				expect(order(textKey(a), textKey(b))).toBe(order(a, b));
				expect(order(keyOf(textKey(a), textKey(b)), keyOf(textKey(c), textKey(d)))).toBe(order(a, c) || order(b, d));
				expect(textKey(a)).not.toMatch(/[\0\n]/);
				expect(textOfKey(textKey(a))).toBe(a);
				expect(firstPart(keyOf(textKey(a), textKey(b)))).toBe(textKey(a));
				expect(otherParts(keyOf(textKey(a), textKey(b)))).toBe(textKey(b));
			}),
		);
	});

	it('sort like the numbers that they are made of', () => {
		const scores = fc.double({ min: 0, max: 1, noNaN: true });
		fc.assert(
			fc.property(fc.nat(), fc.nat(), scores, scores, (a, b, x, y) => {
				expect(order(countKey(a), countKey(b))).toBe(order(a, b));
				expect(order(descendingCountKey(a), descendingCountKey(b))).toBe(order(b, a));
				expect(order(descendingScoreKey(x), descendingScoreKey(y))).toBe(order(y, x));
				expect(countOfKey(countKey(a))).toBe(a);
			}),
		);
		expect(descendingScoreKey(-0)).toBe(descendingScoreKey(0));
	});
});
