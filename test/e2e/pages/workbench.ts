// A whole VS Code for one suite: server, browser window and workspace, with the page objects over it. It has its own
// data folder and a copy of the workspace, and removes both when it closes.

import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { type Browser, type Locator, type Page } from 'playwright-core';
import { inProject, root } from '../../../scripts/lib/project.mjs';
import { launchBrowser } from '../../harness/browser.mjs';
import { copyWorkspace, startServer, type Server } from '../../harness/vscode/server.mjs';
import { Editor } from './editor';
import { Palette } from './palette';

export interface WorkbenchOptions {
	/** A folder that is copied and opened; `sample` if absent. */
	readonly workspace?: string;
	/** User settings. */
	readonly settings?: Record<string, unknown>;
	/** Settings that only the machine has on which extensions run. */
	readonly machineSettings?: Record<string, unknown>;
	/** The extension's folder, installed by a link; this project if absent. */
	readonly extension?: string;
	/** A folder of installed extensions to use instead of `extension`. */
	readonly extensionsDir?: string;
	readonly viewport?: { readonly width: number; readonly height: number };
	/** That extensions are asked to speak, such as `de`; VS Code itself has no language pack and stays English. */
	readonly language?: string;
}

/** Opens VS Code on a copy of a workspace and waits until it is usable. Whoever opens it closes it. */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
	const workspace = copyWorkspace(options.workspace ?? inProject('sample'));
	const where =
		options.extensionsDir === undefined
			? { extension: options.extension ?? root }
			: { extensionsDir: options.extensionsDir };
	const server = await startServer({ ...where, settings: options.settings ?? {}, machineSettings: options.machineSettings ?? {} });
	const browser = await launchBrowser();
	const page = await browser.newPage({ viewport: options.viewport ?? { width: 1280, height: 800 } });
	page.setDefaultTimeout(30_000);
	if (options.language !== undefined) {
		await page.addInitScript(speakTo, options.language);
	}
	const workbench = new Workbench(page, browser, server, workspace);
	try {
		await page.goto(server.url(workspace.folder));
		await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 90_000 });
		return workbench;
	} catch (error) {
		await workbench.close();
		throw error;
	}
}

export class Workbench {
	readonly palette: Palette;
	readonly editor: Editor;
	private readonly consoleLines: string[] = [];

	constructor(
		readonly page: Page,
		private readonly browser: Browser,
		readonly server: Server,
		private readonly workspace: { readonly folder: string; remove(): void },
	) {
		this.palette = new Palette(page);
		this.editor = new Editor(page);
		page.on('console', (message) => this.consoleLines.push(message.text()));
	}

	/** The copy of the workspace on disk. */
	get folder(): string {
		return this.workspace.folder;
	}

	runCommand(title: string): Promise<void> {
		return this.palette.runCommand(title);
	}

	openFile(name: string): Promise<void> {
		return this.palette.openFile(name);
	}

	hoverAt(text: string, containing?: string | RegExp): Promise<Locator> {
		return this.editor.hoverAt(text, containing);
	}

	/** A status bar item by what it shows; wait for it with `waitFor()`, its tooltip is its `aria-label`. */
	statusBarItem(text: string | RegExp): Locator {
		return this.page.locator('.statusbar-item', { hasText: text }).first();
	}

	/** A notification by what it says. */
	toast(text: string | RegExp): Locator {
		return this.page.locator('.notifications-toasts .notification-toast', { hasText: text }).first();
	}

	/** The content of a webview panel. */
	webview() {
		return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
	}

	/**
	 * Reloads the window and waits until it is usable again. By the editor's own command, which keeps what is open and what
	 * extensions remember; reloading the browser's page loses what was remembered a moment ago.
	 */
	async reload(): Promise<void> {
		const loaded = this.page.waitForEvent('load');
		await this.runCommand('Developer: Reload Window');
		await loaded;
		await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 90_000 });
	}

	/** The processes of this VS Code whose command line contains a text, such as the engine's by `server.cjs`. */
	processes(commandPart: string): number[] {
		const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
		const all = lines.map((line) => {
			const [pid, parent, ...command] = line.trim().split(/\s+/);
			return { pid: Number(pid), parent: Number(parent), command: command.join(' ') };
		});
		const ours = new Set([this.server.pid]);
		// A child may be listed before its parent: pass over the list until nothing is added.
		for (let before = 0; before < ours.size; ) {
			before = ours.size;
			for (const { pid, parent } of all) {
				if (ours.has(parent)) {
					ours.add(pid);
				}
			}
		}
		return all.filter(({ pid, command }) => ours.has(pid) && command.includes(commandPart)).map(({ pid }) => pid);
	}

	/** Takes a picture: for the documentation where UPDATE_SCREENSHOTS=1, otherwise as a by-product of the test. */
	async screenshot(name: string, part?: Locator): Promise<void> {
		const folder = process.env['UPDATE_SCREENSHOTS'] === '1' ? inProject('docs', 'media') : inProject('test-results');
		mkdirSync(folder, { recursive: true });
		// A hover that fades in would be caught half faded.
		await (part ?? this.page).screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
	}

	/** Keeps a picture and the logs of a test that failed. Call it in `afterEach` with the test's context. */
	async keepEvidence({ task }: { task: { name: string; result?: { state?: string } | undefined } }): Promise<void> {
		if (task.result?.state !== 'fail') {
			return;
		}
		const name = `failed-${task.name.replace(/\W+/g, '-').slice(0, 80)}`;
		mkdirSync(inProject('test-results'), { recursive: true });
		await this.page.screenshot({ path: inProject('test-results', `${name}.png`) });
		const logs = [this.server.log(), ...this.consoleLines, ...this.logFiles()];
		writeFileSync(inProject('test-results', `${name}.log`), logs.join('\n'));
	}

	async close(): Promise<void> {
		await this.browser.close();
		await this.server.stop();
		this.workspace.remove();
	}

	/** The logs that VS Code wrote, output channels among them. */
	private logFiles(): string[] {
		const logs = join(this.server.dataDir, 'data', 'logs');
		const files = readdirSync(logs, { recursive: true, encoding: 'utf8' }).map((file) => join(logs, file));
		return files.filter((file) => statSync(file).isFile()).map((file) => `── ${file}\n${readFileSync(file, 'utf8')}`);
	}
}

/** Runs in the browser: the language that VS Code tells its server and its extensions, whatever its own scripts set. */
function speakTo(language: string): void {
	Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', { get: () => language, set: () => undefined });
}
