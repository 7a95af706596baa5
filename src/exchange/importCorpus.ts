// Reads annotated sentences of tokens, which find their places by being equal to the document's.

import type { CorpusDocument, Corpus } from '../corpus/corpus';
import type { ForeignDocument, ImportProblem } from './foreignDocument';

/** Sentences of SpERT's JSON that name the document that they are of, by "NAME" or "NAME-NUMBER", come together again. */
export function readCorpus({ documents, losses }: Corpus): ForeignDocument[] {
	const groups = new Map<string, CorpusDocument[]>();
	for (const document of documents) {
		// A sentence without a name gets one by its number: such a file does not say what its documents are.
		const name = document.sentences.length === 1 ? document.id.replace(/-\d+$/, '') : document.id;
		const known = groups.get(name);
		if (known === undefined) {
			groups.set(name, [document]);
		} else {
			known.push(document);
		}
	}
	const problems = losses.map(({ what }): ImportProblem => ({ kind: 'otherAnnotation', what }));
	return [...groups].map(([name, all], index): ForeignDocument => {
		const isUnnamed = all.every(({ id }) => /^document-\d+$/.test(id));
		return {
			kind: 'tokenized',
			name: isUnnamed ? undefined : name,
			isNamed: (document) => !isUnnamed && (document === name || all.some(({ id }) => id === document)),
			model: undefined,
			// They are of the file, not of one of its documents: told once.
			problems: index === 0 ? problems : [],
			sentences: all.flatMap(({ sentences }) => sentences),
		};
	});
}
