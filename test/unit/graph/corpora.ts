// Small corpora by hand and by chance, as the knowledge graph knows them and as shards hold them.

import * as fc from 'fast-check';
import { extractionReport } from '../../../src/extraction/extractionReport';
import { TextPositions } from '../../../src/extraction/textPositions';
import type { ExportedDocument } from '../../../src/exchange/exportedDocument';
import type { Mention, Relation, SourceSpan } from '../../../src/knowledge/documentExtraction';
import { documentOf } from '../knowledge/entities/documents';

export type RelationByNumber = readonly [head: number, tail: number, more?: Partial<Relation>];

/** As documentOf makes it, its sentences in a source, a line each. */
export function paper(name: string, sentences: readonly string[], relations: readonly RelationByNumber[] = []): ExportedDocument {
	const { extraction, ...known } = documentOf(name, sentences, relations);
	const source = extraction.sentences.map(({ text }) => `${text}\n`).join('');
	const starts: number[] = [];
	extraction.sentences.reduce((start, { text }) => (starts.push(start), start + text.length + 1), 0);
	const moved = ({ start, end }: SourceSpan, sentence: number): SourceSpan => {
		const by = starts[sentence]! - 10_000 * sentence;
		return { start: start + by, end: end + by };
	};
	const mentions = extraction.mentions.map((mention): Mention => {
		const span = moved(mention.span, mention.sentence);
		return { ...mention, span, ranges: [span] };
	});
	const placed = extraction.sentences.map((sentence, number) => ({ ...sentence, ...moved(sentence, number) }));
	const positions = new TextPositions(source);
	const positionAt = (offset: number): { line: number; character: number } => {
		const { line, column } = positions.lineAndColumn(offset);
		return { line: line - 1, character: column - 1 };
	};
	return { source, known: { ...known, extraction: { mentions, relations: extraction.relations, sentences: placed }, positionAt } };
}

/** The document's line in a shard. */
export function lineOf({ known, source }: ExportedDocument): string {
	return `${JSON.stringify(extractionReport(known.name, source, known.model, known.extraction))}\n`;
}

const forms = [
	...['support vector machine', 'Support Vector Machines', 'SVM', 'SVMs', 'svm', 'support-vector machine (SVM)', 'state value model'],
	...['data set', 'dataset', 'the datasets', 'CRF', 'conditional random field', 'CNN', 'convolutional network', 'it', 'Ünï größe', '\u{1D465}-space', '\uFF21'],
];
const definitions = [
	'We train a [support vector machine] ([SVM]).',
	'A [state value model] ([SVM]) is used.',
	'The [conditional random field] (CRF) is old.',
	'[CNN] (convolutional news network) is a channel.',
	'A [convolutional neural network] ([CNN]) sees.',
];

const sentence = fc.oneof(
	fc.constantFrom(...definitions),
	fc.tuple(fc.constantFrom(...forms), fc.constantFrom(...forms)).map(([a, b]) => `We use [${a}] for [${b}].`),
);

const relation = fc.record({
	head: fc.nat(7),
	tail: fc.nat(7),
	type: fc.constantFrom('Used-for', 'Compare', 'Part of'),
	score: fc.constantFrom(0, 0.25, 0.5, 0.500001, 1),
});

const papers = fc.record({ sentences: fc.array(sentence, { maxLength: 5 }), relations: fc.array(relation, { maxLength: 6 }) });

/** Some documents with different names, in any order. */
export const someDocuments: fc.Arbitrary<ExportedDocument[]> = fc
	.tuple(fc.array(papers, { maxLength: 7 }), fc.shuffledSubarray(['a.md', 'b/c.tex', 'b', 'ä.md', '\uFF21.md', '\u{1D465}.md', 'z "quoted" & <b>.md'], { minLength: 7 }))
	.map(([all, names]) =>
		all.map(({ sentences, relations }, place) => {
			const count = sentences.join('').split('[').length - 1;
			const joined = count < 2 ? [] : relations.map(({ head, tail, type, score }): RelationByNumber => [head % count, tail % count, { type, score, symmetric: type === 'Compare' }]);
			const made = paper(names[place]!, sentences, joined);
			const mentions = made.known.extraction.mentions.map((mention, number) => ({ ...mention, type: ['Method', 'Task'][(number + place) % 2]!, score: [0.5, 0.75, 0.9][number % 3]! }));
			return { ...made, known: { ...made.known, extraction: { ...made.known.extraction, mentions } } };
		}),
	);
