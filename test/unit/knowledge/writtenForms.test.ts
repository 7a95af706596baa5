// Places of a written form in any case and number, and how another form is written there.

import { describe, expect, it } from 'vitest';
import { findForm, pluralOf, replacementFor } from '../../../src/knowledge/writtenForms';

function found(text: string, form: string): string[] {
	return findForm(text, form).map(({ start, end }) => text.slice(start, end));
}

function renamed(text: string, form: string, replacement: string): string {
	let after = text;
	for (const { start, end, number } of findForm(text, form).reverse()) {
		after = after.slice(0, start) + replacementFor(text.slice(start, end), number, form, replacement) + after.slice(end);
	}
	return after;
}

describe('the places of a form', () => {
	it('are found in any case and number', () => {
		const text = 'Neural networks and a neural network, Neural Networks, NEURAL NETWORKS.';
		expect(found(text, 'neural network')).toEqual(['Neural networks', 'neural network', 'Neural Networks', 'NEURAL NETWORKS']);
		expect(found(text, 'neural networks')).toEqual(found(text, 'neural network'));
	});

	it('are whole words', () => {
		expect(found('nets planet net_a a_net subnets internet net2 nets', 'net')).toEqual(['nets', 'nets']);
	});

	it('are told from the places of other words that differ in capitals inside', () => {
		expect(found('An SVM, SVMs, svm and Svm.', 'SVM')).toEqual(['SVM', 'SVMs']);
		expect(found('A bert, Bert and BERT.', 'bert')).toEqual(['bert', 'Bert']);
		expect(found('K-means and k-means', 'k-means')).toEqual(['K-means', 'k-means']);
	});

	it('say where they are a part of a longer word', () => {
		expect(findForm('BERT-based, a BERT, Sentence-BERT – BERT', 'BERT').map(({ isPart }) => isPart)).toEqual([true, false, true, false]);
	});

	it('may hold any sign', () => {
		expect(found('C++ (a+b)* is C++', '(a+b)*')).toEqual(['(a+b)*']);
		expect(found('a.b axb', 'a.b')).toEqual(['a.b']);
	});

	it('are not found across other white space than a space, nor in an empty form', () => {
		expect(found('a neural\u00a0network', 'neural network')).toEqual([]);
	});
});

describe('the plural', () => {
	it.each([
		['network', 'networks'],
		['Network', 'Networks'],
		['SVM', 'SVMs'],
		['F1', 'F1s'],
		['corpus', 'corpora'],
		['Corpus', 'Corpora'],
		['analysis', 'analyses'],
		['hyperparameter', 'hyperparameters'],
		['metaanalysis', 'metaanalyses'],
		['category', 'categories'],
		['array', 'arrays'],
		['class', 'classes'],
		['patch', 'patches'],
		['networks', 'networks'],
		['CORPUS', 'CORPUSs'],
	])('of %s is %s', (singular, plural) => {
		expect(pluralOf(singular)).toBe(plural);
	});
});

describe('what takes the place of a form', () => {
	it.each([
		['A net. Two nets. Nets.', 'net', 'model', 'A model. Two models. Models.'],
		['Nets win. A net. Two nets.', 'Nets', 'Models', 'Models win. A model. Two models.'],
		['Deep Nets, deep nets, DEEP NETS', 'deep net', 'model of text', 'Models of Text, models of text, MODELS OF TEXT'],
		['Deep Nets, deep nets', 'Deep Nets', 'Wide Models', 'Wide Models, wide models'],
		['Nets and nets', 'nets', 'SVMs', 'SVMs and SVMs'],
		['An SVM and SVMs', 'SVM', 'kernel machine', 'An kernel machine and kernel machines'],
		['Nets and a net', 'Nets', 'BERT', 'BERT and a BERT'],
		['analyses of an analysis', 'analysis', 'corpus', 'corpora of an corpus'],
		['Nets', 'nets', 'k-means', 'K-means'],
	])('%s: %s becomes %s', (text, form, replacement, expected) => {
		expect(renamed(text, form, replacement)).toBe(expected);
	});
});
