// Lists of keys and values, as options and glossary entries have them: "short = LLM, long = {large language model}".

export interface KeyValue {
	readonly key: string;
	/** Where the value stands in the list's text, braces around it left out. */
	readonly start: number;
	readonly end: number;
}

/** Longer lists are read up to here. */
const longestList = 20_000;

/** The keys of `list` that have values, in order. Braces keep commas and equals signs together. */
export function keyValues(list: string): KeyValue[] {
	const found: KeyValue[] = [];
	const length = Math.min(list.length, longestList);
	let entryStart = 0;
	let equals = -1;
	let depth = 0;
	for (let at = 0; at <= length; at++) {
		const character = at === length ? ',' : list[at];
		if (character === '\\') {
			at++;
		} else if (character === '{') {
			depth++;
		} else if (character === '}') {
			depth--;
		} else if (character === '=' && depth === 0 && equals < 0) {
			equals = at;
		} else if (character === ',' && (depth <= 0 || at === length)) {
			if (equals >= 0) {
				found.push(valueIn(list, entryStart, equals, at));
			}
			entryStart = at + 1;
			equals = -1;
		}
	}
	return found;
}

function valueIn(list: string, entryStart: number, equals: number, entryEnd: number): KeyValue {
	let [start, end] = [equals + 1, entryEnd];
	const trim = (): void => {
		while (start < end && /\s/.test(list.charAt(start))) {
			start++;
		}
		while (end > start && /\s/.test(list.charAt(end - 1))) {
			end--;
		}
	};
	trim();
	if (list[start] === '{' && list[end - 1] === '}') {
		start++;
		end--;
		trim();
	}
	return { key: list.slice(entryStart, equals).trim(), start, end: Math.max(start, end) };
}
