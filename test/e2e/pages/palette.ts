// The command palette and the other lists that open at the top of VS Code's window.

import { type Locator, type Page } from 'playwright-core';

export class Palette {
	private readonly input: Locator;
	private readonly rows: Locator;

	constructor(private readonly page: Page) {
		this.input = page.locator('.quick-input-widget:visible input.input');
		this.rows = page.locator('.quick-input-list .monaco-list-row');
	}

	/**
	 * Runs a command by the title that the palette shows, category included: `SpERT: Extract Entities`. Waits for a
	 * command that an extension has yet to bring.
	 */
	async runCommand(title: string): Promise<void> {
		await this.pick('F1', `>${title}`, title);
	}

	/** Opens a file of the workspace by its name. */
	async openFile(name: string): Promise<void> {
		await this.pick('Control+P', name, name);
		await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
	}

	/** Switches to a colour theme by the name that its list shows, such as `Dark Modern`. */
	async chooseTheme(name: string): Promise<void> {
		await this.runCommand('Preferences: Color Theme');
		await this.input.fill(name);
		await this.rows.filter({ has: this.page.locator('.label-name').getByText(name, { exact: true }) }).first().waitFor();
		await this.page.keyboard.press('Enter');
		await this.input.waitFor({ state: 'hidden' });
	}

	async goToLine(line: number): Promise<void> {
		await this.type('Control+G', `:${line}`);
		await this.page.keyboard.press('Enter');
		await this.input.waitFor({ state: 'hidden' });
	}

	/** The rows that are shown for what is typed, for assertions on what is offered and what is not. */
	async commandsFor(text: string): Promise<string[]> {
		await this.type('F1', `>${text}`);
		await this.rows.first().waitFor();
		const titles = await this.rows.locator('.label-name').allInnerTexts();
		await this.page.keyboard.press('Escape');
		return titles;
	}

	private async type(key: string, text: string): Promise<void> {
		await this.page.keyboard.press(key);
		await this.input.waitFor();
		await this.input.fill(text);
	}

	private async pick(key: string, text: string, label: string): Promise<void> {
		// The whole label: of a longer one, what is typed is an element of its own, which would match too.
		const whole = new RegExp(`^${label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
		const row = this.rows.filter({ has: this.page.locator('.label-name', { hasText: whole }) }).first();
		const deadline = Date.now() + 45_000;
		for (;;) {
			await this.type(key, text);
			try {
				await row.waitFor({ timeout: 3_000 });
				break;
			} catch (error) {
				// An open list does not learn of commands that come later: open it anew.
				await this.page.keyboard.press('Escape');
				if (Date.now() > deadline) {
					throw new Error(`VS Code offers no "${label}".`, { cause: error });
				}
			}
		}
		await row.click();
	}
}
