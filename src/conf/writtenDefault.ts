// Defaults as people write them in a file.

import type { OptionDeclaration } from './optionTable';

/** Smaller numbers are easier to read with an exponent. */
const smallestPlain = 1e-3;

/** Undefined for an option that is unset by default. */
export function writtenDefault({ default: value }: OptionDeclaration): string | undefined {
	if (value === null) {
		return undefined;
	}
	const isTiny = typeof value === 'number' && value !== 0 && Math.abs(value) < smallestPlain;
	return isTiny ? value.toExponential() : String(value);
}
