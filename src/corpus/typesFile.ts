// A types file for the types that a corpus names, in the order in which they are met.

import type { CorpusDocument } from './corpus';

/** The text of types.json. Whether a relation is symmetric stands in no corpus: every one is written as asymmetric. */
export function typesFileOf(documents: readonly CorpusDocument[]): string {
	const sentences = documents.flatMap((document) => document.sentences);
	const names = (annotations: readonly { readonly type: string }[]) => new Set(annotations.map(({ type }) => type));
	const entities = [...names(sentences.flatMap((sentence) => sentence.entities))].map((name) => {
		return `${JSON.stringify(name)}: ${JSON.stringify({ short: name, verbose: name })}`;
	});
	const relations = [...names(sentences.flatMap((sentence) => sentence.relations))].map((name) => {
		return `${JSON.stringify(name)}: ${JSON.stringify({ short: name, verbose: name, symmetric: false })}`;
	});
	const block = (lines: readonly string[]): string => (lines.length === 0 ? '{}' : `{\n    ${lines.join(',\n    ')}\n  }`);
	return `{\n  "entities": ${block(entities)},\n  "relations": ${block(relations)}\n}\n`;
}
