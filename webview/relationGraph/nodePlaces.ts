// Where nodes lie, also those that filters hide for now: remembered with the settings.

import type { GraphSettings } from '../../src/protocol/relationGraphProtocol';
import type { GraphCanvas } from './graphCanvas';
import type { SettingsStore } from './pageState';

type NodePlace = GraphSettings['positions'][number];

/** The last drawn ones are kept. */
const mostPlaces = 5000;

export class NodePlaces {
	readonly #settings: SettingsStore;
	readonly #canvas: GraphCanvas;
	/** By entity, the last drawn ones last. */
	#places = new Map<string, NodePlace>();

	constructor(settings: SettingsStore, canvas: GraphCanvas) {
		this.#settings = settings;
		this.#canvas = canvas;
	}

	get known(): ReadonlyMap<string, NodePlace> {
		return this.#places;
	}

	/** Takes those of the settings, as of another scope. */
	load(): void {
		this.#places = new Map(this.#settings.current.positions.map((place) => [place.entity, place]));
	}

	/** Takes those that are drawn. A neighbourhood is a picture of its own, of which nothing is kept. */
	remember(): void {
		if (this.#settings.current.trail.length > 0 || this.#canvas.isEmpty) {
			return;
		}
		for (const { entity, x, y, isPinned } of this.#canvas.positions) {
			this.#places.delete(entity);
			this.#places.set(entity, { entity, x: whole(x), y: whole(y), isPinned });
		}
		this.#settings.change({ positions: [...this.#places.values()].slice(-mostPlaces), viewport: this.#canvas.viewport });
	}

	unpinAll(): void {
		this.#canvas.unpinAll();
		this.#places.forEach((place, entity) => this.#places.set(entity, { ...place, isPinned: false }));
		this.remember();
	}

	forget(): void {
		this.#places.clear();
	}
}

/** Never -0, which no JSON keeps. */
function whole(value: number): number {
	return Math.round(value) + 0;
}
