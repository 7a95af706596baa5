// Which written forms share a key, and which must not.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyLadder, mergeKey } from '../../../../src/knowledge/entities/mergeKey';

describe('the key of a form', () => {
	it.each([
		['Named-Entity Recognition', 'named entity recognition', 'named\u2010entity  recognition', 'the named entity recognition'],
		['data set', 'dataset', 'data-set', 'Data Sets', 'datasets', 'our dataset'],
		['pre-training', 'pretraining', 'pre training', 'Pre-Training'],
		['post-processing', 'post processing', 'postprocessing'],
		['cross-validation', 'cross validation', 'crossvalidation'],
		['bi-LSTM', 'BiLSTM', 'Bi LSTM', 'BiLSTMs'],
		['support vector machine', 'support vector machines', 'Support Vector Machines', 'SUPPORT VECTOR MACHINES', 'a support vector machine'],
		['support vector machine', 'support vector machine (SVM)', 'support vector machines (SVMs)'],
		['machine translation system', 'machine translation (MT) systems'],
		['SVM', 'SVMs', "SVM's", "SVMs'", 'SVMs\u2019'],
		['GPU', 'GPUs', "GPUs'", 'gpus'],
		['k-means', 'k means', 'kmeans', 'K-Means'],
		['n-gram', 'n-grams', 'ngram', 'N-grams'],
		['t-SNE', 'tSNE', 't\u2212SNE'],
		['GPT-2', 'GPT 2', 'GPT2'],
		['CoNLL 2003', 'CoNLL-2003', 'CoNLL2003'],
		['3-D reconstruction', '3D reconstruction', '3d reconstructions'],
		['precision/recall', 'precision recall', 'precision-recall'],
		['\uFB01lter', 'filter', 'filters', 'fil\u00ADter'],
		['Bayes', 'Bayes\u2019', "Bayes's"],
		['corpus', 'corpora', 'corpuses', 'Corpora'],
	])('is the same for %s', (...forms) => {
		expect(new Set(forms.map(mergeKey)).size).toBe(1);
	});

	it.each([
		['analysis', 'analysis'],
		['analyses', 'analysis'],
		['hypotheses', 'hypothesis'],
		['classes', 'class'],
		['class', 'class'],
		['bias', 'bias'],
		['biases', 'bias'],
		['databases', 'database'],
		['indices', 'index'],
		['matrices', 'matrix'],
		['approaches', 'approach'],
		['categories', 'category'],
		['series', 'series'],
		['genomics', 'genomics'],
		['metrics', 'metric'],
		['loss', 'loss'],
		['status', 'status'],
		['k-means', 'kmeans'],
		['schemas', 'schema'],
		['houses', 'house'],
		['GPS', 'gps'],
		['Naive Bayes', 'naive bayes'],
		['OntoNotes', 'ontonotes'],
		['ImageNet', 'imagenet'],
		['1990s', '1990s'],
	])('of %s is %s', (form, key) => {
		expect(mergeKey(form)).toBe(key);
	});

	it.each([
		['ResNet-1 50', 'ResNet-150'],
		['vitamin D deficiency', 'vitamin ddeficiency'],
		['semantics', 'semantic'],
		['recall', 'call'],
		['RE system', 'resystem'],
		['a priori algorithm', 'priori algorithm'],
		['C', 'C++'],
		['F1', 'F2'],
		['blog post retrieval', 'blog postretrieval'],
		['word', 'world'],
		['support vector machine', 'support vector'],
	])('tells %s from %s', (a, b) => {
		expect(mergeKey(a)).not.toBe(mergeKey(b));
	});

	it('leaves forms in other languages in their own words', () => {
		expect(mergeKey('Réseaux de neurones')).toBe('réseaux de neurone');
		expect(mergeKey('Zeichenkettenähnlichkeit')).toBe('zeichenkettenähnlichkeit');
		expect(mergeKey('機械翻訳')).toBe('機械翻訳');
		expect(mergeKey('машинный перевод')).toBe('машинный перевод');
	});

	it('is never empty for a form that is not, and has neither tabs nor quotation marks nor double spaces', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', minLength: 1 }).filter((text) => /[\p{L}\p{N}]/u.test(text)), (text) => {
				const key = mergeKey(text);
				expect(key).not.toBe('');
				expect(key).not.toMatch(/[\t\n"]| {2}|^ | $/);
			}),
		);
	});

	it('does not see case, determiners, hyphens for spaces, or a plural that only adds an s', () => {
		const word = fc.constantFrom('graph', 'neural', 'network', 'parser', 'relation', 'Transformer', 'layer', 'corpus', 'BERT');
		const noun = fc.constantFrom('network', 'parser', 'model', 'graph', 'Transformer');
		fc.assert(
			fc.property(fc.array(word, { maxLength: 4 }), noun, fc.constantFrom('', 'the ', 'a ', 'our '), (words, last, article) => {
				const form = [...words, last].join(' ');
				const key = mergeKey(form);
				expect(mergeKey(`${article}${form}s`)).toBe(key);
				expect(mergeKey(form.replaceAll(' ', '-'))).toBe(key);
				expect(mergeKey(form.toLowerCase())).toBe(key);
			}),
		);
	});

	it('is reached by steps that each tell fewer forms apart', () => {
		expect(keyLadder('Data-Sets')).toEqual(['data-sets', 'data set', 'dataset']);
	});
});
