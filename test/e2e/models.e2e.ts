// A person chooses another model, downloads one from a server on this machine, compares two on a paper, and removes what was
// downloaded. One VS Code for all tests, in their order.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inProject } from '../../scripts/lib/project.mjs';
import { HubServer } from '../unit/cli/hubServer';
import { plainWindow } from './pages/settings';
import { openWorkbench, type Workbench } from './pages/workbench';

const portable = (...parts: string[]): string => inProject('test', 'golden', 'portable', ...parts);
const hub = new HubServer();
const endpoint = process.env['HF_ENDPOINT'];
let workspace: string;
let workbench: Workbench;

beforeAll(async () => {
	await hub.start();
	const names = ['config.json', 'pytorch_model.bin', 'vocab.txt', 'tokenizer_config.json'];
	const files = { ...Object.fromEntries(names.map((name) => [name, readFileSync(portable('model', name))])), 'types.json': readFileSync(portable('types.json')) };
	hub.publish({ name: 'some-lab/tiny-spert', commit: '0123456789abcdef0123456789abcdef01234567', files, large: ['pytorch_model.bin'], licence: 'mit' });
	workspace = mkdtempSync(join(tmpdir(), 'spert-models-'));
	cpSync(inProject('sample'), workspace, { recursive: true });
	const run = join(workspace, 'save', 'abstracts', '2026-11-03_09-15-02.184201', 'final_model');
	cpSync(inProject('models', 'scierc-minilm'), run, { recursive: true });
	withOtherBias(join(run, 'model.safetensors'));
	writeFileSync(join(run, 'results.json'), JSON.stringify({ dataset: 'dev.json', entityF1: 58.1, relationF1: 31.4, relationWithEntitiesF1: 27 }));
	cpSync(portable('model'), join(workspace, 'models', 'halfCopied'), { recursive: true });
	rmSync(join(workspace, 'models', 'halfCopied', 'pytorch_model.bin'));
	process.env['HF_ENDPOINT'] = hub.url;
	workbench = await openWorkbench({ workspace, settings: plainWindow });
});

afterEach((context) => workbench.keepEvidence(context));

afterAll(async () => {
	await workbench?.close();
	await hub.stop();
	rmSync(workspace, { recursive: true, force: true });
	if (endpoint === undefined) {
		delete process.env['HF_ENDPOINT'];
	} else {
		process.env['HF_ENDPOINT'] = endpoint;
	}
});

/** Makes another model of one: it is less ready to call something an entity, and readier to relate what it has found. */
function withOtherBias(path: string): void {
	const bytes = readFileSync(path);
	const headerSize = Number(bytes.readBigUInt64LE());
	const header = JSON.parse(bytes.toString('utf8', 8, 8 + headerSize)) as Record<string, { readonly data_offsets: readonly [number, number] }>;
	const placeOf = (name: string): readonly number[] => header[name]!.data_offsets.map((offset) => 8 + headerSize + offset);
	// In float32: 3 for "no entity", which is the first class; 1 for every relation type.
	bytes.writeFloatLE(3, placeOf('entity_classifier.bias')[0]);
	const [start = 0, end = 0] = placeOf('rel_classifier.bias');
	for (let at = start; at < end; at += 4) {
		bytes.writeFloatLE(1, at);
	}
	writeFileSync(path, bytes);
}

const picker = (): Locator => workbench.page.locator('.quick-input-widget');
const row = (text: string | RegExp): Locator => picker().locator('.monaco-list-row', { hasText: text }).first();
const dialog = (): Locator => workbench.page.locator('.monaco-dialog-box');

async function answer(text: string): Promise<void> {
	const input = picker().locator('input.input');
	await input.fill(text);
	await input.press('Enter');
}

describe('models', () => {
	it('are listed with size, types and scores, what is broken with the reason, and what can be done with them', async () => {
		await workbench.openFile('paper.tex');
		await workbench.runCommand('SpERT: Extract Entities');
		await workbench.statusBarItem(/\d+ entities/).waitFor({ timeout: 60_000 });
		await workbench.runCommand('SpERT: Select Model');
		await row('scierc-minilm').waitFor();
		expect(await picker().locator('.monaco-list-row', { hasText: 'scierc-minilm' }).count()).toBe(1);
		expect(await row('scierc-minilm').innerText()).toMatch(/in use · F1 6\d\.\d \/ 4\d\.\d \(SciERC test\) · 27\.\d MB[^]*BERT, 6 layers of 384, int8 · relations from 0\.\d\d? · 6 entity types, 7 relation types: Task, Method/);
		expect(await row('abstracts/2026').innerText()).toMatch(/F1 58\.1 \/ 31\.4 \(dev\.json\)/);
		expect(await row('halfCopied').innerText()).toContain('has no model.safetensors or pytorch_model.bin');
		for (const action of ['Browse…', 'Download…', 'Remove Downloaded…', 'Compare with…']) {
			await row(action).waitFor();
		}
		await workbench.screenshot('models');
		await workbench.page.keyboard.press('Escape');
	});

	it('are downloaded after their size and licence were shown, and used at once', async () => {
		await workbench.runCommand('SpERT: Download Model…');
		await answer('some-lab/tiny-spert');
		await picker().getByText('Branch, tag or commit').waitFor();
		await answer('');
		await dialog().waitFor();
		expect(await dialog().innerText()).toMatch(/Download some-lab\/tiny-spert, 0\.2 MB\?[^]*Licence: mit[^]*config\.json/);
		await workbench.screenshot('models-download');
		await dialog().getByRole('button', { name: 'Download', exact: true }).click();
		const told = workbench.toast('some-lab/tiny-spert is downloaded.');
		await told.waitFor();
		await told.getByRole('button', { name: 'Use This Model' }).click();
		await workbench.statusBarItem('SpERT extracts with some-lab/tiny-spert now.').waitFor();
		await workbench.runCommand('SpERT: Select Model');
		await row(/some-lab\/tiny-spert.*in use/).waitFor();
		await row('scierc-minilm').click();
		await workbench.statusBarItem(/\d+ entities/).waitFor({ timeout: 60_000 });
	});

	it('are compared on the paper side by side', async () => {
		await workbench.runCommand('SpERT: Compare Models on This Document…');
		await row('abstracts/2026').click();
		const diff = workbench.page.locator('.monaco-diff-editor');
		await diff.getByText('Left: scierc-minilm').first().waitFor({ timeout: 60_000 });
		await diff.locator('.line-delete, .line-insert').first().waitFor();
		await workbench.screenshot('models-compare');
	});

	it('that were downloaded are removed after asking', async () => {
		await workbench.runCommand('SpERT: Remove Downloaded Model…');
		await row('some-lab/tiny-spert').click();
		await dialog().waitFor();
		expect(await dialog().innerText()).toContain('Remove some-lab/tiny-spert, 0.2 MB?');
		await dialog().getByRole('button', { name: 'Move to Trash' }).click();
		// The server that this VS Code runs on has no trash.
		await dialog().getByRole('button', { name: 'Delete Permanently' }).click();
		await dialog().waitFor({ state: 'detached' });
		await workbench.runCommand('SpERT: Remove Downloaded Model…');
		await workbench.toast('No model has been downloaded.').waitFor();
	});
});
