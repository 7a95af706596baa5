// The extractor for Markdown: walks the syntax tree (syntax.ts) and writes what a reader sees as words.

import type { SyntaxNodeRef, Tree } from '@lezer/common';
import { AnnotatedText } from '../annotatedText';
import type { Block, BlockKind } from '../block';
import type { Extractor } from '../extractor';
import { extractLatexRange } from '../latex/latex';
import { writePlain } from '../plainText';
import { readFrontMatter, type FrontMatter } from './frontMatter';
import { withinInlineBudget } from './inlineBudget';
import { InlineWriter } from './inlineWriter';
import { markdownParser } from './syntax';

/** Blocks whose text is prose, by the parser's names. */
const proseKinds: Readonly<Record<string, BlockKind>> = {
	Paragraph: 'paragraph',
	Task: 'item',
	TableCell: 'cell',
	FootnoteText: 'footnote',
	ATXHeading1: 'heading',
	ATXHeading2: 'heading',
	ATXHeading3: 'heading',
	ATXHeading4: 'heading',
	ATXHeading5: 'heading',
	ATXHeading6: 'heading',
	SetextHeading1: 'heading',
	SetextHeading2: 'heading',
};

function extract(source: string): Block[] {
	const frontMatter = readFrontMatter(source);
	// Blanked, not cut: places in the tree are then places in the source.
	const body = frontMatter.end === 0 ? source : ' '.repeat(frontMatter.end - 1) + '\n' + source.slice(frontMatter.end);
	const prose = proseBlocks(source, markdownParser.parse(withinInlineBudget(body)));
	return [...frontMatterBlocks(source, frontMatter), ...prose]
		.map((block, index) => ({ block, index }))
		.sort((a, b) => (a.block.from[0] ?? 0) - (b.block.from[0] ?? 0) || a.index - b.index)
		.map(({ block }) => block);
}

function proseBlocks(source: string, tree: Tree): Block[] {
	const blocks: Block[] = [];
	const labels = new Set([...source.matchAll(/^ {0,3}\[([^[\]\n]{1,200})\]:/gm)].map(([, label = '']) => label.toLowerCase()));
	let listDepth = 0;
	tree.iterate({
		enter(node: SyntaxNodeRef): boolean {
			if (node.name === 'ListItem') {
				listDepth++;
				return true;
			}
			if (node.name === 'RawLatex') {
				extractLatexRange(source, node.from, node.to).forEach((block) => blocks.push(block));
				return false;
			}
			const kind = proseKinds[node.name];
			if (kind === undefined) {
				return /^(?:Document|Blockquote|BulletList|OrderedList|Table|TableHeader|TableRow)$/.test(node.name);
			}
			const inner = kind === 'paragraph' && listDepth > 0 ? 'item' : kind;
			new InlineWriter(source, labels).blocksOf(node.node, inner).forEach((block) => blocks.push(block));
			return false;
		},
		leave(node: SyntaxNodeRef): void {
			if (node.name === 'ListItem') {
				listDepth--;
			}
		},
	});
	return blocks;
}

function frontMatterBlocks(source: string, { fields }: FrontMatter): Block[] {
	const blocks: Block[] = [];
	for (const { name, lines, quote } of fields) {
		const kind = name === 'abstract' || name === 'description' ? 'abstract' : 'title';
		const text = new AnnotatedText();
		const close = (): void => {
			const block = text.take(kind);
			if (block !== undefined) {
				blocks.push(block);
			}
		};
		for (const { from, to } of lines) {
			if (to <= from) {
				close();
			}
			for (let at = from; at < to; at++) {
				const escaped = quote !== undefined && source[at + 1] === quote && source[at] === (quote === '"' ? '\\' : quote);
				if (escaped) {
					text.unit(quote, at, at + 2);
					at++;
				} else if (!/[*`$]/.test(source.charAt(at))) {
					writePlain(text, source, at, at + 1);
				}
			}
			text.space(to, to + 1);
		}
		close();
	}
	return blocks;
}

export const markdownExtractor: Extractor = { format: 'markdown', extract };
