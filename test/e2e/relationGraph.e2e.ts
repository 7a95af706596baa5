// A person looks at the relation graph of the sample paper, beside its text. One VS Code for all tests, in their order.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openWorkbench, type Workbench } from './pages/workbench';

let workbench: Workbench;

beforeAll(async () => {
	workbench = await openWorkbench({
		settings: {
			'workbench.colorTheme': 'Default Light Modern',
			'workbench.activityBar.location': 'hidden',
			'workbench.layoutControl.enabled': false,
			'window.commandCenter': false,
			'breadcrumbs.enabled': false,
			'editor.wordWrap': 'on',
		},
		viewport: { width: 1500, height: 900 },
	});
	await workbench.page.keyboard.press('Control+B');
});

afterEach((context) => workbench.keepEvidence(context));

afterAll(async () => {
	await workbench?.close();
});

const panel = () => workbench.webview();

describe('the relation graph', () => {
	it('opens beside the text with what was extracted', async () => {
		await workbench.openFile('paper.tex');
		await workbench.runCommand('SpERT: Extract Entities');
		await workbench.statusBarItem(/\d+ entities · \d+ relations/).waitFor({ timeout: 60_000 });
		await workbench.runCommand('SpERT: Show Relation Graph');
		await expect.poll(() => panel().locator('.canvas canvas').count(), { timeout: 30_000 }).toBeGreaterThan(0);
		await workbench.page.waitForTimeout(1500);
		await workbench.screenshot('relation-graph');
		const box = (await panel().locator('.canvas').boundingBox())!;
		for (const [dx, dy] of [[0.5,0.5],[0.45,0.45],[0.55,0.5],[0.5,0.6]]) {
			await workbench.page.mouse.click(box.x + box.width * dx!, box.y + box.height * dy!);
			await workbench.page.waitForTimeout(200);
		}
		await workbench.page.waitForTimeout(500);
		await workbench.screenshot('relation-graph-chosen');
	});
});
