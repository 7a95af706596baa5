// What every suite of measurements is given.

import type { Material } from './material';

export interface BenchContext {
	readonly material: Material;
	/** How often everything is measured. */
	readonly rounds: number;
	/** How long the documents are that growth is measured with, in words. */
	readonly words: readonly number[];
	/** How many documents a corpus has at most. */
	readonly documents: number;
	/** A folder for files that are needed while measuring. */
	readonly temporary: string;
	/** Tells whoever waits what is being done. */
	readonly say: (line: string) => void;
}
