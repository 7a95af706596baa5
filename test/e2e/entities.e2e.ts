// A person looks at what was found as a list: groups it, filters it, jumps from it, hides from it, and shows less of it all.
// One VS Code for all tests, in their order.

import { type Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseColor } from './colors';
import { plainWindow } from './pages/settings';
import { openWorkbench, type Workbench } from './pages/workbench';

let workbench: Workbench;

beforeAll(async () => {
	workbench = await openWorkbench({ settings: plainWindow });
});

afterEach((context) => workbench.keepEvidence(context));

afterAll(async () => {
	await workbench?.close();
});

describe('the Entities view', () => {
	it('says what to do where nothing was extracted, with a button that does it', async () => {
		await workbench.openFile('paper.tex');
		await workbench.runCommand('SpERT: Show Entities');
		await view().getByText('Nothing has been extracted yet').waitFor();
		await view().getByRole('button', { name: 'Extract Entities', exact: true }).click();
		await row(/^Method, \d+ entities/).waitFor({ timeout: 60_000 });
	});

	it('lists types, below them entities with count and score, below them sentences', async () => {
		await expand(/^Method, /);
		await expand(/^encoder, Method, \d+ mentions, \d+ %/);
		const sentences = (await rows()).filter((label) => /paper\.tex:\d+, \d+ %$/.test(label));
		expect(sentences.length).toBeGreaterThan(1);
		expect(sentences.every((sentence) => sentence.includes('encoder'))).toBe(true);
		// The words are marked in their sentence.
		expect(await view().locator('.monaco-highlighted-label .highlight').first().innerText()).toBe('encoder');
	});

	it('shows the place that a row stands for, and keeps the focus for the next row', async () => {
		const second = (await rows()).filter((label) => /paper\.tex:\d+/.test(label))[1] ?? '';
		await row(second).click();
		const line = Number(/paper\.tex:(\d+)/.exec(second)?.[1]);
		await expect.poll(async () => (await workbench.editor.cursor()).line).toBe(line);
		expect(await focusIsInView()).toBe(true);
		await workbench.screenshot('entities');
		await row(second).click();
		await expect.poll(focusIsInView).toBe(false);
	});

	it('has its types’ colours and shapes in a dark theme too', async () => {
		await workbench.palette.chooseTheme('Dark Modern');
		await expect.poll(async () => parseColor(await workbench.editor.themeColor('editor.background'))[0]).toBeLessThan(128);
		await workbench.screenshot('entities-dark');
		await view().getByRole('button', { name: 'Collapse All' }).click();
		await row(/^encoder, /).waitFor({ state: 'detached' });
		const icons = await view().locator('.monaco-list-row[aria-level="1"] .custom-view-tree-node-item-icon').evaluateAll(looks);
		expect(icons.length).toBeGreaterThan(3);
		expect(new Set(icons.map(({ shape }) => shape)).size).toBe(icons.length);
		expect(new Set(icons.map(({ color }) => color)).size).toBe(icons.length);
		await expand(/^Method, /);
		await workbench.palette.chooseTheme('Light Modern');
		await expect.poll(async () => parseColor(await workbench.editor.themeColor('editor.background'))[0]).toBeGreaterThan(128);
	});

	it('groups by document and by relation', async () => {
		await workbench.runCommand('SpERT: Group Entities by Document');
		await row(/^paper\.tex, \d+ entities/).waitFor();
		await workbench.runCommand('SpERT: Group Entities by Relation');
		await expand(/^Used-for, \d+ relations/);
		await row(/, Used-for, .*, \d+ places, \d+ %/).waitFor();
		await workbench.screenshot('entities-relations', sideBar());
		await workbench.runCommand('SpERT: Group Entities by Type');
		await row(/^encoder, Method, /).waitFor();
	});

	it('filters while one types, and goes back on Escape', async () => {
		const { page } = workbench;
		await workbench.runCommand('SpERT: Filter Entities…');
		await filterInput().fill('netw neur');
		await row(/^Recurrent neural networks, /).waitFor();
		await row(/^encoder, /).waitFor({ state: 'detached' });
		await page.keyboard.press('Escape');
		await row(/^encoder, /).waitFor();
		await workbench.runCommand('SpERT: Filter Entities…');
		await filterInput().fill('netw');
		await page.keyboard.press('Enter');
		await row(/^encoder, /).waitFor({ state: 'detached' });
		await view().getByText('Only with "netw"').waitFor();
		await view().getByRole('button', { name: /^Clear Filter/ }).click();
		await row(/^encoder, /).waitFor();
	});

	it('can be searched with the editor’s own find', async () => {
		const { page } = workbench;
		await row(/^encoder, /).click();
		await page.keyboard.press('Control+Alt+F');
		await page.locator('.monaco-tree-type-filter input').fill('sampling');
		const found = view().locator('.monaco-highlighted-label', { has: page.locator('.highlight') });
		await expect.poll(() => found.allInnerTexts()).toContain('negative sampling');
		await page.keyboard.press('Escape');
		await page.locator('.monaco-tree-type-filter input').waitFor({ state: 'hidden' });
	});

	it('keeps what is open and selected while the text is edited', async () => {
		await expand(/^encoder, /);
		const before = await markedWords();
		expect(before.length).toBeGreaterThan(3);
		const counts = await workbench.statusBarItem(/entities · /).innerText();
		await row(/^negative sampling, /).click();
		await workbench.palette.goToLine(27);
		await workbench.page.keyboard.press('Home');
		await workbench.page.keyboard.type('A Bayesian classifier is used for text segmentation. ');
		await row(/^Bayesian classifier, /).waitFor({ timeout: 30_000 });
		await row(/^encoder, /).waitFor();
		expect(await row(/^negative sampling, /).getAttribute('aria-selected')).toBe('true');
		await expect.poll(markedWords).toEqual(before);
		for (let times = 0; times < 12; times++) {
			await workbench.page.keyboard.press('Control+Z');
		}
		await row(/^Bayesian classifier, /).waitFor({ state: 'detached' });
		await expect.poll(markedWords).toEqual(before);
		// All of it is read again.
		await expect.poll(() => workbench.statusBarItem(/entities · /).innerText(), { timeout: 30_000 }).toBe(counts);
	});
});

describe('hiding', () => {
	const menuItem = (name: string) => workbench.page.locator('.monaco-menu').getByRole('menuitem', { name, exact: true });

	async function openMenu(): Promise<void> {
		await row(/^negative sampling, /).click({ button: 'right' });
		await menuItem('Hide Entity').waitFor();
	}

	/** VS Code takes no click in a menu's first moment, as it may have been meant for what was there before. */
	async function chooseHideEntity(): Promise<void> {
		const item = menuItem('Hide Entity');
		const click = async (): Promise<string> => {
			await item.click({ timeout: 2000 });
			return await item.waitFor({ state: 'hidden', timeout: 500 }).then(() => 'closed', () => 'open');
		};
		await expect.poll(click, { timeout: 10_000 }).toBe('closed');
	}

	it('takes an entity out of the text and the list, from its menu', async () => {
		await workbench.palette.goToLine(21);
		expect((await workbench.editor.decorationsOver('negative sampling')).length).toBeGreaterThan(0);
		await openMenu();
		await workbench.screenshot('entities-menu');
		await chooseHideEntity();
		// Where the list is made anew under an open menu, one is asked to choose again.
		const gone = row(/^negative sampling, Method/).waitFor({ state: 'detached', timeout: 60_000 });
		const again = workbench.page.locator('.statusbar', { hasText: 'The list has just changed' }).waitFor({ timeout: 60_000 });
		if ((await Promise.race([gone.then(() => 'gone'), again.then(() => 'again', () => 'gone')])) === 'again') {
			await openMenu();
			await chooseHideEntity();
		}
		await gone;
		await expect.poll(async () => (await workbench.editor.decorationsOver('negative sampling')).length).toBe(0);
		await workbench.statusBarItem(/\d+ of \d+ entities · /).waitFor();
	});

	it('is remembered when the window is opened again, and undone from the list of what is hidden', async () => {
		await workbench.reload();
		await workbench.openFile('paper.tex');
		// A list that is opened while the window starts is closed again by what comes.
		await workbench.statusBarItem(/SpERT|entities · /).waitFor({ timeout: 60_000 });
		// The window comes back with what was selected in it, and of a selection the command reads just that.
		await workbench.palette.goToLine(21);
		await workbench.runCommand('SpERT: Extract Entities');
		await workbench.statusBarItem(/\d+ of \d+ entities · /).waitFor({ timeout: 60_000 });
		await workbench.runCommand('SpERT: Show Entities');
		await expand(/^Hidden, 1/);
		await row(/^negative sampling, hidden/).hover();
		await row(/^negative sampling, hidden/).getByRole('button', { name: 'Show Hidden Again…' }).click();
		await row(/^Hidden/).waitFor({ state: 'detached' });
		await expect.poll(() => workbench.statusBarItem(/entities · /).innerText()).not.toContain(' of ');
	});
});

describe('density', () => {
	it('shows each step while one moves through them, and goes back on Escape', async () => {
		const { page } = workbench;
		const before = (await workbench.editor.decorations()).length;
		await workbench.runCommand('SpERT: Change Density');
		await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
		for (let step = 0; step < 4; step++) {
			await page.keyboard.press('ArrowDown');
		}
		await expect.poll(async () => (await workbench.editor.decorations()).length).toBeLessThan(before / 1.5);
		await workbench.screenshot('density');
		await page.keyboard.press('Escape');
		await expect.poll(async () => (await workbench.editor.decorations()).length).toBe(before);
	});

	it('keeps a step on Enter, and says in the status bar of how many', async () => {
		const { page } = workbench;
		await workbench.runCommand('SpERT: Change Density');
		await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('Enter');
		await workbench.statusBarItem(/\d+ of \d+ entities · \d+ of \d+ relations/).waitFor();
	});

	it('has keys for one step', async () => {
		const { page } = workbench;
		await workbench.editor.clickOn('\\begin{abstract}');
		const shown = async (): Promise<number> => Number(/\d+/.exec(await workbench.statusBarItem(/entities · /).innerText())?.[0]);
		const before = await shown();
		await page.keyboard.press('Control+Alt+[');
		await expect.poll(shown).toBeLessThan(before);
		await page.keyboard.press('Control+Alt+]');
		await expect.poll(shown).toBe(before);
		await page.keyboard.press('Control+Alt+]');
		await expect.poll(() => workbench.statusBarItem(/entities · /).innerText()).not.toContain(' of ');
	});

	it('mutes a type and gives it back, without leaving the list', async () => {
		const { page } = workbench;
		await workbench.runCommand('SpERT: Change Density');
		const type = page.locator('.quick-input-list .monaco-list-row', { hasText: 'Enter hides them' }).filter({ hasText: 'Method' });
		await type.click();
		await row(/^Hidden, 1/).waitFor();
		await row(/^Method, \d+ entities/).waitFor({ state: 'detached' });
		await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Enter shows it' }).click();
		await row(/^Method, \d+ entities/).waitFor();
		await page.keyboard.press('Escape');
	});
});

function sideBar(): Locator {
	return workbench.page.locator('.part.sidebar');
}

function view(): Locator {
	return sideBar();
}

function filterInput(): Locator {
	return workbench.page.getByPlaceholder('Parts of words');
}

/** A row by what a screen reader says of it. */
function row(label: string | RegExp): Locator {
	return sideBar().getByRole('treeitem', typeof label === 'string' ? { name: label, exact: true } : { name: label }).first();
}

async function rows(): Promise<string[]> {
	return await sideBar().getByRole('treeitem').evaluateAll((items) => items.map((item) => item.getAttribute('aria-label') ?? ''));
}

/** The marked words of the sentences below the open entity. */
async function markedWords(): Promise<string[]> {
	return await sideBar().locator('.monaco-list-row[aria-level="3"] .highlight').allInnerTexts();
}

async function expand(label: RegExp): Promise<void> {
	if ((await row(label).getAttribute('aria-expanded')) === 'false') {
		await row(label).locator('.monaco-tl-twistie').click();
	}
	await expect.poll(() => row(label).getAttribute('aria-expanded')).toBe('true');
	// Its children come a moment later.
	const level = Number(await row(label).getAttribute('aria-level'));
	await sideBar().locator(`.monaco-list-row[aria-level="${level + 1}"]`).first().waitFor();
}

/** Runs in the browser: shapes and colours of icons. */
function looks(icons: Element[]): { shape: string; color: string }[] {
	return icons.map((icon) => ({ shape: icon.className, color: getComputedStyle(icon).color }));
}

async function focusIsInView(): Promise<boolean> {
	return await sideBar().evaluate((part) => part.contains(document.activeElement));
}
