import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LineTail } from '../../../src/client/lineTail';

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'spert-tail-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('LineTail', () => {
	it('waits for a file that is not there yet', async () => {
		const path = join(folder, 'later.jsonl');
		const tail = new LineTail(path);
		expect(await tail.read()).toEqual({ restarted: false, lines: [] });
		writeFileSync(path, 'one\n');
		expect((await tail.read()).lines).toEqual(['one']);
		expect((await tail.read()).lines).toEqual([]);
	});

	it('keeps a line back until it is complete, also where the cut lies inside of a character', async () => {
		const path = join(folder, 'cut.jsonl');
		const bytes = Buffer.from('{"text":"ü"}\r\nnext\n');
		const cut = bytes.indexOf(0xc3) + 1;
		writeFileSync(path, bytes.subarray(0, cut));
		const tail = new LineTail(path);
		expect((await tail.read()).lines).toEqual([]);
		appendFileSync(path, bytes.subarray(cut));
		expect((await tail.read()).lines).toEqual(['{"text":"ü"}', 'next']);
	});

	it('reads files of several chunks whole', async () => {
		const path = join(folder, 'long.jsonl');
		const lines = Array.from({ length: 30_000 }, (_, index) => `${index} ${'x'.repeat(60)}`);
		writeFileSync(path, `${lines.join('\n')}\n`);
		expect((await new LineTail(path).read()).lines).toEqual(lines);
	});

	it('begins anew where the file has become shorter', async () => {
		const path = join(folder, 'again.jsonl');
		writeFileSync(path, 'one\ntwo\n');
		const tail = new LineTail(path);
		await tail.read();
		writeFileSync(path, 'new\n');
		expect(await tail.read()).toEqual({ restarted: true, lines: ['new'] });
	});
});
