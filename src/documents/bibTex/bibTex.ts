// The extractor for BibTeX and BibLaTeX databases: titles and abstracts of their entries. Names, years and the other fields
// are no prose.

import type { Block, BlockKind } from '../block';
import type { Extractor } from '../extractor';
import { extractLatexRange } from '../latex/latex';
import { inSourceOrder } from '../passage';

const kindOfField = new Map<string, BlockKind>([
	['title', 'title'],
	['subtitle', 'title'],
	['abstract', 'abstract'],
]);

const entry = /@\s*([a-zA-Z]+)\s*[{(]/g;
const field = /[\s,]*([a-zA-Z][\w-]*)\s*=\s*/y;

/** Databases write these bare, where LaTeX takes them for a comment, a tab and a parameter: other characters stand for them. */
const bareSigns = '%&#';
const firstStandIn = 0xe020;

function extract(source: string): Block[] {
	const blocks: Block[] = [];
	entry.lastIndex = 0;
	for (let found = entry.exec(source); found !== null; found = entry.exec(source)) {
		let at = entry.lastIndex;
		if (!/^(?:comment|preamble|string)$/i.test(found[1] ?? '')) {
			at = readEntry(source, at, blocks);
		}
		entry.lastIndex = Math.max(at, entry.lastIndex);
	}
	return inSourceOrder(blocks);
}

/** Reads the fields of the entry whose key begins at `start`; returns where it stopped. */
function readEntry(source: string, start: number, blocks: Block[]): number {
	let at = start;
	// The key; an entry without one begins with its first field.
	const key = /[^,={}@\n"]{0,500},/y;
	key.lastIndex = at;
	at += key.exec(source)?.[0].length ?? 0;
	for (;;) {
		field.lastIndex = at;
		const found = field.exec(source);
		if (found === null) {
			return at;
		}
		at = field.lastIndex;
		const kind = kindOfField.get((found[1] ?? '').toLowerCase());
		for (let isMore = true; isMore; ) {
			const end = valueEnd(source, at);
			if (kind !== undefined && /["{]/.test(source.charAt(at))) {
				const isClosed = /[}"]/.test(source.charAt(end - 1));
				readProse(source, at + 1, Math.max(at + 1, end - Number(isClosed)), kind, blocks);
			}
			const joint = /\s*#\s*/y;
			joint.lastIndex = end;
			isMore = joint.test(source) && end > at;
			at = isMore ? joint.lastIndex : end;
		}
	}
}

/** Where the value that begins at `start` ends: in braces, in quotation marks, or a bare word. Unclosed, at the next entry. */
function valueEnd(source: string, start: number): number {
	const first = source.charAt(start);
	if (first !== '{' && first !== '"') {
		const word = /[\w.:/+-]*/y;
		word.lastIndex = start;
		return start + (word.exec(source)?.[0].length ?? 0);
	}
	const mark = /\\[^]|[{}"]|\n\s*@[a-zA-Z]+\s*[{(]/g;
	mark.lastIndex = start + 1;
	for (let depth = Number(first === '{'); ; ) {
		const found = mark.exec(source);
		if (found === null) {
			return source.length;
		}
		if (found[0].startsWith('\n')) {
			return found.index;
		}
		depth += Number(found[0] === '{') - Number(found[0] === '}');
		if (depth < 0 || (depth === 0 && (first === '{' || found[0] === '"'))) {
			return found.index + 1;
		}
	}
}

function readProse(source: string, from: number, to: number, kind: BlockKind, blocks: Block[]): void {
	const text = source
		.slice(from, to)
		.replace(/(\\*)([%&#])/g, (all, slashes: string, sign: string) =>
			slashes.length % 2 === 0 ? slashes + String.fromCharCode(firstStandIn + bareSigns.indexOf(sign)) : all,
		);
	for (const block of extractLatexRange(text, 0, text.length)) {
		blocks.push({
			...block,
			kind: block.kind === 'paragraph' ? kind : block.kind,
			text: block.text.replace(/[\ue020-\ue022]/g, (unit) => bareSigns.charAt(unit.charCodeAt(0) - firstStandIn)),
			from: block.from.map((offset) => offset + from),
			to: block.to.map((offset) => offset + from),
		});
	}
}

export const bibTexExtractor: Extractor = { format: 'bibTex', extract };
