// The packaged extension as a person gets it: installed into a clean VS Code, far from this project's node_modules.

import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { inProject, platformTarget, readManifest } from '../../scripts/lib/project.mjs';
import { installVsix } from '../harness/vscode/installVsix.mjs';
import { openWorkbench, type Workbench } from '../e2e/pages/workbench';

let installed: Awaited<ReturnType<typeof installVsix>>;
let workbench: Workbench;

beforeAll(async () => {
	const { name, version } = readManifest();
	installed = await installVsix(inProject(`${name}-${version}-${platformTarget}.vsix`));
	workbench = await openWorkbench({ extensionsDir: installed.extensionsDir });
});

afterEach((context) => workbench.keepEvidence(context));

afterAll(async () => {
	await workbench?.close();
	installed?.remove();
});

it('extracts a paper with nothing but what the package holds', async () => {
	await workbench.openFile('notes.md');
	await workbench.runCommand('SpERT: Extract Entities');
	await workbench.statusBarItem(/[1-9]\d* entities/).waitFor({ timeout: 60_000 });
	await expect.poll(async () => (await workbench.editor.decorations()).length).toBeGreaterThan(0);
	// The engine runs from the installed folder, not from this checkout.
	expect(workbench.processes(join(installed.extensionsDir, ''))).not.toEqual([]);
});
