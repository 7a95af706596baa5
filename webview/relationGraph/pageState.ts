// What the page remembers of itself over reloads, and what it lets the editor remember with the workspace.

import * as z from 'zod/mini';
import {
	graphSettingsSchema,
	initialGraphSettings,
	pageScopes,
	type FromRelationGraph,
	type GraphSettings,
	type ToRelationGraph,
} from '../../src/protocol/relationGraphProtocol';
import { Bridge } from '../shared/bridge';
import { tabs } from './toolbar';

const stateSchema = z.object({
	scope: z.nullable(z.enum(pageScopes)),
	tab: z.enum(tabs),
	/** For what the settings are. */
	key: z.string(),
	settings: graphSettingsSchema,
});
export type PageState = z.infer<typeof stateSchema>;

/** Changes within this time are told to the editor together, in milliseconds. */
const tellPause = 400;

export type GraphBridge = Bridge<ToRelationGraph, FromRelationGraph, PageState>;

export function graphBridge(schema: z.ZodMiniType<ToRelationGraph>, onMessage: (message: ToRelationGraph) => void): GraphBridge {
	return new Bridge<ToRelationGraph, FromRelationGraph, PageState>({
		schema,
		onMessage,
		stateSchema,
		initialState: { scope: null, tab: 'graph', key: '', settings: initialGraphSettings },
	});
}

/** The settings of the scope that is shown. */
export class SettingsStore {
	readonly #bridge: GraphBridge;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(bridge: GraphBridge) {
		this.#bridge = bridge;
	}

	get current(): GraphSettings {
		return this.#bridge.state.settings;
	}

	/** Goes over to another scope. @param remembered what the editor remembers for it: the page's own is newer if it has one */
	load(key: string, remembered: GraphSettings | null): void {
		if (this.#bridge.state.key !== key) {
			this.flush();
			this.#bridge.setState({ ...this.#bridge.state, key, settings: remembered ?? initialGraphSettings });
		}
	}

	change(change: Partial<GraphSettings>): void {
		this.#bridge.setState({ ...this.#bridge.state, settings: { ...this.current, ...change } });
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.flush(), tellPause);
	}

	/** Tells the editor what it has not been told yet. */
	flush(): void {
		if (this.#timer !== undefined) {
			clearTimeout(this.#timer);
			this.#timer = undefined;
			this.#bridge.post({ kind: 'remember', key: this.#bridge.state.key, settings: this.current });
		}
	}
}
