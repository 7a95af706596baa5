// The relation graph's page in a plain browser, and graphs to show in it.

import type { FromRelationGraph, GraphContent, GraphSettings, GraphView, ToRelationGraph } from '../../../src/protocol/relationGraphProtocol';
import { openWebviewPage, page } from './plainPage';

export const typeNames = ['Task', 'Method', 'Evaluation Metric', 'Material', 'Other Scientific Term', 'Generic'] as const;
const entityTypes = typeNames.map((name, slot) => ({ id: name, name, slot }));
const relationTypes = [
	{ id: 'Used-for', name: 'Used-for', symmetric: false },
	{ id: 'Compare', name: 'Compare', symmetric: true },
];

type Link = readonly [head: string, type: string, tail: string, score: number, evidence?: number];

export function smallGraph(names: Readonly<Record<string, readonly [type: string, mentions: number]>>, links: readonly Link[]): GraphView {
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

export const example = smallGraph(
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
export function largeGraph(size: number): GraphView {
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

export async function open({ colorScheme = 'light', width = 1000, bodyClass = '', variables = {} }: OpenOptions = {}): Promise<void> {
	await openWebviewPage('relationGraph', { colorScheme, viewport: { width, height: 800 }, reducedMotion: 'reduce' });
	await setTheme(bodyClass, variables);
}

export async function setTheme(bodyClass: string, variables: Readonly<Record<string, string>>): Promise<void> {
	await page.evaluate(
		([name, values]) => {
			document.body.className = name;
			Object.entries(values).forEach(([key, value]) => document.documentElement.style.setProperty(key, value));
		},
		[bodyClass, variables] as const,
	);
}

export const tell = (message: ToRelationGraph): Promise<void> => page.evaluate((told) => window.postMessage(told, '*'), message);

export async function show(content: GraphContent, key = 'document:a', settings: GraphSettings | null = null): Promise<void> {
	await tell({ kind: 'show', scope: key === 'workspace' ? 'workspace' : 'document', name: 'a.tex', key, settings, content });
}

export async function showGraph(graph: GraphView, key?: string, settings: GraphSettings | null = null): Promise<void> {
	await show({ kind: 'graph', graph }, key, settings);
	await page.locator('.toolbar .summary', { hasText: /entities/ }).waitFor();
	// What is drawn is drawn in the next frame.
	await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

export const posted = () => page.evaluate<FromRelationGraph[]>('posted');
export const lastPosted = async (kind: FromRelationGraph['kind']) => (await posted()).findLast((message) => message.kind === kind);
export const summary = () => page.locator('.toolbar .summary').innerText();
export const told = () => page.locator('#view > .unseen[role="status"]').innerText();

/** What the page last let the editor remember: where nodes lie is part of it. */
export async function remembered(): Promise<GraphSettings> {
	// It is told after a pause.
	await page.waitForTimeout(600);
	const message = await lastPosted('remember');
	if (message?.kind !== 'remember') {
		throw new Error('Nothing was remembered.');
	}
	return message.settings;
}

/** Where a node is on the screen. */
export async function pointOf(entity: string): Promise<{ x: number; y: number }> {
	const { positions, viewport } = await remembered();
	const position = positions.find((known) => known.entity === entity);
	const box = await page.locator('.canvas').boundingBox();
	if (position === undefined || viewport === undefined || box === null) {
		throw new Error(`${entity} is not drawn.`);
	}
	return { x: box.x + viewport.x + position.x * viewport.zoom, y: box.y + viewport.y + position.y * viewport.zoom };
}

/**
 * From the message to the drawn and laid out graph, in milliseconds: as it took, and the processor time of the page's thread,
 * which does not depend on what else the machine does.
 */
export async function timeToShow(graph: GraphView, key: string): Promise<{ wall: number; processor: number }> {
	const message: ToRelationGraph = { kind: 'show', scope: 'document', name: 'a.tex', key, settings: null, content: { kind: 'graph', graph } };
	const session = await page.context().newCDPSession(page);
	await session.send('Performance.enable', { timeDomain: 'threadTicks' });
	const used = async (): Promise<number> => {
		const { metrics } = await session.send('Performance.getMetrics');
		return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN);
	};
	await page.evaluate((told) => Object.assign(window, { message: told }), message);
	const before = await used();
	const wall = await page.evaluate<number>(`(async () => {
		const started = performance.now();
		const heard = new Promise((done) => window.addEventListener('message', done, { once: true }));
		window.postMessage(window.message, '*');
		// The page listens first, and is done with it when we hear.
		await heard;
		await new Promise((done) => requestAnimationFrame(done));
		return performance.now() - started;
	})()`);
	const processor = (await used()) - before;
	await session.detach();
	return { wall, processor };
}

/** How long frames take while something is done, in milliseconds. */
export async function framesWhile(run: () => Promise<void>): Promise<{ count: number; median: number; high: number }> {
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

/** For comparing lists of positions. */
export function byEntity(a: { entity: string }, b: { entity: string }): number {
	return a.entity.localeCompare(b.entity);
}
