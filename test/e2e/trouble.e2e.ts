// What a person sees when something is wrong or takes long: a model path that leads nowhere, a long document, hostile text.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inProject } from '../../scripts/lib/project.mjs';
import { openWorkbench, type Workbench } from './pages/workbench';

let workbench: Workbench;

beforeAll(async () => {
	// Its settings are those of a person who has copied them from another machine.
	workbench = await openWorkbench({ settings: { 'workbench.colorTheme': 'Default Light Modern', 'spert.modelPath': '/models/mine' } });
});

afterEach((context) => workbench.keepEvidence(context));

afterAll(async () => {
	await workbench?.close();
});

describe('a model path that leads nowhere', () => {
	it('is named in a message with a button that opens its setting', async () => {
		await workbench.openFile('notes.md');
		await workbench.runCommand('SpERT: Extract Entities');
		const toast = workbench.toast('/models/mine');
		await toast.waitFor({ timeout: 60_000 });
		await workbench.screenshot('error', toast);
		await toast.getByRole('button', { name: 'Open Setting' }).click();
		const setting = workbench.page.locator('.settings-editor .setting-item-contents', { hasText: 'Model Path' });
		await setting.first().waitFor();
		expect(await workbench.page.locator('.settings-editor .setting-item-contents').count()).toBe(1);
		expect(await workbench.editor.decorations()).toEqual([]);
	});

	it('is mended there, and the next extraction uses it', async () => {
		const input = workbench.page.locator('.settings-editor .setting-item-control input').first();
		await input.click();
		await workbench.page.keyboard.press('Control+A');
		await workbench.page.keyboard.press('Delete');
		// Settings are saved while one types, a moment later.
		await workbench.page.locator('.settings-editor .setting-item-modified-indicator:visible').first().waitFor({ state: 'hidden' });
		await workbench.page.keyboard.press('Escape');
		await workbench.page.locator('.settings-editor').waitFor({ state: 'detached' });
		await workbench.openFile('notes.md');
		await workbench.runCommand('SpERT: Extract Entities');
		await workbench.statusBarItem(/[1-9]\d* entities/).waitFor({ timeout: 60_000 });
		expect((await workbench.editor.decorations()).length).toBeGreaterThan(0);
	});
});

describe('a long document', () => {
	it('shows its progress, and can be cancelled there', async () => {
		const sentences = Array.from({ length: 4000 }, (_, index) => `In experiment ${index}, a neural network is used for speech recognition.`);
		writeFileSync(join(workbench.folder, 'long.md'), sentences.join('\n'));
		await workbench.openFile('long.md');
		await workbench.runCommand('SpERT: Extract Entities');
		const progress = workbench.toast(/Extracting entities.*\d+ \/ \d+/s);
		await progress.waitFor();
		await workbench.statusBarItem(/SpERT \d+ %/).waitFor();
		await progress.getByRole('button', { name: 'Cancel' }).click();
		await progress.waitFor({ state: 'detached' });
		// What was found by then is shown, nothing goes on, and nobody is told of a failure.
		await workbench.statusBarItem(/\d+ entities/).waitFor();
		expect(await workbench.page.locator('.notification-toast').count()).toBe(0);
	});
});

describe('a hostile document', () => {
	it('puts nothing but its words into a hover', async () => {
		const hostile = readFileSync(inProject('test', 'integration', 'workspace', 'hostile.txt'), 'utf8');
		writeFileSync(join(workbench.folder, 'hostile.txt'), hostile);
		await workbench.openFile('hostile.txt');
		await workbench.runCommand('SpERT: Extract Entities');
		await workbench.statusBarItem(/[1-9]\d* entities/).waitFor();
		// Its relation partner reads `*speech* $(trash) recognition`.
		const hover = await workbench.hoverAt('Markov model is', /used for/);
		const content = hover.locator('.hover-contents').first();
		expect(await content.innerText()).toContain('*speech* $(trash) recognition');
		const links = await content.locator('a').evaluateAll((all) => all.map((link) => link.getAttribute('data-href') ?? ''));
		expect(links.length).toBeGreaterThan(0);
		expect(links.filter((link) => !link.startsWith('command:spert.revealSpan?'))).toEqual([]);
		expect(await content.locator('img, script, b, em, code, .codicon-trash, .codicon-flame').count()).toBe(0);
	});
});
