// The page's end of the bridge to the editor. In a plain browser there is no editor: messages go nowhere, and a test may bring a
// stand-in for acquireVsCodeApi.

import type * as z from 'zod/mini';

interface EditorApi {
	postMessage(message: unknown): void;
	getState(): unknown;
	setState(state: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

export interface BridgeOptions<To, State> {
	/** Of what arrives. */
	readonly schema: z.ZodMiniType<To>;
	readonly onMessage: (message: To) => void;
	/** Of what the page remembers of itself. */
	readonly stateSchema: z.ZodMiniType<State>;
	readonly initialState: State;
}

/** @typeParam To what the page is told. @typeParam From what it tells; mistakes of the page are told as "failed". */
export class Bridge<To, From, State> {
	readonly #api = typeof acquireVsCodeApi === 'function' ? acquireVsCodeApi() : noEditor();
	#state: State;

	constructor({ schema, onMessage, stateSchema, initialState }: BridgeOptions<To, State>) {
		const remembered = stateSchema.safeParse(this.#api.getState());
		this.#state = remembered.success ? remembered.data : initialState;
		window.addEventListener('message', ({ data }: MessageEvent<unknown>) => onMessage(schema.parse(data)));
		window.addEventListener('error', ({ message }) => this.#tellFailure(message));
		window.addEventListener('unhandledrejection', ({ reason }: PromiseRejectionEvent) => this.#tellFailure(String(reason)));
	}

	get state(): State {
		return this.#state;
	}

	/** Remembered until the panel is closed, over reloads of the window too. */
	setState(state: State): void {
		this.#state = state;
		this.#api.setState(state);
	}

	post(message: From): void {
		this.#api.postMessage(message);
	}

	#tellFailure(message: string): void {
		// ResizeObserver reports nothing but that it goes on in the next frame.
		if (!message.startsWith('ResizeObserver loop')) {
			this.#api.postMessage({ kind: 'failed', message });
		}
	}
}

function noEditor(): EditorApi {
	let state: unknown;
	return {
		postMessage: () => {},
		getState: () => state,
		setState: (next) => {
			state = next;
		},
	};
}
