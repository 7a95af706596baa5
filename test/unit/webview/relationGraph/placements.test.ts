// Where nodes go without forces.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byType, concentric, inRows, layered, near, packed, type Placement, type Point } from '../../../../webview/relationGraph/placements';

const graphs = fc.integer({ min: 1, max: 40 }).chain((size) => {
	const place = fc.integer({ min: 0, max: size - 1 });
	return fc.array(fc.tuple(place, place), { maxLength: 60 }).map((pairs) => ({
		nodes: Array.from({ length: size }, (_, number) => ({ id: `n${number}`, type: `t${number % 3}` })),
		edges: pairs.filter(([head, tail]) => head !== tail).map(([head, tail]) => ({ head: `n${head}`, tail: `n${tail}` })),
	}));
});

/** The least distance between two nodes: labels below them need about that. */
function leastDistance(placement: Placement): number {
	const points = [...placement.values()];
	let least = Infinity;
	points.forEach((a, at) => points.slice(at + 1).forEach((b) => (least = Math.min(least, Math.hypot(a.x - b.x, a.y - b.y)))));
	return least;
}

describe('layouts', () => {
	it.each(['concentric', 'layered', 'types'] as const)('%s place every node once, none on another', (layout) => {
		fc.assert(
			fc.property(graphs, ({ nodes, edges }) => {
				const placement = layout === 'concentric' ? concentric(nodes, edges) : layout === 'layered' ? layered(nodes, edges) : byType(nodes);
				expect([...placement.keys()].sort()).toEqual(nodes.map(({ id }) => id).sort());
				expect(leastDistance(placement)).toBeGreaterThan(60);
			}),
		);
	});

	it('layered puts heads above tails', () => {
		const nodes = ['a', 'b', 'c'].map((id) => ({ id, type: 't' }));
		const placement = layered(nodes, [{ head: 'b', tail: 'a' }, { head: 'a', tail: 'c' }]);
		const y = (id: string): number => placement.get(id)!.y;
		expect(y('b')).toBeLessThan(y('a'));
		expect(y('a')).toBeLessThan(y('c'));
	});

	it('concentric has the most linked in the middle', () => {
		const nodes = ['a', 'hub', 'c', 'd'].map((id) => ({ id, type: 't' }));
		const placement = concentric(nodes, ['a', 'c', 'd'].map((tail) => ({ head: 'hub', tail })));
		expect(placement.get('hub')).toEqual({ x: 0, y: -0 });
	});

	it('packs parts beside each other without overlap, each as it was', () => {
		const part = (prefix: string, count: number): Placement => new Map(Array.from({ length: count }, (_, n) => [`${prefix}${n}`, { x: 150 * n + 7, y: -30 }]));
		const placement = packed([part('a', 2), part('b', 5), part('c', 3)], 1);
		expect(placement.size).toBe(10);
		expect(leastDistance(placement)).toBeGreaterThan(60);
		expect(placement.get('b4')!.x - placement.get('b0')!.x).toBe(600);
	});

	it('puts those without relations below the others', () => {
		const others: Placement = new Map([['x', { x: 0, y: 500 }]]);
		const placement = inRows([{ id: 'a', type: 't' }, { id: 'b', type: 't' }], others);
		expect([...placement.values()].every(({ y }) => y > 500)).toBe(true);
	});
});

describe('new nodes', () => {
	it('come near their neighbours, where nothing lies, and move nothing', () => {
		fc.assert(
			fc.property(graphs, fc.integer({ min: 1, max: 39 }), ({ nodes, edges }, known) => {
				const placed = new Map<string, Point>([...concentric(nodes.slice(0, known), edges)].filter(([id]) => Number(id.slice(1)) < known));
				const added = near(nodes.slice(known), edges, placed);
				expect([...added.keys()].sort()).toEqual(nodes.slice(known).map(({ id }) => id).sort());
				expect(leastDistance(new Map([...placed, ...added]))).toBeGreaterThan(0);
			}),
		);
	});

	it('lie nearer to what they are related to than to others', () => {
		const placed = new Map([['left', { x: 0, y: 0 }], ['right', { x: 2000, y: 0 }]]);
		const point = near([{ id: 'new', type: 't' }], [{ head: 'new', tail: 'right' }], placed).get('new')!;
		expect(Math.hypot(point.x - 2000, point.y)).toBeLessThan(200);
	});
});
