// A corpus of one machine, without a queue: the same commands, the same files.

import { setTimeout as sleep } from 'node:timers/promises';
import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stateFolder } from '../../../src/queue/local/localCorpus';
import { CorpusWorkspace, portableModel } from './corpusWorkspace';

describe('a corpus in a folder', { timeout: 60_000 }, () => {
	let workspace: CorpusWorkspace;
	beforeAll(() => {
		workspace = new CorpusWorkspace();
	});
	afterAll(async () => await workspace.dispose());

	const submitting = (folder: string, out: string, ...args: string[]): string[] =>
		['corpus', 'submit', folder, '--out', out, ...portableModel, '--threads', '1', '--device', 'cpu', '--shard-size', '5', ...args];
	const plain = async (...paths: string[]): Promise<string> =>
		await workspace.succeed('extract', ...portableModel, '--format', 'json', '--no-cache', '--threads', '1', '--device', 'cpu', ...paths);

	it('is read by processes of this machine, and goes on where it was killed', async () => {
		workspace.writeDocuments('many', 40);
		let kills = 0;
		for (const pause of [900, 1100, 1500]) {
			const running = workspace.start(...submitting('many', 'many-out', '--concurrency', '2'));
			await sleep(pause);
			kills += running.child.exitCode === null ? 1 : 0;
			await running.kill();
		}
		expect(kills).toBeGreaterThan(0);
		expect(await workspace.succeed(...submitting('many', 'many-out'))).toContain('40 results of 40 documents');
		expect(workspace.text('many-out', 'results.jsonl')).toBe(await plain('many'));
		const shards = readdirSync(workspace.path('many-out')).filter((name) => name.endsWith('.jsonl')).sort();
		expect(shards).toEqual(['results.jsonl', ...Array.from({ length: 8 }, (_, index) => `shard-0000${index + 1}.jsonl`)]);
		expect(JSON.parse(await workspace.succeed('corpus', 'status', '--out', 'many-out', '--json'))).toMatchObject({ documents: 40, done: 40, failed: 0 });
	});

	it('sets documents apart, and reads them again when they are put back', async () => {
		workspace.writeDocuments('some', 2);
		workspace.write('some/broken.md', Uint8Array.of(0xff, 0xfe));
		const hasty = await workspace.run(...submitting('some', 'some-out', '--timeout', '0.001', '--attempts', '1'));
		expect([hasty.code, hasty.stdout]).toEqual([1, expect.stringContaining('0 results of 3 documents')]);
		expect(workspace.manifest('some-out').failures.map(({ code }) => code)).toEqual(['cli.notText', 'queue.timedOut', 'queue.timedOut']);
		workspace.write('some/broken.md', 'Mended.\n');
		expect(await workspace.succeed('corpus', 'retry', '--out', 'some-out')).toBe('2 documents put back\n');
		expect(await workspace.succeed(...submitting('some', 'some-out'))).toContain('3 results of 3 documents');
		expect(workspace.text('some-out', 'results.jsonl')).toBe(await plain('some'));
		await workspace.succeed('corpus', 'cancel', '--out', 'some-out', '--yes');
		expect((await workspace.run('corpus', 'status', '--out', 'some-out')).code).toBe(2);
	});

	it('lets one process at a time at it', async () => {
		workspace.writeDocuments('one', 30);
		const first = workspace.start(...submitting('one', 'one-out'));
		await expect.poll(() => existsSync(workspace.path('one-out', stateFolder, 'lock')), { timeout: 10_000, interval: 5 }).toBe(true);
		// It stays at work until the other one has looked.
		first.child.kill('SIGSTOP');
		const second = await workspace.run(...submitting('one', 'one-out'));
		first.child.kill('SIGCONT');
		expect([second.code, second.stderr]).toEqual([1, expect.stringContaining('[queue.folderInUse]')]);
		expect(await first.ended).toBe(0);
	});
});
