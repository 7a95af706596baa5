// A person looks at the relation graph of the sample paper, beside its text: from the graph to the text and back, through edits,
// a reload, the themes and the exports. One VS Code for all tests, in their order.

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { barePaper } from './pages/settings';
import { openWorkbench, type Workbench } from './pages/workbench';

let workbench: Workbench;

beforeAll(async () => {
	workbench = await openWorkbench({
		settings: { ...barePaper, 'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' } },
		viewport: { width: 1500, height: 900 },
	});
	await workbench.page.keyboard.press('Control+B');
});

afterEach((context) => workbench.keepEvidence(context));

afterAll(async () => {
	await workbench?.close();
});

const panel = () => workbench.webview();
const summary = () => panel().locator('.toolbar .summary').innerText();
const canvas = () => panel().locator('.canvas');
const entityCount = async (): Promise<number> => Number(/(\d+) entities/.exec(await summary())?.[1] ?? 0);

/** In the panel as it is, in the editor's own colours. */
async function violations(): Promise<unknown[]> {
	const frame = await (await panel().locator('body').elementHandle())?.ownerFrame();
	await frame?.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
	const result = await frame?.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>('axe.run()');
	return result?.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]) ?? ['the panel is not there'];
}

/** Chooses an entity by its name, which shows its first sentence. */
async function find(name: string): Promise<void> {
	await panel().getByRole('combobox', { name: 'Search entities' }).fill(name);
	await panel().getByRole('combobox', { name: 'Search entities' }).press('Enter');
	await expect.poll(() => panel().locator('.details h2').innerText()).toMatch(new RegExp(name, 'i'));
}

/** The line of the sentence that is shown, as the list of sentences says. */
async function shownLine(): Promise<number> {
	const text = await panel().locator('.place[aria-current] .where').innerText();
	return Number(/:(\d+) ·/.exec(text)?.[1]);
}

/** Back to the text, which the clicks in the panel left. */
async function focusText(): Promise<void> {
	await workbench.runCommand('View: Focus First Editor Group');
	await workbench.page.locator('.statusbar-item[id="status.editor.selection"]').waitFor();
}

/** The line of the text's cursor: the status bar tells it while the text has the focus. */
async function cursorLine(): Promise<number> {
	await focusText();
	return (await workbench.editor.cursor()).line;
}

describe('the relation graph', () => {
	it('opens beside the text and says how to get one', async () => {
		await workbench.openFile('paper.tex');
		await workbench.runCommand('SpERT: Show Relation Graph');
		await panel().getByText('This document has not been read yet.').waitFor({ timeout: 60_000 });
		await panel().getByRole('button', { name: 'Extract Entities' }).click();
		await expect.poll(summary, { timeout: 60_000 }).toMatch(/^paper\.tex · \d+ entities · \d+ relations$/);
		await expect.poll(() => canvas().locator('canvas').count()).toBeGreaterThan(0);
	});

	it('shows the sentence of what is clicked, and lets it flash', async () => {
		const box = (await canvas().boundingBox())!;
		const isFlashing = async (): Promise<boolean> => (await workbench.editor.decorationsOf('editor.findMatchHighlightBackground')).length > 0;
		// Somewhere there is a node or an edge.
		search: for (let y = 0.3; y < 0.9; y += 0.06) {
			for (let x = 0.1; x < 0.95; x += 0.06) {
				await workbench.page.mouse.click(box.x + x * box.width, box.y + y * box.height);
				await workbench.page.waitForTimeout(250);
				if (await isFlashing()) {
					break search;
				}
			}
		}
		expect(await isFlashing()).toBe(true);
		await panel().locator('.place[aria-current]').waitFor();
		await expect.poll(isFlashing, { timeout: 5000 }).toBe(false);
		expect(await cursorLine()).toBe(await shownLine());
	});

	it('goes through the sentences of an entity', async () => {
		await find('relation extraction');
		const first = await shownLine();
		await panel().getByRole('button', { name: 'Next' }).click();
		await expect.poll(shownLine).not.toBe(first);
		expect(await cursorLine()).toBe(await shownLine());
	});

	it('lights the entity at the editor’s cursor', async () => {
		await panel().locator('.details').getByRole('button', { name: 'Close' }).click();
		await focusText();
		await workbench.palette.goToLine(1);
		await workbench.editor.clickOn('documentclass');
		await workbench.page.waitForTimeout(500);
		const dark = await canvas().screenshot();
		await workbench.palette.goToLine(26);
		await workbench.editor.clickOn('support vector machine');
		await expect.poll(async () => (await canvas().screenshot()).equals(dark)).toBe(false);
	});

	it('follows an edit', async () => {
		const before = await entityCount();
		await focusText();
		await workbench.palette.goToLine(27);
		await workbench.editor.clickOn('end{abstract}');
		await workbench.page.keyboard.press('Home');
		await workbench.page.keyboard.type('We use a hidden Markov model for part-of-speech tagging.\n');
		await expect.poll(entityCount, { timeout: 60_000 }).toBeGreaterThan(before);
		await workbench.page.keyboard.press('Control+S');
		await find('hidden Markov model');
	});

	for (const [theme, name] of [
		['Dark Modern', 'relation-graph-dark'],
		['Dark High Contrast', 'relation-graph-high-contrast'],
		['Light High Contrast', 'relation-graph-high-contrast-light'],
		['Light Modern', 'relation-graph'],
	] as const) {
		it(`takes the colours of ${theme} while it is open, accessibly`, async () => {
			const before = await canvas().screenshot();
			await workbench.palette.chooseTheme(theme);
			await expect.poll(async () => (await canvas().screenshot()).equals(before)).toBe(false);
			await find('named entity recognition');
			await workbench.page.waitForTimeout(300);
			await workbench.screenshot(name);
			expect(await violations()).toEqual([]);
		});
	}

	it('is a table and a tree as well', async () => {
		await panel().getByRole('tab', { name: 'Table' }).click();
		expect(await panel().locator('caption').first().innerText()).toBe(`${await entityCount()} entities`);
		await panel().getByRole('button', { name: 'Mentions', exact: true }).click();
		await workbench.screenshot('relation-graph-table');
		await panel().getByRole('tab', { name: 'Tree' }).click();
		await panel().locator('.tree [tabindex="0"]').focus();
		for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight']) {
			await workbench.page.keyboard.press(key);
		}
		await panel().locator('.tree [aria-level="4"]').first().waitFor();
		await workbench.page.keyboard.press('ArrowRight');
		await workbench.page.keyboard.press('Enter');
		await workbench.screenshot('relation-graph-tree');
		await panel().getByRole('tab', { name: 'Graph' }).click();
	});

	it('is saved as GraphML, SVG and PNG', async () => {
		for (const [format, beginning] of [['graphml', '<?xml'], ['svg', '<svg'], ['png', '\u0089PNG']] as const) {
			await panel().getByRole('button', { name: 'More…' }).click();
			await panel().getByRole('menuitem', { name: `Export as ${{ graphml: 'GraphML', svg: 'SVG', png: 'PNG' }[format]}…` }).click();
			const input = workbench.page.locator('.quick-input-widget:visible input.input');
			await input.waitFor();
			await expect.poll(() => input.inputValue()).toContain(`paper-relations.${format}`);
			await workbench.page.keyboard.press('Enter');
			const file = join(workbench.folder, `paper-relations.${format}`);
			await expect.poll(() => existsSync(file), { timeout: 15_000 }).toBe(true);
			expect(readFileSync(file, 'latin1').startsWith(beginning)).toBe(true);
		}
		const text = readFileSync(join(workbench.folder, 'paper-relations.graphml'), 'utf8');
		expect(text.match(/<node /g)?.length).toBe(await entityCount());
	});

	it('is as it was after a reload of the window', async () => {
		await panel().locator('.filters').getByRole('button', { name: /^Generic/ }).click();
		const before = await summary();
		await workbench.page.waitForTimeout(1000);
		await workbench.reload();
		await workbench.page.locator('.tab', { hasText: 'paper.tex' }).click();
		// Results of unchanged files may be stored; if not, the panel says what to do.
		const extract = panel().locator('.empty:visible').getByRole('button', { name: 'Extract Entities' });
		await expect.poll(async () => (await extract.isVisible()) || (await entityCount()) > 0, { timeout: 90_000 }).toBe(true);
		if (await extract.isVisible()) {
			await extract.click();
		}
		await expect.poll(() => panel().locator('.filters').getByRole('button', { name: /^Generic/ }).getAttribute('aria-pressed'), { timeout: 60_000 }).toBe('false');
		await expect.poll(summary).toBe(before);
		await panel().getByRole('button', { name: 'Clear filters' }).click();
	});

	it('is of the whole workspace too, with each document’s share', async () => {
		const one = await entityCount();
		await focusText();
		await workbench.openFile('notes.md');
		await workbench.runCommand('SpERT: Extract Entities');
		await expect.poll(summary, { timeout: 60_000 }).toMatch(/^notes\.md/);
		await panel().getByLabel('Scope').selectOption('workspace');
		await expect.poll(entityCount, { timeout: 30_000 }).toBeGreaterThan(one);
		await find('named entity recognition');
		expect(await panel().locator('.details .more').innerText()).toMatch(/paper\.tex \d+ \(\d+ %\)/);
		await panel().getByLabel('Scope').selectOption('document');
	});

	it('hides an entity everywhere', async () => {
		await expect.poll(summary).toMatch(/^notes\.md/);
		const before = await entityCount();
		await canvas().focus();
		await workbench.page.keyboard.press('Home');
		await panel().locator('.details').getByRole('button', { name: 'Hide' }).click();
		await expect.poll(entityCount).toBeLessThan(before);
	});

	it('is used by the keyboard alone, from the palette to a sentence', async () => {
		await focusText();
		await workbench.openFile('paper.tex');
		await expect.poll(summary, { timeout: 30_000 }).toMatch(/^paper\.tex/);
		// To the second group of editors, and there to the graph.
		await workbench.page.keyboard.press('Control+2');
		for (let count = 0; count < 60 && !(await canvas().evaluate((element) => element === document.activeElement)); count++) {
			await workbench.page.keyboard.press('Tab');
		}
		expect(await canvas().evaluate((element) => element === document.activeElement)).toBe(true);
		await workbench.page.keyboard.press('Home');
		await workbench.page.keyboard.press('r');
		await workbench.page.keyboard.press('Enter');
		await panel().locator('.place[aria-current]').waitFor();
		expect(await cursorLine()).toBe(await shownLine());
	});
});
