// Which blocks of a document speak of people, money and other papers instead of its subject: acknowledgements, funding, author
// contributions, interests, lists of references. They are read like all others; that nothing is marked there is decided elsewhere.

import type { Block } from './block';

/** A heading in full, without its number. What says where code and data are is no such part: it names them. */
const backMatterHeading = new RegExp(
	`^(?:(?:\\d+|[IVX]+|[A-Z])(?:\\.\\d+)*\\.?\\s+)?(?:${[
		String.raw`acknowledge?ments?(?: (?:and|&) [\p{L} ]{1,40})?`,
		String.raw`(?:(?:sources? of|disclosure of) )?funding(?: (?:information|statement|sources?|and [\p{L} ]{1,40}))?`,
		String.raw`financial (?:support|disclosures?)`,
		String.raw`(?:author|authors|author’s|author's|authors’|authors'|credit author(?:ship)?) contributions?(?: statement)?`,
		String.raw`credit authorship contribution statement`,
		String.raw`(?:declarations? of |statement of |disclosure of )?(?:competing|conflicts?(?: of)?|conflicting)(?: financial)? interests?(?: statement)?`,
		String.raw`(?:statement of )?ethic(?:s|al)(?: (?:statement|approval|declarations?|compliance))?`,
		String.raw`about the authors?|author (?:information|details|biograph(?:y|ies))`,
		String.raw`references|bibliography|literature cited|works cited`,
	].join('|')})\\W*$`,
	'iu',
);

const longestHeading = 100;

/** 1 for each block of running text from such a heading up to the next other one: captions and tables are of the paper wherever they stand. */
export function backMatterOf(blocks: readonly Block[]): Uint8Array {
	let isInside = false;
	return Uint8Array.from(blocks, ({ kind, text }) => {
		switch (kind) {
			case 'title':
			case 'heading':
				isInside = isBackMatterHeading(text);
				return isInside ? 1 : 0;
			case 'paragraph':
			case 'item':
			case 'footnote':
				return isInside ? 1 : 0;
			case 'abstract':
			case 'caption':
			case 'cell':
				return 0;
			default:
				return kind satisfies never;
		}
	});
}

export function isBackMatterHeading(text: string): boolean {
	return text.length <= longestHeading && backMatterHeading.test(text.trim());
}
