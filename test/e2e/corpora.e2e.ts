// A person has a folder read by the workers of a queue, sees how that goes, opens a document that failed, and the graph of what was
// collected. One VS Code for all tests, in their order.

import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inProject } from '../../scripts/lib/project.mjs';
import { redisProgram, RedisServer } from '../harness/redisServer';
import { plainWindow } from './pages/settings';
import { openWorkbench, type Workbench } from './pages/workbench';

describe.skipIf(redisProgram === undefined)('a queue', { timeout: 300_000 }, () => {
	let redis: RedisServer;
	let workbench: Workbench;
	let worker: ChildProcess | undefined;

	beforeAll(async () => {
		redis = await RedisServer.start();
		workbench = await openWorkbench({ settings: plainWindow, machineSettings: { 'spert.queue.url': redis.url } });
		writeFileSync(join(workbench.folder, 'broken.md'), Uint8Array.of(0x41, 0xff, 0xfe));
	});

	afterEach((context) => workbench.keepEvidence(context));

	afterAll(async () => {
		worker?.kill('SIGKILL');
		await workbench?.close();
		await redis?.dispose();
	});

	const row = (text: string | RegExp): Locator => workbench.page.locator('.sidebar .monaco-list-row', { hasText: text }).first();
	/** On a busy machine the view looks at the queue every half a minute. @param text of a row that comes in time */
	const appearance = (text: string | RegExp): Promise<void> => row(text).waitFor({ timeout: 100_000 });

	it('is offered beside this machine, and says that documents are sent there', async () => {
		const { page } = workbench;
		await workbench.runCommand('SpERT: Extract Entities in Workspace');
		// A hover of the field would lie on its title in the picture.
		await page.mouse.move(640, 600);
		const offers = page.locator('.quick-input-list .monaco-list-row');
		await offers.filter({ hasText: 'By the queue' }).waitFor();
		expect(await offers.allInnerTexts()).toEqual([expect.stringContaining('On this machine'), expect.stringMatching(/redis:\/\/127\.0\.0\.1[^]*whole texts of your documents are sent there/)]);
		await workbench.screenshot('corpora-choice', page.locator('.quick-input-widget:visible'));
		await offers.filter({ hasText: 'By the queue' }).click();
		const name = page.locator('.quick-input-widget:visible input.input');
		await page.locator('.quick-input-widget:visible .quick-input-title', { hasText: /^Submit spert-workspace-/ }).waitFor();
		expect(await name.inputValue()).toMatch(/^spert-workspace-\w+$/);
		await name.fill('sample');
		await page.keyboard.press('Enter');
		await appearance(/sample.*0 of 4.*1 failed/);
		await appearance(/Waiting for workers\s*3/);
	});

	it('shows what is read while workers read it, and why a document failed', async () => {
		const { page } = workbench;
		const env = { ...process.env, SPERT_QUEUE_URL: redis.url };
		worker = spawn(process.execPath, [inProject('dist', 'spert.cjs'), 'worker', '--name=sample', '--device', 'cpu', '--threads', '1'], { env, stdio: 'ignore' });
		await appearance(/sample.*3 of 4/);
		await row(/Failed/).click();
		await appearance(/broken\.md is not UTF-8/);
		await row(/broken\.md/).click();
		await page.locator('.tab.active[data-resource-name="broken.md"]').waitFor();
	});

	it('gives its results as a graph', async () => {
		await workbench.runCommand('SpERT: Collect Corpus and Open Its Graph');
		await workbench.webview().locator('.toolbar .summary', { hasText: /^corpus\.sqlite · / }).waitFor({ timeout: 100_000 });
		await appearance('Graph of what was collected');
		await workbench.screenshot('corpora');
	});

	it('is still known after a reload', async () => {
		await workbench.reload();
		await appearance(/sample.*3 of 4/);
	});
});
