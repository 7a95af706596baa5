// The training panel's page in a plain browser, with a stand-in for the editor: what it draws, its keyboard, its memory, its
// themes, and no request beyond its own files.

import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inProject } from '../../scripts/lib/project.mjs';
import { RunFigures } from '../../src/client/runFigures';
import type { RunView } from '../../src/protocol/trainingPanelProtocol';
import { complaints, openWebviewPage, page, requests, usePlainPage, violations } from './pages/plainPage';

usePlainPage();

/** A run with made-up figures: what counts is that the page shows these. */
function exampleRun(name: string, more: Partial<RunView> = {}): RunView {
	const figures = new RunFigures();
	const score = (f1: number) => ({ precision: f1 + 2, recall: f1 - 2, f1 });
	const setting = (f1: number) => ({
		micro: score(f1),
		macro: score(f1 - 3),
		types: { Method: { ...score(f1 + 1), support: 40 }, Task: { ...score(f1 - 5), support: 12 } },
	});
	figures.add({ kind: 'started', time: 0, updatesPerEpoch: 50, totalUpdates: 250, startIteration: 0, label: name, epochs: 5, batchSize: 4, encoderLayers: 6, frozenLayers: 3, device: 'cpu' });
	for (let update = 1; update <= 120; update++) {
		const loss = 2 * Math.exp(-update / 40) + 0.1 * Math.sin(update);
		const step = { entityLoss: loss, relationLoss: loss / 3, epoch: Math.floor((update - 1) / 50), globalIteration: update };
		figures.add({ kind: 'step', time: 100 * update, ...step, nextLearningRate: 5e-5 * (1 - update / 250), memory: 612e6 });
		if (update % 50 === 0) {
			const f1 = 40 + update / 5;
			const scores = { ner: setting(f1), rel: setting(f1 - 20), rel_nec: setting(f1 - 25) };
			figures.add({ kind: 'evaluated', time: 100 * update, epoch: update / 50, isBest: true, scores });
		}
	}
	const buttons = { canStop: true, canResume: false, canUseModel: false };
	return { id: `/log/${name}`, name, state: 'running', failure: '', ...buttons, ...figures.view(), ...more };
}

async function open(colorScheme: 'light' | 'dark' = 'light'): Promise<void> {
	await openWebviewPage('training', { colorScheme, viewport: { width: 1200, height: 1000 } });
}

async function show(...runs: RunView[]): Promise<void> {
	await page.evaluate((message) => window.postMessage(message, '*'), { kind: 'runs', runs });
	await expect.poll(() => page.locator('.run').count()).toBe(runs.length);
}

const posted = () => page.evaluate<{ kind: string; run?: string }[]>('posted');

describe('training page', () => {
	it('draws a run: figures, curves, scores with what changed', async () => {
		await open();
		expect(await posted()).toEqual([{ kind: 'ready', runs: [] }]);
		await show(exampleRun('one'));
		expect(await page.locator('.facts').innerText()).toMatch(/Epoch\s+3 of 5\s+Update\s+120 of 250\s+Time left\s+13 s\s+Sentences\/s\s+40\s+Memory\s+612 MB\s+Batch\s+4\s+Trained\s+layers 4 to 6\s+Device\s+cpu/);
		expect(await page.locator('.chart canvas').count()).toBe(3);
		const method = page.locator('.scores tbody tr', { hasText: 'Method' });
		expect(await method.locator('th, td').allInnerTexts()).toEqual(['Method', '63.00', '59.00', '61.00', '▲ 10.00', '40']);
		expect(complaints).toEqual([]);
		expect(requests.filter((url) => !url.startsWith('file:'))).toEqual([]);
	});

	it('shows several runs beside each other, with the scores of one', async () => {
		await open();
		await show(exampleRun('one'), exampleRun('two', { state: 'stopped', canStop: false, canResume: true }));
		expect(await page.locator('.chart').first().locator('.legend li').allInnerTexts()).toEqual(['one', 'two']);
		await page.locator('.controls select').nth(1).selectOption('two');
		await page.getByRole('button', { name: 'Resume' }).click();
		await page.getByRole('button', { name: 'Remove' }).first().click();
		expect((await posted()).slice(1)).toEqual([{ kind: 'resume', run: '/log/two' }, { kind: 'remove', run: '/log/one' }]);
	});

	it('remembers over a reload which runs and which scores it showed', async () => {
		await open();
		await show(exampleRun('one'), exampleRun('two'));
		await page.getByLabel('Scores of').selectOption('Relations');
		await page.reload();
		expect(await posted()).toEqual([{ kind: 'ready', runs: ['/log/one', '/log/two'] }]);
		await show(exampleRun('one'));
		expect(await page.locator('.scores caption').first().innerText()).toBe('Relations after epoch 2, change since epoch 1');
	});

	it('works by keyboard alone, values of the curves included', async () => {
		await open();
		await show(exampleRun('one'));
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		expect((await posted()).slice(1)).toEqual([{ kind: 'addRuns' }, { kind: 'stop', run: '/log/one' }]);
		await page.locator('.plot').nth(1).focus();
		await page.keyboard.press('End');
		expect(await page.locator('.values').nth(1).innerText()).toBe('Epoch 2: Entities 60.00, Relations 40.00, Relations with entity types 35.00');
		await page.keyboard.press('ArrowLeft');
		expect(await page.locator('.values').nth(1).innerText()).toMatch(/^Epoch 1: Entities 50\.00/);
	});

	it('keeps the focus in a run whose button goes away', async () => {
		await open();
		await show(exampleRun('one'));
		await page.getByRole('button', { name: 'Stop' }).focus();
		await show(exampleRun('one', { state: 'stopped', canStop: false, canResume: true }));
		await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Examples');
	});

	it('shows names as texts and refuses messages of another form', async () => {
		await open();
		await show(exampleRun('<img src=x onerror=alert(1)>'));
		expect(await page.locator('img').count()).toBe(0);
		await page.evaluate(() => window.postMessage({ kind: 'runs', runs: [{ id: 1 }] }, '*'));
		await expect.poll(async () => (await posted()).at(-1)?.kind).toBe('failed');
	});

	it.each(['light', 'dark'] as const)('has no accessibility violation in %s colours', async (scheme) => {
		await open(scheme);
		await show(exampleRun('one'), exampleRun('two', { state: 'failed', failure: 'It failed. [data.notJson]', canStop: false, canResume: true }));
		mkdirSync(inProject('test-results'), { recursive: true });
		await page.screenshot({ path: inProject('test-results', `training-page-${scheme}.png`), fullPage: true });
		expect(await violations()).toEqual([]);
	});
});
