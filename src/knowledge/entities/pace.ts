// How work over many documents is cut into steps, so that whoever does it can do something else between them.

/** So much is done in a step: about as many items as an editor's thread gets through in a millisecond. */
const stepSize = 2000;

/** Work that is done step by step, and its result in the end. */
export type Steps<T> = Generator<undefined, T, undefined>;

export class Pace {
	#done = 0;

	/** Notes that work was done. Returns whether the step is over: the caller yields then. @param items mentions, comparisons and the like */
	isStepOver(items: number): boolean {
		this.#done += items;
		if (this.#done < stepSize) {
			return false;
		}
		this.#done = 0;
		return true;
	}
}

/** Does all steps at once. */
export function finished<T>(steps: Steps<T>): T {
	for (;;) {
		const { done, value } = steps.next();
		if (done === true) {
			return value;
		}
	}
}
