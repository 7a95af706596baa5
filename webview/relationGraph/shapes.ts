// The shape of each entity type, so that colour is never alone: one outline for the graph, the legend and the exported picture.

/** Corners in a square from -1 to 1, x and y in turn; none: a circle. */
const outlines: readonly (readonly number[])[] = [
	[],
	[-0.85, -0.85, 0.85, -0.85, 0.85, 0.85, -0.85, 0.85],
	[0, -1, 1, 0.8, -1, 0.8],
	[0, -1, 1, 0, 0, 1, -1, 0],
	[-0.5, -0.9, 0.5, -0.9, 1, 0, 0.5, 0.9, -0.5, 0.9, -1, 0],
	star(5),
	[-1, -0.8, 1, -0.8, 0, 1],
	[-0.35, -1, 0.35, -1, 0.35, -0.35, 1, -0.35, 1, 0.35, 0.35, 0.35, 0.35, 1, -0.35, 1, -0.35, 0.35, -1, 0.35, -1, -0.35, -0.35, -0.35],
];

export const shapeCount = outlines.length;

/** Of a slot of the theme's colours; slots begin anew after the last. Empty for a circle. */
export function outlineOf(slot: number): readonly number[] {
	return outlines[slot % shapeCount] ?? [];
}

/** As SVG, `radius` around a point: a circle or a polygon with what is given as its attributes. */
export function shapeSvg(slot: number, x: number, y: number, radius: number, attributes: string): string {
	const outline = outlineOf(slot);
	if (outline.length === 0) {
		return `<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius)}" ${attributes}/>`;
	}
	return `<polygon points="${cornersOf(outline, x, y, radius)}" ${attributes}/>`;
}

/** A small sign of a type for lists, in its colour. */
export function shapeSign(slot: number): SVGElement {
	const namespace = 'http://www.w3.org/2000/svg';
	const svg = document.createElementNS(namespace, 'svg');
	svg.setAttribute('viewBox', '-1.2 -1.2 2.4 2.4');
	svg.setAttribute('class', 'sign');
	svg.setAttribute('aria-hidden', 'true');
	const outline = outlineOf(slot);
	const shape = document.createElementNS(namespace, outline.length === 0 ? 'circle' : 'polygon');
	if (outline.length === 0) {
		shape.setAttribute('r', '1');
	} else {
		shape.setAttribute('points', cornersOf(outline, 0, 0, 1));
	}
	shape.style.fill = `var(--entity${(slot % shapeCount) + 1})`;
	svg.append(shape);
	return svg;
}

function cornersOf(outline: readonly number[], x: number, y: number, radius: number): string {
	return outline.map((value, index) => round((index % 2 === 0 ? x : y) + value * radius)).join(' ');
}

function star(points: number): number[] {
	return Array.from({ length: 2 * points }, (_, index) => {
		const angle = (Math.PI * index) / points - Math.PI / 2;
		const radius = index % 2 === 0 ? 1 : 0.46;
		return [radius * Math.cos(angle), radius * Math.sin(angle)];
	}).flat();
}

function round(value: number): number {
	return Math.round(value * 100) / 100;
}
