// Entities as symbols, as a person uses them: outline, references, rename with its preview, hints. One VS Code for all tests, in
// their order.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inProject } from '../../scripts/lib/project.mjs';
import { openWorkbench, type Workbench } from './pages/workbench';

let workbench: Workbench;

beforeAll(async () => {
	workbench = await openWorkbench({
		viewport: { width: 1400, height: 860 },
		settings: {
			'workbench.colorTheme': 'Default Light Modern',
			'workbench.layoutControl.enabled': false,
			'window.commandCenter': false,
			'editor.wordWrap': 'on',
			'editor.minimap.enabled': false,
		},
	});
	await workbench.openFile('notes.md');
	await workbench.editor.boxOf('Introduction');
	await workbench.runCommand('SpERT: Extract Entities');
	await workbench.statusBarItem(/\d+ entities · \d+ relations/).waitFor({ timeout: 60_000 });
});

afterEach((context) => workbench.keepEvidence(context));

afterAll(async () => {
	await workbench?.close();
});

describe('the outline', () => {
	it('shows the entities of a document under their own name, below the headings', async () => {
		// Room for the outline: the files of the explorer are folded.
		await workbench.page.locator('.pane-header', { hasText: /spert-workspace/i }).click();
		await workbench.runCommand('Explorer: Focus on Outline View');
		const rows = workbench.page.locator('.outline-tree .monaco-list-row, .outline-pane .monaco-list-row');
		await expect.poll(async () => (await rows.allInnerTexts()).join(' | '), { timeout: 20_000 }).toMatch(/# Introduction[\s\S]*SpERT[\s\S]*Topic Models/);
		await workbench.screenshot('symbols-outline');
	});
});

describe('references', () => {
	it('are peeked with the sentences of all mentions', async () => {
		await workbench.palette.goToLine(44);
		await workbench.editor.clickOn('LDA');
		await workbench.page.keyboard.press('Shift+F12');
		const peek = workbench.page.locator('.peekview-widget');
		await peek.waitFor();
		await expect.poll(() => peek.locator('.ref-tree .monaco-list-row').count()).toBeGreaterThan(1);
		await workbench.screenshot('symbols-references');
		await workbench.page.keyboard.press('Escape');
	});

	it('have a definition that an acronym in a table leads to', async () => {
		const lines = readFileSync(inProject('sample', 'notes.md'), 'utf8').split('\n');
		await workbench.palette.goToLine(lines.findIndex((line) => line.startsWith('| LDA with')) + 1);
		const { x, y, height } = await workbench.editor.boxOf('LDA with');
		await workbench.page.mouse.click(x + 8, y + height / 2);
		await workbench.page.keyboard.press('F12');
		const definition = lines.findIndex((line) => line.startsWith('LDA is a')) + 1;
		await expect.poll(async () => (await workbench.editor.cursor()).line).toBe(definition);
	});
});

describe('hints', () => {
	it('state relations at line ends once they are switched on', async () => {
		await workbench.palette.goToLine(15);
		await workbench.runCommand('SpERT: Toggle Relation Hints');
		const hints = workbench.page.locator('.monaco-editor .view-line span', { hasText: /^ used.for:|→.used.for:/ });
		await hints.first().waitFor();
		await workbench.screenshot('symbols-hints');
		await workbench.runCommand('SpERT: Toggle Relation Hints');
		await expect.poll(() => hints.count()).toBe(0);
	});
});

describe('a rename', () => {
	it('shows what the model has not marked in the preview, and changes what is confirmed', async () => {
		await workbench.openFile('notes.md');
		await workbench.palette.goToLine(7);
		// The word stands unmarked further down as well.
		await workbench.editor.clickOn('improve the accuracy');
		// First to what the line is indented by, then to where it begins.
		await workbench.page.keyboard.press('Home');
		await workbench.page.keyboard.press('Home');
		const cursor = (): Promise<{ line: number; column: number }> => workbench.editor.cursor();
		await expect.poll(cursor).toEqual({ line: 7, column: 1 });
		for (const column of ['  ', '  Transformer encoders improve the '].map(({ length }) => length + 1)) {
			await workbench.page.keyboard.press('Control+F8');
			await expect.poll(cursor).toEqual({ line: 7, column });
		}
		await workbench.page.keyboard.press('F2');
		const input = workbench.page.locator('.rename-box input:visible');
		await input.waitFor();
		expect(await input.inputValue()).toBe('accuracy');
		await input.fill('precision');
		await workbench.page.keyboard.press('Enter');
		const preview = workbench.page.locator('.bulk-edit-panel');
		await preview.waitFor();
		await expect.poll(() => preview.locator('.monaco-list-row').count()).toBeGreaterThan(0);
		await workbench.screenshot('symbols-rename');
		await preview.getByRole('button', { name: 'Apply' }).click();
		await preview.waitFor({ state: 'hidden' });
		const notes = (): string => readFileSync(join(workbench.folder, 'notes.md'), 'utf8');
		await expect.poll(notes).toContain('improve the precision of diagnosis coding');
		// In the table with its capital; and not where the model has marked nothing, as long as that is not confirmed.
		expect(notes()).toContain('| Precision |');
		expect(notes()).toContain('achieves the best accuracy.');
	});
});
