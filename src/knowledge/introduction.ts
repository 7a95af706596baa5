// Where a text says what an entity is, or speaks of it first: the place that "go to definition" leads to.

import type { ExtractedSentence } from './documentExtraction';
import type { TextRange } from './entities/acronyms';
import type { Entity, EntityMention } from './entities/entity';
import { rangeInSentence, tokenRanges, type DocumentDefinition } from './entities/indexedDocument';
import type { KnowledgeIndex } from './entities/knowledgeIndex';

/** definition: "X is a …". acronym: "… (X)". first: only the first that is said of it. */
export type IntroductionKind = 'definition' | 'acronym' | 'first';

export interface Introduction extends EntityMention {
	readonly kind: IntroductionKind;
	readonly sentence: ExtractedSentence;
}

/** A subject begins its clause: "the performance of X is a …" says nothing of X. */
const subjectStart =
	/(?:^|[,;:.(–—]|\b(?:that|which|where|whereas|while|and|but|since|because|as|so|thus|hence|here))\s*(?:(?:an?|the|our|this)\s+)?["'“‘`]*$/iu;

const isDefined =
	/^["'”’]*\s*(?:\([^()]*\)\s*)?(?:,[^,]{1,80},\s*)?(?:(?:is|are|was|were)\s+(?:(?:an?|the|one of|any|defined|called|known as|short for)\b)|refers?\s+to\b|denotes?\b|means\b|stands?\s+for\b|(?:is|are|was|were)\s+(?:proposed|introduced|presented|developed)\b)/iu;

/** "with BERT, a transformer encoder that …"; not "with BERT, a CRF and an SVM". */
const isExplained =
	/^["'”’]*\s*(?:\([^()]*\)\s*)?,\s+(?:an?|the)\s+(?:(?!(?:and|or)\b)[^\s,.;]+\s+){1,6}?(?:(?:that|which|for|of|to|based|trained|designed)\b|[^\s,.;]+(?:\.|,(?!\s+(?:and|or|an?|the)\b)))/iu;

const isCalled =
	/\b(?:called|named|termed|dubbed|coined|so-called|known\s+as|referred\s+to\s+as|refer\s+to\s+(?:\S+\s+){1,4}?as|(?:call|name|term|dub)\s+(?:it|this|these|them|such|our)(?:\s+\S+){0,2}?|abbreviated(?:\s+as)?|denoted(?:\s+(?:by|as))?)\s+(?:the\s+)?["'“‘`]*$/iu;

const isProposed =
	/\b(?:we|i|authors|(?:this|our|the)\s+(?:paper|work|article|study|thesis))\s+(?:(?:also|then|first|here|\p{L}+ly)\s+)?(?:propose|present|introduce|develop|describe|define|release|construct|build|create|design|devise)(?:s|d|ed)?\s+(?:(?:an?|the|our|novel|new|simple|general|efficient)\s+){0,3}["'“‘`]*$/iu;

/**
 * The sentence that defines an entity, else one that gives its long and its short form, else the first that mentions it
 * outside of headings.
 * @param preferred id of a document that is looked at before all others, such as the one that asks
 */
export function introductionOf(index: KnowledgeIndex, entity: Entity, preferred?: string): Introduction | undefined {
	const own = entity.mentions.filter(({ document }) => document === preferred);
	return (own.length > 0 ? introductionIn(index, own) : undefined) ?? introductionIn(index, entity.mentions);
}

function introductionIn(index: KnowledgeIndex, mentions: readonly EntityMention[]): Introduction | undefined {
	let acronym: Introduction | undefined;
	let first: Introduction | undefined;
	let heading: Introduction | undefined;
	for (const { document, mention } of mentions) {
		const sentence = index.document(document)?.extraction.sentences[mention.sentence];
		if (sentence === undefined) {
			continue;
		}
		const kind = kindAt(sentence, rangeInSentence(mention, tokenRanges(sentence)), () =>
			index.definitionsIn(document).filter((definition) => definition.sentence === mention.sentence),
		);
		const found = { document, mention, sentence, kind: kind ?? 'first' };
		if (kind === 'definition') {
			return found;
		}
		if (kind === 'acronym') {
			acronym ??= found;
		} else if (isHeading(sentence)) {
			heading ??= found;
		} else {
			first ??= found;
		}
	}
	return acronym ?? first ?? heading;
}

function kindAt(
	{ text }: ExtractedSentence,
	range: TextRange | undefined,
	definitions: () => readonly DocumentDefinition[],
): IntroductionKind | undefined {
	if (range === undefined) {
		return undefined;
	}
	const [before, after] = [text.slice(0, range.start), text.slice(range.end)];
	const isSubject = subjectStart.test(before) && isDefined.test(after);
	if (isSubject || isExplained.test(after) || isCalled.test(before) || isProposed.test(before)) {
		return 'definition';
	}
	const isHere = ({ shortRange, longRange }: DocumentDefinition): boolean =>
		[shortRange, longRange].some(({ start, end }) => start < range.end && range.start < end);
	return definitions().some(isHere) ? 'acronym' : undefined;
}

/** Sentences end in a mark; titles, headings and captions of one line do not. */
function isHeading({ text }: ExtractedSentence): boolean {
	return !/[.!?…:;。！？]["'”’)\]]*\s*$/u.test(text);
}
