// What a pool and the processes that read documents for it say to each other, over Node's own channel between a process and those it
// started. Both are this program.

import type { Failure } from '../corpus';

/** How a process of a pool loads its model and reads: as the options of `spert extract` say it. */
export interface PoolSetup {
	/** A server that reads the sentences, in place of a model here. */
	readonly engine?: string | undefined;
	readonly modelPath: string;
	readonly typesPath?: string | undefined;
	readonly tokenizerPath?: string | undefined;
	/** That the model must have. */
	readonly modelHash: string;
	readonly maxSpanSize: number;
	readonly entityThreshold: number;
	/** Absent: the model's own. */
	readonly relationThreshold?: number | undefined;
	readonly precision: string;
	readonly threads: number;
	readonly device: string;
	readonly memory?: number | undefined;
}

export interface DocumentTask {
	/** Compressed. */
	readonly text: Uint8Array;
	/** That the text must have. */
	readonly sha256: string;
	readonly format: string;
	/** As JSON; '' as usual. */
	readonly readOptions: string;
}

export type PoolRequest =
	| { readonly kind: 'start'; readonly setup: PoolSetup }
	| { readonly kind: 'read'; readonly id: number; readonly task: DocumentTask };

export type PoolAnswer =
	| { readonly kind: 'ready'; readonly device: string }
	/** The model cannot be loaded: the process ends. */
	| { readonly kind: 'unusable'; readonly failure: Failure }
	/** `result` is packed. */
	| { readonly kind: 'done'; readonly id: number; readonly result: Uint8Array }
	/** `isFinal`: another try gives the same. */
	| { readonly kind: 'failed'; readonly id: number; readonly failure: Failure; readonly isFinal: boolean };
