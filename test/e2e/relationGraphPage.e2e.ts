// The relation graph's page in a plain browser: what it draws and tells, its filters and its memory, and what it says without a
// graph; no request beyond its own files.

import { describe, expect, it } from 'vitest';
import { complaints, page, requests, usePlainPage, violations } from './pages/plainPage';
import {
	byEntity,
	example,
	largeGraph,
	lastPosted,
	open,
	pointOf,
	posted,
	remembered,
	show,
	showGraph,
	smallGraph,
	summary,
	tell,
} from './pages/relationGraphPage';

usePlainPage();

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
		await page.locator('.details:visible').waitFor();
		const item = { kind: 'entity', id: 'support vector machine' } as const;
		expect(await lastPosted('reveal')).toEqual({ kind: 'reveal', item, place: 0 });
		expect(await page.locator('.details h2').innerText()).toBe('Support vector machine');
		const places = [1, 2, 3].map((line) => ({ document: 'a.tex', line, sentence: `Sentence ${line}.`, words: 'SVM', score: 0.9 }));
		await tell({ kind: 'places', item, places, unsent: 2, shown: 0 });
		await expect.poll(() => page.locator('.steps').innerText()).toMatch(/1 of 5/);
		await page.getByRole('button', { name: 'Next' }).click();
		expect(await lastPosted('reveal')).toEqual({ kind: 'reveal', item, place: 1 });
		await tell({ kind: 'places', item, places, unsent: 2, shown: 1 });
		await expect.poll(() => page.locator('.place[aria-current="true"]').innerText()).toMatch(/a\.tex:2 · 0\.90\s+Sentence 2\./);
		await page.locator('.place').nth(2).click();
		expect(await lastPosted('reveal')).toEqual({ kind: 'reveal', item, place: 2 });
	});

	it('tells which edge was clicked, and shows its score', async () => {
		await open();
		await showGraph(example);
		const [from, to] = [await pointOf('relation extraction'), await pointOf('scientific articles')];
		await page.mouse.click((from.x + to.x) / 2, (from.y + to.y) / 2);
		await page.locator('.details:visible').waitFor();
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

	it('looks the same whenever it is laid out anew', async () => {
		await open();
		await showGraph(largeGraph(80));
		const { positions } = await remembered();
		await page.getByLabel('Layout').selectOption('concentric');
		expect((await remembered()).positions).not.toEqual(positions);
		await page.getByLabel('Layout').selectOption('force');
		expect((await remembered()).positions).toEqual(positions);
		await page.context().close();
		await open();
		await showGraph(largeGraph(80));
		expect((await remembered()).positions).toEqual(positions);
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
