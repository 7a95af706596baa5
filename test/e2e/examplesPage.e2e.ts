// The examples page in a real browser: what it draws, its filters, the keyboard, hostile texts, and no request at all.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { examplesPage } from '../../src/engine/evaluation/examplesPage';
import { exampleDocuments, exampleTypes, hostileTokens } from '../unit/engine/evaluation/exampleDocuments';
import { complaints, openHtml, page, requests, usePlainPage, violations } from './pages/plainPage';

usePlainPage();

async function open(documents = exampleDocuments, colorScheme: 'light' | 'dark' = 'light', before?: string): Promise<void> {
	const html = examplesPage(documents, exampleTypes, { title: 'Examples <b>', exampleCount: null, noOverlapping: false });
	await openHtml(html, { colorScheme, viewport: { width: 1000, height: 900 } }, before);
}

const drawn = () => page.locator('article').evaluateAll((articles) => articles.map((article) => Number(article.dataset['document'])));

describe('examples page', () => {
	it('shows hostile texts as texts, runs nothing of them and asks for nothing', async () => {
		await open();
		expect(await page.title()).toBe('Examples <b>');
		const text = await page.locator('article[data-document="3"] p.text').evaluate((paragraph) => paragraph.textContent);
		expect(text).toBe(hostileTokens.join(' '));
		expect(await page.locator('script').count()).toBe(2);
		expect(await page.locator('img').count()).toBe(0);
		expect(requests.filter((url) => !url.startsWith('file:'))).toEqual([]);
		expect(requests).toHaveLength(1);
		expect(complaints).toEqual([]);
		await page.evaluate(() => {
			const script = document.createElement('script');
			script.textContent = 'document.title = "owned"';
			document.body.append(script);
		});
		expect(await page.title()).toBe('Examples <b>');
	});

	it('filters by kind of mistake, in each of the three views', async () => {
		await open();
		expect(await drawn()).toEqual([0, 1, 2, 3, 4]);
		await page.getByLabel('With false positives').check();
		expect(await drawn()).toEqual([1, 3]);
		await page.getByLabel('With false negatives').check();
		expect(await drawn()).toEqual([1, 2]);
		await page.getByLabel('Relations, entity types aside').check();
		expect(await drawn()).toEqual([2]);
		await page.getByLabel('Without mistakes').check();
		expect(await drawn()).toEqual([0, 1, 4]);
		await page.getByLabel('Relations with entity types').check();
		expect(await drawn()).toEqual([0, 4]);
		expect(await page.locator('#status').textContent()).toBe('2 of 5 documents');
	});

	it('finds by text and by type, and orders by length', async () => {
		await open();
		await page.getByLabel('Search').fill('TRANSLATION');
		await expect.poll(drawn).toEqual([0]);
		await page.getByLabel('Search').fill('other "scientific" <term>');
		await expect.poll(drawn).toEqual([2, 3]);
		await page.getByLabel('Search').fill('');
		await expect.poll(drawn).toHaveLength(5);
		await page.getByLabel('Order').selectOption('length');
		expect(await drawn()).toEqual([4, 2, 0, 1, 3]);
		await page.getByLabel('Order').selectOption('f1');
		expect(await drawn()).toEqual([2, 3, 1, 0, 4]);
	});

	it('marks head and tail, also where one lies inside the other', async () => {
		await open();
		await page.getByLabel('Relations with entity types').check();
		const cell = page.locator('article[data-document="2"] td').last();
		expect(await cell.textContent()).toBe('Short head Other "Scientific" <Term> one tail Method ');
		expect(await cell.locator('mark').evaluateAll((marks) => marks.map((mark) => mark.getAttribute('class')))).toEqual(['head tail', 'tail']);
	});

	it('works by keyboard alone', async () => {
		await open();
		await page.keyboard.press('Tab');
		await page.keyboard.press('ArrowRight');
		expect(await page.getByLabel('Relations, entity types aside').isChecked()).toBe(true);
		await page.keyboard.press('Tab');
		await page.keyboard.press('ArrowRight');
		expect(await page.getByLabel('With false positives').isChecked()).toBe(true);
		expect(await drawn()).toEqual([3]);
		const details = page.locator('details').first();
		await details.locator('summary').focus();
		await page.keyboard.press('Enter');
		expect(await details.getAttribute('open')).toBeNull();
	});

	it('draws many documents a hundred at a time and moves on with the reader', async () => {
		await open(Array.from({ length: 250 }, () => exampleDocuments[0]!));
		expect(await page.locator('article').count()).toBe(100);
		await page.getByRole('button', { name: 'Show 100 more' }).press('Enter');
		expect(await page.locator('article').count()).toBe(200);
		expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Document 100');
		await page.getByRole('button', { name: 'Show 50 more' }).click();
		expect(await page.locator('#more').isVisible()).toBe(false);
	});

	it('tells an editor that shows it which document to open', async () => {
		await open(exampleDocuments, 'light', 'window.posted = []; window.acquireVsCodeApi = () => ({ postMessage: (message) => posted.push(message) });');
		await page.getByRole('button', { name: 'Open document 3 in the dataset' }).click();
		expect(await page.evaluate('posted')).toEqual([{ command: 'openExample', document: 3 }]);
	});

	it.each(['light', 'dark'] as const)('has no accessibility violation in %s colours', async (scheme) => {
		await open(exampleDocuments, scheme);
		await page.getByLabel('Relations with entity types').check();
		if (process.env['SPERT_TEST_SCREENSHOTS'] !== undefined) {
			await page.screenshot({ path: join(process.env['SPERT_TEST_SCREENSHOTS'], `examples-${scheme}.png`), fullPage: true });
		}
		expect(await violations()).toEqual([]);
	});
});
