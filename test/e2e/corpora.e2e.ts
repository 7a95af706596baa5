// A person has a folder read by the workers of a queue, sees how that goes, opens a document that failed, and the graph of what was
// collected. One VS Code for all tests, in their order.

import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inProject } from '../../scripts/lib/project.mjs';
import { redisProgram, RedisServer } from '../harness/redisServer';
import { plainWindow } from './pages/settings';
import { openWorkbench, type Workbench } from './pages/workbench';

describe.skipIf(redisProgram === undefined)('a queue', () => {
	let redis: RedisServer;
	let workbench: Workbench;
	let worker: ChildProcess | undefined;

	beforeAll(async () => {
		redis = await RedisServer.start();
		workbench = await openWorkbench({ settings: plainWindow });
		// A setting of the machine on which the extension runs.
		const machine = join(workbench.server.dataDir, 'data', 'Machine');
		mkdirSync(machine, { recursive: true });
		writeFileSync(join(machine, 'settings.json'), JSON.stringify({ 'spert.queue.url': redis.url }));
		writeFileSync(join(workbench.folder, 'broken.md'), Uint8Array.of(0x41, 0xff, 0xfe));
	});

	afterEach((context) => workbench.keepEvidence(context));

	afterAll(async () => {
		worker?.kill('SIGKILL');
		await workbench?.close();
		await redis?.dispose();
	});

	const row = (text: string | RegExp): Locator => workbench.page.locator('.sidebar .monaco-list-row', { hasText: text }).first();

	it('is offered beside this machine, and says that documents are sent there', async () => {
		const { page } = workbench;
		await workbench.runCommand('SpERT: Extract Entities in Workspace');
		const offers = page.locator('.quick-input-list .monaco-list-row');
		await offers.filter({ hasText: 'By the queue' }).waitFor();
		expect(await offers.allInnerTexts()).toEqual([expect.stringContaining('On this machine'), expect.stringContaining('whole texts of your documents are sent to the Redis at redis://127.0.0.1')]);
		await workbench.screenshot('corpora-choice');
		await offers.filter({ hasText: 'By the queue' }).click();
		const name = page.locator('.quick-input-widget:visible input.input');
		await expect.poll(() => name.inputValue()).toMatch(/^[\w.-]+$/);
		await name.fill('sample');
		await page.keyboard.press('Enter');
		await row(/sample.*0 of 4 documents.*1 failed/).waitFor();
		await row(/Waiting for workers\s*3/).waitFor();
	});

	it('shows what is read while workers read it, and why a document failed', async () => {
		const { page } = workbench;
		const env = { ...process.env, SPERT_QUEUE_URL: redis.url };
		worker = spawn(process.execPath, [inProject('dist', 'spert.cjs'), 'worker', '--name=sample', '--device', 'cpu', '--threads', '1'], { env, stdio: 'ignore' });
		await row(/sample.*3 of 4 documents/).waitFor({ timeout: 60_000 });
		await row(/Failed/).click();
		await row(/broken\.md.*/).waitFor();
		await workbench.screenshot('corpora');
		await row(/broken\.md.*/).click();
		await page.locator('.tab.active[data-resource-name="broken.md"]').waitFor();
	});

	it('gives its results as a graph', async () => {
		await workbench.runCommand('SpERT: Collect Corpus and Open Its Graph');
		await workbench.webview().locator('.toolbar .summary').waitFor({ timeout: 60_000 });
		await expect.poll(() => workbench.webview().locator('.toolbar .summary').innerText()).toMatch(/^corpus\.sqlite · /);
		await row('Graph of what was collected').waitFor();
	});

	it('is still known after a reload', async () => {
		await workbench.reload();
		await row(/sample.*3 of 4 documents/).waitFor({ timeout: 60_000 });
	});
});
