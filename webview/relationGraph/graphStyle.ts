// How nodes and edges look: shape and colour by type, size by mentions, width by evidence.

import type { StylesheetJson } from 'cytoscape';
import type { GraphEntity, GraphRelation } from '../../src/protocol/relationGraphProtocol';
import type { Palette } from './palette';
import { outlineOf, shapeCount } from './shapes';

export const labelSize = 12;
/** Labels that would be smaller on the screen are left out: nobody could read them. */
const smallestLabel = 8;
const longestLabel = 42;
export const labelWidth = 118;
/** Below it the model is less sure than not. */
export const unsureScore = 0.5;

/** Diameter of a node in pixels at zoom 1. */
export function nodeSize({ mentions }: Pick<GraphEntity, 'mentions'>): number {
	return Math.min(46, 16 + 6 * Math.log2(Math.max(1, mentions)));
}

/** Width of an edge in pixels at zoom 1. */
export function edgeWidth({ evidence }: Pick<GraphRelation, 'evidence'>): number {
	return Math.min(6, 1.5 + Math.log2(Math.max(1, evidence)));
}

export function nodeLabel(name: string): string {
	return name.length <= longestLabel ? name : `${name.slice(0, longestLabel - 1)}…`;
}

export function scoreText(score: number): string {
	return score.toFixed(2);
}

export function graphStyle(palette: Palette, showsLabels: boolean): StylesheetJson {
	const slots = Array.from({ length: shapeCount }, (_, slot) => {
		const outline = outlineOf(slot);
		const shape = outline.length === 0 ? { shape: 'ellipse' } : { shape: 'polygon', 'shape-polygon-points': outline.join(' ') };
		return { selector: `node[slot = ${slot}]`, style: { ...shape, 'background-color': palette.entities[slot] ?? palette.text } };
	});
	const edgeLabel = {
		label: 'data(label)',
		'font-size': labelSize - 1,
		'min-zoomed-font-size': smallestLabel,
		'font-family': palette.font,
		color: palette.text,
		'text-background-color': palette.page,
		'text-background-opacity': 0.85,
		'text-background-padding': '2px',
		'text-rotation': 'autorotate',
		'z-index': 8,
	};
	// Cytoscape's types name each property's values; ours come from functions.
	return [
		{
			selector: 'node',
			style: {
				width: 'data(size)',
				height: 'data(size)',
				label: 'data(label)',
				color: palette.text,
				'font-family': palette.font,
				'font-size': labelSize,
				'min-zoomed-font-size': smallestLabel,
				'text-valign': 'bottom',
				'text-margin-y': 3,
				'text-wrap': 'wrap',
				'text-max-width': `${labelWidth}px`,
				'text-background-color': palette.page,
				'text-background-opacity': 0.7,
				'border-width': 0,
			},
		},
		...slots,
		{
			selector: 'edge',
			style: {
				width: 'data(width)',
				'line-color': palette.edge,
				'target-arrow-color': palette.edge,
				'target-arrow-shape': 'triangle',
				'line-opacity': 0.7,
				'arrow-scale': 0.9,
				'curve-style': 'bezier',
				'control-point-step-size': 36,
			},
		},
		{ selector: 'edge[?symmetric]', style: { 'target-arrow-shape': 'none' } },
		{ selector: `edge[score < ${unsureScore}]`, style: { 'line-style': 'dashed' } },
		{ selector: 'node.pinned', style: { 'border-width': 2, 'border-color': palette.text } },
		...(showsLabels ? [{ selector: 'edge', style: edgeLabel }] : []),
		{ selector: 'edge.near, edge.chosen', style: { ...edgeLabel, 'line-opacity': 1, 'line-color': palette.text, 'target-arrow-color': palette.text } },
		{ selector: 'node.near', style: { 'z-index': 9, 'text-background-opacity': 0.95 } },
		{ selector: '.faint', style: { opacity: 0.3 } },
		{
			selector: 'node.lit',
			style: { 'underlay-color': palette.lit, 'underlay-opacity': 0.55, 'underlay-padding': 9, 'underlay-shape': 'ellipse', 'font-weight': 'bold', 'z-index': 10 },
		},
		{
			selector: 'node.chosen',
			style: { 'outline-color': palette.focus, 'outline-width': 3, 'outline-offset': 3, 'font-weight': 'bold', 'z-index': 10 },
		},
		{ selector: 'edge.chosen', style: { 'line-color': palette.focus, 'target-arrow-color': palette.focus } },
	] as unknown as StylesheetJson;
}
