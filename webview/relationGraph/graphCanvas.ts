// The drawn graph: nodes and edges on a canvas by Cytoscape. It keeps what is drawn where it is, lays out when told to, and tells
// what the mouse does. What is shown, and what a click means, is decided elsewhere.

import cytoscape from 'cytoscape';
import fcose from 'cytoscape-fcose';
import type { GraphItem, GraphLayout, GraphSettings } from '../../src/protocol/relationGraphProtocol';
import { make } from '../shared/elements';
import type { GraphIndex } from './graphIndex';
import { edgeWidth, graphStyle, nodeLabel, nodeSize, scoreText, unsureScore } from './graphStyle';
import { currentPalette, onThemeChange, reducesMotion } from './palette';
import { byType, concentric, inRows, layered, near, packed, type Placement, type Point } from './placements';
import { withSameRandomness } from './sameRandomness';
import type { GraphPart } from './selection';
import { shapeCount } from './shapes';
import type { Picture, PictureEdge, PictureNode } from './svgPicture';

export interface GraphCanvasEvents {
	/** A click on a node or an edge. */
	readonly onChoose: (item: GraphItem) => void;
	/** A click beside them all. */
	readonly onChooseNothing: () => void;
	readonly onDoubleClick: (entity: string) => void;
	/** The mouse rests on an item, or leaves it. The point is within the element. */
	readonly onHover: (item: GraphItem | undefined, at: Point) => void;
	readonly onMenu: (item: GraphItem, at: Point) => void;
	/** Nodes or the viewport were moved by hand. */
	readonly onMoved: () => void;
}

interface NodeData {
	readonly label: string;
	readonly size: number;
	readonly slot: number;
	/** Identifier of the entity type. */
	readonly type: string;
}

interface EdgeData {
	readonly label: string;
	readonly width: number;
	readonly score: number;
	readonly symmetric: boolean;
}

/** Labels stay legible: what does not fit then is beyond the edge. */
const legibleZoom = 0.8;
const greatestZoom = 3;
/** Room for the labels at the edge, in pixels. */
const padding = 56;
const viewTime = 180;

/** Under this id Cytoscape looks for its style sheet, which is part of ours: it adds none, as the page's policy would refuse it. */
const styleSheetId = '__________cytoscape_stylesheet';

export class GraphCanvas {
	readonly element = make('div', 'canvas');
	readonly #graph: cytoscape.Core;
	readonly #events: GraphCanvasEvents;
	#showsLabels = false;
	#lit: string | undefined;
	#chosen: string | undefined;

	constructor(events: GraphCanvasEvents) {
		this.#events = events;
		cytoscape.use(fcose);
		document.head.append(Object.assign(make('template'), { id: styleSheetId }));
		this.#graph = cytoscape({
			container: this.element,
			style: graphStyle(currentPalette(), false),
			minZoom: 0.05,
			maxZoom: greatestZoom,
			boxSelectionEnabled: false,
			autounselectify: true,
			layout: { name: 'null' },
		});
		onThemeChange(() => this.restyle());
		this.#listen();
	}

	get isEmpty(): boolean {
		return this.#graph.nodes().empty();
	}

	/** Where each node is, and whether a person put it there. */
	get positions(): GraphSettings['positions'] {
		return this.#graph.nodes().map((node) => ({ entity: node.id(), ...node.position(), isPinned: node.hasClass('pinned') }));
	}

	get viewport(): NonNullable<GraphSettings['viewport']> {
		return { ...this.#graph.pan(), zoom: this.#graph.zoom() };
	}

	/** What is drawn, for a picture. */
	get picture(): Pick<Picture, 'nodes' | 'edges'> {
		const node = (drawn: cytoscape.NodeSingular): PictureNode => {
			const { label, size, slot } = drawn.data() as NodeData;
			return { id: drawn.id(), ...drawn.position(), label, size, slot };
		};
		const edge = (drawn: cytoscape.EdgeSingular): PictureEdge => {
			const { label, width, symmetric, score } = drawn.data() as EdgeData;
			const [head, tail] = [drawn.source().id(), drawn.target().id()];
			return { head, tail, label, width, isSymmetric: symmetric, isUnsure: score < unsureScore };
		};
		return { nodes: this.#graph.nodes().map(node), edges: this.#graph.edges().map(edge) };
	}

	clear(): void {
		this.#graph.elements().remove();
	}

	/** Draws a part of a graph: nodes that were drawn stay where they are, new ones get places near their neighbours. */
	show(index: GraphIndex, { entities, relations }: GraphPart, remembered: ReadonlyMap<string, GraphSettings['positions'][number]>): void {
		const graph = this.#graph;
		const shownEntities = new Set(entities.map(({ id }) => id));
		const shownRelations = new Set(relations.map(({ id }) => edgeId(id)));
		graph.batch(() => {
			graph.edges().forEach((edge) => void (shownRelations.has(edge.id()) || edge.remove()));
			graph.nodes().forEach((node) => void (shownEntities.has(node.id()) || node.remove()));
			const placed = new Map<string, Point>(graph.nodes().map((node) => [node.id(), { ...node.position() }]));
			const added = entities.filter(({ id }) => !placed.has(id));
			const unplaced = added.filter(({ id }) => !remembered.has(id));
			added.forEach(({ id }) => {
				const known = remembered.get(id);
				if (known !== undefined) {
					placed.set(id, known);
				}
			});
			const places = near(unplaced, relations, placed);
			for (const entity of entities) {
				const data: NodeData = {
					label: nodeLabel(entity.name),
					size: nodeSize(entity),
					slot: index.entityType(entity.type).slot % shapeCount,
					type: entity.type,
				};
				const node = graph.getElementById(entity.id);
				if (node.nonempty()) {
					node.data(data);
				} else {
					const known = remembered.get(entity.id);
					const { x, y } = known ?? places.get(entity.id) ?? { x: 0, y: 0 };
					graph.add({ group: 'nodes', data: { id: entity.id, ...data }, position: { x, y }, classes: known?.isPinned ? 'pinned' : '' });
				}
			}
			for (const relation of relations) {
				const data: EdgeData = {
					label: `${index.relationType(relation.type).name} · ${scoreText(relation.score)}`,
					width: edgeWidth(relation),
					score: relation.score,
					symmetric: relation.symmetric,
				};
				const edge = graph.getElementById(edgeId(relation.id));
				if (edge.nonempty()) {
					edge.data(data);
				} else {
					const { head: source, tail: target } = relation;
					graph.add({ group: 'edges', data: { id: edgeId(relation.id), relation: relation.id, source, target, ...data } });
				}
			}
		});
		this.#mark();
	}

	/** Places all nodes anew but those that are pinned. */
	layOut(layout: GraphLayout): void {
		const graph = this.#graph;
		const nodes = graph.nodes().map((node) => ({ id: node.id(), type: String(node.data('type')) }));
		const edges = graph.edges().map((edge) => ({ head: edge.source().id(), tail: edge.target().id() }));
		const related = new Set(edges.flatMap(({ head, tail }) => [head, tail]));
		const linked = nodes.filter(({ id }) => related.has(id));
		const placement = this.#placementOf(layout, linked, edges, nodes);
		if (layout !== 'types') {
			const alone = nodes.filter(({ id }) => !related.has(id));
			inRows(alone.sort((a, b) => a.type.localeCompare(b.type)), placement).forEach((point, id) => placement.set(id, point));
		}
		graph.batch(() => {
			graph.nodes().forEach((node) => {
				const point = placement.get(node.id());
				if (point !== undefined && !node.hasClass('pinned')) {
					node.position({ x: point.x, y: point.y });
				}
			});
		});
	}

	#placementOf(layout: GraphLayout, linked: readonly { id: string; type: string }[], edges: readonly { head: string; tail: string }[], all: readonly { id: string; type: string }[]): Placement {
		switch (layout) {
			case 'concentric':
				return concentric(linked, edges);
			case 'layered':
				return layered(linked, edges);
			case 'types':
				return byType(all);
			case 'force':
				return this.#byForce();
			default:
				return layout satisfies never;
		}
	}

	/** Each connected part by forces, the parts packed beside each other; as one where something is pinned. */
	#byForce(): Placement {
		const linked = this.#graph.edges().connectedNodes();
		const all = linked.union(linked.edgesWith(linked));
		if (linked.filter('.pinned').nonempty()) {
			return forcePlacement(all);
		}
		const parts = all.components().map((part) => forcePlacement(part));
		return packed(parts, this.#graph.width() / Math.max(1, this.#graph.height()));
	}

	/** Shows all, the largest connected part, or what lies around its most linked entity: as much as fits with legible labels. */
	fit(): void {
		const graph = this.#graph;
		const [largest] = graph.elements().components().sort((a, b) => b.nodes().length - a.nodes().length);
		if (largest === undefined) {
			return;
		}
		const zoomFor = (elements: cytoscape.CollectionReturnValue): number => {
			const { width, height } = boxAround(elements);
			return Math.min((graph.width() - 2 * padding) / Math.max(1, width), (graph.height() - 2 * padding) / Math.max(1, height));
		};
		const fitting = [graph.elements(), largest].find((elements) => zoomFor(elements) >= legibleZoom);
		const center = fitting ?? largest.nodes().max((node) => node.degree(false)).ele;
		const { x, y } = boxAround(center);
		const zoom = fitting === undefined ? legibleZoom : Math.min(1.3, zoomFor(fitting));
		this.#move({ zoom, pan: { x: graph.width() / 2 - zoom * x, y: graph.height() / 2 - zoom * y } });
	}

	setViewport({ x, y, zoom }: NonNullable<GraphSettings['viewport']>): void {
		this.#graph.viewport({ zoom, pan: { x, y } });
	}

	/** Moves the view only if the node is out of sight. */
	bringIntoView(entity: string): void {
		const node = this.#graph.getElementById(entity);
		if (node.empty()) {
			return;
		}
		const { x, y } = node.renderedPosition();
		const [width, height] = [this.#graph.width(), this.#graph.height()];
		if (x < padding || y < padding || x > width - padding || y > height - padding) {
			const pan = this.#graph.pan();
			this.#move({ zoom: this.#graph.zoom(), pan: { x: pan.x + width / 2 - x, y: pan.y + height / 2 - y } });
		}
	}

	zoomBy(factor: number): void {
		const graph = this.#graph;
		const level = Math.min(greatestZoom, Math.max(0.05, graph.zoom() * factor));
		graph.zoom({ level, renderedPosition: { x: graph.width() / 2, y: graph.height() / 2 } });
		this.#events.onMoved();
	}

	/** The entity at the editor's cursor. */
	light(entity: string | undefined): void {
		this.#lit = entity;
		this.#mark();
	}

	choose(item: GraphItem | undefined): void {
		this.#chosen = item && (item.kind === 'entity' ? item.id : edgeId(item.id));
		this.#mark();
	}

	/** Shows the labels of all edges, or of those only that are looked at. */
	showLabels(showsLabels: boolean): void {
		if (showsLabels !== this.#showsLabels) {
			this.#showsLabels = showsLabels;
			this.restyle();
		}
	}

	restyle(): void {
		this.#graph.style(graphStyle(currentPalette(), this.#showsLabels));
	}

	isPinned(entity: string): boolean {
		return this.#graph.getElementById(entity).hasClass('pinned');
	}

	setPinned(entity: string, isPinned: boolean): void {
		this.#graph.getElementById(entity).toggleClass('pinned', isPinned);
	}

	unpinAll(): void {
		this.#graph.nodes().removeClass('pinned');
	}

	/** Where an item is within the element; undefined where it is not drawn. */
	pointOf(item: GraphItem): Point | undefined {
		const found = this.#graph.getElementById(item.kind === 'entity' ? item.id : edgeId(item.id));
		if (found.empty()) {
			return undefined;
		}
		return item.kind === 'entity' ? found.renderedPosition() : (found as unknown as cytoscape.EdgeSingular).renderedMidpoint();
	}

	resized(): void {
		this.#graph.resize();
	}

	png(): string {
		const { w, h } = this.#graph.elements().boundingBox({});
		// Larger ones no browser makes.
		const scale = Math.min(2, 8000 / Math.max(1, w), 8000 / Math.max(1, h));
		return this.#graph.png({ output: 'base64', full: true, scale, bg: currentPalette().page });
	}

	#move(view: { zoom: number; pan: Point }): void {
		this.#graph.stop();
		if (reducesMotion()) {
			this.#graph.viewport(view);
		} else {
			this.#graph.animate({ ...view, duration: viewTime });
		}
	}

	/** Marks what is lit and chosen, and what is linked to the chosen. */
	#mark(): void {
		const graph = this.#graph;
		graph.batch(() => {
			graph.elements().removeClass('lit chosen near faint');
			if (this.#lit !== undefined) {
				graph.getElementById(this.#lit).addClass('lit');
			}
			if (this.#chosen !== undefined) {
				const chosen = graph.getElementById(this.#chosen).addClass('chosen');
				this.#markNear(chosen);
			}
		});
	}

	#markNear(item: cytoscape.Collection): void {
		item.nodes().neighborhood().addClass('near');
		item.edges().connectedNodes().addClass('near');
	}

	#listen(): void {
		const graph = this.#graph;
		const { onChoose, onChooseNothing, onDoubleClick, onHover, onMenu, onMoved } = this.#events;
		const itemOf = (event: cytoscape.EventObject): GraphItem => itemOfElement(event.target as cytoscape.SingularElementReturnValue);
		graph.on('tap', (event) => (event.target === graph ? onChooseNothing() : onChoose(itemOf(event))));
		graph.on('dbltap', 'node', (event) => onDoubleClick(itemOf(event).id));
		graph.on('cxttap', 'node, edge', (event) => onMenu(itemOf(event), event.renderedPosition));
		graph.on('mouseover', 'node, edge', (event) => {
			const target = event.target as cytoscape.Collection;
			this.#markNear(target);
			target.filter('edge').addClass('near');
			onHover(itemOf(event), event.renderedPosition);
		});
		graph.on('mouseout', 'node, edge', (event) => {
			this.#mark();
			onHover(undefined, event.renderedPosition);
		});
		this.element.addEventListener('mouseleave', () => {
			this.#mark();
			onHover(undefined, { x: 0, y: 0 });
		});
		graph.on('dragfree', 'node', (event) => {
			(event.target as cytoscape.NodeSingular).addClass('pinned');
			onMoved();
		});
		graph.on('pan zoom', (event) => onHover(undefined, event.renderedPosition ?? { x: 0, y: 0 }));
		graph.on('dragpan scrollzoom pinchzoom', () => onMoved());
	}
}

/** The middle and the size of where nodes lie: their labels and the way of edges would take longer to measure than all else. */
function boxAround(elements: Pick<cytoscape.CollectionReturnValue, 'nodes'>): Point & { readonly width: number; readonly height: number } {
	const points = elements.nodes().map((node) => node.position());
	const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
	const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
	return { x: (left + right) / 2, y: (top + bottom) / 2, width: right - left, height: bottom - top };
}

function forcePlacement(elements: cytoscape.CollectionReturnValue): Placement {
	const nodes = elements.nodes();
	if (nodes.length === 2) {
		// Most parts are pairs: they need no forces.
		return new Map(nodes.map((node, place) => [node.id(), { x: 150 * place, y: 0 }]));
	}
	const pinned = nodes.filter('.pinned').map((node) => ({ nodeId: node.id(), position: { ...(node as cytoscape.NodeSingular).position() } }));
	const options: cytoscape.LayoutOptions & Record<string, unknown> = {
		name: 'fcose',
		animate: false,
		fit: false,
		quality: 'default',
		randomize: true,
		nodeDimensionsIncludeLabels: true,
		idealEdgeLength: 70,
		nodeSeparation: 80,
		nodeRepulsion: 6000,
		...(pinned.length > 0 ? { fixedNodeConstraint: pinned } : {}),
	};
	// Where nodes lie would show in where they come to lie.
	nodes.difference('.pinned').positions(() => ({ x: 0, y: 0 }));
	withSameRandomness(() => elements.layout(options).run());
	return new Map(nodes.map((node) => [node.id(), { ...node.position() }]));
}

/** Entities and relations have ids of their own; nodes and edges share one space. */
function edgeId(relation: string): string {
	return `\u0000${relation}`;
}

function itemOfElement(element: cytoscape.SingularElementReturnValue): GraphItem {
	const isEntity: boolean = element.isNode();
	return isEntity ? { kind: 'entity', id: element.id() } : { kind: 'relation', id: String(element.data('relation')) };
}
