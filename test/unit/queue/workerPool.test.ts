// The pool with a program in place of the one with the engine, which ends, hangs and answers as its documents say.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WorkerPool, type TaskEnd } from '../../../src/queue/pool/workerPool';

const program = `
process.on('message', ({ kind, id, task, setup }) => {
	if (kind === 'start') {
		if (setup.modelPath === 'ends') process.exit(3);
		process.send(setup.modelPath === 'other' ? { kind: 'unusable', failure: { code: 'queue.modelDiffers', problem: 'p', remedy: 'r' } } : { kind: 'ready', device: 'cpu' });
		return;
	}
	const text = Buffer.from(task.text).toString();
	if (text === 'end') process.exit(1);
	if (text === 'kill') process.kill(process.pid, 'SIGKILL');
	if (text === 'refuse') process.send({ kind: 'failed', id, failure: { code: 'queue.jobMalformed', problem: 'p', remedy: 'r' }, isFinal: true });
	if (text !== 'hang') setTimeout(() => process.send({ kind: 'done', id, result: Buffer.from(text + process.pid) }), text === 'slow' ? 300 : 1);
});
process.on('disconnect', () => process.exit(0));
`;

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'spert-pool-'));
	writeFileSync(join(folder, 'program.cjs'), program);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pools: WorkerPool[] = [];
afterEach(() => pools.splice(0).forEach((pool) => pool.kill()));

function start(size: number, modelPath = 'model', timeout = 20): WorkerPool {
	const options = { maxSpanSize: 10, entityThreshold: 0, relationThreshold: 0.4, precision: 'float32', threads: 1, device: 'cpu' };
	const pool = new WorkerPool({ program: join(folder, 'program.cjs'), args: [], size, timeout, setup: { ...options, modelPath, modelHash: '' } });
	pools.push(pool);
	return pool;
}
const read = async (pool: WorkerPool, text: string): Promise<TaskEnd> => await pool.read({ text: Buffer.from(text), sha256: '', format: '', readOptions: '' });
const word = (end: TaskEnd): string => (end.kind === 'done' ? Buffer.from(end.result).toString().replace(/\d+$/, '') : end.failure.code);

describe('a pool of processes', () => {
	it('reads in all of them, one document each at a time', async () => {
		const pool = start(2);
		const ends = await Promise.all(['slow', 'slow', 'a', 'b', 'c'].map(async (text) => await read(pool, text)));
		expect(ends.map(word)).toEqual(['slow', 'slow', 'a', 'b', 'c']);
		const processes = ends.map((end) => (end.kind === 'done' ? Buffer.from(end.result).toString().replace(/^\D+/, '') : ''));
		expect(new Set(processes).size).toBe(2);
	});

	it('loses with a process only the document that it read, and replaces it', async () => {
		const pool = start(2);
		const ends = await Promise.all(['a', 'end', 'b', 'kill', 'c', 'refuse', 'd', 'e'].map(async (text) => await read(pool, text)));
		expect(ends.map(word)).toEqual(['a', 'queue.processEnded', 'b', 'queue.processEnded', 'c', 'queue.jobMalformed', 'd', 'e']);
		expect(ends.map((end) => end.kind === 'failed' && end.isFinal)).toEqual([false, false, false, false, false, true, false, false]);
	});

	it('ends a process that takes too long', async () => {
		const pool = start(1, 'model', 0.2);
		const ends = await Promise.all(['hang', 'a'].map(async (text) => await read(pool, text)));
		expect(ends.map(word)).toEqual(['queue.timedOut', 'a']);
	});

	it('says why no process can read: the model is another one, or each ends at once', async () => {
		const other = start(1, 'other');
		await expect(other.whenReady()).rejects.toMatchObject({ code: 'queue.modelDiffers' });
		await expect(read(other, 'a')).rejects.toMatchObject({ code: 'queue.modelDiffers' });
		await expect(start(1, 'ends').whenReady()).rejects.toMatchObject({ code: 'queue.processEnded' });
	});

	it('gives back what it has not begun with when it is closed, and finishes the rest', async () => {
		const pool = start(1);
		await pool.whenReady();
		const [begun, waiting] = [read(pool, 'slow'), read(pool, 'a').catch((failure: unknown) => failure)];
		await pool.close();
		expect(word(await begun)).toBe('slow');
		expect(await waiting).toMatchObject({ name: 'CancelledError' });
		await expect(read(pool, 'b')).rejects.toMatchObject({ name: 'CancelledError' });
	});
});
