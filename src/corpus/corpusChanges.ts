// Changes to a corpus that a conversion can be asked for: the spelling of brackets, the names of types, the unit of text.

import type { TypeSet } from './types';
import { joinSentences, type Corpus, type CorpusDocument, type CorpusSentence, type Loss } from './corpus';

/**
 * "plain" is ( ) [ ], "penn" the Penn Treebank's -LRB- -RRB- -LSB- -RSB-. Braces stay as they are: SpERT's own SciERC has
 * -LCB- and -RCB- beside plain brackets.
 */
export type BracketSpelling = 'plain' | 'penn' | 'keep';

const pennOf: ReadonlyMap<string, string> = new Map([
	['(', '-LRB-'],
	[')', '-RRB-'],
	['[', '-LSB-'],
	[']', '-RSB-'],
]);
const plainOf: ReadonlyMap<string, string> = new Map([...pennOf].map(([plain, penn]) => [penn, plain]));

export function spellBrackets(corpus: Corpus, spelling: BracketSpelling): Corpus {
	if (spelling === 'keep') {
		return corpus;
	}
	const respelt = spelling === 'plain' ? plainOf : pennOf;
	return changeSentences(corpus, (sentence, lose) => {
		const tokens = sentence.tokens.map((token) => {
			const other = respelt.get(token);
			if (other !== undefined) {
				lose('changedBracket', token);
			}
			return other ?? token;
		});
		return { ...sentence, tokens };
	});
}

/** Gives types the names of the types file where they differ in case only (USED-FOR, Used-for). */
export function matchTypes(corpus: Corpus, types: TypeSet): Corpus {
	const names = (declared: readonly { readonly identifier: string }[]): ReadonlyMap<string, string> => {
		const folded = declared.map(({ identifier }) => [identifier.toLowerCase(), identifier] as const);
		return new Map([...folded, ...declared.map(({ identifier }) => [identifier, identifier] as const)]);
	};
	const entityNames = names(types.entities);
	const relationNames = names(types.relations);
	return changeSentences(corpus, (sentence, lose) => {
		const named = (declared: ReadonlyMap<string, string>, type: string): string => {
			const name = declared.get(type) ?? declared.get(type.toLowerCase());
			if (name === undefined) {
				lose('undeclaredType', type);
			}
			return name ?? type;
		};
		return {
			tokens: sentence.tokens,
			entities: sentence.entities.map((entity) => ({ ...entity, type: named(entityNames, entity.type) })),
			relations: sentence.relations.map((relation) => ({ ...relation, type: named(relationNames, relation.type) })),
		};
	});
}

/** Every document as one sentence. */
export function joinDocuments(corpus: Corpus): Corpus {
	const documents = corpus.documents.map(({ id, sentences }): CorpusDocument => ({ id, sentences: [joinSentences(sentences)] }));
	return { documents, losses: corpus.losses };
}

function changeSentences(
	corpus: Corpus,
	change: (sentence: CorpusSentence, lose: (kind: Loss['kind'], what: string) => void) => CorpusSentence,
): Corpus {
	const losses = [...corpus.losses];
	const documents = corpus.documents.map(({ id, sentences }): CorpusDocument => {
		const lose = (kind: Loss['kind'], what: string): void => void losses.push({ kind, document: id, what });
		return { id, sentences: sentences.map((sentence) => change(sentence, lose)) };
	});
	return { documents, losses };
}
