// The text editor as it is on the screen: where a text stands, which decorations lie on it, what a hover says.
// It sees the visible lines only, as a person does.

import { type Locator, type Page } from 'playwright-core';

export interface Box {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** A decoration's look, by computed style: colours as `rgb(…)` or `rgba(…)`. */
export interface Decoration {
	/** The text under it; empty for one that lies behind the text, which has none of its own. */
	readonly text: string;
	readonly box: Box;
	readonly background: string;
	/** Such as `underline dotted`, or `none`. */
	readonly underline: string;
	readonly underlineColor: string;
	/** Style and colour of the lower border, which some decorations use as their underline. */
	readonly border: string;
	readonly borderColor: string;
	readonly opacity: number;
}

/** Decorations behind the text, and those that style the text itself. */
const decorated = '.monaco-editor .view-overlays .cdr[class*="ced-"], .monaco-editor .view-line span[class*="ced-"]';

export class Editor {
	constructor(private readonly page: Page) {}

	/** The box of a text's first occurrence among the visible lines, within one line; waits until it is there. */
	async boxOf(text: string): Promise<Box> {
		await this.page.locator('.monaco-editor .view-line').first().waitFor();
		const found = await this.page.waitForFunction(boxOfText, text, { timeout: 15_000 });
		const box = await found.jsonValue();
		if (box === null) {
			throw new Error(`"${text}" is not on the screen.`);
		}
		return box;
	}

	/** Puts the cursor into the text. */
	async clickOn(text: string): Promise<void> {
		const { x, y, width, height } = await this.boxOf(text);
		await this.page.mouse.click(x + width / 2, y + height / 2);
	}

	/** Selects a text by double click and drag: from its first character to its last. */
	async select(text: string): Promise<void> {
		const { x, y, width, height } = await this.boxOf(text);
		await this.page.mouse.move(x + 1, y + height / 2);
		await this.page.mouse.down();
		await this.page.mouse.move(x + width - 1, y + height / 2, { steps: 5 });
		await this.page.mouse.up();
	}

	/** Types at the end of the text. */
	async typeAfter(text: string, typed: string): Promise<void> {
		const { x, y, width, height } = await this.boxOf(text);
		await this.page.mouse.click(x + width - 1, y + height / 2);
		await this.page.keyboard.type(typed);
	}

	/** Every decoration on the screen. */
	async decorations(): Promise<Decoration[]> {
		return this.page.locator(decorated).evaluateAll(looks);
	}

	/** The decorations that overlap a text. */
	async decorationsOver(text: string): Promise<Decoration[]> {
		const at = await this.boxOf(text);
		return (await this.decorations()).filter(({ box }) => overlap(at, box));
	}

	/**
	 * The decorations in a theme colour, by the colour's identifier in the manifest; how far they have faded does not
	 * matter.
	 */
	async decorationsOf(colorId: string): Promise<Decoration[]> {
		const color = opaque(await this.themeColor(colorId));
		const all = await this.decorations();
		return all.filter((look) => [look.background, look.underlineColor, look.borderColor].some((c) => opaque(c) === color));
	}

	/** What a theme colour is in the current theme, as `rgb(…)` or `rgba(…)`. */
	async themeColor(colorId: string): Promise<string> {
		const variable = `--vscode-${colorId.replaceAll('.', '-')}`;
		return this.page.locator('.monaco-workbench').evaluate((workbench, name) => {
			const probe = document.createElement('span');
			probe.style.color = `var(${name})`;
			workbench.append(probe);
			const color = getComputedStyle(probe).color;
			probe.remove();
			return color;
		}, variable);
	}

	/** Rests the mouse on a text and returns the hover that opens, once it has content that matches. */
	async hoverAt(text: string, containing: string | RegExp = /\S/): Promise<Locator> {
		const hover = this.page.locator('.monaco-hover:visible').filter({ hasText: containing }).first();
		for (let attempt = 1; ; attempt++) {
			const { x, y, width, height } = await this.boxOf(text);
			await this.page.mouse.move(x + width / 2, y + height + 200);
			await this.page.mouse.move(x + width / 2 - 2, y + height / 2);
			await this.page.mouse.move(x + width / 2, y + height / 2, { steps: 3 });
			try {
				await hover.waitFor({ timeout: 5_000 });
				return hover;
			} catch (error) {
				if (attempt === 4) {
					throw new Error(`No hover opened on "${text}".`, { cause: error });
				}
			}
		}
	}

	/** Line and column of the cursor, counted from one, as the status bar shows them: a moment late, so poll. */
	async cursor(): Promise<{ line: number; column: number }> {
		const text = await this.page.locator('.statusbar-item[id="status.editor.selection"]').innerText();
		const [line, column] = (text.match(/\d+/g) ?? []).map(Number);
		return { line: line ?? 0, column: column ?? 0 };
	}
}

function overlap(a: Box, b: Box): boolean {
	const margin = 1;
	return (
		a.x + margin < b.x + b.width &&
		b.x + margin < a.x + a.width &&
		a.y + margin < b.y + b.height &&
		b.y + margin < a.y + a.height
	);
}

/** A colour without its alpha: three numbers. */
function opaque(color: string): string {
	return (color.match(/[\d.]+/g) ?? []).slice(0, 3).join(' ');
}

/** Runs in the browser: a text may be cut into many elements, and its spaces may be no-break spaces there. */
function boxOfText(text: string): Box | null {
	for (const line of document.querySelectorAll('.monaco-editor .view-line')) {
		const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
		const nodes: { node: Node; start: number; length: number }[] = [];
		let whole = '';
		for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
			const content = node.textContent ?? '';
			nodes.push({ node, start: whole.length, length: content.length });
			whole += content.replaceAll('\u00a0', ' ');
		}
		const from = whole.indexOf(text);
		const first = nodes.find(({ start, length }) => from >= start && from < start + length);
		const to = from + text.length;
		const last = nodes.find(({ start, length }) => to > start && to <= start + length);
		if (from < 0 || first === undefined || last === undefined) {
			continue;
		}
		const range = document.createRange();
		range.setStart(first.node, from - first.start);
		range.setEnd(last.node, to - last.start);
		const { x, y, width, height } = range.getBoundingClientRect();
		return { x, y, width, height };
	}
	return null;
}

/** Runs in the browser. */
function looks(elements: Element[]): Decoration[] {
	return elements.map((element) => {
		const style = getComputedStyle(element);
		const { x, y, width, height } = element.getBoundingClientRect();
		return {
			text: (element.textContent ?? '').replaceAll('\u00a0', ' '),
			box: { x, y, width, height },
			background: style.backgroundColor,
			underline: style.textDecorationLine === 'none' ? 'none' : `${style.textDecorationLine} ${style.textDecorationStyle}`,
			underlineColor: style.textDecorationColor,
			border: style.borderBottomStyle,
			borderColor: style.borderBottomColor,
			opacity: Number(style.opacity),
		};
	});
}
