// The first minutes: the walkthrough with its pictures, buttons that do what their steps say, menus that offer what can be done,
// and all of it in German. UPDATE_SCREENSHOTS=1 renews the walkthrough's pictures.

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inProject } from '../../scripts/lib/project.mjs';
import { barePaper, plainWindow } from './pages/settings';
import { openWorkbench, type Workbench } from './pages/workbench';

const steps = ['mark', 'lookUp', 'graph', 'workspace', 'tune', 'train'] as const;
type Step = (typeof steps)[number];

const updates = process.env['UPDATE_SCREENSHOTS'] === '1';
const counts = /\d+ entities · \d+ relations/;
let workbench: Workbench;

const step = (id: Step): Locator => workbench.page.locator(`.getting-started-step[data-step-id$="#${id}"]`);
const button = (id: Step, name: string): Locator => step(id).getByRole('button', { name, exact: true });

async function openWalkthrough(title: string): Promise<void> {
	await workbench.runCommand('Welcome: Open Walkthrough...');
	await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().click();
	await step('mark').waitFor();
}

async function open(id: Step): Promise<void> {
	if (!(await step(id).evaluate((element) => element.classList.contains('expanded')))) {
		await step(id).locator('.step-title').click();
	}
	await workbench.page.locator(`.getting-started-step.expanded[data-step-id$="#${id}"]`).waitFor();
}

const isDone = async (id: Step): Promise<boolean> => (await step(id).locator('[role="checkbox"]').getAttribute('aria-checked')) === 'true';
const becomesDone = (id: Step): Promise<void> => expect.poll(() => isDone(id), { timeout: 10_000 }).toBe(true);

/** A picture of a step: as it ships where pictures are renewed, otherwise as a by-product. */
async function picture(id: Step, clip?: { width: number; height: number }): Promise<void> {
	const folder = updates ? inProject('media', 'walkthrough') : inProject('test-results');
	mkdirSync(folder, { recursive: true });
	const name = updates ? `${id}.png` : `walkthrough-${id}.png`;
	// The mouse rests on nothing that shows it.
	if (id !== 'lookUp') {
		await workbench.page.mouse.move(300, 1);
	}
	const region = clip === undefined ? {} : { clip: { x: 0, y: 0, ...clip } };
	await workbench.page.screenshot({ path: join(folder, name), animations: 'disabled', ...region });
}

afterEach((context) => workbench.keepEvidence(context));

describe('in an empty VS Code', () => {
	beforeAll(async () => {
		workbench = await openWorkbench({ settings: plainWindow, viewport: { width: 1400, height: 800 } });
	});

	afterAll(async () => {
		await workbench?.close();
	});

	it('the palette offers no command that could do nothing', async () => {
		const isOffered = async (title: string): Promise<boolean> => (await workbench.palette.commandsFor(title)).includes(title);
		// Extensions come some time after the window.
		await expect.poll(() => isOffered('SpERT: Open Sample Paper'), { timeout: 30_000 }).toBe(true);
		expect(await isOffered('SpERT: Extract Entities in Workspace')).toBe(true);
		for (const title of ['Clear Marks', 'Hide Entity', 'Change Density', 'Export Results…', 'Stop Training', 'Go to Next Entity']) {
			expect(await isOffered(`SpERT: ${title}`), title).toBe(false);
		}
	});

	it('the walkthrough has six steps, each with a picture', async () => {
		await openWalkthrough('Get Started with SpERT');
		expect(await workbench.page.locator('.getting-started-step').count()).toBe(steps.length);
		for (const id of steps) {
			await open(id);
			const image = workbench.page.locator('.getting-started-media img');
			await expect.poll(() => image.evaluate((element) => (element as HTMLImageElement).currentSrc), { timeout: 10_000 }).toContain(`${id}.png`);
			await expect.poll(() => image.evaluate((element) => (element as HTMLImageElement).naturalWidth), { timeout: 10_000 }).toBeGreaterThan(300);
			expect((await image.getAttribute('alt'))?.length).toBeGreaterThan(20);
			expect(await isDone(id)).toBe(false);
		}
	});

	it('its first button opens a paper beside it and marks it', async () => {
		await open('mark');
		await workbench.screenshot('walkthrough');
		await button('mark', 'Open Sample Paper').click();
		await workbench.statusBarItem(counts).waitFor({ timeout: 60_000 });
		expect((await workbench.editor.decorations()).length).toBeGreaterThan(5);
		await becomesDone('mark');
	});

	it('looks a term up in the paper beside it', async () => {
		await open('lookUp');
		await button('lookUp', 'Look Up the Next Entity').click();
		await workbench.page.locator('.monaco-hover:visible', { hasText: /\w+ · \d+ %/ }).first().waitFor();
		await becomesDone('lookUp');
	});

	it('an editor with marks has one icon of ours, which shows the graph; other tabs have none', async () => {
		const icons = workbench.page.locator('.editor-actions .action-label[aria-label^="Show Relation Graph"]');
		await expect.poll(() => icons.count(), { timeout: 10_000 }).toBe(1);
		await icons.click();
		await workbench.webview().locator('.toolbar .summary', { hasText: counts }).waitFor({ timeout: 60_000 });
		await workbench.page.locator('.tab', { hasText: 'Relation Graph' }).locator('.action-label[aria-label^="Close"]').first().click();
	});

	it('an editor has one menu of ours, with what can be done at the cursor', async () => {
		await workbench.editor.clickOn('Most knowledge');
		const { x, y, height } = await workbench.editor.boxOf('Most knowledge');
		await workbench.page.mouse.click(x + 20, y + height / 2, { button: 'right' });
		const menus = workbench.page.locator('.monaco-menu');
		await menus.getByRole('menuitem', { name: 'SpERT' }).hover();
		await menus.getByRole('menuitem', { name: 'Clear Marks' }).waitFor();
		const offered = await menus.last().getByRole('menuitem').allInnerTexts();
		expect(offered.map((text) => text.trim())).toEqual([
			'Extract Entities',
			'Clear Marks',
			'Show Relation Graph',
			'Peek Relations',
			'Go to Relation Partner…',
			'Toggle Relation Hints',
			'Same as…',
			'Not the Same…',
			'Hide Entity',
			'Hide Entity Type',
			'Change Density',
			'Export Results…',
			'Select Model',
			'Compare Models on This Document…',
		]);
		await workbench.page.keyboard.press('Escape');
		await workbench.page.keyboard.press('Escape');
	});
});

describe('the pictures', () => {
	beforeAll(async () => {
		workbench = await openWorkbench({
			settings: { ...barePaper, 'editor.lineNumbers': 'off' },
			viewport: { width: 960, height: 640 },
		});
		await workbench.page.keyboard.press('Control+B');
	});

	afterAll(async () => {
		await workbench?.close();
	});

	it('show marks and a hover', async () => {
		await workbench.openFile('paper.tex');
		await workbench.runCommand('SpERT: Extract Entities');
		await workbench.statusBarItem(counts).waitFor({ timeout: 60_000 });
		await workbench.palette.goToLine(24);
		await expect.poll(async () => (await workbench.editor.decorations()).length).toBeGreaterThan(10);
		await picture('mark');
		// Far from where it is introduced.
		await workbench.palette.goToLine(103);
		await workbench.hoverAt('named entity recognition', /(Introduced|First mentioned): /);
		await picture('lookUp');
		await workbench.page.keyboard.press('Escape');
	});

	it('show the graph beside the text', async () => {
		await workbench.palette.goToLine(24);
		await workbench.page.setViewportSize({ width: 1200, height: 760 });
		await workbench.runCommand('SpERT: Show Relation Graph');
		await workbench.webview().locator('.toolbar .summary', { hasText: counts }).waitFor({ timeout: 60_000 });
		await expect.poll(() => workbench.webview().locator('.canvas canvas').count()).toBeGreaterThan(0);
		// The layout is drawn some frames later.
		await workbench.page.waitForTimeout(1000);
		await picture('graph');
		await workbench.page.locator('.tab', { hasText: 'Relation Graph' }).locator('.action-label[aria-label^="Close"]').first().click();
	});

	it('show the Entities view over a workspace', async () => {
		await workbench.page.setViewportSize({ width: 960, height: 640 });
		await workbench.runCommand('SpERT: Extract Entities in Workspace');
		await workbench.runCommand('SpERT: Show Entities');
		const row = (label: string): Locator => workbench.page.locator(`.pane-body .monaco-list-row[aria-label^="${label}"]`).first();
		await row('Method, ').waitFor({ timeout: 60_000 });
		await workbench.page.locator('.statusbar-item', { hasText: /^\d+ of \d+ documents/ }).waitFor({ state: 'detached', timeout: 60_000 });
		for (const label of ['Method, ', 'encoder, Method, ']) {
			await row(label).locator('.monaco-tl-twistie').click();
			await expect.poll(() => row(label).getAttribute('aria-expanded')).toBe('true');
		}
		await workbench.page.locator('.pane-body .monaco-list-row[aria-level="3"]').first().waitFor();
		await picture('workspace');
		await workbench.page.keyboard.press('Control+B');
	});

	it('show the densities', async () => {
		await workbench.runCommand('SpERT: Change Density');
		await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Everything' }).waitFor();
		await picture('tune', { width: 960, height: 560 });
		await workbench.page.keyboard.press('Escape');
	});

	it.runIf(updates)('show the training panel, as the documentation does, at the others’ size', async () => {
		const page = await workbench.page.context().browser()!.newPage({ viewport: { width: 960, height: 635 } });
		const source = readFileSync(inProject('docs', 'media', 'training-panel.png')).toString('base64');
		await page.setContent(`<body style="margin: 0"><img width="960" src="data:image/png;base64,${source}">`);
		await page.screenshot({ path: inProject('media', 'walkthrough', 'train.png') });
		await page.close();
	});
});

describe('in German', () => {
	beforeAll(async () => {
		workbench = await openWorkbench({ settings: plainWindow, viewport: { width: 1400, height: 800 }, language: 'de' });
	});

	afterAll(async () => {
		await workbench?.close();
	});

	it('the walkthrough, its buttons and the status bar speak German', async () => {
		await openWalkthrough('Erste Schritte mit SpERT');
		await open('mark');
		await button('mark', 'Beispielartikel öffnen').click();
		await workbench.statusBarItem(/\d+ Entitäten · \d+ Relationen/).waitFor({ timeout: 60_000 });
		await workbench.screenshot('walkthrough-german');
	});

	it('commands, views and pages speak German', async () => {
		await workbench.runCommand('SpERT: Entitäten anzeigen');
		await workbench.page.locator('.pane-body .monaco-list-row[aria-label*="Entitäten"]').first().waitFor();
		await workbench.runCommand('SpERT: Relationsgraph anzeigen');
		await workbench.webview().locator('.toolbar .summary', { hasText: /\d+ Entitäten · \d+ Relationen/ }).waitFor({ timeout: 60_000 });
		expect(await workbench.webview().locator('html').getAttribute('lang')).toBe('de');
	});
});
