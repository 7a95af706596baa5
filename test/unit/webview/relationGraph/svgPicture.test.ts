// The exported picture and the walk over the graph.

import { describe, expect, it } from 'vitest';
import { nearestIn } from '../../../../webview/relationGraph/graphWalk';
import { svgPicture, type Picture } from '../../../../webview/relationGraph/svgPicture';

const palette = { page: 'white', text: 'black', edge: 'gray', focus: 'blue', lit: 'orange', entities: ['red', 'green'], font: 'A "quoted" font' };
const picture: Picture = {
	title: 'A <title> & more',
	nodes: [
		{ id: 'a', label: 'first', size: 20, slot: 0, x: 0, y: 0 },
		{ id: 'b', label: 'a rather long label of several words', size: 30, slot: 1, x: 300, y: 40 },
	],
	edges: [
		{ head: 'a', tail: 'b', label: 'Used-for · 0.90', width: 2, isSymmetric: false, isUnsure: false },
		{ head: 'b', tail: 'a', label: 'Compare · 0.40', width: 2, isSymmetric: true, isUnsure: true },
		{ head: 'a', tail: 'gone', label: '', width: 1, isSymmetric: false, isUnsure: false },
	],
	showsLabels: false,
	palette,
};

describe('an SVG picture', () => {
	const svg = svgPicture(picture);

	it('has a shape and a label for each node, and a line for each edge between them', () => {
		expect(svg.match(/<circle/g)).toHaveLength(1);
		expect(svg.match(/<polygon/g)).toHaveLength(1);
		expect(svg.match(/<path d="M[^"]*" fill="none"/g)).toHaveLength(2);
		expect(svg).toContain('>first</tspan>');
	});

	it('has arrows where relations have a direction, and dashes where the model is unsure', () => {
		expect(svg.match(/marker-end/g)).toHaveLength(1);
		expect(svg.match(/stroke-dasharray/g)).toHaveLength(1);
	});

	it('breaks long labels', () => {
		expect(svg.match(/<tspan/g)!.length).toBeGreaterThan(2);
	});

	it('escapes what XML reserves', () => {
		expect(svg).toContain('<title>A &lt;title&gt; &amp; more</title>');
		expect(svg).toContain('font-family="A &quot;quoted&quot; font"');
		expect(svgPicture({ ...picture, title: 'bell \u0007' })).toContain('<title>bell </title>');
	});

	it('names edges where that is asked for', () => {
		expect(svg).not.toMatch(/<text[^>]*>Used-for/);
		expect(svgPicture({ ...picture, showsLabels: true })).toMatch(/<text[^>]*>Used-for · 0\.90/);
	});

	it('bends edges there and back to different sides', () => {
		const [first, second] = [...svg.matchAll(/Q([\d.-]+) ([\d.-]+) /g)].map(([, x, y]) => [Number(x), Number(y)]);
		expect(first).not.toEqual(second);
	});

	it('can be empty', () => {
		expect(svgPicture({ ...picture, nodes: [], edges: [] })).toMatch(/^<svg[^>]* width="60" height="60"/);
	});
});

describe('an arrow key', () => {
	const right = { x: 1, y: 0 };
	const from = { x: 0, y: 0 };

	it('goes to what lies that way, straight ahead first', () => {
		const targets = [{ id: 'aside', at: { x: 40, y: 60 } }, { id: 'ahead', at: { x: 90, y: 5 } }, { id: 'behind', at: { x: -10, y: 0 } }];
		expect(nearestIn(right, from, targets)).toBe('ahead');
	});

	it('goes nowhere where nothing lies that way', () => {
		expect(nearestIn(right, from, [{ id: 'behind', at: { x: -10, y: 0 } }, { id: 'above', at: { x: 5, y: -50 } }])).toBeUndefined();
	});
});
