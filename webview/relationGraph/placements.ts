// Where nodes go: the layouts that need no forces, and the places of nodes that come while somebody looks. Pure and
// deterministic: the same graph gives the same picture.

export interface Point {
	readonly x: number;
	readonly y: number;
}

export interface PlacedNode {
	readonly id: string;
	readonly type: string;
}

export interface PlacedEdge {
	readonly head: string;
	readonly tail: string;
}

export type Placement = Map<string, Point>;

/** Room that a node takes with its label below it. */
const cell = { width: 136, height: 84 } as const;

/** The most linked in the middle, the others in rings around it. */
export function concentric(nodes: readonly PlacedNode[], edges: readonly PlacedEdge[]): Placement {
	const degree = degrees(edges);
	const sorted = [...nodes].sort((a, b) => (degree.get(b.id) ?? 0) - (degree.get(a.id) ?? 0));
	const placement: Placement = new Map();
	let ring = 0;
	for (let at = 0; at < sorted.length; ring++) {
		const radius = ring * cell.width;
		const room = ring === 0 ? 1 : Math.max(1, Math.floor((2 * Math.PI * radius) / cell.width));
		const members = sorted.slice(at, at + room);
		for (const [place, { id }] of members.entries()) {
			const angle = (2 * Math.PI * place) / members.length - Math.PI / 2;
			placement.set(id, { x: radius * Math.cos(angle), y: radius * Math.sin(angle) });
		}
		at += members.length;
	}
	return placement;
}

/** Each type a block of its own. */
export function byType(nodes: readonly PlacedNode[]): Placement {
	const groups = new Map<string, PlacedNode[]>();
	for (const node of nodes) {
		groups.set(node.type, [...(groups.get(node.type) ?? []), node]);
	}
	const blocks = [...groups.values()].sort((a, b) => b.length - a.length);
	const placement: Placement = new Map();
	const widest = Math.max(1, Math.ceil(Math.sqrt(nodes.length))) * cell.width * 1.4;
	let [x, y, rowHeight] = [0, 0, 0];
	for (const block of blocks) {
		const columns = Math.max(1, Math.ceil(Math.sqrt(block.length)));
		const [width, height] = [columns * cell.width, Math.ceil(block.length / columns) * cell.height];
		if (x > 0 && x + width > widest) {
			[x, y, rowHeight] = [0, y + rowHeight + cell.height, 0];
		}
		for (const [place, { id }] of block.entries()) {
			placement.set(id, { x: x + (place % columns) * cell.width, y: y + Math.floor(place / columns) * cell.height });
		}
		x += width + cell.width / 2;
		rowHeight = Math.max(rowHeight, height);
	}
	return placement;
}

/** How many nodes stand side by side at most. */
const widestLayer = 9;

/** Heads above tails, as far as there are no circles; fewer crossings by placing each at the mean of those above it. */
export function layered(nodes: readonly PlacedNode[], edges: readonly PlacedEdge[]): Placement {
	const layers = layersOf(nodes, edges);
	const neighbours = neighboursOf(edges);
	const placement: Placement = new Map();
	let y = 0;
	for (const layer of layers) {
		const mean = (id: string): number => {
			const placed = (neighbours.get(id) ?? []).flatMap((other) => placement.get(other) ?? []);
			return placed.length === 0 ? 0 : placed.reduce((sum, { x }) => sum + x, 0) / placed.length;
		};
		const sorted = [...layer].sort((a, b) => mean(a) - mean(b));
		for (let at = 0; at < sorted.length; at += widestLayer) {
			const row = sorted.slice(at, at + widestLayer);
			for (const [place, id] of row.entries()) {
				placement.set(id, { x: (place - (row.length - 1) / 2) * cell.width, y });
			}
			y += cell.height;
		}
		y += cell.height * 0.6;
	}
	return placement;
}

function layersOf(nodes: readonly PlacedNode[], edges: readonly PlacedEdge[]): string[][] {
	const below = new Map<string, string[]>();
	for (const { head, tail } of edges) {
		below.set(head, [...(below.get(head) ?? []), tail]);
	}
	const depth = new Map<string, number>();
	const onPath = new Set<string>();
	/** The longest way down, from here; a way back to where we come from counts as none. */
	const heightOf = (id: string): number => {
		const known = depth.get(id);
		if (known !== undefined || onPath.has(id)) {
			return known ?? 0;
		}
		onPath.add(id);
		const height = (below.get(id) ?? []).reduce((most, next) => Math.max(most, onPath.has(next) ? 0 : 1 + heightOf(next)), 0);
		onPath.delete(id);
		depth.set(id, height);
		return height;
	};
	const layers: string[][] = [];
	for (const { id } of nodes) {
		const height = heightOf(id);
		(layers[height] ??= []).push(id);
	}
	return layers.filter((layer) => layer !== undefined).reverse();
}

/** Placements beside each other in rows, the largest first. @param shape width by height of what they are to fill */
export function packed(parts: readonly Placement[], shape: number): Placement {
	const boxes = parts
		.map((part) => {
			const [xs, ys] = [[...part.values()].map(({ x }) => x), [...part.values()].map(({ y }) => y)];
			const [left, top] = [Math.min(...xs), Math.min(...ys)];
			return { part, left, top, width: Math.max(...xs) - left + cell.width, height: Math.max(...ys) - top + cell.height };
		})
		.sort((a, b) => b.height - a.height);
	const area = boxes.reduce((sum, { width, height }) => sum + width * height, 0);
	const widest = Math.max(Math.sqrt(area * shape) * 1.1, ...boxes.map(({ width }) => width));
	const placement: Placement = new Map();
	const waiting = [...boxes];
	let y = 0;
	while (waiting.length > 0) {
		let x = 0;
		let rowHeight = 0;
		// Whatever still fits goes into the row.
		for (let at = 0; at < waiting.length; ) {
			const box = waiting[at];
			if (box === undefined || x + box.width > widest) {
				at++;
				continue;
			}
			for (const [id, point] of box.part) {
				placement.set(id, { x: x + point.x - box.left, y: y + point.y - box.top });
			}
			x += box.width;
			rowHeight = Math.max(rowHeight, box.height);
			waiting.splice(at, 1);
		}
		y += rowHeight;
	}
	return placement;
}

/** In rows below what is there. */
export function inRows(nodes: readonly PlacedNode[], below: Placement): Placement {
	const placed = [...below.values()];
	const left = Math.min(0, ...placed.map(({ x }) => x));
	const right = Math.max(0, ...placed.map(({ x }) => x));
	const bottom = placed.length === 0 ? -cell.height : Math.max(...placed.map(({ y }) => y));
	const columns = Math.max(Math.ceil(Math.sqrt(nodes.length) * 0.9), Math.floor((right - left) / cell.width) + 1);
	return new Map(
		nodes.map(({ id }, place) => {
			const x = left + (place % columns) * cell.width;
			return [id, { x, y: bottom + (1.4 + Math.floor(place / columns)) * cell.height }];
		}),
	);
}

/** Places for new nodes near those that they are related to, where nothing lies yet; what is placed stays where it is. */
export function near(nodes: readonly PlacedNode[], edges: readonly PlacedEdge[], placed: ReadonlyMap<string, Point>): Placement {
	const neighbours = neighboursOf(edges);
	const all = new Map(placed);
	const added: Placement = new Map();
	const taken = new Set([...placed.values()].map(cellOf));
	// Those that have placed neighbours first; what they place may be a neighbour of others.
	const waiting = [...nodes];
	while (waiting.length > 0) {
		const next = Math.max(0, waiting.findIndex(({ id }) => (neighbours.get(id) ?? []).some((other) => all.has(other))));
		const [node] = waiting.splice(next, 1);
		if (node === undefined) {
			break;
		}
		const around = (neighbours.get(node.id) ?? []).flatMap((other) => all.get(other) ?? []);
		const wanted = around.length === 0 ? edgeOf(all) : meanOf(around);
		const point = freeNear(wanted, taken);
		taken.add(cellOf(point));
		all.set(node.id, point);
		added.set(node.id, point);
	}
	return added;
}

/** The nearest free cell of the first ring around the wanted place that has one. */
function freeNear(wanted: Point, taken: ReadonlySet<string>): Point {
	for (let ring = 0; ; ring++) {
		const steps = Math.max(1, 8 * ring);
		const points = Array.from({ length: steps }, (_, step) => {
			const angle = (2 * Math.PI * step) / steps;
			return { x: ring * cell.width * Math.cos(angle), y: ring * cell.height * Math.sin(angle) };
		});
		// Cells are wider than high, so that a ring is nearer above and below than at its sides.
		points.sort((a, b) => Math.hypot(a.x, a.y) - Math.hypot(b.x, b.y));
		const free = points.map(({ x, y }) => ({ x: wanted.x + x, y: wanted.y + y })).find((point) => !taken.has(cellOf(point)));
		if (free !== undefined) {
			return free;
		}
	}
}

function cellOf({ x, y }: Point): string {
	return `${Math.round(x / cell.width)} ${Math.round(y / cell.height)}`;
}

function edgeOf(placed: ReadonlyMap<string, Point>): Point {
	const points = [...placed.values()];
	return points.length === 0 ? { x: 0, y: 0 } : { x: meanOf(points).x, y: Math.max(...points.map(({ y }) => y)) + 1.4 * cell.height };
}

function meanOf(points: readonly Point[]): Point {
	const sum = points.reduce((total, { x, y }) => ({ x: total.x + x, y: total.y + y }), { x: 0, y: 0 });
	return { x: sum.x / points.length, y: sum.y / points.length };
}

function neighboursOf(edges: readonly PlacedEdge[]): Map<string, string[]> {
	const neighbours = new Map<string, string[]>();
	for (const { head, tail } of edges) {
		neighbours.set(head, [...(neighbours.get(head) ?? []), tail]);
		neighbours.set(tail, [...(neighbours.get(tail) ?? []), head]);
	}
	return neighbours;
}

function degrees(edges: readonly PlacedEdge[]): Map<string, number> {
	return new Map([...neighboursOf(edges)].map(([id, others]) => [id, others.length]));
}
