// The icon of an entity type: a shape and its colour, so that colour is never alone. The colour is that of its marks.

import * as vscode from 'vscode';
import { entityColors } from '../../host/contributions';

/** Icons that look like the shapes of the relation graph (webview/relationGraph/shapes.ts), whatever they were made for. */
const shapes = [
	'circle-filled',
	'primitive-square',
	'debug-breakpoint-function',
	'debug-breakpoint-log',
	'debug-breakpoint-data',
	'star-full',
	'triangle-down',
	'add',
] as const;

export function typeIcon(slot: number): vscode.ThemeIcon {
	return new vscode.ThemeIcon(shapes[slot % shapes.length] ?? 'circle-filled', new vscode.ThemeColor(entityColors(slot).line));
}
