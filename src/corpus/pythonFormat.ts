// Numbers and JSON written exactly as Python's repr and json.dumps write them, so that our files equal the reference's to
// the byte.

/** Python's repr of a float: shortest digits that read back, ".0" if whole, an exponent below 1e-4 and from 1e16. */
export function pythonFloat(value: number): string {
	if (Number.isNaN(value)) {
		return 'nan';
	}
	if (!Number.isFinite(value)) {
		return value > 0 ? 'inf' : '-inf';
	}
	if (Object.is(value, -0)) {
		return '-0.0';
	}
	const magnitude = Math.abs(value);
	if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e16)) {
		const [digits, exponent] = value.toExponential().split('e');
		const power = Number(exponent);
		return `${digits ?? ''}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
	}
	return Number.isInteger(value) ? `${value}.0` : String(value);
}

export type PythonJson =
	| string
	| number
	| readonly PythonJson[]
	| { readonly [key: string]: PythonJson };

/**
 * json.dumps with its default settings: ", " and ": " between items, everything but printable ASCII escaped. Numbers must be
 * integers: what is written this way has no others.
 */
export function pythonJson(value: PythonJson): string {
	if (typeof value === 'string') {
		return pythonJsonString(value);
	}
	if (typeof value === 'number') {
		if (!Number.isSafeInteger(value)) {
			throw new Error(`${value} is not an integer.`);
		}
		return String(value);
	}
	if (isList(value)) {
		return `[${value.map(pythonJson).join(', ')}]`;
	}
	return `{${Object.entries(value)
		.map(([key, item]) => `${pythonJsonString(key)}: ${pythonJson(item)}`)
		.join(', ')}}`;
}

function isList(value: PythonJson): value is readonly PythonJson[] {
	return Array.isArray(value);
}

function pythonJsonString(text: string): string {
	// JSON.stringify escapes quotes, backslashes and controls below U+0020 as Python does; what it leaves is U+007F and above.
	return JSON.stringify(text).replace(
		/[^ -~]/g,
		(unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
}
