// For tests: what must be there, or the test fails where it is missing.

export function defined<T>(value: T | undefined): T {
	if (value === undefined) {
		throw new Error('What the test relies on is missing.');
	}
	return value;
}
