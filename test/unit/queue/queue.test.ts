// A corpus over a real Redis and real workers, which are killed as they go.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drawing } from '../../bench/manyDocuments';
import { runProgram } from '../commandLine';
import { portableModelPath } from '../engine/portableModel';
import { smallDisk } from '../smallDisk';
import { findProgram } from '../../../scripts/lib/findProgram.mjs';
import { CorpusWorkspace, portableModel } from './corpusWorkspace';
import { freePort, redisProgram, RedisServer } from '../../harness/redisServer';

describe.skipIf(redisProgram === undefined)('a corpus on a queue', { timeout: 120_000 }, () => {
	let workspace: CorpusWorkspace;
	let server: RedisServer;
	let folder: string;
	let number = 0;

	beforeAll(() => {
		workspace = new CorpusWorkspace();
	});
	afterAll(async () => await workspace.dispose());
	beforeEach(async () => {
		server = await RedisServer.start();
		folder = `papers-${number++}`;
	});
	afterEach(async () => await server.dispose());

	const submit = async (...args: string[]): Promise<string> =>
		await workspace.succeed('corpus', 'submit', '--queue', server.url, ...portableModel, ...args);
	const collect = async (out: string, ...args: string[]): Promise<string> =>
		await workspace.succeed('corpus', 'collect', '--queue', server.url, '--out', out, ...args);
	const plain = async (...paths: string[]): Promise<string> =>
		await workspace.succeed('extract', ...portableModel, '--format', 'json', '--no-cache', '--threads', '1', '--device', 'cpu', ...paths);

	it('gives what the plain command gives, byte for byte, whoever read what', async () => {
		workspace.writeDocuments(folder, 12);
		// The same content under another name.
		workspace.write(`${folder}/zz-copy.md`, workspace.text(folder, 'paper-00003.md'));
		workspace.write(`${folder}/tex/main.tex`, '\\documentclass{article}\\input{names}\\begin{document}The \\model{} parses well.\\end{document}');
		workspace.write(`${folder}/tex/names.tex`, '\\newcommand{\\model}{neural network}');
		const said = await submit(folder, '--shard-size', '5');
		expect(said).toContain('15 documents found, 15 of them new or changed, 14 to be read');
		workspace.startWorker(server.url);
		workspace.startWorker(server.url, '--concurrency', '2');
		const out = `${folder}-out`;
		expect(await collect(out)).toContain('15 results of 15 documents');
		expect(workspace.text(out, 'results.jsonl')).toBe(await plain(folder));
		const manifest = workspace.manifest(out);
		expect([manifest.documents, manifest.results, manifest.failures]).toEqual([15, 15, []]);
		expect(manifest.result.sha256).toBe(workspace.sha256(out, 'results.jsonl'));
		expect(manifest.shards.map(({ documents }) => documents)).toEqual([5, 5, 5]);
		for (const { file, sha256, list, listSha256 } of manifest.shards) {
			expect([workspace.sha256(out, file), workspace.sha256(out, list)]).toEqual([sha256, listSha256]);
		}
		// What is there is not done again, what is new is.
		expect(await submit(folder, '--shard-size', '5')).toContain('0 of them new or changed, 0 to be read');
		workspace.writeDocuments(folder, 2, 100);
		workspace.write(`${folder}/paper-00001.md`, workspace.text(folder, 'paper-00002.md').replace('# Paper 2', '# Another title'));
		expect(await submit(folder, '--shard-size', '5')).toContain('3 of them new or changed, 3 to be read');
		await collect(out);
		const files = workspace.lines(out).map(({ file }) => file);
		// Documents keep the places in which they were submitted first.
		expect(files.slice(-2)).toEqual([`${folder}/paper-00100.md`, `${folder}/paper-00101.md`]);
		expect(workspace.text(out, 'results.jsonl')).toBe(await plain(...files));
		const client = server.client();
		const left = await client.keys('spert:*');
		client.disconnect();
		expect(left.filter((key) => /text|result/.test(key))).toEqual([]);
	});

	it('has every document once, whatever is killed when', async () => {
		const draw = drawing(20_261);
		const documents = workspace.writeDocuments(folder, 60);
		workspace.write(`${folder}/broken-a.md`, Uint8Array.of(0x41, 0xff, 0xfe));
		const { code } = await workspace.run('corpus', 'submit', '--queue', server.url, ...portableModel, folder, '--shard-size', '7', '--waiting', '1000');
		expect(code).toBe(1);
		const out = `${folder}-out`;
		const start = () => workspace.startWorker(server.url, '--lock', '2');
		let workers = [start(), start()];
		let collector = workspace.start('corpus', 'collect', '--queue', server.url, '--out', out);
		for (let round = 0; round < 6; round++) {
			await sleep(400 + draw(1200));
			const which = draw(2);
			const victim = workers[which];
			if (victim !== undefined) {
				await victim.kill();
				workers = workers.map((worker) => (worker === victim ? start() : worker));
			}
			if (round % 2 === 0) {
				await collector.kill();
				collector = workspace.start('corpus', 'collect', '--queue', server.url, '--out', out);
			}
			if (round === 3) {
				await server.kill();
				await sleep(300);
				await server.start();
			}
		}
		expect([await collector.ended, collector.output()]).toEqual([1, expect.stringContaining('60 results of 61 documents')]);
		const { failures } = workspace.manifest(out);
		expect(failures.map(({ file, code: failure }) => [file, failure])).toEqual([[`${folder}/broken-a.md`, 'cli.notText']]);
		expect(workspace.lines(out).map(({ file }) => file)).toEqual(documents);
		expect(workspace.text(out, 'results.jsonl')).toBe(await plain(...documents));
	});

	it('sets documents apart that cannot be read, and reads them when they are put back', async () => {
		workspace.writeDocuments(folder, 3);
		await submit(folder, '--attempts', '2');
		const hasty = workspace.startWorker(server.url, '--timeout', '0.001', '--until-done');
		const out = `${folder}-out`;
		await hasty.ended;
		const before = await workspace.run('corpus', 'collect', '--queue', server.url, '--out', out);
		expect([before.code, before.stdout]).toEqual([1, expect.stringContaining('0 results of 3 documents')]);
		expect(before.stderr).toContain('[queue.timedOut]');
		const listed = JSON.parse(await workspace.succeed('corpus', 'status', '--queue', server.url, '--failures', '--json')) as { failures: unknown[] };
		expect(listed).toMatchObject({ kind: 'status', documents: 3, done: 0, failed: 3, waiting: 0 });
		expect(listed.failures).toHaveLength(3);
		expect(await workspace.succeed('corpus', 'retry', '--queue', server.url)).toBe('3 documents put back\n');
		await workspace.startWorker(server.url, '--until-done').ended;
		await collect(out);
		expect(workspace.text(out, 'results.jsonl')).toBe(await plain(folder));
	});

	it('sets a document apart that kills its worker each time, and no other one', async () => {
		const documents = workspace.writeDocuments(folder, 6);
		const poison = documents[2] ?? '';
		await submit(folder, '--shard-size', '5');
		let deaths = 0;
		let said = '';
		// As a machine's supervisor does, which starts a worker again that was killed.
		for (let code: number | null = null; code === null; ) {
			const worker = workspace.startWorkerThatDiesOf(workspace.sha256(poison), server.url, '--lock', '1', '--concurrency', '2', '--until-done');
			code = await worker.ended;
			deaths += code === null ? 1 : 0;
			said += worker.output();
		}
		expect(deaths).toBe(6);
		expect(said.split('[queue.workersLost]').length - 1).toBe(1);
		const client = server.client();
		const takeovers = await Promise.all((await client.zrange('spert:queue:corpus:completed', '0', '-1')).map(async (job) => await client.hget(`spert:queue:corpus:${job}`, 'stc')));
		client.disconnect();
		expect(takeovers).toHaveLength(5);
		expect(takeovers.filter((count) => Number(count) > 1)).toEqual([]);
		const out = `${folder}-out`;
		const collected = await workspace.run('corpus', 'collect', '--queue', server.url, '--out', out);
		expect([collected.code, collected.stdout]).toEqual([1, expect.stringContaining('5 results of 6 documents')]);
		expect(workspace.manifest(out).failures.map(({ file, code }) => [file, code])).toEqual([[poison, 'queue.workersLost']]);
		expect(workspace.text(out, 'results.jsonl')).toBe(await plain(...documents.filter((file) => file !== poison)));
		expect(JSON.parse(await workspace.succeed('corpus', 'status', '--queue', server.url, '--json'))).toMatchObject({ done: 5, failed: 1, waiting: 0, active: 0, delayed: 0 });
		// Whatever ended them is mended.
		expect(await workspace.succeed('corpus', 'retry', '--queue', server.url)).toBe('1 documents put back\n');
		expect(await workspace.startWorker(server.url, '--until-done').ended).toBe(0);
		await collect(out);
		expect(workspace.text(out, 'results.jsonl')).toBe(await plain(folder));
	});

	it('is not done while somebody is submitting, and is when they have ended or were killed', async () => {
		const documents = workspace.writeDocuments(folder, 55);
		const list = (files: readonly string[]): string => files.map((file) => `${file}\n`).join('');
		const submitting = workspace.start('corpus', 'submit', '--queue', server.url, ...portableModel, '--list', '-');
		// So many are submitted at once; then it waits for more.
		submitting.child.stdin?.write(list(documents.slice(0, 50)));
		const out = `${folder}-out`;
		const worker = workspace.startWorker(server.url, '--until-done');
		const client = server.client();
		await expect.poll(async () => await client.zcard('spert:queue:corpus:completed'), { timeout: 30_000 }).toBe(50);
		const collector = workspace.start('corpus', 'collect', '--queue', server.url, '--out', out);
		// Both look every second.
		await sleep(4000);
		expect([worker.child.exitCode, collector.child.exitCode]).toEqual([null, null]);
		submitting.child.stdin?.end(list(documents.slice(50)));
		expect(await Promise.all([submitting.ended, worker.ended, collector.ended])).toEqual([0, 0, 0]);
		expect(workspace.text(out, 'results.jsonl')).toBe(await plain(...documents));
		const killed = workspace.start('corpus', 'submit', '--queue', server.url, ...portableModel, '--list', '-');
		await expect.poll(async () => await client.scard('spert:corpus:corpus:submitting'), { timeout: 20_000 }).toBe(1);
		client.disconnect();
		await killed.kill();
		expect(await workspace.startWorker(server.url, '--until-done').ended).toBe(0);
	});

	it('is collected by one process at a time, into one folder', async () => {
		workspace.writeDocuments(folder, 12);
		await submit(folder, '--shard-size', '5');
		const [out, other] = [`${folder}-out`, `${folder}-other`];
		const collecting = ['corpus', 'collect', '--queue', server.url, '--out'];
		const first = workspace.start(...collecting, out);
		const client = server.client();
		await expect.poll(async () => await client.exists('spert:corpus:corpus:collecting'), { timeout: 20_000 }).toBe(1);
		client.disconnect();
		for (const { code, stderr } of await Promise.all([workspace.run(...collecting, out), workspace.run(...collecting, other)])) {
			expect([code, stderr]).toEqual([1, expect.stringContaining('[queue.beingCollected]')]);
		}
		await workspace.startWorker(server.url, '--until-done').ended;
		expect(await first.ended).toBe(0);
		const results = await plain(folder);
		expect(workspace.text(out, 'results.jsonl')).toBe(results);
		const elsewhere = await workspace.run(...collecting, other);
		expect([elsewhere.code, elsewhere.stderr]).toEqual([1, expect.stringContaining('[queue.collectedElsewhere]')]);
		expect(readdirSync(workspace.path(other))).toEqual([]);
		// Two at once have turns.
		await Promise.all([collect(out), collect(out)]);
		expect(workspace.text(out, 'results.jsonl')).toBe(results);
	});

	it('believes no result that cannot be one', async () => {
		const [first = ''] = workspace.writeDocuments(folder, 2);
		await submit(folder);
		await workspace.startWorker(server.url, '--until-done').ended;
		const client = server.client();
		const [entry = ''] = await client.lrange('spert:corpus:corpus:documents', 0, 0);
		const { job } = JSON.parse(entry) as { job: string };
		await client.set(`spert:corpus:corpus:result:${job}`, 'no result');
		const out = `${folder}-out`;
		const { code, stderr } = await workspace.run('corpus', 'collect', '--queue', server.url, '--out', out);
		expect(code).toBe(1);
		expect(stderr).toContain(`${first}: What a worker gave as this document's result is none`);
		expect(workspace.manifest(out).failures.map((failure) => failure.code)).toEqual(['queue.resultInvalid']);
		expect(await workspace.succeed('corpus', 'retry', '--queue', server.url)).toBe('1 documents put back\n');
		await workspace.startWorker(server.url, '--until-done').ended;
		await collect(out);
		client.disconnect();
		expect(workspace.text(out, 'results.jsonl')).toBe(await plain(folder));
	});

	it('waits where Redis has no room for more, until results are collected', async () => {
		workspace.writeDocuments(folder, 30);
		const client = server.client();
		await client.config('SET', 'maxmemory', '1');
		const submitting = workspace.start('corpus', 'submit', '--queue', server.url, ...portableModel, folder);
		const said = submitting.output;
		await expect.poll(said, { timeout: 20_000 }).toContain('has no room for more');
		await client.config('SET', 'maxmemory', '0');
		expect(await submitting.ended).toBe(0);
		const worker = workspace.startWorker(server.url, '--lock', '2');
		const working = worker.output;
		await client.config('SET', 'maxmemory', '1');
		await expect.poll(working, { timeout: 20_000 }).toContain('has no room for more');
		await sleep(2500);
		await client.config('SET', 'maxmemory', '0');
		client.disconnect();
		const out = `${folder}-out`;
		await collect(out);
		expect(workspace.text(out, 'results.jsonl')).toBe(await plain(folder));
	});

	// Room for the first shards and not for the last.
	const small = smallDisk('40k', '4m');
	afterAll(() => small?.unmount());

	it.skipIf(small === undefined)('goes on collecting when a disk that was full has room again', async () => {
		workspace.writeDocuments(folder, 30);
		await submit(folder, '--shard-size', '10');
		await workspace.startWorker(server.url, '--until-done').ended;
		const args = ['corpus', 'collect', '--queue', server.url, '--out', small!.path];
		const { code, stderr } = await workspace.run(...args);
		expect([code, stderr]).toEqual([1, expect.stringContaining('[cli.fileUnwritable]')]);
		small!.grow();
		await workspace.succeed(...args);
		expect(readFileSync(join(small!.path, 'results.jsonl'), 'utf8')).toBe(await plain(folder));
	});

	it('brings the model to workers that have another one, once', async () => {
		workspace.writeDocuments(folder, 2);
		await submit(folder);
		const worker = workspace.start('worker', '--queue', server.url, '--until-done', '--device', 'cpu', '--threads', '1');
		const said = worker.output;
		expect([await worker.ended, said()]).toEqual([0, expect.stringContaining('fetching it from the queue')]);
		const out = `${folder}-out`;
		await collect(out);
		expect(workspace.text(out, 'results.jsonl')).toBe(await plain(folder));
		expect(workspace.manifest(out).model.name).toBe(portableModelPath.split(/[\\/]/).at(-1));
		// What the queue gives under that name must be it.
		const client = server.client();
		const [part = ''] = await client.keys('*:model:config.json:0');
		await client.set(part, '{}');
		client.disconnect();
		workspace.writeDocuments(folder, 1, 50);
		await submit(folder);
		const other = await workspace.run('worker', '--queue', server.url, '--until-done', '--store', workspace.path(`${folder}-store`));
		expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('[queue.modelDamaged]')]);
	});

	it('has sentences read by a server, if that has the model', async () => {
		workspace.writeDocuments(folder, 3);
		await submit(folder);
		const serving = workspace.start('serve', ...portableModel, '--port', '0', '--threads', '1', '--device', 'cpu');
		const said = serving.output;
		await expect.poll(said, { timeout: 20_000 }).toMatch(/^http.*$/m);
		const [url = ''] = /^http\S+/m.exec(said()) ?? [];
		const worker = workspace.start('worker', '--queue', server.url, '--until-done', '--engine', url);
		const working = worker.output;
		expect([await worker.ended, working()]).toEqual([0, expect.not.stringContaining('tried again')]);
		await serving.kill();
		const out = `${folder}-out`;
		await collect(out);
		expect(workspace.text(out, 'results.jsonl')).toBe(await plain(folder));
	});

	it('refuses another model and other options under the same name', async () => {
		workspace.writeDocuments(folder, 1);
		await submit(folder);
		const { code, stderr } = await workspace.run('corpus', 'submit', '--queue', server.url, ...portableModel, folder, '--max-span-size', '4');
		expect([code, stderr]).toEqual([1, expect.stringContaining('[queue.corpusDiffers]')]);
		await submit(folder, '--max-span-size', '4', '--name', 'short');
		await workspace.succeed('corpus', 'cancel', '--queue', server.url, '--yes');
		const gone = await workspace.run('corpus', 'status', '--queue', server.url);
		expect([gone.code, gone.stderr]).toEqual([1, expect.stringContaining('[queue.noCorpus]')]);
		const told = await workspace.run('corpus', 'status', '--queue', server.url, '--json');
		expect([told.code, JSON.parse(told.stdout)]).toEqual([1, expect.objectContaining({ kind: 'failed', code: 'queue.noCorpus' })]);
		expect(told.stderr).toContain('[queue.noCorpus]');
		const client = server.client();
		expect((await client.keys('*')).filter((key) => !key.includes(':short'))).toEqual([]);
		client.disconnect();
		await submit(folder, '--max-span-size', '4');
	});

	it('a worker that is interrupted finishes what it has begun and gives back the rest', async () => {
		workspace.writeDocuments(folder, 40);
		await submit(folder);
		const worker = workspace.startWorker(server.url);
		const client = server.client();
		await expect.poll(async () => await client.zcard('spert:queue:corpus:completed'), { timeout: 20_000, interval: 10 }).toBeGreaterThan(0);
		worker.child.kill('SIGINT');
		expect(await worker.ended).toBe(130);
		const [waiting, active, done] = [
			await client.llen('spert:queue:corpus:wait'),
			await client.llen('spert:queue:corpus:active'),
			await client.zcard('spert:queue:corpus:completed'),
		];
		client.disconnect();
		expect([active, waiting + done]).toEqual([0, 40]);
	});

	it('keeps the password to itself', async () => {
		const secret = 's3cr et%';
		const client = server.client();
		await client.config('SET', 'requirepass', secret);
		client.disconnect();
		workspace.writeDocuments(folder, 1);
		const open = await workspace.run('corpus', 'submit', '--queue', server.url, ...portableModel, folder);
		expect([open.code, open.stderr]).toEqual([1, expect.stringContaining('[queue.accessDenied]')]);
		const url = server.url.replace('//', `//:${encodeURIComponent(secret)}@`);
		const wrong = await workspace.run('corpus', 'submit', '--queue', url.replace('s3cr', 'other'), ...portableModel, folder);
		expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('[queue.accessDenied]')]);
		const right = await workspace.run('corpus', 'submit', '--queue', url, ...portableModel, folder, '--json');
		const worker = workspace.startWorker(url);
		const working = worker.output;
		await expect.poll(working, { timeout: 20_000 }).toContain('reading "corpus"');
		const commandLine = `/proc/${worker.child.pid ?? 0}/cmdline`;
		expect(existsSync(commandLine) ? readFileSync(commandLine, 'utf8') : '').not.toContain('s3cr');
		const away = await workspace.run('corpus', 'status', '--queue', url.replace(String(server.port), String(await freePort())));
		expect([away.code, away.stderr]).toEqual([1, expect.stringContaining('[queue.unreachable]')]);
		const all = [open, wrong, right, away].flatMap(({ stdout, stderr }) => [stdout, stderr]).join('') + working();
		expect(right.code).toBe(0);
		expect(all).not.toMatch(/s3cr|other%20|other et/);
	});

	it.skipIf(findProgram('openssl') === undefined)('speaks TLS with a server whose certificate is trusted, and with no other', async () => {
		const port = await freePort();
		const [key, certificate] = [workspace.path(`${folder}.key`), workspace.path(`${folder}.pem`)];
		const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
		execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '2', ...subject], { stdio: 'ignore' });
		const files = ['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', certificate, '--tls-auth-clients', 'no'];
		const secure = await RedisServer.start('--tls-port', String(port), ...files);
		try {
			const url = `rediss://localhost:${port}`;
			workspace.writeDocuments(folder, 1);
			const args = ['corpus', 'submit', '--queue', url, ...portableModel, folder];
			const stranger = await workspace.run(...args);
			expect([stranger.code, stranger.stderr]).toEqual([1, expect.stringContaining('[queue.unreachable]')]);
			const trusting = await runProgram(workspace.program.path, args, workspace.folder, { ...workspace.environment, NODE_EXTRA_CA_CERTS: certificate });
			expect([trusting.code, trusting.stdout]).toEqual([0, expect.stringContaining('1 documents found')]);
		} finally {
			await secure.dispose();
		}
	});
});
