// The relation graph's page in a plain browser, for everybody: by the keyboard alone, in four themes, as pictures and data, and
// with ten thousand entities.

import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inProject } from '../../scripts/lib/project.mjs';
import { page, usePlainPage, violations } from './pages/plainPage';
import {
	example,
	framesWhile,
	largeGraph,
	lastPosted,
	open,
	pointOf,
	remembered,
	setTheme,
	showGraph,
	smallGraph,
	summary,
	tell,
	timeToShow,
	told,
} from './pages/relationGraphPage';

usePlainPage();

/** As the editor's themes have them. */
const themes = {
	light: { colorScheme: 'light', bodyClass: 'vscode-light', variables: { '--vscode-editor-background': '#ffffff', '--vscode-foreground': '#3b3b3b', '--vscode-descriptionForeground': '#3b3b3b' } },
	dark: { colorScheme: 'dark', bodyClass: 'vscode-dark', variables: { '--vscode-editor-background': '#1f1f1f', '--vscode-foreground': '#cccccc', '--vscode-descriptionForeground': '#9d9d9d' } },
	'high-contrast': { colorScheme: 'dark', bodyClass: 'vscode-high-contrast', variables: { '--vscode-editor-background': '#000000', '--vscode-foreground': '#ffffff', '--vscode-contrastBorder': '#6fc3df', '--vscode-contrastActiveBorder': '#f38518', '--vscode-focusBorder': '#f38518' } },
	'high-contrast-light': { colorScheme: 'light', bodyClass: 'vscode-high-contrast vscode-high-contrast-light', variables: { '--vscode-editor-background': '#ffffff', '--vscode-foreground': '#292929', '--vscode-contrastBorder': '#0f4a85', '--vscode-contrastActiveBorder': '#006bbd', '--vscode-focusBorder': '#006bbd' } },
} as const;

describe('the keyboard alone', () => {
	it('walks over the graph, tells where it is, and does what the mouse does', async () => {
		await open();
		await showGraph(example);
		await page.locator('.canvas').focus();
		await page.keyboard.press('Home');
		expect(await told()).toBe('Support vector machine, Method, 0.90, 5 mentions in 1 document. 2 relations: Used-for Relation extraction; Compare with Neural network.');
		await page.keyboard.press('Enter');
		expect(await lastPosted('reveal')).toMatchObject({ item: { id: 'support vector machine' }, place: 0 });
		await page.keyboard.press('r');
		expect(await told()).toMatch(/^Relation Support vector machine, Used-for, directed, Relation extraction\. Score 0\.95, 2 sentences\.$/);
		await page.keyboard.press('Enter');
		expect(await lastPosted('reveal')).toMatchObject({ item: { kind: 'relation' } });
		await page.keyboard.press('Escape');
		await page.keyboard.press('f');
		expect(await summary()).toBe('a.tex · 3 entities · 3 relations');
		await page.keyboard.press('2');
		expect(await summary()).toBe('a.tex · 4 entities · 4 relations');
		await page.keyboard.press('Backspace');
		expect(await summary()).toBe('a.tex · 6 entities · 4 relations');
		await page.keyboard.press('m');
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('Enter');
		expect((await remembered()).positions.filter(({ isPinned }) => isPinned).map(({ entity }) => entity)).toEqual(['support vector machine']);
	});

	it('reaches every entity', async () => {
		await open();
		await showGraph(largeGraph(30));
		await page.locator('.canvas').focus();
		const reached = new Set<string>();
		for (let count = 0; count < 30; count++) {
			await page.keyboard.press('PageDown');
			reached.add((await told()).split(',')[0] ?? '');
		}
		expect(reached.size).toBe(30);
	});

	it('goes by the arrows to what lies that way', async () => {
		await open();
		await showGraph(example);
		await page.getByLabel('Layout').selectOption('concentric');
		const { positions } = await remembered();
		await page.locator('.canvas').focus();
		await page.keyboard.press('Home');
		const from = positions.find(({ entity }) => entity === 'support vector machine')!;
		for (const [key, lies] of [['ArrowRight', (x: number) => x > from.x], ['ArrowLeft', (x: number) => x < from.x]] as const) {
			const expected = positions.filter(({ x, y }) => lies(x) && Math.abs(y - from.y) < 1.75 * Math.abs(x - from.x));
			await page.keyboard.press('Home');
			await page.keyboard.press(key);
			const name = (await told()).split(',')[0]?.toLowerCase();
			expect(expected.length === 0 ? ['support vector machine'] : expected.map(({ entity }) => entity)).toContain(name);
		}
	});

	it('finds an entity, and opens the tree down to its sentence', async () => {
		await open();
		await showGraph(example);
		await page.locator('.canvas').focus();
		await page.keyboard.press('/');
		await page.keyboard.type('extr');
		expect(await page.locator('#results').getByRole('option').allInnerTexts()).toEqual(['Relation extraction Task · 3']);
		await page.keyboard.press('Enter');
		expect(await page.locator('.details h2').innerText()).toBe('Relation extraction');
		await page.getByRole('tab', { name: 'Graph' }).focus();
		await page.keyboard.press('ArrowRight');
		await page.keyboard.press('ArrowRight');
		await page.keyboard.press('Tab');
		await page.keyboard.press('Tab');
		await page.locator('.tree [tabindex="0"]').focus();
		for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight']) {
			await page.keyboard.press(key);
		}
		const asked = await lastPosted('places');
		expect(asked).toMatchObject({ item: { kind: 'relation', id: 'support vector machine|Used-for|relation extraction' } });
		await tell({ kind: 'places', item: { kind: 'relation', id: 'support vector machine|Used-for|relation extraction' }, places: [{ document: 'a.tex', line: 4, sentence: 'An SVM does it.', words: '', score: 0.9 }], unsent: 0, shown: null });
		await page.locator('.tree', { hasText: 'An SVM does it.' }).waitFor();
		await page.keyboard.press('ArrowRight');
		await page.keyboard.press('Enter');
		expect(await lastPosted('reveal')).toMatchObject({ item: { kind: 'relation' }, place: 0 });
	});

	it('sorts the tables and shows a row’s sentence', async () => {
		await open();
		await showGraph(example);
		await page.getByRole('tab', { name: 'Table' }).click();
		const names = () => page.locator('.table').first().locator('tbody th').allInnerTexts();
		await page.getByRole('button', { name: 'Entity', exact: true }).press('Enter');
		expect(await names()).toEqual(['Corpus', 'Neural network', 'Precision', 'Relation extraction', 'Scientific articles', 'Support vector machine']);
		await page.getByRole('button', { name: 'Relations', exact: true }).press('Enter');
		expect((await names())[0]).toBe('Relation extraction');
		expect(await page.locator('[aria-sort="descending"]').innerText()).toBe('Relations');
		await page.locator('.table').nth(1).locator('tbody button').first().focus();
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('Enter');
		expect(await lastPosted('reveal')).toMatchObject({ item: { kind: 'relation', id: 'neural network|Used-for|relation extraction' } });
	});
});

describe('themes', () => {
	it.each(Object.keys(themes) as (keyof typeof themes)[])('has no accessibility violation in %s colours, in any view', async (name) => {
		await open({ ...themes[name], width: 760 });
		await showGraph(example);
		const { x, y } = await pointOf('neural network');
		await page.mouse.click(x, y);
		await page.locator('.details:visible').waitFor();
		await tell({ kind: 'places', item: { kind: 'entity', id: 'neural network' }, places: [{ document: 'a.tex', line: 4, sentence: 'A neural network.', words: '', score: 0.9 }], unsent: 0, shown: 0 });
		mkdirSync(inProject('test-results'), { recursive: true });
		for (const tab of ['Graph', 'Table', 'Tree']) {
			await page.getByRole('tab', { name: tab }).click();
			if (tab === 'Tree') {
				await page.locator('.tree [tabindex="0"]').press('ArrowRight');
			}
			await page.screenshot({ path: inProject('test-results', `relation-graph-page-${name}-${tab.toLowerCase()}.png`) });
			expect([tab, await violations()]).toEqual([tab, []]);
		}
	});

	it('takes the colours of another theme while it is open', async () => {
		await open(themes.light);
		await showGraph(example);
		const hasColor = (wanted: readonly number[]) =>
			page.evaluate(async (rgb) => {
				await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
				return [...document.querySelectorAll('canvas')].some((canvas) => {
					const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
					for (let at = 0; at < pixels.length; at += 4) {
						if (rgb.every((value, place) => pixels[at + place] === value) && pixels[at + 3] === 255) {
							return true;
						}
					}
					return false;
				});
			}, wanted);
		const green = [1, 200, 3] as const;
		expect(await hasColor(green)).toBe(false);
		await setTheme('vscode-dark', { '--vscode-spert-entity2Line': '#01c803' });
		await expect.poll(() => hasColor(green)).toBe(true);
	});
});

describe('exports', () => {
	it('hands over an SVG that can be read, with every entity and relation', async () => {
		await open();
		await showGraph(smallGraph({ 'A & "B" <c>': ['Task', 2], D: ['Method', 1] }, [['d', 'Used-for', 'a & "b" <c>', 0.9]]));
		await page.getByRole('button', { name: 'More…' }).click();
		await page.getByRole('menuitem', { name: 'Export as SVG…' }).click();
		const message = await lastPosted('export');
		const svg = message?.kind === 'export' ? message.picture : '';
		const read = await page.evaluate((text) => {
			const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
			return {
				isBroken: parsed.querySelector('parsererror') !== null,
				texts: [...parsed.querySelectorAll('text')].map(({ textContent }) => textContent),
				paths: parsed.querySelectorAll('path[marker-end]').length,
				shapes: parsed.querySelectorAll('circle, polygon').length,
			};
		}, svg);
		expect(read).toEqual({ isBroken: false, texts: ['A & "B" <c>', 'D'], paths: 1, shapes: 2 });
		mkdirSync(inProject('test-results'), { recursive: true });
		writeFileSync(inProject('test-results', 'relation-graph.svg'), svg);
	});

	it('hands over a PNG of all of it', async () => {
		await open();
		await showGraph(largeGraph(100));
		await page.getByRole('button', { name: 'More…' }).click();
		await page.getByRole('menuitem', { name: 'Export as PNG…' }).click();
		const message = await lastPosted('export');
		const bytes = Buffer.from(message?.kind === 'export' ? message.picture : '', 'base64');
		expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
		expect(bytes.readUInt32BE(16)).toBeGreaterThan(1000);
	});

	it('names what is to be exported as data', async () => {
		await open();
		await showGraph(example);
		await page.locator('.filters').getByRole('button', { name: /^Method/ }).click();
		await page.getByRole('button', { name: 'More…' }).click();
		await page.getByRole('menuitem', { name: 'Export as GraphML…' }).click();
		expect(await lastPosted('exportData')).toEqual({
			kind: 'exportData',
			format: 'graphml',
			entities: ['relation extraction', 'scientific articles', 'precision', 'corpus'],
			relations: ['relation extraction|Used-for|scientific articles'],
		});
	});
});

describe('size', () => {
	it('lays out 300 entities in less than a second', async () => {
		await open();
		const graph = largeGraph(300);
		const { wall, processor } = await timeToShow(graph, 'document:a');
		console.log(`300 entities, ${graph.relations.length} relations: laid out and drawn in ${processor.toFixed(0)} ms of processor time, ${wall.toFixed(0)} ms in all`);
		expect((await remembered()).positions.length).toBe(300);
		expect(processor).toBeLessThan(1000);
	});

	it('stays usable with 10,000: the first ones are drawn, and search brings in the others', async () => {
		await open();
		const graph = largeGraph(10_000);
		const { wall, processor } = await timeToShow(graph, 'document:a');
		console.log(`10,000 entities, ${graph.relations.length} relations: shown in ${processor.toFixed(0)} ms of processor time, ${wall.toFixed(0)} ms in all`);
		expect(await summary()).toBe('a.tex · 300 of 10,000 entities shown');
		const box = (await page.locator('.canvas').boundingBox())!;
		const frames = await framesWhile(async () => {
			await page.mouse.move(box.x + 40, box.y + 40);
			await page.mouse.down();
			for (let step = 0; step < 60; step++) {
				await page.mouse.move(box.x + 40 + 5 * step, box.y + 40 + 4 * step);
			}
			await page.mouse.up();
		});
		console.log(`panning: ${frames.count} frames, median ${frames.median.toFixed(1)} ms, 95th percentile ${frames.high.toFixed(1)} ms`);
		expect(frames.median).toBeLessThan(50);
		await page.getByRole('combobox', { name: 'Search entities' }).fill('number 9876');
		await page.keyboard.press('Enter');
		expect(await page.locator('.details h2').innerText()).toBe('Entity number 9876');
		expect((await remembered()).positions.some(({ entity }) => entity === 'entity number 9876')).toBe(true);
		await page.getByLabel('Draw at most').selectOption('100');
		expect(await summary()).toMatch(/^a\.tex · 1\d\d of 10,000 entities shown$/);
		await page.getByRole('tab', { name: 'Table' }).click();
		expect(await page.locator('caption').first().innerText()).toBe('10,000 entities');
	});
});
