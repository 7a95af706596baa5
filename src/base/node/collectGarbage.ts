// Gives back at once what JavaScript no longer holds: large buffers lie outside of its heap, which sees no reason to hurry.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Takes some ten milliseconds. Where the engine of JavaScript does not offer it, the memory is given back later. */
export function collectGarbage(): void {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('globalThis.gc') as (() => void) | undefined;
	setFlagsFromString('--no-expose-gc');
	collect?.();
}
