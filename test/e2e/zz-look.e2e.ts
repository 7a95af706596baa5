import { describe, it } from 'vitest';
import { openWorkbench } from '/work/main/test/e2e/pages/workbench';
import { mkdirSync, copyFileSync } from 'node:fs';
describe('look', () => {
	it('extracts', async () => {
		mkdirSync('/tmp/try/ws', { recursive: true });
		copyFileSync('/work/shared/documents/markdown/textdescriptives.md', '/tmp/try/ws/paper.md');
		copyFileSync('/work/shared/documents/latex/pysr.tex', '/tmp/try/ws/paper.tex');
		const w = await openWorkbench({ workspace: '/tmp/try/ws', settings: { 'editor.wordWrap': 'on', 'workbench.colorTheme': 'Default Light Modern' } });
		try {
			await w.openFile('paper.md');
			await w.runCommand('SpERT: Extract Entities');
			await w.page.waitForTimeout(6000);
			await w.page.screenshot({ path: '/tmp/try/a.png', animations: 'disabled' });
			await w.openFile('paper.tex');
			await w.runCommand('SpERT: Extract Entities');
			await w.page.waitForTimeout(1500);
			await w.page.screenshot({ path: '/tmp/try/b.png', animations: 'disabled' });
			await w.page.waitForTimeout(9000);
			await w.page.screenshot({ path: '/tmp/try/c.png', animations: 'disabled' });
		} finally { await w.close(); }
	}, 180000);
});
