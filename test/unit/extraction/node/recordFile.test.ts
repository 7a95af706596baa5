import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RecordFile } from '../../../../src/extraction/node/recordFile';
import { bundleProgram, type BundledProgram } from '../../bundledProgram';

const largest = 1 << 16;
let folder: string;
let path: string;
let opened: RecordFile[];
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'spert-records-'));
	path = join(folder, 'records');
	opened = [];
});
afterEach(() => {
	opened.forEach((file) => file.dispose());
	rmSync(folder, { recursive: true, force: true });
});

async function open(from = path): Promise<RecordFile> {
	const file = await RecordFile.open(from, largest);
	opened.push(file);
	return file;
}

const key = (number: number): string => String(number).padStart(16, '\u00e9');
/** Payloads of all lengths, with the mark of a record in some. */
const payload = (number: number): Buffer => Buffer.from(`${number % 3 === 0 ? 'SpR1' : ''}${'x'.repeat((number * 7) % 300)}${number}`);
const record = (number: number): { key: string; payload: Buffer } => ({ key: key(number), payload: payload(number) });
const numbers = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);
const known = (file: RecordFile, from: number, to: number): number[] => numbers(from, to).filter((number) => file.get(key(number))?.equals(payload(number)));

describe('RecordFile', () => {
	it('gives after reopening exactly what was appended, the newest of each key', async () => {
		const file = await open();
		await file.append(numbers(0, 50).map(record));
		await file.append([{ key: key(7), payload: Buffer.from('newer') }]);
		for (const each of [file, await open()]) {
			expect(each.get(key(7))?.toString()).toBe('newer');
			expect(known(each, 0, 50)).toEqual(numbers(0, 50).filter((number) => number !== 7));
			expect(each.get(key(50))).toBeUndefined();
		}
	});

	it('passes over a torn record at the end, and what is appended behind it is known', async () => {
		const file = await open();
		await file.append(numbers(0, 10).map(record));
		const { size } = statSync(path);
		for (const cut of [1, 20, 29, 100]) {
			truncateSync(path, size);
			truncateSync(path, size - cut);
			const torn = await open();
			const before = known(torn, 0, 10);
			expect(before.length).toBeLessThan(10);
			expect(before).toEqual(numbers(0, before.length));
			await torn.append([record(100)]);
			expect(known(torn, 100, 101)).toEqual([100]);
			expect([...known(await open(), 0, 101)]).toEqual([...before, 100]);
			rmSync(path);
			await (await open()).append(numbers(0, 10).map(record));
		}
	});

	it('loses no more than the record that is damaged, wherever the damage is', async () => {
		const file = await open();
		await file.append(numbers(0, 40).map(record));
		const intact = readFileSync(path);
		for (let at = 0; at < intact.length; at += 13) {
			const bytes = Buffer.from(intact);
			bytes.writeUInt8(bytes.readUInt8(at) ^ 0x5a, at);
			const damaged = join(folder, `damaged-${at}`);
			writeFileSync(damaged, bytes);
			expect(known(await open(damaged), 0, 40).length, `byte ${at}`).toBe(39);
		}
	});

	it('notices damage that came after it was opened', async () => {
		const file = await open();
		await file.append([record(1), record(2)]);
		const bytes = readFileSync(path);
		bytes.writeUInt8(bytes.readUInt8(30) ^ 1, 30);
		writeFileSync(path, bytes);
		expect(known(file, 1, 3)).toEqual([2]);
	});

	it('takes nothing from a file of another kind, and can be used all the same', async () => {
		writeFileSync(path, Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 31) % 251)));
		const file = await open();
		expect([...file.keys]).toEqual([]);
		await file.append([record(1)]);
		expect(known(await open(), 0, 3)).toEqual([1]);
	});

	it('claims no memory for a record that claims to be huge', async () => {
		const huge = Buffer.alloc(64);
		huge.write('SpR1', 'latin1');
		huge.writeUInt32LE(0xffffffff, 4);
		writeFileSync(path, huge);
		const file = await open();
		await file.append([record(1)]);
		expect([...file.keys]).toEqual([key(1)]);
	});

	it('sees what others append', async () => {
		const [one, other] = [await open(), await open()];
		await one.append([record(1)]);
		await other.append([record(2)]);
		expect(known(other, 0, 5)).toEqual([1, 2]);
		expect(known(one, 0, 5)).toEqual([1]);
		await one.refresh();
		expect(known(one, 0, 5)).toEqual([1, 2]);
	});

	it('keeps by compacting what is asked for, and others go on in the new file', async () => {
		const [one, other] = [await open(), await open()];
		await one.append(numbers(0, 100).map(record));
		await one.append(numbers(0, 50).map(record));
		expect(one.waste).toBeGreaterThan(0);
		await other.refresh();
		const before = one.size;
		await one.compact(numbers(10, 20).map(key));
		expect(one.size).toBeLessThan(before / 5);
		expect(one.waste).toBe(0);
		expect(known(one, 0, 100)).toEqual(numbers(10, 20));
		// What it knew it still has, from the old file; what it appends goes into the new one.
		expect(known(other, 0, 100)).toEqual(numbers(0, 100));
		await other.append([record(200)]);
		expect(known(other, 0, 201)).toEqual([...numbers(10, 20), 200]);
		expect(known(await open(), 0, 201)).toEqual([...numbers(10, 20), 200]);
	});

	it.skipIf(!existsSync('/dev/full'))('rejects where the disk is full', async () => {
		symlinkSync('/dev/full', path);
		const file = await open();
		await expect(file.append([record(1)])).rejects.toMatchObject({ code: 'ENOSPC' });
	});

	describe('with other processes', () => {
		let program: BundledProgram;
		beforeEach(() => {
			program = bundleProgram('test/unit/extraction/node/appendingProgram.ts');
		});
		afterEach(() => program.dispose());

		/** Appends records from a number on, `count` of them or until it is killed. */
		const appending = (from: number, count: number) =>
			spawn(process.execPath, [program.path, path, String(from), String(count)], { stdio: ['ignore', 'pipe', 'inherit'] });

		it('has everything that two processes append at the same time', async () => {
			const children = [appending(0, 3000), appending(10_000, 3000)];
			await Promise.all(children.map((child) => new Promise((resolve) => child.once('close', resolve))));
			const file = await open();
			expect(known(file, 0, 3000)).toHaveLength(3000);
			expect(known(file, 10_000, 13_000)).toHaveLength(3000);
			expect(file.waste).toBe(0);
		});

		it('has whatever a process had appended when it was killed, and goes on', async () => {
			for (let round = 0; round < 5; round++) {
				const from = round * 100_000;
				const child = appending(from, 100_000);
				let told = '';
				child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text));
				await new Promise((resolve) => child.stdout.once('data', resolve));
				await new Promise((resolve) => setTimeout(resolve, 20 + 15 * round));
				child.kill('SIGKILL');
				await new Promise((resolve) => child.once('close', resolve));
				const appended = Number(told.trimEnd().split('\n').filter((line) => line.endsWith('.')).at(-1)?.slice(0, -1));
				const file = await open();
				expect(appended).toBeGreaterThan(from);
				expect(known(file, from, appended)).toHaveLength(appended - from);
				// A torn tail as a power failure leaves it, on top.
				appendFileSync(path, Buffer.from('SpR1\u0005\u0000', 'latin1'));
				await file.append([record(from + 99_999)]);
				expect(known(await open(), from + 99_999, from + 100_000)).toHaveLength(1);
			}
		});
	});
});
