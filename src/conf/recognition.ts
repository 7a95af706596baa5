// Tells SpERT's configuration files from all the others that are named .conf, by what they hold.

import { parseConf } from './confFile';
import { optionTable } from './optionTable';

/** The beginning of a file is enough. */
const longestLook = 1 << 14;
const fewestKnownKeys = 3;

const keys: ReadonlySet<string> = new Set(optionTable.map(({ key }) => key));
/** Keys that hardly any other program has. */
const telling = /^(train|valid|types|tokenizer|predictions)_path$|^(model_type|max_span_size|neg_(entity|relation)_count)$/;

/**
 * True if the text says `model_type = spert`, or has at least three keys of ours, which are at least half of all and of which
 * one is telling.
 */
export function looksLikeSpertConf(text: string): boolean {
	const entries = parseConf(text.slice(0, longestLook)).sections.flatMap((section) => section.entries);
	if (entries.some(({ key, value }) => key === 'model_type' && value === 'spert')) {
		return true;
	}
	const known = entries.filter(({ key }) => keys.has(key));
	const isEnough = known.length >= fewestKnownKeys && 2 * known.length >= entries.length;
	return isEnough && known.some(({ key }) => telling.test(key));
}
