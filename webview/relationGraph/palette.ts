// The theme's colours as the page has them now: what is drawn on a canvas knows no variables.

import { shapeCount } from './shapes';

export interface Palette {
	readonly page: string;
	readonly text: string;
	readonly edge: string;
	readonly focus: string;
	/** Around the entity at the editor's cursor. */
	readonly lit: string;
	/** By slot. */
	readonly entities: readonly string[];
	readonly font: string;
}

export function currentPalette(): Palette {
	const style = getComputedStyle(document.body);
	const probe = document.createElement('span');
	document.body.append(probe);
	const color = (name: string): string => {
		probe.style.color = `var(${name})`;
		return getComputedStyle(probe).color;
	};
	const palette: Palette = {
		page: color('--page'),
		text: color('--text'),
		edge: color('--edge'),
		focus: color('--focus'),
		lit: color('--lit'),
		entities: Array.from({ length: shapeCount }, (_, slot) => color(`--entity${slot + 1}`)),
		font: style.fontFamily,
	};
	probe.remove();
	return palette;
}

/** Tells of every change of the theme, also in a plain browser. */
export function onThemeChange(changed: () => void): void {
	new MutationObserver(changed).observe(document.body, { attributeFilter: ['class'] });
	new MutationObserver(changed).observe(document.documentElement, { attributeFilter: ['style'] });
	matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
}

export function reducesMotion(): boolean {
	return document.body.classList.contains('vscode-reduce-motion') || matchMedia('(prefers-reduced-motion: reduce)').matches;
}
