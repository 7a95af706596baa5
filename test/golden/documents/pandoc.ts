// Pandoc as a second reader of the same documents: what words it finds, to hold ours against. A word is a run of letters or
// a run of digits; order and blocks are not compared.

import { spawnSync } from 'node:child_process';
import { extractBlocks } from '../../../src/documents/extractBlocks';
import { referenceNoun } from '../../../src/documents/latex/words';

/** Words by how often they occur. */
export type WordCounts = ReadonlyMap<string, number>;

export interface PandocWords {
	/** Words of its prose: title, abstract, headings, paragraphs, items, cells, captions, notes. */
	readonly prose: WordCounts;
	/** Words of what a reader may or may not keep: formulas, inline code, keys of citations, labels that are referred to. */
	readonly optional: WordCounts;
}

export interface Agreement {
	/** Of pandoc's words, the share that we have too. */
	readonly recall: number;
	/** Of our words, the share that pandoc has too; those that are optional are not counted. */
	readonly precision: number;
	readonly shared: number;
	readonly theirs: number;
	readonly ours: number;
	/** Most frequent words that only one side has, for whoever wants to know why. */
	readonly missing: readonly string[];
	readonly extra: readonly string[];
}

/** Pandoc's version, or undefined where it is not installed. */
export function pandocVersion(): string | undefined {
	const { status, stdout } = spawnSync('pandoc', ['--version'], { encoding: 'utf8' });
	return status === 0 ? stdout.split('\n')[0] : undefined;
}

/** What pandoc reads out of `source`, which stands in `folder`; throws where it cannot read it. */
export function pandocWords(source: string, format: string, folder: string): PandocWords {
	const { status, stdout, stderr } = spawnSync('pandoc', ['--from', format, '--to', 'json', '--standalone'], {
		input: source,
		encoding: 'utf8',
		cwd: folder,
		maxBuffer: 1 << 28,
		timeout: 60_000,
	});
	if (status !== 0) {
		throw new Error(`pandoc cannot read this document: ${stderr.slice(0, 300)}`);
	}
	const { meta, blocks } = JSON.parse(stdout) as { meta: Record<string, unknown>; blocks: unknown };
	const [prose, optional] = [[] as string[], [] as string[]];
	const metadata = ['title', 'subtitle', 'abstract'].map((name) => meta[name]);
	walk([metadata, blocks], prose, optional);
	return { prose: countWords(prose.join('')), optional: countWords(optional.join(' ')) };
}

interface Node {
	readonly t: string;
	readonly c: unknown;
}

function isNode(value: object): value is Node {
	return 't' in value && typeof value.t === 'string';
}

/** Pandoc's elements as text, in order; white space stands between blocks. */
function walk(value: unknown, prose: string[], optional: string[]): void {
	if (Array.isArray(value)) {
		for (const entry of value as unknown[]) {
			walk(entry, prose, optional);
		}
		return;
	}
	if (typeof value !== 'object' || value === null || !isNode(value)) {
		return;
	}
	const { t, c } = value;
	switch (t) {
		case 'Str':
			prose.push(String(c));
			return;
		case 'Space':
		case 'SoftBreak':
		case 'LineBreak':
			prose.push(' ');
			return;
		case 'MetaString':
			prose.push(' ', String(c), ' ');
			return;
		case 'Code':
			optional.push(String((c as unknown[])[1]));
			prose.push('\u200b');
			return;
		case 'Math':
			// As we would read it: what counts here is that the prose around it is the same.
			optional.push(...extractBlocks(`x $${String((c as unknown[])[1])}$`, 'latex').map(({ text }) => text));
			prose.push('\u200b');
			return;
		case 'Image': {
			const [, alternative] = c as [unknown, readonly Node[]];
			// What pandoc writes where the document says nothing.
			const isNothing = alternative.length === 1 && alternative[0]?.t === 'Str' && alternative[0].c === 'image';
			walk(isNothing ? [] : alternative, prose, optional);
			return;
		}
		case 'LineBlock':
			for (const line of c as unknown[]) {
				walk(line, prose, optional);
				prose.push(' ');
			}
			return;
		case 'CodeBlock':
		case 'RawBlock':
		case 'RawInline':
			prose.push(' ');
			return;
		case 'Cite': {
			const [citations, text] = c as [{ citationId: string; citationPrefix: unknown; citationSuffix: unknown }[], unknown];
			for (const { citationId, citationPrefix, citationSuffix } of citations) {
				optional.push(citationId);
				walk([citationPrefix, citationSuffix], optional, optional);
			}
			walk(text, optional, optional);
			return;
		}
		case 'Link': {
			const [[, classes, attributes], text, [target]] = c as [[string, string[], [string, string][]], readonly Node[], [string, string]];
			const label = attributes.find(([name]) => name === 'reference')?.[1];
			if (label !== undefined) {
				// LaTeX prints "Figure 1", pandoc the label: either is right.
				const noun = referenceNoun(label) ?? '';
				optional.push(noun, noun.toLowerCase(), `${noun}s`, `${noun.toLowerCase()}s`, 'and');
				walk(text, optional, optional);
				return;
			}
			const isAddress = classes.includes('uri') || (text.length === 1 && text[0]?.t === 'Str' && text[0].c === target);
			walk(text, isAddress ? optional : prose, optional);
			return;
		}
		case 'Note':
			prose.push(' ');
			walk(c, prose, optional);
			prose.push(' ');
			return;
	}
	const isBlock = !/^(?:Emph|Strong|Underline|Strikeout|Superscript|Subscript|SmallCaps|Quoted|Span)$/.test(t);
	if (isBlock) {
		prose.push('\n');
	}
	walk(c, prose, optional);
	if (isBlock) {
		prose.push('\n');
	}
}

export function countWords(text: string): Map<string, number> {
	const counts = new Map<string, number>();
	for (const [word] of text.normalize('NFKC').matchAll(/\p{L}[\p{L}\p{M}]*|\p{N}+/gu)) {
		counts.set(word, (counts.get(word) ?? 0) + 1);
	}
	return counts;
}

/** How far `ours` agrees with pandoc's words. */
export function compareWords(ours: WordCounts, { prose, optional }: PandocWords): Agreement {
	let [shared, forgiven] = [0, 0];
	const [missing, extra] = [new Map<string, number>(), new Map<string, number>()];
	for (const word of new Set([...ours.keys(), ...prose.keys()])) {
		const [here, there] = [ours.get(word) ?? 0, prose.get(word) ?? 0];
		shared += Math.min(here, there);
		const surplus = here - there;
		const allowed = Math.max(0, Math.min(surplus, optional.get(word) ?? 0));
		forgiven += allowed;
		if (surplus < 0) {
			missing.set(word, -surplus);
		} else if (surplus > allowed) {
			extra.set(word, surplus - allowed);
		}
	}
	const theirs = total(prose);
	const own = total(ours) - forgiven;
	return { recall: shared / theirs, precision: shared / own, shared, theirs, ours: own, missing: mostFrequent(missing), extra: mostFrequent(extra) };
}

/** The figures of several documents together. */
export function pooled(agreements: readonly Agreement[]): { readonly recall: number; readonly precision: number } {
	const sum = (of: (agreement: Agreement) => number): number => agreements.reduce((all, agreement) => all + of(agreement), 0);
	return { recall: sum(({ shared }) => shared) / sum(({ theirs }) => theirs), precision: sum(({ shared }) => shared) / sum(({ ours }) => ours) };
}

function total(counts: WordCounts): number {
	return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

function mostFrequent(counts: WordCounts): string[] {
	const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
	return sorted.slice(0, 40).map(([word, count]) => (count > 1 ? `${word}×${count}` : word));
}
