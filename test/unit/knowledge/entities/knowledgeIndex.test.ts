// Which mentions of several documents become one entity, and what the graph over them looks like.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KnowledgeGraph } from '../../../../src/knowledge/entities/entity';
import { KnowledgeIndex } from '../../../../src/knowledge/entities/knowledgeIndex';
import type { KnownDocument } from '../../../../src/knowledge/knownDocument';
import { documentOf } from './documents';

function indexOf(...documents: readonly KnownDocument[]): KnowledgeIndex {
	const index = new KnowledgeIndex();
	documents.forEach((document) => index.set(document));
	return index;
}

/** Ids of entities with their forms. */
function formsIn(graph: KnowledgeGraph): Record<string, string[]> {
	return Object.fromEntries([...graph.entities.values()].map(({ id, forms }) => [id, forms.map(({ text }) => text)]));
}

describe('acronyms', () => {
	it('are one entity with their long form, both ways round, under the long form’s name', () => {
		const index = indexOf(
			documentOf('a.tex', ['[Support vector machines] ([SVMs]) are old.', 'We use an [SVM].', 'It is a [support vector machine].']),
			documentOf('b.tex', ['A [CRF] ([conditional random field]) is used.', '[CRFs] are old.']),
		);
		const { entities } = index.graph();
		expect(formsIn(index.graph())).toEqual({
			'conditional random field': ['conditional random field', 'CRF', 'CRFs'],
			'support vector machine': ['support vector machine', 'Support vector machines', 'SVM', 'SVMs'],
		});
		expect(entities.get('support vector machine')).toMatchObject({ name: 'support vector machine', documentCount: 1, score: 0.9 });
		expect(entities.get('conditional random field')?.name).toBe('conditional random field');
	});

	it('with one long form over all documents stand for it everywhere', () => {
		const index = indexOf(documentOf('a.tex', ['A [support vector machine] (SVM) it is.']), documentOf('b.tex', ['An [SVM].']));
		expect(formsIn(index.graph(['file:///b.tex']))).toEqual({ 'support vector machine': ['SVM'] });
		expect(index.graph(['file:///b.tex']).entities.get('support vector machine')?.name).toBe('support vector machine');
	});

	it('with several stand for a document’s own, and for themselves where a document says nothing', () => {
		const index = indexOf(
			documentOf('a.tex', ['[Question answering] ([QA]).', '[QA] again.']),
			documentOf('b.tex', ['[Quality assurance] ([QA]).']),
			documentOf('c.tex', ['Just [QA].']),
		);
		expect(formsIn(index.graph())).toEqual({
			'question answering': ['QA', 'Question answering'],
			'quality assurance': ['Quality assurance', 'QA'],
			qa: ['QA'],
		});
		expect(index.graph().entities.get('question answering')?.name).toBe('Question answering');
		index.delete('file:///b.tex');
		expect(formsIn(index.graph(['file:///c.tex']))).toEqual({ 'question answering': ['QA'] });
	});

	it('that one document defines twice stand for what it says more often, else for what it says first', () => {
		const twice = ['[Quality assurance] (QA).', '[Question answering] (QA).', '[Question answering] (QA).', 'Here [QA].'];
		expect(formsIn(indexOf(documentOf('a.tex', twice)).graph())).toMatchObject({ 'question answering': ['Question answering', 'QA'] });
		expect(formsIn(indexOf(documentOf('a.tex', [...twice.slice(0, 2), 'Here [QA].'])).graph())).toMatchObject({
			'quality assurance': ['Quality assurance', 'QA'],
		});
	});

	it('need their capitals: "it" is never information technology', () => {
		const index = indexOf(documentOf('a.tex', ['[Information technology] ([IT]) is here.', '[It] works, and [it] lasts.']));
		expect(formsIn(index.graph())).toEqual({ it: ['it', 'It'], 'information technology': ['Information technology', 'IT'] });
	});

	it('count only where a mention is next to the brackets', () => {
		const index = indexOf(documentOf('a.tex', ['Some support vector machine (SVM) near [nothing].']), documentOf('b.tex', ['An [SVM].']));
		expect(index.entityIdOfForm('SVM')).toBe('svm');
	});

	it('are followed over two steps', () => {
		const index = indexOf(
			documentOf('a.tex', ['A [convolutional network] ([ConvNet]).', 'The [ConvNet] ([CNN]) and [CNNs].']),
		);
		expect(formsIn(index.graph())).toEqual({ 'convolutional network': ['ConvNet', 'convolutional network', 'CNN', 'CNNs'] });
	});
});

describe('the graph', () => {
	it('has relations between entities with all their evidence, the surest first', () => {
		const index = indexOf(
			documentOf('a.tex', ['[CRFs] for [entity recognition].'], [[0, 1, { score: 0.5 }]]),
			documentOf('b.tex', ['A [CRF] for [entity-recognition].'], [[0, 1, { score: 0.7 }]]),
		);
		const [relation, ...more] = index.graph().relations.values();
		expect(more).toEqual([]);
		expect(relation).toMatchObject({ id: 'crf\tUsed-for\tentity recognition', head: 'crf', tail: 'entity recognition', score: 0.7 });
		expect(relation?.evidence.map(({ document }) => document)).toEqual(['file:///b.tex', 'file:///a.tex']);
		expect(index.graph().relationsByEntity.get('crf')).toEqual([relation]);
		expect(index.graph(['file:///a.tex']).relations.get(relation?.id ?? '')?.evidence).toHaveLength(1);
	});

	it('has symmetric relations once, whichever way round they are said', () => {
		const symmetric = { type: 'Compare', symmetric: true };
		const index = indexOf(documentOf('a.tex', ['[B] and [A], [A] and [B].'], [[0, 1, symmetric], [2, 3, symmetric]]));
		expect([...index.graph().relations.values()].map(({ head, tail, evidence }) => [head, tail, evidence.length])).toEqual([['a', 'b', 2]]);
	});

	it('has no relation of an entity and itself, nor one whose mention is missing', () => {
		const document = documentOf('a.tex', ['A [parser] is among [parsers].'], [[0, 1], [0, 7]]);
		expect(indexOf(document).graph().relations.size).toBe(0);
		expect(document.extraction.relations).toHaveLength(2);
	});

	it('lists documents by name, mentions by document and in the order of the text', () => {
		const [b, a] = [documentOf('b.tex', ['[X] and [X].']), documentOf('a.tex', ['[X] here.', 'and [X].'])];
		const index = indexOf(b, a);
		expect(index.documents).toEqual([a, b]);
		expect(index.graph().entities.get('x')?.mentions.map(({ document, mention }) => [document, mention.span.start])).toEqual([
			['file:///a.tex', 0],
			['file:///a.tex', 10_004],
			['file:///b.tex', 0],
			['file:///b.tex', 6],
		]);
	});

	it('names an entity by its most frequent form, of equally frequent ones by that with fewer capitals', () => {
		const index = indexOf(documentOf('a.tex', ['[Parsers].', '[parser], [parsers].', '[Lexer], [lexer].']));
		expect(index.graph().entities.get('parser')).toMatchObject({ name: 'parser', forms: [{ text: 'parser', count: 1 }, { text: 'parsers' }, { text: 'Parsers' }] });
		expect(index.graph().entities.get('lexer')?.name).toBe('lexer');
	});

	it('bears many mentions of one entity', () => {
		const sentences = Array.from({ length: 150 }, () => Array.from({ length: 1000 }, () => '[X]').join(' '));
		const entity = indexOf(documentOf('a.tex', sentences)).graph().entities.get('x');
		expect([entity?.mentions.length, entity?.score]).toEqual([150_000, 0.9]);
	});
});

describe('ids of entities', () => {
	it('are the same for mentions, for their words and in every graph', () => {
		const document = documentOf('a.tex', ['[Support vector machines] ([SVMs]) and a [lexer].']);
		const index = indexOf(document, documentOf('b.tex', ['[Lexers].']));
		for (const mention of document.extraction.mentions) {
			const id = index.entityIdOf(document.id, mention);
			expect(index.graph().entities.get(id)?.mentions.some((each) => each.mention === mention)).toBe(true);
			expect(index.graph([document.id]).entities.has(id)).toBe(true);
			expect(index.entityIdOf(document.id, { ...mention, id: 'another', span: { start: 99, end: 100 } })).toBe(id);
			expect(index.entityIdOfForm(mention.text, document.id)).toBe(id);
		}
	});

	it('are known for mentions of documents that are not there', () => {
		const index = indexOf(documentOf('a.tex', ['A [support vector machine] (SVM).']));
		const [mention] = documentOf('b.tex', ['[SVMs].']).extraction.mentions;
		expect(index.entityIdOf('file:///nowhere', mention!)).toBe('support vector machine');
	});
});

// Sentences that define, use and mix a few acronyms and forms, at random.
const anySentence = fc.constantFrom(
	'[Question answering] ([QA]) is it.',
	'[Quality assurance] (QA) is it.',
	'[QA] and [qa] and [QAs].',
	'A [support vector machine] ([SVM]).',
	'[SVMs] ([support-vector machines]).',
	'[SVM] beats [support vector machines].',
	'[Simple voting methods] ([SVM]).',
	'The [data set], a [dataset] and [Data Sets].',
	'[ConvNet] ([CNN]), a [convolutional network] ([ConvNet]).',
	'[CNNs] and [convnets].',
);
const anyDocuments = fc.uniqueArray(
	fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd', 'e'), sentences: fc.array(anySentence, { minLength: 1, maxLength: 4 }) }),
	{ selector: ({ name }) => name, minLength: 1, maxLength: 5 },
);

function madeOf({ name, sentences }: { readonly name: string; readonly sentences: readonly string[] }): KnownDocument {
	return documentOf(name, sentences, [[0, 1]]);
}

describe('the index', () => {
	it('gives the same graph whatever the order in which documents came', () => {
		fc.assert(
			fc.property(anyDocuments, fc.infiniteStream(fc.nat()), (documents, order) => {
				const made = documents.map(madeOf);
				const numbers = made.map(() => order.next().value as number);
				const shuffled = [...made.keys()].sort((a, b) => numbers[a]! - numbers[b]!).map((at) => made[at]!);
				expect(indexOf(...shuffled).graph()).toEqual(indexOf(...made).graph());
				expect([...indexOf(...shuffled).graph().entities.keys()]).toEqual([...indexOf(...made).graph().entities.keys()]);
			}),
		);
	});

	it('is after any changes what it would be if it were made anew', () => {
		const anyChange = fc.record({ name: fc.constantFrom('a', 'b', 'c'), sentences: fc.option(fc.array(anySentence, { minLength: 1, maxLength: 3 })) });
		fc.assert(
			fc.property(fc.array(anyChange, { maxLength: 12 }), (changes) => {
				const index = new KnowledgeIndex();
				const now = new Map<string, KnownDocument>();
				for (const { name, sentences } of changes) {
					if (sentences === null) {
						index.delete(`file:///${name}`);
						now.delete(name);
					} else {
						const document = madeOf({ name, sentences });
						index.set(document);
						now.set(name, document);
					}
					// Asked between the changes, so that everything remembered can be wrong.
					index.graph();
				}
				expect(index.graph()).toEqual(indexOf(...now.values()).graph());
			}),
		);
	});

	it('leaves out no mention and has each once', () => {
		fc.assert(
			fc.property(anyDocuments, (documents) => {
				const made = documents.map(madeOf);
				const inGraph = [...indexOf(...made).graph().entities.values()].flatMap(({ mentions }) => mentions.map(({ mention }) => mention));
				expect(new Set(inGraph)).toEqual(new Set(made.flatMap(({ extraction }) => extraction.mentions)));
				expect(inGraph.length).toBe(new Set(inGraph).size);
			}),
		);
	});
});
