// The extractor for Markdown: where prose begins and ends and of which kind it is. Its words are written by inlineWriter.ts.

import type { Block } from '../block';
import type { Extractor } from '../extractor';
import { inSourceOrder } from '../passage';
import { switchComments, switchedOn } from '../switches';
import { BlockWalker } from './blockWalker';
import { frontMatterFields, readFrontMatter } from './frontMatter';

function extract(source: string): Block[] {
	const frontMatter = readFrontMatter(source);
	// Blanked, not cut: places in the tree are then places in the source.
	const body = frontMatter.end === 0 ? source : ' '.repeat(frontMatter.end - 1) + '\n' + source.slice(frontMatter.end);
	const walker = new BlockWalker(source);
	for (const { kind, passage } of frontMatterFields(source, frontMatter)) {
		walker.nested(passage, kind);
	}
	return switchedOn(source, inSourceOrder(walker.read(body)), switchComments.html);
}

export const markdownExtractor: Extractor = { format: 'markdown', extract };
