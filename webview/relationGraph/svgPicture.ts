// The drawn graph as an SVG picture: the same places, shapes and colours, with texts that stay texts. Pure.

import { labelSize, labelWidth } from './graphStyle';
import type { Palette } from './palette';
import type { Point } from './placements';
import { shapeSvg } from './shapes';

export interface PictureNode extends Point {
	readonly id: string;
	readonly label: string;
	readonly size: number;
	readonly slot: number;
}

export interface PictureEdge {
	readonly head: string;
	readonly tail: string;
	readonly label: string;
	readonly width: number;
	readonly isSymmetric: boolean;
	readonly isUnsure: boolean;
}

export interface Picture {
	readonly title: string;
	readonly nodes: readonly PictureNode[];
	readonly edges: readonly PictureEdge[];
	readonly showsLabels: boolean;
	readonly palette: Palette;
}

const margin = 30;
const lineHeight = 14;
/** Mean width of a letter, for where a label breaks. */
const letterWidth = 0.56 * labelSize;
/** How far the second of several edges between the same two nodes lies from the first. */
const bend = 36;

export function svgPicture({ title, nodes, edges, showsLabels, palette }: Picture): string {
	const byId = new Map(nodes.map((node) => [node.id, node]));
	const left = Math.min(0, ...nodes.map(({ x }) => x - labelWidth / 2)) - margin;
	const top = Math.min(0, ...nodes.map(({ y, size }) => y - size / 2)) - margin;
	const right = Math.max(0, ...nodes.map(({ x }) => x + labelWidth / 2)) + margin;
	const bottom = Math.max(0, ...nodes.map(({ y, size, label }) => y + size / 2 + lineHeight * (linesOf(label).length + 0.5))) + margin;
	const [width, height] = [Math.ceil(right - left), Math.ceil(bottom - top)];
	const between = new Map<string, number>();
	const drawnEdges = edges.flatMap((edge) => {
		const [from, to] = [byId.get(edge.head), byId.get(edge.tail)];
		if (from === undefined || to === undefined) {
			return [];
		}
		const pair = [edge.head, edge.tail].sort().join('\u0000');
		const number = between.get(pair) ?? 0;
		between.set(pair, number + 1);
		// Seen from the same end, so that edges there and back do not lie on each other.
		const side = (number % 2 === 0 ? 1 : -1) * (edge.head < edge.tail ? 1 : -1);
		return [edgeSvg(edge, from, to, side * Math.ceil(number / 2) * bend, showsLabels, palette)];
	});
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${Math.floor(left)} ${Math.floor(top)} ${width} ${height}" font-family="${escaped(palette.font)}" font-size="${labelSize}">`,
		`<title>${escaped(title)}</title>`,
		`<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 8 4 0 8z" fill="${palette.edge}"/></marker></defs>`,
		`<rect x="${Math.floor(left)}" y="${Math.floor(top)}" width="${width}" height="${height}" fill="${palette.page}"/>`,
		...drawnEdges,
		...nodes.map((node) => nodeSvg(node, palette)),
		'</svg>',
		'',
	].join('\n');
}

function edgeSvg(edge: PictureEdge, from: PictureNode, to: PictureNode, offset: number, showsLabels: boolean, palette: Palette): string {
	const length = Math.max(1, Math.hypot(to.x - from.x, to.y - from.y));
	const along = { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
	const control = { x: (from.x + to.x) / 2 - along.y * offset * 2, y: (from.y + to.y) / 2 + along.x * offset * 2 };
	const start = towards(from, control, from.size / 2);
	const end = towards(to, control, to.size / 2 + 1);
	const path = `M${point(start)} Q${point(control)} ${point(end)}`;
	const dash = edge.isUnsure ? ' stroke-dasharray="6 3"' : '';
	const arrow = edge.isSymmetric ? '' : ' marker-end="url(#arrow)"';
	const line = `<path d="${path}" fill="none" stroke="${palette.edge}" stroke-width="${edge.width.toFixed(2)}"${dash}${arrow}><title>${escaped(edge.label)}</title></path>`;
	if (!showsLabels) {
		return line;
	}
	const middle = { x: (start.x + 2 * control.x + end.x) / 4, y: (start.y + 2 * control.y + end.y) / 4 };
	return `${line}\n<text x="${middle.x.toFixed(1)}" y="${middle.y.toFixed(1)}" text-anchor="middle" font-size="${labelSize - 1}" ${halo(palette)}>${escaped(edge.label)}</text>`;
}

function nodeSvg({ x, y, size, slot, label }: PictureNode, palette: Palette): string {
	const shape = shapeSvg(slot, x, y, size / 2, `fill="${palette.entities[slot % palette.entities.length] ?? palette.text}"`);
	const lines = linesOf(label).map(
		(line, number) => `<tspan x="${x.toFixed(1)}" y="${(y + size / 2 + lineHeight * (number + 1)).toFixed(1)}">${escaped(line)}</tspan>`,
	);
	return `${shape}\n<text text-anchor="middle" ${halo(palette)}>${lines.join('')}</text>`;
}

/** Legible over edges. */
function halo(palette: Palette): string {
	return `fill="${palette.text}" stroke="${palette.page}" stroke-width="3" paint-order="stroke"`;
}

function linesOf(label: string): string[] {
	const lines: string[] = [];
	for (const word of label.split(' ')) {
		const last = lines.at(-1);
		if (last !== undefined && (last.length + 1 + word.length) * letterWidth <= labelWidth) {
			lines[lines.length - 1] = `${last} ${word}`;
		} else {
			lines.push(word);
		}
	}
	return lines;
}

function towards(from: Point, to: Point, distance: number): Point {
	const length = Math.max(1, Math.hypot(to.x - from.x, to.y - from.y));
	return { x: from.x + ((to.x - from.x) * distance) / length, y: from.y + ((to.y - from.y) * distance) / length };
}

function point({ x, y }: Point): string {
	return `${x.toFixed(1)} ${y.toFixed(1)}`;
}

/** For texts and attributes; characters that XML has no place for are left out. */
function escaped(text: string): string {
	const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
	return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replace(/[&<>"]/g, (character) => entities[character] ?? '');
}
