// A person looks into the merged graph of a corpus: opens the store, searches it, goes into neighbourhoods and back, through its tables,
// and to the documents. One VS Code for all tests, in their order.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inProject } from '../../scripts/lib/project.mjs';
import { barePaper } from './pages/settings';
import { openWorkbench, type Workbench } from './pages/workbench';

let workbench: Workbench;

beforeAll(async () => {
	workbench = await openWorkbench({ settings: barePaper, viewport: { width: 1500, height: 900 } });
	const spert = (...args: string[]): Buffer => execFileSync(process.execPath, [inProject('dist', 'spert.cjs'), ...args], { cwd: workbench.folder, stdio: ['ignore', 'pipe', 'ignore'] });
	const found = spert('extract', 'paper.tex', 'notes.md', '--format', 'json', '--no-cache').toString('utf8');
	// As much again and more that is not on this machine.
	const elsewhere = Array.from({ length: 60 }, (_, number) => elsewhereLine(number));
	writeFileSync(join(workbench.folder, 'results.jsonl'), [found, ...elsewhere].join(''));
	spert('graph', 'merge', 'results.jsonl', '--out', 'corpus.sqlite');
	await workbench.page.keyboard.press('Control+B');
});

afterEach((context) => workbench.keepEvidence(context));

afterAll(async () => {
	await workbench?.close();
});

/** What was found in a document that is not here: three entities, two of which no other document has. */
function elsewhereLine(number: number): string {
	const words = ['Relation extraction', `benchmark ${number}`, `annotated corpus ${number}`];
	const entities = words.map((text, place) => {
		const start = 40 * place;
		const end = start + text.length;
		const at = { start, end, startCodePoint: start, endCodePoint: end, line: 1, column: start + 1, endLine: 1, endColumn: end + 1 };
		return { id: `e${place + 1}`, type: ['Task', 'Material', 'Material'][place], text, score: 0.9, ...at, alternatives: [], ranges: [{ start, end }], sentence: 1 };
	});
	const relations = [2, 3].map((head) => ({ type: 'Used-for', symmetric: false, head: `e${head}`, tail: 'e1', score: 0.8 }));
	const sentences = [{ number: 1, start: 0, end: 120, text: `${words[0]} is measured on ${words[1]} and on ${words[2]}.` }];
	return `${JSON.stringify({ file: `elsewhere/${number}.tex`, model: { name: 'scierc-minilm', hash: 'f'.repeat(64) }, entities, relations, sentences, acronyms: [] })}\n`;
}

const panel = () => workbench.webview();
const summary = () => panel().locator('.toolbar .summary').innerText();
const heading = () => panel().locator('.details h2').innerText();
const trail = () => panel().locator('nav.trail');

async function openStore(name: string): Promise<void> {
	await workbench.runCommand('SpERT: Open Corpus Graph…');
	const input = workbench.page.locator('.quick-input-widget:visible input.input');
	// The dialog writes its own folder into the field when it has read it.
	await expect.poll(() => input.inputValue()).toMatch(/.+/);
	const path = join(workbench.folder, name);
	await expect.poll(async () => {
		await input.fill(path);
		await workbench.page.waitForTimeout(500);
		return input.inputValue();
	}).toBe(path);
	await workbench.page.keyboard.press('Enter');
	await input.waitFor({ state: 'hidden' });
}

async function search(text: string): Promise<void> {
	const box = panel().getByRole('combobox', { name: 'Search entities' });
	await box.fill(text);
	await panel().getByRole('option').first().waitFor();
	await box.press('Enter');
}

describe('the graph of a corpus', () => {
	it('opens with the most mentioned of its entities', async () => {
		await openStore('corpus.sqlite');
		await expect.poll(summary, { timeout: 60_000 }).toMatch(/^corpus\.sqlite · 40 of \d+ entities shown · 2 models$/);
	});

	it('finds by search what is not shown yet, with its relations and sentences', async () => {
		await search('annot corp 59');
		await expect.poll(heading, { timeout: 15_000 }).toBe('annotated corpus 59');
		await expect.poll(() => panel().locator('.place').innerText()).toMatch(/elsewhere\/59\.tex:1 · 0\.90\s+Relation extraction is measured on benchmark 59/);
		await workbench.page.locator('.statusbar-item', { hasText: 'elsewhere/59.tex is not in this workspace' }).waitFor();
	});

	it('loads the relations of what is chosen bit by bit', async () => {
		await search('relation extr');
		await expect.poll(heading).toMatch(/^relation extraction$/i);
		await expect.poll(() => panel().locator('.details .relations').innerText()).toMatch(/\d+ more in the corpus/);
		const before = await panel().locator('.details .relations').innerText();
		await panel().getByRole('button', { name: 'Load more relations' }).click();
		await expect.poll(() => panel().locator('.details .relations').innerText()).not.toBe(before);
	});

	it('goes into a neighbourhood and back', async () => {
		await panel().locator('.details').getByRole('button', { name: 'Neighbourhood' }).click();
		await expect.poll(() => trail().innerText()).toMatch(/All\s*›\s*relation extraction/i);
		await search('benchmark 7');
		await expect.poll(heading).toBe('benchmark 7');
		await panel().locator('.details').getByRole('button', { name: 'Neighbourhood' }).click();
		await expect.poll(() => trail().innerText()).toMatch(/benchmark 7/);
		await trail().getByRole('button', { name: 'All' }).click();
		await expect.poll(() => trail().isVisible()).toBe(false);
	});

	it('opens documents that are here, at the sentence', async () => {
		await search('span-based');
		await panel().locator('.place', { hasText: 'paper.tex' }).first().click();
		await workbench.page.locator('.tab', { hasText: 'paper.tex' }).waitFor();
		await expect.poll(async () => (await workbench.editor.decorationsOf('editor.findMatchHighlightBackground')).length).toBeGreaterThan(0);
		await workbench.screenshot('corpus-graph');
	});

	it('is accessible', async () => {
		const frame = await (await panel().locator('body').elementHandle())?.ownerFrame();
		await frame?.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
		const result = await frame?.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>('axe.run()');
		expect(result?.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
	});

	it('has tables of all entities and relations, by page', async () => {
		await panel().getByRole('tab', { name: 'Table' }).click();
		const table = panel().locator('.table').first();
		await expect.poll(() => table.locator('caption').innerText()).toMatch(/^1 to 100 of \d+ entities$/);
		await table.getByRole('button', { name: 'Next page' }).click();
		await expect.poll(() => table.locator('caption').innerText()).toMatch(/^101 to \d+ of \d+ entities$/);
		const name = await table.locator('tbody th').first().innerText();
		await table.locator('tbody th button').first().click();
		await expect.poll(heading).toBe(name.trim());
		await panel().getByRole('tab', { name: 'Graph' }).click();
	});

	it('is there again after a reload of the window, and its process ends with its panel', async () => {
		expect(workbench.processes('graph serve').length).toBe(1);
		await workbench.page.waitForTimeout(1000);
		await workbench.reload();
		await expect.poll(summary, { timeout: 60_000 }).toMatch(/^corpus\.sqlite · \d+ of \d+ entities shown/);
		await workbench.page.locator('.tab', { hasText: 'Corpus Graph' }).click();
		await workbench.runCommand('View: Close Editor');
		await expect.poll(() => workbench.processes('graph serve').length, { timeout: 15_000 }).toBe(0);
	});

	it('says of a file that is no store what is wrong', async () => {
		writeFileSync(join(workbench.folder, 'other.sqlite'), 'no store\n'.repeat(30));
		await openStore('other.sqlite');
		await workbench.toast('is no store of a merged graph').waitFor({ timeout: 30_000 });
		await panel().getByText('This store cannot be read.').waitFor();
		expect(existsSync(join(workbench.folder, 'other.sqlite.lock'))).toBe(false);
	});
});
