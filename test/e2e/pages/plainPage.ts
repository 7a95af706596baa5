// A page of ours in a plain browser: with the files that it needs and a record of what it asks for and complains of. It knows
// nothing of VS Code; for a webview's page it stands in for the editor.

import { createRequire } from 'node:module';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { inProject } from '../../../scripts/lib/project.mjs';
import { ensureBrowser, launchBrowser } from '../../harness/browser.mjs';

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

/** The page of the test that runs. */
export let page: Page;
/** Addresses that the page asked for. */
export const requests: string[] = [];
/** What it wrote on the console, and errors that nobody caught. */
export const complaints: string[] = [];

let folder: string;
let browser: Browser;

/** Opens a browser for the suite that calls this, closes each test's page and in the end the browser. */
export function usePlainPage(): void {
	beforeAll(async () => {
		const found = await ensureBrowser();
		if ('missing' in found) {
			throw new Error(found.missing);
		}
		browser = await launchBrowser();
		folder = mkdtempSync(join(tmpdir(), 'spert-page-'));
	});

	afterEach(async () => {
		await page?.context().close();
	});

	afterAll(async () => {
		await browser?.close();
		rmSync(folder, { recursive: true, force: true });
	});
}

/**
 * Opens a page.
 * @param before a script to run before its own
 */
export async function openHtml(html: string, options: BrowserContextOptions, before?: string): Promise<void> {
	const file = join(folder, 'page.html');
	writeFileSync(file, html);
	const context = await browser.newContext(options);
	page = await context.newPage();
	requests.length = 0;
	complaints.length = 0;
	page.on('request', (request) => requests.push(request.url()));
	page.on('console', (message) => complaints.push(message.text()));
	page.on('pageerror', (error) => complaints.push(String(error)));
	if (before !== undefined) {
		await page.addInitScript(before);
	}
	await page.goto(pathToFileURL(file).href);
}

/**
 * Opens the page of a webview under a policy as strict as the editor's. What it posts is in its variable `posted`, and what the
 * policy refused it in `refused`.
 * @param name of its bundle
 */
export async function openWebviewPage(name: string, options: BrowserContextOptions): Promise<void> {
	for (const file of [`${name}.js`, `${name}.css`]) {
		writeFileSync(join(folder, file), readFileSync(inProject('dist', 'webview', file)));
	}
	const policy = "default-src 'none'; style-src file:; script-src file:";
	const html = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
		<title>${name}</title><link rel="stylesheet" href="${name}.css"></head><body><div id="root"></div><script src="${name}.js"></script></body></html>`;
	await openHtml(html, options, editor);
}

/** What is wrong with the page's accessibility: rules with the elements that break them. */
export async function violations(): Promise<unknown[]> {
	// As the debugger would: the page itself lets no other script in.
	await page.evaluate(axe);
	const result = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>('axe.run()');
	return result.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}
