// Which files make a tokenizer, and which of them a folder has.

/** In the order in which they are preferred: the file that says what the pieces are, and those that it needs beside it. */
const sources = {
	'vocab.txt': [],
	'tokenizer.json': [],
	'vocab.json': ['merges.txt'],
	'spm.model': [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type TokenizerSource = keyof typeof sources;

/** For errors. */
export const tokenizerSourceNames = 'vocab.txt, tokenizer.json, vocab.json with merges.txt, or spm.model';

/** All files that decide what a tokenizer does. */
export const tokenizerFileNames: readonly string[] = [
	'vocab.txt',
	'tokenizer.json',
	'tokenizer_config.json',
	'vocab.json',
	'merges.txt',
	'spm.model',
];

/** @param present names of a folder's files */
export function tokenizerSource(present: ReadonlySet<string>): TokenizerSource | undefined {
	const names = Object.keys(sources) as TokenizerSource[];
	return names.find((name) => present.has(name) && sources[name].every((other) => present.has(other)));
}
