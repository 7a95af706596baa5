// The icon of an entity type: a shape and its colour, so that colour is never alone. The colour is that of its marks.

import * as vscode from 'vscode';
import { entityColors } from '../../host/contributions';

/** Icons that are filled shapes, whatever they were made for: circle, diamond, square, triangle, hexagon, star, heart, ring. */
const shapes = [
	'circle-filled',
	'debug-breakpoint-log',
	'primitive-square',
	'debug-breakpoint-function',
	'debug-breakpoint-data',
	'star-full',
	'heart-filled',
	'circle-outline',
] as const;

export function typeIcon(slot: number): vscode.ThemeIcon {
	return new vscode.ThemeIcon(shapes[slot % shapes.length] ?? 'circle-filled', new vscode.ThemeColor(entityColors(slot).line));
}
