// `spert graph` as it is run: shards to a store and other files, and what it tells of them.

import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GraphStoreClient } from '../../../src/client/graphStoreClient';
import type { StoreReply } from '../../../src/protocol/graphStoreProtocol';
import { lineOf, paper } from '../graph/corpora';
import { extractModel, CommandLineWorkspace } from './workspace';

const papers = [
	paper('b.md', ['An [SVM] is used for [parsing].', 'Nothing else.'], [[0, 1]]),
	paper('a.md', ['A [support vector machine] ([SVM]) does [tagging].'], [[0, 2]]),
];

let workspace: CommandLineWorkspace;
beforeAll(() => {
	workspace = new CommandLineWorkspace();
	mkdirSync(workspace.path('shards'));
	papers.forEach((document, number) => workspace.write(`shards/shard-0000${number + 1}.jsonl`, lineOf(document)));
	workspace.write('shards/results.jsonl', papers.map(lineOf).join(''));
});
afterAll(() => workspace.dispose());

describe('spert graph', () => {
	it('merges shards into a store, and shows the neighbourhood of an entity', async () => {
		const merged = await workspace.run('graph', 'merge', 'shards/shard-00002.jsonl', 'shards/shard-00001.jsonl', '--out', 'corpus.sqlite');
		expect(merged).toEqual({ code: 0, stdout: '', stderr: 'spert graph: 2 documents, 5 mentions, 3 entities, 2 relations merged into corpus.sqlite.\n' });
		expect(await workspace.run('graph', 'show', 'corpus.sqlite', 'SVM')).toEqual({
			code: 0,
			stderr: '',
			stdout: [
				'support vector machine  Method  3 mentions in 2 documents, 2 relations',
				'  support vector machine —Used-for→ parsing  0.80  1',
				'  support vector machine —Used-for→ tagging  0.80  1',
				'2 of 2 relations\n',
			].join('\n'),
		});
		const found = await workspace.run('graph', 'find', 'corpus.sqlite', 'tag', '--format', 'json');
		expect(JSON.parse(found.stdout)).toMatchObject({ name: 'tagging', mentions: 1 });
		expect((await workspace.run('graph', 'show', 'corpus.sqlite')).stdout).toMatch(/^2 documents, 5 mentions, 3 entities, 2 relations\nsupport vector machine /);
	});

	it('takes the shards of a folder, and gives the same store', async () => {
		expect((await workspace.run('graph', 'merge', 'shards', '--out', 'folder.sqlite')).code).toBe(0);
		const one = await workspace.run('graph', 'merge', 'shards/results.jsonl', '--out', 'one.sqlite');
		expect(one.code).toBe(0);
		expect(readFileSync(workspace.path('folder.sqlite')).equals(readFileSync(workspace.path('one.sqlite')))).toBe(true);
	});

	it('writes the other formats, by rules too, and leaves nothing else', async () => {
		workspace.write('rules.tsv', 'same\tparsing\ttagging\n');
		expect((await workspace.run('graph', 'merge', 'shards', '--out', 'out.graphml', '--rules', 'rules.tsv')).stderr).toContain('2 entities, 1 relations');
		expect(workspace.read('out.graphml')).toContain('<data key="node.forms">parsing&#10;tagging</data>');
		expect((await workspace.run('graph', 'merge', 'shards', '--out', 'tables', '--format', 'csv')).code).toBe(0);
		expect(workspace.read('tables/relations.csv').split('\r\n').length).toBe(4);
		expect((await workspace.run('graph', 'merge', 'shards', '--out', 'out.jsonl')).code).toBe(0);
		expect(workspace.read('out.jsonl')).toContain('"entity":"support vector machine"');
		expect(readdirSync(workspace.folder).filter((file) => file.startsWith('.spert') || file.includes('.tmp'))).toEqual([]);
	});

	it('merges what spert extract prints', async () => {
		workspace.write('paper.md', 'We present a support vector machine (SVM) for text classification. The SVM is used for parsing.\n');
		const { stdout } = await workspace.run('extract', ...extractModel, 'paper.md', '--format', 'json', '--no-cache');
		workspace.write('printed.jsonl', stdout);
		const merged = await workspace.run('graph', 'merge', 'printed.jsonl', '--out', 'printed.sqlite');
		expect(merged.code).toBe(0);
		expect(merged.stderr).not.toContain('earlier version');
	});

	it.each([
		[['merge', '--out', 'x.sqlite'], 2, 'name at least one shard'],
		[['merge', 'shards'], 2, '--out is missing'],
		[['merge', 'shards', '--out', 'x.unknown'], 2, '--format says'],
		[['merge', 'missing.jsonl', '--out', 'x.sqlite'], 1, '[graph.shardUnreadable]'],
		[['merge', '.', '--out', 'x.sqlite', '--temp', 'missing'], 1, '[graph.outputUnwritable]'],
		[['merge', 'shards', '--out', 'missing/x.sqlite'], 1, '[graph.outputUnwritable]'],
		[['show', 'shards/results.jsonl'], 1, '[graph.storeForeign]'],
		[['show', 'corpus.sqlite', 'nobody wrote this'], 1, '[graph.entityUnknown]'],
		[['look'], 2, 'there is no "look"'],
	])('says what is wrong with %j', async (args, code, message) => {
		const ended = await workspace.run('graph', ...args);
		expect(ended.code).toBe(code);
		expect(ended.stderr).toContain(message);
		expect(readdirSync(workspace.folder).filter((file) => file.startsWith('x.'))).toEqual([]);
	});

	it('answers questions line by line, and wrong ones with what is wrong', async () => {
		const child = spawn(process.execPath, [workspace.program.path, 'graph', 'serve', workspace.path('corpus.sqlite')], { stdio: ['pipe', 'pipe', 'pipe'] });
		const replies: StoreReply[] = [];
		createInterface({ input: child.stdout }).on('line', (line) => replies.push(JSON.parse(line) as StoreReply));
		const ended = new Promise((resolve) => child.once('close', resolve));
		child.stdin.end(`no question\n${JSON.stringify({ id: 1, request: { kind: 'summary' } })}\n\n${JSON.stringify({ id: 2, request: { kind: 'entities', from: 0, count: 1 } })}\n`);
		expect(await ended).toBe(0);
		expect(replies.map(({ id, answer }) => [id, answer])).toMatchObject([
			[1, { documents: 2, entities: 3 }],
			[2, { entities: [{ name: 'support vector machine' }] }],
		]);
	});
});

describe('the editor’s side of a store', () => {
	const clientOf = (store: string): GraphStoreClient => new GraphStoreClient({ execPath: process.execPath, path: workspace.program.path }, workspace.path(store));

	it('gets answers, in order of asking or not, and the errors of the store', async () => {
		const client = clientOf('corpus.sqlite');
		const [summary, { entities }] = await Promise.all([client.ask({ kind: 'summary' }), client.ask({ kind: 'entities', from: 0, count: 9 })]);
		expect([summary.entities, entities.length]).toEqual([3, 3]);
		client.dispose();
		await expect(client.ask({ kind: 'summary' })).rejects.toMatchObject({ code: 'graph.processEnded' });
		const foreign = clientOf('shards/results.jsonl');
		await expect(foreign.ask({ kind: 'summary' })).rejects.toMatchObject({ code: 'graph.storeForeign' });
		foreign.dispose();
	});

	it('rejects what was asked of a process that is killed, and starts another for the next', async () => {
		const client = clientOf('corpus.sqlite');
		await client.ask({ kind: 'summary' });
		const first = client.processId!;
		process.kill(first, 'SIGSTOP');
		const asked = client.ask({ kind: 'summary' });
		process.kill(first, 'SIGKILL');
		await expect(asked).rejects.toMatchObject({ code: 'graph.processEnded' });
		expect((await client.ask({ kind: 'summary' })).documents).toBe(2);
		expect(client.processId).not.toBe(first);
		client.dispose();
	});
});
