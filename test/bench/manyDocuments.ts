// Writes a workspace of many papers, the same at every run: prose of our own about methods, tasks, data and results, as LaTeX
// and Markdown in folders, no two documents alike. It measures nothing.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const methods = [
	'support vector machine', 'hidden Markov model', 'conditional random field', 'convolutional neural network', 'recurrent neural network',
	'decision tree', 'random forest', 'maximum entropy model', 'latent Dirichlet allocation', 'Gaussian mixture model', 'beam search decoder',
	'attention mechanism', 'logistic regression', 'Kalman filter', 'graph kernel', 'tree-adjoining grammar', 'language model', 'word embedding',
	'variational autoencoder', 'perceptron algorithm',
];
const tasks = [
	'machine translation', 'named entity recognition', 'speech recognition', 'image segmentation', 'question answering', 'parsing',
	'coreference resolution', 'word sense disambiguation', 'object detection', 'text summarization', 'relation extraction', 'information retrieval',
	'pose estimation', 'sentiment analysis', 'part-of-speech tagging',
];
const materials = [
	'the Penn Treebank', 'Wall Street Journal articles', 'the Switchboard corpus', 'clinical notes', 'Wikipedia articles', 'the SciERC dataset',
	'broadcast news', 'Chinese newswire text', 'the PASCAL VOC dataset', 'a parallel corpus of parliamentary debates',
];
const metrics = ['F1', 'BLEU score', 'word error rate', 'precision', 'recall', 'accuracy', 'mean average precision'];

/** Words in braces are drawn anew each time they stand there. */
const patterns = [
	'We use a {method} for {task} on {material}.',
	'The {method} outperforms the {method} in {metric} by {number} points.',
	'For {task}, we train a {method} on {material}.',
	'A {method} is combined with a {method} in experiment {number}.',
	'On {material}, the {metric} of the {method} rises to {number} percent.',
	'Unlike earlier work on {task}, our approach needs no {method}.',
	'We compare the {method} with a {method} that was trained on {material}.',
	'The results show that {task} profits from {task}.',
	'Features of the {method} are computed for each of the {number} sentences.',
	'This section describes how a {method} is applied to {task}.',
	'In run {number}, {metric} and {metric} are measured on {material}.',
	'The model of experiment {number} is a {method}, and {task} is its only task.',
];
const documentsPerFolder = 25;

export interface ManyDocuments {
	readonly documents: number;
	readonly sentences: number;
	/** Of a document in the middle, and a sentence of it. */
	readonly example: { readonly path: string; readonly sentence: string };
}

/** @param folder is made */
export function writeManyDocuments(folder: string, documents = 500, sentencesEach = 30): ManyDocuments {
	const draw = drawing(20_201);
	let example = { path: '', sentence: '' };
	for (let number = 0; number < documents; number++) {
		const sentences = Array.from({ length: sentencesEach }, () => sentence(draw));
		const isLatex = number % 2 === 0;
		const group = join(folder, `topic-${Math.floor(number / documentsPerFolder)}`);
		mkdirSync(group, { recursive: true });
		const path = join(group, `paper-${number}.${isLatex ? 'tex' : 'md'}`);
		writeFileSync(path, isLatex ? latex(number, sentences) : markdown(number, sentences));
		if (number === documents >> 1) {
			example = { path, sentence: sentences[7] ?? '' };
		}
	}
	writeFileSync(join(folder, '.gitignore'), 'drafts/\n*.draft.md\n');
	mkdirSync(join(folder, 'drafts'), { recursive: true });
	writeFileSync(join(folder, 'drafts', 'unfinished.md'), 'Nobody reads this.\n');
	return { documents, sentences: documents * sentencesEach, example };
}

export type Draw = (count: number) => number;

/** A linear congruential generator (Numerical Recipes): the same numbers on every machine. */
export function drawing(seed: number): Draw {
	let state = seed >>> 0;
	return (count) => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return Math.floor((state / 2 ** 32) * count);
	};
}

export function sentence(draw: Draw): string {
	const pick = (words: readonly string[]): string => words[draw(words.length)] ?? '';
	const words: Readonly<Record<string, () => string>> = {
		method: () => pick(methods),
		task: () => pick(tasks),
		material: () => pick(materials),
		metric: () => pick(metrics),
		number: () => String(1 + draw(9_999)),
	};
	const text = pick(patterns).replace(/\{(\w+)\}/g, (_, word: string) => words[word]?.() ?? '');
	// A number makes it a sentence of its own.
	return /\d/.test(text) ? text : text.replace(/\.$/, `, as in study ${words['number']?.() ?? ''}.`);
}

function paragraphs(sentences: readonly string[]): string[] {
	return Array.from({ length: Math.ceil(sentences.length / 5) }, (_, index) => sentences.slice(5 * index, 5 * index + 5).join(' '));
}

function latex(number: number, sentences: readonly string[]): string {
	const body = paragraphs(sentences).map((paragraph, index) => `\\section{Part ${index + 1}}\n${paragraph}~\\cite{key${index}}\n`);
	return `\\documentclass{article}\n\\title{Paper ${number}}\n\\begin{document}\n\\maketitle\n${body.join('\n')}\\end{document}\n`;
}

function markdown(number: number, sentences: readonly string[]): string {
	return `# Paper ${number}\n\n${paragraphs(sentences).map((paragraph, index) => `## Part ${index + 1}\n\n${paragraph}\n`).join('\n')}`;
}
