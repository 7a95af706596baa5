import * as fc from 'fast-check';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Logger } from '../../../../src/base/logger';
import { decodeSentenceResult, encodeSentenceResult } from '../../../../src/extraction/node/sentenceRecords';
import { StoredSentences, type StoredSentencesOptions } from '../../../../src/extraction/node/storedSentences';
import type { SentenceResult } from '../../../../src/protocol/engineProtocol';

const count = fc.nat(0xffff);
const plain = { noNullPrototype: true } as const;
/** Any numbers at all: also those that no model gives. */
const results = fc.nat(8).chain((types) =>
	fc.record({
		entities: fc.array(
			fc.record({
				start: count,
				end: count,
				type: count,
				score: fc.double(),
				probabilities: fc.array(fc.double(), { minLength: types, maxLength: types }),
			}, plain),
		),
		relations: fc.array(fc.record({ head: count, tail: count, type: count, score: fc.double() }, plain)),
	}, plain),
);

describe('sentence records', () => {
	it('give back every result bit for bit', () => {
		fc.assert(
			fc.property(results, (result) => {
				// toStrictEqual tells -0 from 0 and takes NaN for NaN.
				expect(decodeSentenceResult(encodeSentenceResult(result)!)).toStrictEqual(result);
			}),
		);
	});

	it('refuse what does not fit, instead of cutting it', () => {
		const entity = { start: 0, end: 1, type: 0, score: 1, probabilities: [1] };
		expect(encodeSentenceResult({ entities: [{ ...entity, end: 70_000 }], relations: [] })).toBeUndefined();
		expect(encodeSentenceResult({ entities: [entity, { ...entity, probabilities: [] }], relations: [] })).toBeUndefined();
	});

	it('take no other bytes for a result', () => {
		fc.assert(fc.property(fc.uint8Array({ maxLength: 5 }), (bytes) => decodeSentenceResult(Buffer.from(bytes)) === undefined));
		const bytes = encodeSentenceResult({ entities: [{ start: 0, end: 1, type: 0, score: 1, probabilities: [1] }], relations: [] })!;
		expect(decodeSentenceResult(bytes.subarray(0, -1))).toBeUndefined();
		expect(decodeSentenceResult(Buffer.concat([bytes, Buffer.of(0)]))).toBeUndefined();
	});
});

let folder: string;
let opened: StoredSentences[];
let told: string[];
const logger: Logger = { log: (_, message) => void told.push(message) };
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'spert-sentences-'));
	opened = [];
	told = [];
});
afterEach(async () => {
	await Promise.all(opened.map((sentences) => sentences.close()));
	rmSync(folder, { recursive: true, force: true });
});

function memory(more: Partial<StoredSentencesOptions> = {}): StoredSentences {
	const sentences = new StoredSentences({ folder, logger, ...more });
	opened.push(sentences);
	return sentences;
}

/** A result like no other. */
function resultOf(number: number): SentenceResult {
	const probabilities = [Math.sin(number), 1 / (number + 3), Number.EPSILON * number];
	return {
		entities: [{ start: number, end: number + 1, type: number % 3, score: Math.fround(1 / (number + 1)), probabilities }],
		relations: number % 2 === 0 ? [] : [{ head: 0, tail: 0, type: 1, score: Math.cbrt(number) }],
	};
}

const wordingOf = (number: number): string => `We\ntried\nnumber\n${number}`;
const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);
const file = (): string => join(folder, readdirSync(folder).find((name) => name.endsWith('.sentences'))!);

describe('StoredSentences', () => {
	it('has after reopening the same results, bit for bit', async () => {
		const first = memory();
		const known = await first.open('model', 'options');
		numbers(0, 500).forEach((number) => known.set(wordingOf(number), resultOf(number)));
		known.set('empty', { entities: [], relations: [] });
		await first.close();
		const again = await memory().open('model', 'options');
		for (const number of numbers(0, 500)) {
			expect(again.get(wordingOf(number))).toStrictEqual(resultOf(number));
		}
		expect(again.get('empty')).toEqual({ entities: [], relations: [] });
		expect(again.get(wordingOf(500))).toBeUndefined();
		expect(told).toEqual([]);
	});

	it('loses nothing that comes while it writes', async () => {
		const first = memory();
		const known = await first.open('model', 'options');
		let last = 0;
		// In every moment of several writes something comes.
		for (const end = performance.now() + 1000; performance.now() < end; last++) {
			known.set(wordingOf(last), resultOf(last));
			await new Promise((resolve) => setImmediate(resolve));
		}
		await first.close();
		const again = await memory().open('model', 'options');
		expect(numbers(0, last).filter((number) => again.get(wordingOf(number)) === undefined)).toEqual([]);
	});

	it('keeps models and options apart', async () => {
		const first = memory();
		(await first.open('model', 'options')).set('a', resultOf(1));
		(await first.open('model', 'others')).set('a', resultOf(2));
		(await first.open('another', 'options')).set('a', resultOf(3));
		await first.close();
		const again = memory();
		expect((await again.open('model', 'options')).get('a')).toEqual(resultOf(1));
		expect((await again.open('model', 'others')).get('a')).toEqual(resultOf(2));
		expect((await again.open('another', 'options')).get('a')).toEqual(resultOf(3));
		expect((await again.open('another', 'others')).get('a')).toBeUndefined();
	});

	it('writes by itself soon, and others see it', async () => {
		const [here, there] = [memory(), memory()];
		const elsewhere = await there.open('model', 'options');
		(await here.open('model', 'options')).set('a', resultOf(1));
		expect(elsewhere.get('a')).toBeUndefined();
		await expect.poll(async () => (await there.open('model', 'options')).get('a'), { timeout: 5000 }).toEqual(resultOf(1));
	});

	it('stays within its bound, and keeps what was used and what came last', async () => {
		const largestFile = 40_000;
		const early = memory();
		const before = await early.open('model', 'options');
		numbers(0, 300).forEach((number) => before.set(wordingOf(number), resultOf(number)));
		await early.close();
		const sentences = memory({ largestFile });
		const known = await sentences.open('model', 'options');
		const used = numbers(0, 20);
		used.forEach((number) => known.get(wordingOf(number)));
		for (const start of [1000, 1200, 1400]) {
			numbers(start, start + 200).forEach((number) => known.set(wordingOf(number), resultOf(number)));
			await expect.poll(() => statSync(file()).size < largestFile && readdirSync(folder).length === 1, { timeout: 5000 }).toBe(true);
		}
		await sentences.close();
		expect(statSync(file()).size).toBeLessThan(largestFile);
		const again = await memory().open('model', 'options');
		expect(numbers(1500, 1600).filter((number) => again.get(wordingOf(number)) === undefined)).toEqual([]);
		expect(numbers(20, 300).filter((number) => again.get(wordingOf(number)) !== undefined).length).toBeLessThan(100);
	});

	it('removes files that were not written for longest when all are too large, and never its own', async () => {
		const age = (name: string, days: number): void => {
			writeFileSync(join(folder, name), Buffer.alloc(1000));
			utimesSync(join(folder, name), new Date(Date.now() - days * 86_400_000), new Date(Date.now() - days * 86_400_000));
		};
		age('oldest.sentences', 3);
		age('old.sentences', 2);
		age('newer.sentences', 1);
		age('something.else', 9);
		const sentences = memory({ largestFolder: 2500 });
		(await sentences.open('model', 'options')).set('a', resultOf(1));
		await sentences.close();
		const left = readdirSync(folder);
		expect(left).toHaveLength(4);
		expect(left).toEqual(expect.arrayContaining(['old.sentences', 'newer.sentences', 'something.else']));
	});

	it('works in memory where nothing can be written, and says so once', async () => {
		writeFileSync(join(folder, 'no-folder'), '');
		const sentences = memory({ folder: join(folder, 'no-folder', 'sentences') });
		const known = await sentences.open('model', 'options');
		known.set('a', resultOf(1));
		(await sentences.open('model', 'others')).set('a', resultOf(2));
		expect((await sentences.open('model', 'options')).get('a')).toEqual(resultOf(1));
		await sentences.close();
		expect(told).toHaveLength(1);
		expect(told[0]).toContain('no-folder');
	});

	it.skipIf(!existsSync('/dev/full'))('works on when the disk is full, and says so once', async () => {
		const own = memory();
		(await own.open('model', 'options')).set('a', resultOf(1));
		await own.close();
		const name = file();
		rmSync(name);
		symlinkSync('/dev/full', name);
		const sentences = memory();
		const known = await sentences.open('model', 'options');
		for (const round of [0, 1, 2]) {
			numbers(100 * round, 100 * round + 100).forEach((number) => known.set(wordingOf(number), resultOf(number)));
			await new Promise((resolve) => setTimeout(resolve, 400));
		}
		expect(numbers(0, 300).filter((number) => known.get(wordingOf(number)) === undefined)).toEqual([]);
		expect(told).toHaveLength(1);
		expect(told[0]).toContain('ENOSPC');
	});

	it('starts anew where its folder was removed meanwhile', async () => {
		const sentences = memory();
		const known = await sentences.open('model', 'options');
		known.set('a', resultOf(1));
		await expect.poll(() => statSync(file()).size, { timeout: 5000 }).toBeGreaterThan(0);
		rmSync(folder, { recursive: true });
		mkdirSync(folder);
		known.set('b', resultOf(2));
		await sentences.close();
		expect((await memory().open('model', 'options')).get('b')).toEqual(resultOf(2));
		expect(told).toEqual([]);
	});
});
