// The relation graph's page in a plain browser, with a stand-in for the editor: what it draws and tells, its filters and memory,
// its keyboard, its themes, its pictures, its speed, and no request beyond its own files.

import { createRequire } from 'node:module';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inProject } from '../../scripts/lib/project.mjs';
import type { FromRelationGraph, GraphContent, GraphSettings, GraphView, ToRelationGraph } from '../../src/protocol/relationGraphProtocol';
import { ensureBrowser, launchBrowser } from '../harness/browser.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What the editor would answer, and what it hears. */
const editor = `
	window.posted = [];
	window.refused = [];
	document.addEventListener('securitypolicyviolation', (event) => refused.push(event.violatedDirective + ' ' + event.blockedURI));
	window.acquireVsCodeApi = () => ({
		postMessage: (message) => posted.push(message),
		getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
		setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
	});
`;

let folder: string;
let browser: Browser;
let page: Page;
const requests: string[] = [];
const complaints: string[] = [];

const typeNames = ['Task', 'Method', 'Evaluation Metric', 'Material', 'Other Scientific Term', 'Generic'] as const;
const entityTypes = typeNames.map((name, slot) => ({ id: name, name, slot }));
const relationTypes = [
	{ id: 'Used-for', name: 'Used-for', symmetric: false },
	{ id: 'Compare', name: 'Compare', symmetric: true },
];

type Link = readonly [head: string, type: string, tail: string, score: number, evidence?: number];

function smallGraph(names: Readonly<Record<string, readonly [type: string, mentions: number]>>, links: readonly Link[]): GraphView {
	return {
		documents: [{ id: 'file:///a.tex', name: 'a.tex' }, { id: 'file:///b.md', name: 'b.md' }],
		entityTypes,
		relationTypes,
		entities: Object.entries(names).map(([name, [type, mentions]]) => ({
			id: name.toLowerCase(),
			name,
			type,
			forms: [name, `${name}s`],
			mentions,
			score: 0.9,
			shares: [{ document: 0, mentions }],
			documents: 1,
		})),
		relations: links.map(([head, type, tail, score, evidence = 1]) => ({
			id: `${head}|${type}|${tail}`,
			type,
			symmetric: type === 'Compare',
			head,
			tail,
			score,
			evidence,
		})),
		unsent: 0,
		models: ['model'],
	};
}

const example = smallGraph(
	{
		'Support vector machine': ['Method', 5],
		'Neural network': ['Method', 4],
		'Relation extraction': ['Task', 3],
		'Scientific articles': ['Material', 2],
		Precision: ['Evaluation Metric', 1],
		Corpus: ['Material', 1],
	},
	[
		['support vector machine', 'Used-for', 'relation extraction', 0.95, 2],
		['neural network', 'Used-for', 'relation extraction', 0.8],
		['neural network', 'Compare', 'support vector machine', 0.45],
		['relation extraction', 'Used-for', 'scientific articles', 0.7],
	],
);

/** A graph by numbers: as many relations as papers have, a few entities in many of them. */
function largeGraph(size: number): GraphView {
	let state = 7;
	const random = (): number => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
	const names = Object.fromEntries(
		Array.from({ length: size }, (_, number) => [
			`Entity number ${number}`,
			[typeNames[number % typeNames.length] ?? 'Task', Math.max(1, Math.round((size / 10) / (number + 1)))] as const,
		]),
	);
	const links = new Map<string, Link>();
	for (let count = 0; count < size * 0.9; count++) {
		const [head, tail] = [Math.floor(random() * random() * size), Math.floor(random() * size)];
		if (head !== tail) {
			links.set(`${head} ${tail}`, [`entity number ${head}`, 'Used-for', `entity number ${tail}`, 0.4 + 0.6 * random()]);
		}
	}
	return smallGraph(names, [...links.values()]);
}

interface OpenOptions {
	readonly colorScheme?: 'light' | 'dark';
	readonly width?: number;
	readonly bodyClass?: string;
	/** Theme colours, as the editor sets them. */
	readonly variables?: Readonly<Record<string, string>>;
}

async function open({ colorScheme = 'light', width = 1000, bodyClass = '', variables = {} }: OpenOptions = {}): Promise<void> {
	const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 }, reducedMotion: 'reduce' });
	page = await context.newPage();
	requests.length = 0;
	complaints.length = 0;
	page.on('request', (request) => requests.push(request.url()));
	page.on('console', (message) => complaints.push(message.text()));
	page.on('pageerror', (error) => complaints.push(String(error)));
	await page.addInitScript(editor);
	await page.goto(pathToFileURL(join(folder, 'page.html')).href);
	await setTheme(bodyClass, variables);
}

async function setTheme(bodyClass: string, variables: Readonly<Record<string, string>>): Promise<void> {
	await page.evaluate(
		([name, values]) => {
			document.body.className = name;
			Object.entries(values).forEach(([key, value]) => document.documentElement.style.setProperty(key, value));
		},
		[bodyClass, variables] as const,
	);
}

const tell = (message: ToRelationGraph): Promise<void> => page.evaluate((told) => window.postMessage(told, '*'), message);

async function show(content: GraphContent, key = 'document:a', settings: GraphSettings | null = null): Promise<void> {
	await tell({ kind: 'show', scope: key === 'workspace' ? 'workspace' : 'document', name: 'a.tex', key, settings, content });
}

async function showGraph(graph: GraphView, key?: string, settings: GraphSettings | null = null): Promise<void> {
	await show({ kind: 'graph', graph }, key, settings);
	await page.locator('.toolbar .summary', { hasText: /entities/ }).waitFor();
	// What is drawn is drawn in the next frame.
	await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

const posted = () => page.evaluate<FromRelationGraph[]>('posted');
const lastPosted = async (kind: FromRelationGraph['kind']) => (await posted()).findLast((message) => message.kind === kind);
const summary = () => page.locator('.toolbar .summary').innerText();
const told = () => page.locator('#view > .unseen[role="status"]').innerText();

/** What the page last let the editor remember: where nodes lie is part of it. */
async function remembered(): Promise<GraphSettings> {
	// It is told after a pause.
	await page.waitForTimeout(600);
	const message = await lastPosted('remember');
	if (message?.kind !== 'remember') {
		throw new Error('Nothing was remembered.');
	}
	return message.settings;
}

/** Where a node is on the screen. */
async function pointOf(entity: string): Promise<{ x: number; y: number }> {
	const { positions, viewport } = await remembered();
	const position = positions.find((known) => known.entity === entity);
	const box = await page.locator('.canvas').boundingBox();
	if (position === undefined || viewport === undefined || box === null) {
		throw new Error(`${entity} is not drawn.`);
	}
	return { x: box.x + viewport.x + position.x * viewport.zoom, y: box.y + viewport.y + position.y * viewport.zoom };
}

async function violations(): Promise<unknown[]> {
	await page.evaluate(axe);
	const result = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>('axe.run()');
	return result.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}

beforeAll(async () => {
	const found = await ensureBrowser();
	if ('missing' in found) {
		throw new Error(found.missing);
	}
	browser = await launchBrowser();
	folder = mkdtempSync(join(tmpdir(), 'spert-relation-graph-page-'));
	for (const file of ['relationGraph.js', 'relationGraph.css']) {
		writeFileSync(join(folder, file), readFileSync(inProject('dist', 'webview', file)));
	}
	const policy = "default-src 'none'; style-src file:; script-src file:";
	writeFileSync(
		join(folder, 'page.html'),
		`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
		<title>Relation graph</title><link rel="stylesheet" href="relationGraph.css"></head><body><div id="root"></div><script src="relationGraph.js"></script></body></html>`,
	);
});

afterEach(async () => {
	await page?.context().close();
});

afterAll(async () => {
	await browser?.close();
	rmSync(folder, { recursive: true, force: true });
});

describe('the graph', () => {
	it('draws entities and relations under the page’s policy, from its own files alone', async () => {
		await open();
		expect(await posted()).toEqual([{ kind: 'ready', scope: null }]);
		await showGraph(example);
		expect(await summary()).toBe('a.tex · 6 entities · 4 relations');
		expect((await remembered()).positions.map(({ entity }) => entity).sort()).toEqual(example.entities.map(({ id }) => id).sort());
		expect(complaints).toEqual([]);
		expect(await page.evaluate('refused')).toEqual([]);
		expect(requests.filter((url) => !url.startsWith('file:'))).toEqual([]);
	});

	it('tells which node was clicked, and goes through its sentences', async () => {
		await open();
		await showGraph(example);
		const { x, y } = await pointOf('support vector machine');
		await page.mouse.click(x, y);
		const item = { kind: 'entity', id: 'support vector machine' } as const;
		expect(await lastPosted('reveal')).toEqual({ kind: 'reveal', item, place: 0 });
		expect(await page.locator('.details h2').innerText()).toBe('Support vector machine');
		const places = [1, 2, 3].map((line) => ({ document: 'a.tex', line, sentence: `Sentence ${line}.`, words: 'SVM', score: 0.9 }));
		await tell({ kind: 'places', item, places, unsent: 2, shown: 0 });
		expect(await page.locator('.steps').innerText()).toMatch(/1 of 5/);
		await page.getByRole('button', { name: 'Next' }).click();
		expect(await lastPosted('reveal')).toEqual({ kind: 'reveal', item, place: 1 });
		await tell({ kind: 'places', item, places, unsent: 2, shown: 1 });
		expect(await page.locator('[aria-current="true"]').innerText()).toMatch(/a\.tex:2 · 0\.90\s+Sentence 2\./);
		await page.locator('.place').nth(2).click();
		expect(await lastPosted('reveal')).toEqual({ kind: 'reveal', item, place: 2 });
	});

	it('tells which edge was clicked, and shows its score', async () => {
		await open();
		await showGraph(example);
		const [from, to] = [await pointOf('relation extraction'), await pointOf('scientific articles')];
		await page.mouse.click((from.x + to.x) / 2, (from.y + to.y) / 2);
		expect(await lastPosted('reveal')).toMatchObject({ item: { kind: 'relation', id: 'relation extraction|Used-for|scientific articles' } });
		expect(await page.locator('.details').innerText()).toMatch(/Relation extraction – Used-for → Scientific articles\s+×\s+0\.70 · 1 sentence/);
	});

	it('shows a card where the mouse rests', async () => {
		await open();
		await showGraph(example);
		const { x, y } = await pointOf('relation extraction');
		await page.mouse.move(x, y, { steps: 3 });
		await page.locator('.card:visible').waitFor();
		expect(await page.locator('.card').innerText()).toMatch(/Relation extraction\s+Task · 0\.90 · 3 mentions in 1 document\s+Also written Relation extractions\s+a\.tex 3 \(100 %\)\s+← Used-for: Support vector machine · 0\.95/);
		await page.mouse.move(2, 2);
		await expect.poll(() => page.locator('.card:visible').count()).toBe(0);
	});

	it('keeps every node where it is while the text changes, and puts new ones near their neighbours', async () => {
		await open();
		await showGraph(largeGraph(80));
		const before = await remembered();
		const changed = largeGraph(80);
		const [gone] = changed.entities.slice(-1);
		await showGraph({
			...changed,
			entities: [...changed.entities.slice(0, -1), { ...changed.entities[0]!, id: 'new', name: 'New', mentions: 1 }],
			relations: [
				...changed.relations.filter(({ head, tail }) => head !== gone?.id && tail !== gone?.id),
				{ ...changed.relations[0]!, id: 'new relation', head: 'new', tail: 'entity number 0' },
			],
		});
		const after = await remembered();
		const at = new Map(after.positions.map((position) => [position.entity, position]));
		for (const { entity, x, y } of before.positions.filter(({ entity }) => entity !== gone?.id)) {
			expect({ entity, x: at.get(entity)?.x, y: at.get(entity)?.y }).toEqual({ entity, x, y });
		}
		expect(after.viewport).toEqual(before.viewport);
		const [added, neighbour] = [at.get('new')!, at.get('entity number 0')!];
		const nearer = before.positions.filter(({ x, y }) => Math.hypot(x - neighbour.x, y - neighbour.y) < Math.hypot(added.x - neighbour.x, added.y - neighbour.y));
		expect(nearer.length).toBeLessThan(before.positions.length / 4);
	});

	it('lights the entity at the cursor and moves only if it is out of sight', async () => {
		await open();
		await showGraph(example);
		const before = (await remembered()).viewport;
		const picture = await page.locator('.canvas').screenshot();
		await tell({ kind: 'cursor', entity: 'corpus' });
		await expect.poll(async () => (await page.locator('.canvas').screenshot()).equals(picture)).toBe(false);
		expect((await remembered()).viewport).toEqual(before);
	});

	it('keeps a dragged node where it was put, in every layout', async () => {
		await open();
		await showGraph(example);
		const { x, y } = await pointOf('corpus');
		await page.mouse.move(x, y);
		await page.mouse.down();
		await page.mouse.move(x + 60, y - 40, { steps: 5 });
		await page.mouse.up();
		const pinned = (await remembered()).positions.find(({ entity }) => entity === 'corpus')!;
		expect(pinned.isPinned).toBe(true);
		const others: unknown[] = [];
		for (const layout of ['concentric', 'layered', 'types', 'force']) {
			await page.getByLabel('Layout').selectOption(layout);
			const { positions } = await remembered();
			expect(positions.find(({ entity }) => entity === 'corpus')).toEqual(pinned);
			others.push(JSON.stringify(positions.filter(({ entity }) => entity !== 'corpus')));
		}
		expect(new Set(others).size).toBe(4);
	});

	it('goes into a neighbourhood by double click, farther by steps, and back as it was', async () => {
		await open();
		await showGraph(example);
		const before = await remembered();
		const { x, y } = await pointOf('scientific articles');
		await page.mouse.dblclick(x, y);
		await expect.poll(summary).toBe('a.tex · 2 entities · 1 relations');
		await page.getByRole('button', { name: '2 steps' }).click();
		expect(await summary()).toBe('a.tex · 4 entities · 4 relations');
		await page.getByRole('navigation', { name: 'Neighbourhood' }).getByRole('button', { name: 'All' }).click();
		expect(await summary()).toBe('a.tex · 6 entities · 4 relations');
		const after = await remembered();
		expect(after.positions.toSorted(byEntity)).toEqual(before.positions.toSorted(byEntity));
		expect(after.viewport).toEqual(before.viewport);
	});

	it('offers in a node’s menu what changes the knowledge', async () => {
		await open();
		await showGraph(example);
		const { x, y } = await pointOf('corpus');
		for (const [label, kind] of [['Hide Everywhere', 'hide'], ['Same as…', 'same'], ['Not the Same…', 'different']] as const) {
			await page.mouse.click(x, y, { button: 'right' });
			await page.getByRole('menuitem', { name: label }).click();
			expect(await lastPosted(kind)).toEqual({ kind, entity: 'corpus' });
		}
	});
});

describe('filters and memory', () => {
	it('filters by type, relation, score and whether there are relations', async () => {
		await open();
		await showGraph(example);
		const chip = (name: RegExp) => page.locator('.filters').getByRole('button', { name });
		await chip(/^Method/).click();
		expect(await summary()).toBe('a.tex · 4 entities · 1 relations');
		await chip(/^Without relations/).click();
		expect(await summary()).toBe('a.tex · 2 entities · 1 relations');
		await chip(/^Clear filters/).click();
		await chip(/^Compare/).click();
		expect(await summary()).toBe('a.tex · 6 entities · 3 relations');
		await page.locator('.score input').fill('0.75');
		expect(await summary()).toBe('a.tex · 6 entities · 2 relations');
	});

	it('is as it was after a reload, and tells the editor what to remember for the workspace', async () => {
		await open();
		await showGraph(example);
		await page.locator('.filters').getByRole('button', { name: /^Generic|^Material/ }).first().click();
		await page.getByLabel('Layout').selectOption('concentric');
		await page.getByRole('tab', { name: 'Table' }).click();
		const before = await remembered();
		await page.reload();
		expect(await posted()).toEqual([{ kind: 'ready', scope: 'document' }]);
		await showGraph(example);
		expect(await page.getByRole('tab', { name: 'Table' }).getAttribute('aria-selected')).toBe('true');
		await page.getByRole('tab', { name: 'Graph' }).click();
		expect(await page.getByLabel('Layout').inputValue()).toBe('concentric');
		expect(await summary()).toBe('a.tex · 4 entities · 3 relations');
		expect((await remembered()).positions.toSorted(byEntity)).toEqual(before.positions.toSorted(byEntity));
	});

	it('takes up what the editor remembers, for each scope its own', async () => {
		await open();
		await showGraph(example);
		const other = { ...(await remembered()), hiddenTypes: ['Method'] };
		await showGraph(example, 'document:b', other);
		expect(await summary()).toBe('a.tex · 4 entities · 1 relations');
		await showGraph(example, 'workspace', null);
		expect(await summary()).toBe('a.tex · 6 entities · 4 relations');
	});

	it('resets everything', async () => {
		await open();
		await showGraph(example);
		await page.locator('.filters').getByRole('button', { name: /^Method/ }).click();
		await page.getByRole('button', { name: 'More…' }).click();
		await page.getByRole('menuitem', { name: 'Reset' }).click();
		expect(await summary()).toBe('a.tex · 6 entities · 4 relations');
		expect((await remembered()).hiddenTypes).toEqual([]);
	});

	it('refuses settings and messages of another form, and shows names as texts', async () => {
		await open();
		await page.evaluate(() => sessionStorage.setItem('state', JSON.stringify({ scope: 'everything', settings: { limit: -1 } })));
		await page.reload();
		await showGraph(smallGraph({ '<img src=x onerror=alert(1)>': ['Task', 2], '<b>bold</b>': ['Task', 1] }, []));
		await page.getByRole('tab', { name: 'Table' }).click();
		expect(await page.locator('tbody tr').first().innerText()).toMatch(/^<img src=x onerror=alert\(1\)>/);
		await page.getByRole('tab', { name: 'Tree' }).click();
		expect(await page.locator('img, b').count()).toBe(0);
		await page.evaluate(() => window.postMessage({ kind: 'show', content: { kind: 'graph' } }, '*'));
		await expect.poll(async () => (await posted()).at(-1)?.kind).toBe('failed');
	});
});

describe('without a graph', () => {
	it('says what to do, with a button that does it', async () => {
		await open();
		await show({ kind: 'empty', reason: 'noDocument' });
		await page.getByRole('button', { name: 'Open Document…' }).click();
		await show({ kind: 'empty', reason: 'notExtracted' });
		await page.getByRole('button', { name: 'Extract Entities' }).click();
		await show({ kind: 'empty', reason: 'notExtracted' }, 'workspace');
		await page.getByRole('button', { name: 'Extract in Workspace' }).click();
		await show({ kind: 'empty', reason: 'allHidden' });
		await page.getByRole('button', { name: 'Show Everything' }).click();
		const runs = (await posted()).flatMap((message) => (message.kind === 'run' ? [message.action] : []));
		expect(runs).toEqual(['openDocument', 'extractDocument', 'extractWorkspace', 'showEverything']);
		expect(await violations()).toEqual([]);
	});

	it('says how far the reading is', async () => {
		await open();
		await show({ kind: 'loading', done: 3, total: 12 });
		expect(await page.locator('.empty').innerText()).toBe('Reading: 3 of 12 sentences');
		expect(await page.locator('.empty progress').getAttribute('value')).toBe('3');
		await showGraph(example);
		expect(await page.locator('.empty:visible').count()).toBe(0);
	});
});

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
			const expected = positions.filter(({ x, y }) => lies(x) && Math.abs(y - from.y) < Math.abs(x - from.x));
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

/** As the editor's themes have them. */
const themes = {
	light: { colorScheme: 'light', bodyClass: 'vscode-light', variables: { '--vscode-editor-background': '#ffffff', '--vscode-foreground': '#3b3b3b', '--vscode-descriptionForeground': '#3b3b3b' } },
	dark: { colorScheme: 'dark', bodyClass: 'vscode-dark', variables: { '--vscode-editor-background': '#1f1f1f', '--vscode-foreground': '#cccccc', '--vscode-descriptionForeground': '#9d9d9d' } },
	'high-contrast': { colorScheme: 'dark', bodyClass: 'vscode-high-contrast', variables: { '--vscode-editor-background': '#000000', '--vscode-foreground': '#ffffff', '--vscode-contrastBorder': '#6fc3df', '--vscode-contrastActiveBorder': '#f38518', '--vscode-focusBorder': '#f38518' } },
	'high-contrast-light': { colorScheme: 'light', bodyClass: 'vscode-high-contrast vscode-high-contrast-light', variables: { '--vscode-editor-background': '#ffffff', '--vscode-foreground': '#292929', '--vscode-contrastBorder': '#0f4a85', '--vscode-contrastActiveBorder': '#006bbd', '--vscode-focusBorder': '#006bbd' } },
} as const;

describe('themes', () => {
	it.each(Object.keys(themes) as (keyof typeof themes)[])('has no accessibility violation in %s colours, in any view', async (name) => {
		await open({ ...themes[name], width: 760 });
		await showGraph(example);
		const { x, y } = await pointOf('neural network');
		await page.mouse.click(x, y);
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
		const times: number[] = [];
		// The best of three: what else the machine does is not ours.
		for (const key of ['document:a', 'document:b', 'document:c']) {
			times.push(await timeToShow(graph, key));
			expect((await remembered()).positions.length).toBe(300);
		}
		console.log(`300 entities, ${graph.relations.length} relations: drawn and laid out in ${times.map((time) => time.toFixed(0)).join(', ')} ms`);
		expect(Math.min(...times)).toBeLessThan(1000);
	});

	it('stays usable with 10,000: the first ones are drawn, and search brings in the others', async () => {
		await open();
		const graph = largeGraph(10_000);
		const time = await timeToShow(graph, 'document:a');
		console.log(`10,000 entities, ${graph.relations.length} relations: shown after ${time.toFixed(0)} ms`);
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

/** From the message to the drawn and laid out graph, in milliseconds, in the page itself. */
function timeToShow(graph: GraphView, key: string): Promise<number> {
	const message: ToRelationGraph = { kind: 'show', scope: 'document', name: 'a.tex', key, settings: null, content: { kind: 'graph', graph } };
	return page.evaluate(async (told) => {
		const started = performance.now();
		const heard = new Promise((done) => window.addEventListener('message', done, { once: true }));
		window.postMessage(told, '*');
		// The page listens first, and is done with it when we hear.
		await heard;
		await new Promise((done) => requestAnimationFrame(done));
		return performance.now() - started;
	}, message);
}

/** How long frames take while something is done, in milliseconds. */
async function framesWhile(run: () => Promise<void>): Promise<{ count: number; median: number; high: number }> {
	await page.evaluate(`
		window.frameTimes = [];
		window.counting = true;
		let last = performance.now();
		const count = () => {
			const now = performance.now();
			frameTimes.push(now - last);
			last = now;
			if (counting) requestAnimationFrame(count);
		};
		requestAnimationFrame(count);
	`);
	await run();
	const times = await page.evaluate<number[]>('counting = false, frameTimes');
	const sorted = times.slice(1).sort((a, b) => a - b);
	return { count: sorted.length, median: sorted[Math.floor(sorted.length / 2)] ?? 0, high: sorted[Math.floor(sorted.length * 0.95)] ?? 0 };
}

function byEntity(a: { entity: string }, b: { entity: string }): number {
	return a.entity.localeCompare(b.entity);
}
