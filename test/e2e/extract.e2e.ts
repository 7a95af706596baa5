// A person extracts the sample paper: marks, hovers, links, edits, themes, the engine's death, and clearing. One VS Code for
// all tests, in their order.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inProject } from '../../scripts/lib/project.mjs';
import type { ExtractionReport } from '../../src/extraction/extractionReport';
import { entityColors, entitySlotCount } from '../../src/host/contributions';
import { contrast, parseColor } from './colors';
import type { Box, Decoration } from './pages/editor';
import { barePaper } from './pages/settings';
import { openWorkbench, type Workbench } from './pages/workbench';

let workbench: Workbench;
/** What the command line finds in the same paper. */
let expected: ExtractionReport;

const counts = /\d+ entities · \d+ relations/;

beforeAll(async () => {
	workbench = await openWorkbench({ settings: barePaper });
	await workbench.page.keyboard.press('Control+B');
	const program = inProject('dist', 'spert.cjs');
	const output = execFileSync(process.execPath, [program, 'extract', inProject('sample', 'paper.tex'), '--format', 'json'], { encoding: 'utf8' });
	expected = JSON.parse(output) as ExtractionReport;
});

afterEach((context) => workbench.keepEvidence(context));

afterAll(async () => {
	await workbench?.close();
});

describe('the sample paper', () => {
	it('gets as many marks as the command line finds entities', async () => {
		await workbench.openFile('paper.tex');
		await workbench.runCommand('SpERT: Extract Entities');
		const { entities, relations } = expected;
		await workbench.statusBarItem(`${entities.length} entities · ${relations.length} relations`).waitFor({ timeout: 60_000 });
	});

	it('has each visible mark on its words, in its type’s colour', async () => {
		await goToText('\\begin{abstract}');
		for (const [text, type] of [
			['support vector machine', 'Method'],
			['scientific articles', 'Material'],
			['relation extraction', 'Task'],
		] as const) {
			expect(expected.entities.some((entity) => entity.text.endsWith(text) && entity.type === type)).toBe(true);
			const at = await workbench.editor.boxOf(text);
			const marks = (await workbench.editor.decorationsOf(entityColors(slots[type]).line)).filter(({ box }) => covers(box, at));
			expect(marks.length, text).toBeGreaterThan(0);
		}
		// And what is no entity has none.
		expect(await workbench.editor.decorationsOver('Most knowledge about')).toEqual([]);
	});

	it('draws each type with a line style of its own', async () => {
		const styles = new Set<string>();
		for (const slot of [0, 1, 2, 3]) {
			const [mark] = await workbench.editor.decorationsOf(entityColors(slot).line);
			expect(mark, `slot ${slot}`).toBeDefined();
			styles.add(mark?.border ?? '');
		}
		expect(styles.size).toBe(4);
	});

	it('shows its marks in the overview ruler', async () => {
		const line = parseColor(await workbench.editor.themeColor(entityColors(1).line)).slice(0, 3);
		const found = await workbench.page.locator('canvas.decorationsOverviewRuler').first().evaluate((canvas, [red, green, blue]) => {
			const { width, height } = canvas as HTMLCanvasElement;
			const pixels = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
			for (let at = 0; at < pixels.length; at += 4) {
				if (pixels[at] === red && pixels[at + 1] === green && pixels[at + 2] === blue && pixels[at + 3] === 255) {
					return true;
				}
			}
			return false;
		}, line);
		expect(found).toBe(true);
	});

	it('opens a hover whose link leads to the other end of a relation', async () => {
		const { head, tail } = linkedInOneLine();
		await goToText('\\begin{abstract}');
		await workbench.palette.goToLine(head.line);
		const hover = await workbench.hoverAt(head.text, tail.text);
		expect(await hover.innerText()).toMatch(/^\w+ · \d+ %/);
		const rows = (await hover.innerText()).split('\n').filter((row) => row.trim() !== '');
		expect(rows.length).toBeLessThanOrEqual(10);
		await hover.getByRole('link', { name: tail.text, exact: true }).first().click();
		await expect.poll(() => workbench.editor.cursor()).toMatchObject({ line: tail.endLine, column: tail.endColumn });
	});

	it('outlines what the entity at the cursor is related to', async () => {
		const { head, tail } = linkedInOneLine();
		await workbench.palette.goToLine(head.line);
		await workbench.editor.clickOn(head.text);
		const outlined = async (): Promise<boolean> => {
			const at = await workbench.editor.boxOf(tail.text);
			const outlines = await workbench.editor.decorationsOf('spert.relationPartnerBorder');
			return outlines.some(({ box, border }) => border === 'solid' && covers(box, at));
		};
		await expect.poll(outlined).toBe(true);
		await workbench.editor.clickOn('\\section');
		await expect.poll(outlined).toBe(false);
	});
});

describe('colours', () => {
	for (const [theme, name] of [
		['Light Modern', 'extract'],
		['Dark Modern', 'extract-dark'],
		['Dark High Contrast', 'extract-high-contrast'],
		['Light High Contrast', undefined],
	] as const) {
		it(`can be told from the background in ${theme}`, async () => {
			await workbench.palette.chooseTheme(theme);
			const dark = theme.startsWith('Dark');
			await expect.poll(async () => parseColor(await workbench.editor.themeColor('editor.background'))[0] < 128).toBe(dark);
			const background = await workbench.editor.themeColor('editor.background');
			for (let slot = 0; slot < entitySlotCount; slot++) {
				const { line } = entityColors(slot);
				expect(contrast(await workbench.editor.themeColor(line), background), `${line} in ${theme}`).toBeGreaterThanOrEqual(3);
			}
			await goToText('\\section{Introduction}');
			const inTheme = await workbench.editor.decorationsOf(entityColors(1).line);
			expect(inTheme.length).toBeGreaterThan(0);
			if (name !== undefined) {
				const { head, tail } = linkedInOneLine();
				await workbench.palette.goToLine(head.line);
				const hover = await workbench.hoverAt(head.text, tail.text);
				await workbench.screenshot(name);
				if (name === 'extract') {
					await workbench.screenshot('hover', hover);
				}
			}
		});
	}
});

describe('the status bar', () => {
	it('says in its tooltip what read the document', async () => {
		await workbench.palette.chooseTheme('Light Modern');
		await workbench.statusBarItem(counts).hover();
		const tooltip = workbench.page.locator('.workbench-hover-container', { hasText: 'Engine:' });
		await tooltip.waitFor();
		expect(await tooltip.innerText()).toMatch(/Engine:\sready,\son\sCPU\s+Model:\sscierc-minilm\s\([0-9a-f]{12}\)\s+Device:\sCPU\s·\sint8\s+\d+\ssentences\sread/);
		await workbench.screenshot('status', tooltip);
	});
});

describe('the sample paper, edited', () => {
	it('fades the marks of a sentence that is being changed, and reads it again', async () => {
		await goToText('\\begin{abstract}');
		await workbench.editor.clickOn('ablation');
		// Typed slower than it could be, but without the pause in which it would be read again.
		const typing = workbench.page.keyboard.type('xyxyxyxy', { delay: 120 });
		await expect.poll(() => opacitiesOver('negative sampling'), { interval: 30 }).toEqual([0.35]);
		// Its neighbours are as they were; these words are within the pipeline of them.
		expect(await opacitiesOver('conditional random fields')).toEqual([1, 1]);
		await typing;
		await expect.poll(() => opacitiesOver('negative sampling')).toEqual([1]);
	});

	it('keeps its marks when the engine is killed, and can be extracted again', async () => {
		const [engine, ...others] = workbench.processes('server.cjs');
		expect(others).toEqual([]);
		const marks = (await workbench.editor.decorations()).length;
		expect(marks).toBeGreaterThan(10);
		process.kill(engine as number, 'SIGKILL');
		await expect.poll(() => workbench.processes('server.cjs').filter((id) => id !== engine).length, { timeout: 20_000 }).toBe(1);
		await workbench.statusBarItem(counts).waitFor();
		expect((await workbench.editor.decorations()).length).toBe(marks);
		await workbench.editor.typeAfter('precision', '. A neural network is used for machine translation');
		await expect.poll(() => opacitiesOver('machine translation'), { timeout: 30_000 }).toEqual([1]);
	});
});

it('clears all marks', async () => {
	await workbench.runCommand('SpERT: Clear Marks');
	await expect.poll(async () => (await workbench.editor.decorations()).length).toBe(0);
	await workbench.statusBarItem(counts).waitFor({ state: 'detached' });
});

it('stacks the lines of nested mentions', async () => {
	writeFileSync(join(workbench.folder, 'nested.md'), 'We rotate each image patch into the eigenbasis of the covariance matrix.\n');
	await workbench.openFile('nested.md');
	await workbench.runCommand('SpERT: Extract Entities');
	const bottoms = async (): Promise<number[]> => {
		const at = await workbench.editor.boxOf('covariance matrix');
		return (await marksOver('covariance matrix')).map(({ box }) => Math.round(box.y + box.height - at.y)).sort();
	};
	await expect.poll(async () => new Set(await bottoms()).size).toBe(2);
});

const slots = { Task: 0, Method: 1, Material: 2 } as const;

/** Brings a line of the paper to the screen by what it begins with. */
async function goToText(text: string): Promise<void> {
	const line = paper().split('\n').findIndex((candidate) => candidate.startsWith(text)) + 1;
	await workbench.palette.goToLine(line);
	await workbench.editor.boxOf(text);
}

function paper(): string {
	return readFileSync(inProject('sample', 'paper.tex'), 'utf8');
}

async function opacitiesOver(text: string): Promise<number[]> {
	return (await marksOver(text)).map(({ opacity }) => opacity);
}

async function marksOver(text: string): Promise<Decoration[]> {
	const at = await workbench.editor.boxOf(text);
	return (await workbench.editor.decorationsOver(text)).filter(({ box }) => covers(box, at));
}

/** A relation whose ends are on one line of the abstract, each there once. */
function linkedInOneLine() {
	const lines = paper().split('\n');
	const place = (id: string) => expected.entities.find((entity) => entity.id === id);
	for (const relation of expected.relations) {
		const [head, tail] = [place(relation.head), place(relation.tail)];
		if (head === undefined || tail === undefined || head.line < 20 || head.line !== tail.line || head.line !== tail.endLine) {
			continue;
		}
		const line = lines[head.line - 1] ?? '';
		if ([head, tail].every(({ text }) => line.split(text).length === 2)) {
			return { head, tail };
		}
	}
	throw new Error('The sample paper has no such relation.');
}

/** Whether a mark lies over a text from its beginning to its end. */
function covers(mark: Box, text: Box): boolean {
	const margin = 2;
	return (
		mark.x <= text.x + margin &&
		mark.x + mark.width >= text.x + text.width - margin &&
		Math.abs(mark.y - text.y) < text.height / 2
	);
}
