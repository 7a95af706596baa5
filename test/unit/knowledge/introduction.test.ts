// Which sentence introduces an entity.

import { describe, expect, it } from 'vitest';
import { KnowledgeIndex } from '../../../src/knowledge/entities/knowledgeIndex';
import { introductionOf, type IntroductionKind } from '../../../src/knowledge/introduction';
import { documentOf } from './entities/documents';

/** Number of the sentence that introduces the entity of a form, and how. */
function introduced(form: string, documents: Readonly<Record<string, readonly string[]>>, preferred?: string): [string, number, IntroductionKind] | undefined {
	const index = new KnowledgeIndex();
	Object.entries(documents).forEach(([name, sentences]) => index.set(documentOf(name, sentences)));
	const entity = index.graph().entities.get(index.entityIdOfForm(form));
	const found = entity && introductionOf(index, entity, preferred && `file:///${preferred}`);
	return found && [found.document.replace('file:///', ''), found.mention.sentence, found.kind];
}

describe('an entity is introduced', () => {
	it.each([
		'[Xnet] is a transformer encoder.',
		'The [Xnet] is the encoder of our model.',
		'Here, [Xnet] refers to an encoder.',
		'[Xnet], a transformer encoder that is pre-trained, is used.',
		'We combine it with [Xnet], the encoder of [others].',
		'We use an encoder, where [Xnet] denotes its last layer.',
		'We present [Xnet] here.',
		'In this paper, we also propose a novel [Xnet] for it.',
		'This work introduces the [Xnet].',
		'It has an encoder called [Xnet].',
		'The encoder is known as "[Xnet]".',
		'We refer to this encoder as [Xnet].',
		'We call this encoder [Xnet].',
		'[Xnet] was proposed in May.',
	])('by: %s', (sentence) => {
		expect(introduced('Xnet', { 'a.tex': ['We like [Xnet] a lot.', sentence, 'And [Xnet] is a joy.'] })).toEqual(['a.tex', 1, 'definition']);
	});

	it.each([
		'The accuracy of [Xnet] is a figure.',
		'We use [Xnet], and we are glad.',
		'We use [Xnet], a [CRF] and an [SVM].',
		'We use [Xnet], the [CRF], and an [SVM].',
		'The term in the [Xnet] vanishes.',
		'They compare us with [Xnet] is what they say.',
		'We train [Xnet] on a corpus.',
	])('not by: %s', (sentence) => {
		expect(introduced('Xnet', { 'a.tex': ['Some like [Xnet] a lot.', sentence] })).toEqual(['a.tex', 0, 'first']);
	});

	it('by its acronym where nothing defines it, but not before what does', () => {
		const sentences = ['An [SVM] classifies.', 'We use a [support vector machine] ([SVM]).'];
		expect(introduced('SVM', { 'a.tex': sentences })).toEqual(['a.tex', 1, 'acronym']);
		expect(introduced('SVM', { 'a.tex': [...sentences, 'An [SVM] is a classifier.'] })).toEqual(['a.tex', 2, 'definition']);
	});

	it('by its first mention outside of headings, else by the first of all', () => {
		expect(introduced('Xnet', { 'a.tex': ['Why [Xnet] Matters', 'It uses [Xnet].', 'So [Xnet] wins.'] })).toEqual(['a.tex', 1, 'first']);
		expect(introduced('Xnet', { 'a.tex': ['Why [Xnet] Matters', '[Xnet] Revisited'] })).toEqual(['a.tex', 0, 'first']);
	});

	it('in the document that asks, if that mentions it', () => {
		const documents = { 'a.tex': ['[Xnet] is a model.'], 'b.tex': ['It uses [Xnet].'], 'c.tex': ['Nothing of [that].'] };
		expect(introduced('Xnet', documents)).toEqual(['a.tex', 0, 'definition']);
		expect(introduced('Xnet', documents, 'b.tex')).toEqual(['b.tex', 0, 'first']);
		expect(introduced('Xnet', documents, 'c.tex')).toEqual(['a.tex', 0, 'definition']);
	});

	it('nowhere once its documents are gone', () => {
		const index = new KnowledgeIndex();
		index.set(documentOf('a.tex', ['[Xnet] is a model.']));
		const entity = index.graph().entities.get('xnet');
		index.delete('file:///a.tex');
		expect(introductionOf(index, entity!)).toBeUndefined();
	});
});
