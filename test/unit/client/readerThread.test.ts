// The client of the reader thread against the real thread, and against threads that fail.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ReaderThread } from '../../../src/client/readerThread';
import type { DocumentReading } from '../../../src/documents/documentReading';
import type { DocumentFormat } from '../../../src/documents/documentFormat';
import { readDocument } from '../../../src/documents/readDocument';
import { defaultReadOptions, type ReadOptions } from '../../../src/documents/readOptions';
import { bundleProgram, type BundledProgram } from '../bundledProgram';

type Reader = ReaderThread<DocumentFormat, ReadOptions, DocumentReading>;

let program: BundledProgram;
let folder: string;
beforeAll(() => {
	program = bundleProgram('src/reader/main.ts');
	folder = mkdtempSync(join(tmpdir(), 'spert-reader-'));
});
afterAll(() => {
	program.dispose();
	rmSync(folder, { recursive: true });
});

const readers: Reader[] = [];
afterEach(() => readers.splice(0).forEach((reader) => reader.dispose()));

function newReader(script = program.path): Reader {
	const reader: Reader = new ReaderThread(script);
	readers.push(reader);
	return reader;
}

function threadOf(name: string, script: string): Reader {
	const path = join(folder, `${name}.cjs`);
	writeFileSync(path, `const { parentPort } = require('node:worker_threads');\n${script}`);
	return newReader(path);
}

describe('ReaderThread', () => {
	it('reads documents as reading at once does, each answer to its own question', async () => {
		const reader = newReader();
		const sources: [string, DocumentFormat][] = [
			['One sentence. And \\emph{another} one.', 'latex'],
			['# Title\n\nA *short* 😀 text.\r\n', 'markdown'],
			['', 'plainText'],
			['Plain text here.', 'plainText'],
		];
		const readings = await Promise.all(sources.map(([source, format]) => reader.read(source, format, defaultReadOptions)));
		expect(readings).toEqual(sources.map(([source, format]) => readDocument(source, format)));
	});

	it('passes on what a reading fails with, and reads on', async () => {
		const reader = threadOf(
			'failing',
			`parentPort.on('message', ({ id, source }) =>
				parentPort.postMessage(source === 'bad' ? { id, kind: 'failed', failure: 'the reason' } : { id, kind: 'read', reading: source }));`,
		);
		await expect(reader.read('bad', 'latex', defaultReadOptions)).rejects.toThrow(/Reading a document failed\.\nthe reason/);
		await expect(reader.read('good', 'latex', defaultReadOptions)).resolves.toBe('good');
	});

	it('rejects what is pending when the thread ends, and starts another for the next reading', async () => {
		const reader = threadOf(
			'ending',
			`parentPort.on('message', ({ id, source }) => {
				if (source === 'exit') process.exit(5);
				if (source === 'throw') throw new Error('out of order');
				parentPort.postMessage({ id, kind: 'read', reading: source });
			});`,
		);
		await expect(Promise.allSettled([reader.read('exit', 'latex', defaultReadOptions), reader.read('behind', 'latex', defaultReadOptions)])).resolves.toMatchObject([
			{ status: 'rejected', reason: { message: 'The reader thread ended: exit code 5' } },
			{ status: 'rejected' },
		]);
		await expect(reader.read('next', 'latex', defaultReadOptions)).resolves.toBe('next');
		await expect(reader.read('throw', 'latex', defaultReadOptions)).rejects.toThrow('out of order');
		await expect(reader.read('last', 'latex', defaultReadOptions)).resolves.toBe('last');
	});

	it('rejects what is pending and what comes later once disposed', async () => {
		const reader = threadOf('silent', `parentPort.on('message', () => {});`);
		const pending = reader.read('x', 'latex', defaultReadOptions);
		reader.dispose();
		await expect(pending).rejects.toThrow('The window is closing.');
		await expect(reader.read('x', 'latex', defaultReadOptions)).rejects.toThrow('The window is closing.');
	});
});
