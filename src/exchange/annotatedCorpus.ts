// Documents with what was found in them as annotated data: sentences of tokens, for the formats that models learn from. Of a
// document, places, scores and markup are not in it.

import type { CorpusDocument, CorpusSentence, NamedEntity, NamedRelation } from '../corpus/corpus';
import { tokensOfSentence } from '../knowledge/documentExtraction';
import type { ExportedDocument } from './exportedDocument';
import type { ExportLoss } from './losses';

/** Relations between sentences are told and left out. */
export function corpusOf(documents: readonly ExportedDocument[], losses: ExportLoss[]): CorpusDocument[] {
	return documents.map(({ known: { name, extraction } }): CorpusDocument => {
		const { mentions, relations } = extraction;
		interface MutableSentence extends CorpusSentence {
			readonly entities: NamedEntity[];
			readonly relations: NamedRelation[];
		}
		const sentences = extraction.sentences.map((sentence): MutableSentence => {
			return { tokens: tokensOfSentence(sentence), entities: [], relations: [] };
		});
		const places = new Map<string, { readonly sentence: number; readonly index: number }>();
		for (const { id, type, text, sentence, firstToken, endToken } of mentions) {
			const own = sentences[sentence];
			if (own === undefined || endToken > own.tokens.length || firstToken >= endToken) {
				losses.push({ kind: 'withoutSentence', document: name, what: `${type} "${text}"` });
				continue;
			}
			if (own.tokens.slice(firstToken, endToken).join('') !== text.replace(/\s+/g, '')) {
				losses.push({ kind: 'widenedToTokens', document: name, what: `${type} "${text}"` });
			}
			places.set(id, { sentence, index: own.entities.length });
			own.entities.push({ start: firstToken, end: endToken, type });
		}
		for (const { type, head, tail } of relations) {
			const [from, to] = [places.get(head), places.get(tail)];
			if (from === undefined || to === undefined || from.sentence !== to.sentence) {
				losses.push({ kind: 'relationAcrossSentences', document: name, what: type });
			} else {
				sentences[from.sentence]?.relations.push({ head: from.index, tail: to.index, type });
			}
		}
		return { id: name, sentences };
	});
}
