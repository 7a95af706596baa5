// Plain text: paragraphs are parted by blank lines, list items begin with their mark. Nothing is taken for markup.

import { AnnotatedText } from './annotatedText';
import type { Block, BlockKind } from './block';
import type { Extractor } from './extractor';

const itemMark = /^[ \t]*(?:[-*•‣–]|\(?\d{1,3}[.)]|\(?[a-z][.)])[ \t]+(?=\S)/;

function extract(source: string): Block[] {
	const blocks: Block[] = [];
	const text = new AnnotatedText();
	let kind: BlockKind = 'paragraph';
	const close = (): void => {
		const block = text.take(kind);
		if (block !== undefined) {
			blocks.push(block);
		}
		kind = 'paragraph';
	};
	for (let lineStart = 0; lineStart < source.length; ) {
		const newline = source.indexOf('\n', lineStart);
		const lineEnd = newline < 0 ? source.length : newline + 1;
		const line = source.slice(lineStart, lineEnd);
		let from = lineStart;
		const mark = itemMark.exec(line);
		if (line.trim() === '') {
			close();
		} else if (mark !== null) {
			close();
			kind = 'item';
			from += mark[0].length;
		}
		writePlain(text, source, from, lineEnd);
		lineStart = lineEnd;
	}
	close();
	return blocks;
}

/** Writes `source[from, to)` as it stands; control characters count as white space. */
export function writePlain(text: AnnotatedText, source: string, from: number, to: number): void {
	for (let at = from; at < to; at++) {
		const unit = source.charAt(at);
		if (isBlank(unit)) {
			text.space(at, at + 1);
		} else {
			text.unit(unit, at, at + 1);
		}
	}
}

/** White space, control characters and the byte order mark: nothing of a word. */
export function isBlank(unit: string): boolean {
	const code = unit.charCodeAt(0);
	return code <= 0x20 || (code >= 0x7f && code <= 0xa0) || code === 0x1680 || code === 0xfeff || (code >= 0x2000 && /\s/.test(unit));
}

export const plainTextExtractor: Extractor = { format: 'plainText', extract };
