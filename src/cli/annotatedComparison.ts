// `spert compare --dataset`: two models on annotated documents, for people or as JSON. One model is loaded at a time.

import { basename } from 'node:path';
import { readDataset } from '../engine/data/readDataset';
import type { EvaluatedDocument } from '../engine/evaluation/comparison';
import { defaultBootstrap } from '../engine/evaluation/details';
import { pairedComparison, type PairedComparison } from '../engine/evaluation/pairedComparison';
import { evaluate, type Evaluation } from '../engine/evaluation/scores';
import { goldTuples } from '../engine/evaluation/tuples';
import type { CommandContext } from './command';
import type { Computation } from './computation';
import { predictDocuments } from './configuredModel';
import { loadForCommand } from './devices';

export interface AnnotatedComparisonRequest {
	/** Folders. */
	readonly models: readonly [a: string, b: string];
	readonly dataset: string;
	readonly maxSpanSize: number;
	readonly relationThreshold: number | undefined;
	readonly computation: Computation;
	readonly context: CommandContext;
}

interface EvaluatedModel {
	readonly name: string;
	readonly hash: string;
	readonly documents: readonly EvaluatedDocument[];
	readonly evaluation: Evaluation;
}

/** What is printed. Errors: those of loading a model and of reading a dataset, CancelledError. */
export async function compareOnDataset(request: AnnotatedComparisonRequest, format: 'json' | 'text'): Promise<string> {
	const [first, second] = request.models;
	const a = await evaluateModel(first, request);
	const b = await evaluateModel(second, request);
	const paired = pairedComparison(a.documents, b.documents);
	switch (format) {
		case 'json':
			return `${JSON.stringify(comparisonJson(request.dataset, a, b, paired))}\n`;
		case 'text':
			return comparisonText(request.dataset, a, b, paired);
		default:
			return format satisfies never;
	}
}

async function evaluateModel(
	path: string,
	{ dataset, maxSpanSize, relationThreshold, computation, context }: AnnotatedComparisonRequest,
): Promise<EvaluatedModel> {
	const loaded = await loadForCommand('compare', path, computation, context);
	try {
		const { types } = loaded.model;
		const { documents, warnings } = await readDataset(dataset, types);
		for (const warning of warnings) {
			process.stderr.write(`spert compare: ${warning}\n`);
		}
		const predictions = await predictDocuments(loaded, documents, { maxSpanSize, relationThreshold }, context.cancellation);
		const evaluated = documents.flatMap((document, index) => {
			const predicted = predictions[index];
			return predicted === undefined ? [] : [{ gold: goldTuples(document), predicted }];
		});
		return { name: loaded.name, hash: loaded.hash, documents: evaluated, evaluation: evaluate(evaluated, types, { noOverlapping: false }) };
	} finally {
		loaded.model.dispose();
	}
}

const settings = [
	['entities', 'ner'],
	['relations', 'rel'],
	['relations with entity types', 'relNec'],
] as const;

function comparisonText(dataset: string, a: EvaluatedModel, b: EvaluatedModel, paired: PairedComparison): string {
	const line = (title: string, ...cells: readonly string[]): string => `${title.padEnd(28)}${cells.map((cell) => cell.padStart(9)).join('')}`;
	const rows = settings.map(([title, setting]) => {
		const { difference = 0, interval = { low: 0, high: 0 }, shareAhead = 0 } = paired[setting] ?? {};
		const scores = [a, b].map(({ evaluation }) => percent(evaluation[setting].micro.f1));
		return `${line(title, ...scores, signed(difference))}   ${signed(interval.low)} to ${signed(interval.high)}, ${(100 * shareAhead).toFixed(0)} %`;
	});
	const { resamples, level } = defaultBootstrap;
	return [
		...([['A', a], ['B', b]] as const).map(([letter, { name, hash }]) => `${letter}: ${name} (${hash.slice(0, 12)})`),
		`Micro F1 on the ${a.documents.length} documents of ${basename(dataset)}, in per cent; ${100 * level} % interval of the difference, and how often`,
		`B is ahead, in ${resamples} resamples of the documents (paired bootstrap).`,
		line('', 'A', 'B', 'B - A'),
		...rows,
		'',
	].join('\n');
}

function comparisonJson(dataset: string, a: EvaluatedModel, b: EvaluatedModel, paired: PairedComparison): object {
	const model = ({ name, hash }: EvaluatedModel): object => ({ name, hash });
	const figures = (setting: keyof PairedComparison): object => {
		const f1 = ({ evaluation }: EvaluatedModel): number => 100 * evaluation[setting].micro.f1;
		const found = paired[setting];
		const ofDifference = { difference: inPercent(found?.difference), low: inPercent(found?.interval.low), high: inPercent(found?.interval.high) };
		return { a: f1(a), b: f1(b), ...ofDifference, shareAhead: found?.shareAhead ?? null };
	};
	const [ner, rel, withTypes] = [figures('ner'), figures('rel'), figures('relNec')];
	return { dataset, documents: a.documents.length, a: model(a), b: model(b), ner, rel, rel_nec: withTypes, bootstrap: defaultBootstrap };
}

function inPercent(fraction: number | undefined): number | null {
	return fraction === undefined ? null : 100 * fraction;
}

function percent(fraction: number): string {
	return (100 * fraction).toFixed(2);
}

function signed(fraction: number): string {
	return `${fraction < 0 ? '' : '+'}${percent(fraction)}`;
}
