// The extractor for Jupyter notebooks: the Markdown of their cells, with places through the JSON around it. Code, its output
// and magics are no prose.

import type { Block } from '../block';
import type { Extractor } from '../extractor';
import { unixLineEnds } from '../lineEnds';
import { markdownExtractor } from '../markdown/markdown';
import { inSourceOrder } from '../passage';
import type { ReadOptions } from '../readOptions';
import { jsonEvents, jsonText } from './jsonStrings';

interface Place {
	readonly start: number;
	readonly end: number;
}

interface OpenObject {
	/** Key whose value comes next. */
	key: string;
	type: string;
	source: Place[];
}

function extract(source: string, options: ReadOptions): Block[] {
	const blocks = proseCells(source).flatMap((strings) => {
		const passage = jsonText(source, strings);
		const { text, toSource } = unixLineEnds(passage.text);
		return markdownExtractor.extract(text, options).map((block) => passage.toSource(toSource(block)));
	});
	return inSourceOrder(blocks);
}

/** The strings of the source of each cell of prose: a Markdown cell, a heading (format 3), front matter in a raw cell. */
function proseCells(source: string): Place[][] {
	const cells: Place[][] = [];
	const open: (OpenObject | undefined)[] = [];
	let parent: OpenObject | undefined;
	const strings = jsonEvents(source);
	for (const event of strings) {
		const top = open.at(-1);
		switch (event.kind) {
			case 'open':
				// A list belongs to the key of its object, unless it stands in a list.
				parent = event.bracket === '[' ? top : undefined;
				open.push(event.bracket === '{' ? { key: '', type: '', source: [] } : undefined);
				break;
			case 'close':
				open.pop();
				parent = undefined;
				if (top !== undefined && isProse(source, top)) {
					cells.push(top.source);
				}
				break;
			case 'key':
				if (top !== undefined) {
					top.key = source.slice(event.start, Math.min(event.end, event.start + 40));
				}
				break;
			case 'string': {
				const owner = top ?? parent;
				if (owner?.key === 'source') {
					owner.source.push({ start: event.start, end: event.end });
				} else if (owner?.key === 'cell_type') {
					owner.type = source.slice(event.start, Math.min(event.end, event.start + 40));
				}
				break;
			}
			default:
				event satisfies never;
		}
	}
	return cells;
}

function isProse(source: string, { type, source: [first] }: OpenObject): boolean {
	if (first === undefined) {
		return false;
	}
	return type === 'markdown' || type === 'heading' || (type === 'raw' && /^---\s*(?:\\n|$)/.test(source.slice(first.start, Math.min(first.end, first.start + 100))));
}

export const notebookExtractor: Extractor = { format: 'notebook', extract };
