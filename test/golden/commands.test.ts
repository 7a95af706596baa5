// The eval and predict commands, run as users run them, against what the reference's commands printed and wrote.
//
// Deliberate differences:
// - Raw sentences are tokenized by rules of our own where the reference needs spaCy, and fails without it.
// - Tables have their rows in the order of the types file; the reference's order changes from run to run.
// - Log messages are not printed, and no event files and no all.log are written.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tokenize } from '../../src/documents/tokens';
import { bundleProgram, type BundledProgram } from '../unit/bundledProgram';
import { runProgram } from '../unit/commandLine';
import { hasShared, portable, readJson, shared } from './goldenModel';

let spert: BundledProgram;
let folder: string;
beforeAll(() => {
	spert = bundleProgram('src/cli/main.ts');
	folder = mkdtempSync(join(tmpdir(), 'spert-commands-'));
});
afterAll(() => {
	spert.dispose();
	rmSync(folder, { recursive: true });
});

/** Blocks of lines with the rows of every table sorted. */
function withSortedRows(report: string): string {
	const blocks = report.trim().split('\n\n').map((block) => {
		const [head = '', ...rest] = block.split('\n');
		return head.trimStart().startsWith('type ') ? [head, ...rest.sort()].join('\n') : block;
	});
	return blocks.join('\n\n');
}

/** The part of what the reference printed that is not its log. */
function reportIn(stdout: string): string {
	return stdout.split('\n').filter((line) => !/\[MainThread/.test(line)).join('\n');
}

function expectSameFigures(actual: string, golden: string): void {
	const cells = (text: string): string[] => text.split(/[;\r\n]+/);
	expect(cells(actual)).toHaveLength(cells(golden).length);
	cells(actual).forEach((cell, position) => {
		const wanted = cells(golden)[position]!;
		if (/^\d+\.\d+$/.test(wanted)) {
			// The order of a sum over a Python set changes the last bits.
			expect(Math.abs(Number(cell) - Number(wanted))).toBeLessThan(1e-10);
		} else {
			expect(cell).toBe(wanted);
		}
	});
}

/** Python's json.dumps of predictions: what the reference's file holds, to the byte. */
function pythonJson(value: unknown): string {
	const text = JSON.stringify(value, undefined, 1).replace(/,?\n\s*/g, (found) => (found.startsWith(',') ? ', ' : ''));
	return text.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

interface PredictCase {
	readonly input?: string;
	readonly options?: readonly string[];
	readonly predictions?: unknown;
	readonly file_text_start?: string;
}
interface SpacyTokens {
	readonly text: string;
	readonly tokens: readonly string[];
}

async function expectPredictedFile(args: readonly string[], golden: PredictCase): Promise<void> {
	const predictions = join(folder, 'predictions.json');
	rmSync(predictions, { force: true });
	const ended = await runProgram(spert.path, ['predict', ...args, '--predictions_path', predictions], folder);
	expect(ended).toEqual({ code: 0, stdout: '', stderr: '' });
	const text = readFileSync(predictions, 'utf8');
	expect(JSON.parse(text)).toEqual(golden.predictions);
	expect(text).toBe(pythonJson(golden.predictions));
	expect(text.startsWith(golden.file_text_start ?? '')).toBe(true);
}

describe('predict over documents of our own', () => {
	const { spacy_tokens: spacyTokens, ...cases } = readJson<{ spacy_tokens: SpacyTokens[] } & Record<string, unknown>>(
		portable,
		'predict.json',
	);
	const recorded = Object.entries(cases as Record<string, PredictCase>).filter(([, golden]) => golden.predictions);
	const model = ['--model_path', join(portable, 'model'), '--types_path', join(portable, 'types.json'), '--lowercase'];

	it.each(recorded.filter(([name]) => name !== 'raw'))('%s: the file is the same to the byte', async (_, golden) => {
		const args = [...model, '--dataset_path', join(portable, golden.input!), ...golden.options!];
		await expectPredictedFile(args, golden);
	});

	it('raw sentences that our rules tokenize as the reference did: the same predictions', async () => {
		const golden = (cases as Record<string, PredictCase>)['raw']!;
		const input = readJson<(string | string[] | { tokens: string[] })[]>(portable, golden.input!);
		const spacy = new Map(spacyTokens.map(({ text, tokens }) => [text, tokens]));
		const alike = input.map((item) => {
			return typeof item !== 'string' || JSON.stringify(tokenize(item).map(({ text }) => text)) === JSON.stringify(spacy.get(item));
		});
		expect(alike.filter(Boolean).length).toBeGreaterThan(input.filter((item) => typeof item !== 'string').length);
		const kept = join(folder, 'raw.json');
		writeFileSync(kept, JSON.stringify(input.filter((_, index) => alike[index])));
		const predictions = (golden.predictions as unknown[]).filter((__, index) => alike[index]);
		await expectPredictedFile([...model, '--dataset_path', kept], { predictions });
	});
});

interface EvaluationCase {
	readonly options: readonly string[];
	readonly stdout: string;
	readonly 'eval_test.csv': string;
	readonly 'predictions_test_epoch_0.json'?: unknown;
}

describe.skipIf(!hasShared)('the wider set (skipped where ../shared/golden is absent)', () => {
	const golden = join(shared, 'golden');
	const tiny = ['--model_path', join(golden, 'tiny/model'), '--types_path', join(golden, 'tiny/types.json'), '--lowercase'];
	const evaluations = hasShared ? readJson<Record<string, EvaluationCase>>(golden, 'eval/e2e.json') : {};

	it.each(Object.entries(evaluations))('eval %s: report, CSV log and stored predictions', async (name, expected) => {
		const log = join(folder, 'log');
		const args = [...tiny, '--dataset_path', join(golden, 'eval/e2e_docs.json'), '--log_path', log, '--label', name];
		const ended = await runProgram(spert.path, ['eval', ...args, '--store_predictions', ...expected.options], folder);
		expect(ended.code).toBe(0);
		expect(withSortedRows(ended.stdout)).toBe(withSortedRows(reportIn(expected.stdout)));
		const runs = readdirSync(join(log, name));
		expect(runs).toHaveLength(1);
		const file = (fileName: string): string => join(log, name, runs[0]!, fileName);
		expectSameFigures(readFileSync(file('eval_test.csv'), 'utf8'), expected['eval_test.csv']);
		const predictions = expected['predictions_test_epoch_0.json'];
		expect(existsSync(file('predictions_test_epoch_0.json'))).toBe(predictions !== undefined);
		if (predictions !== undefined) {
			expect(readFileSync(file('predictions_test_epoch_0.json'), 'utf8')).toBe(pythonJson(predictions));
		}
	});

	const predictCases = hasShared ? readJson<Record<string, PredictCase>>(golden, 'eval/predict.json') : {};
	const optionsOf: Readonly<Record<string, readonly string[]>> = {
		default: [],
		bs3: ['--eval_batch_size', '3'],
		no_overlapping: ['--no_overlapping'],
	};
	it.each(Object.keys(optionsOf))('predict %s: the file is the same to the byte', async (name) => {
		// Raw sentences go in as the tokens that the reference got from spaCy.
		const predicted = predictCases[name]!.predictions as readonly { readonly tokens: readonly string[] }[];
		const input = readJson<unknown[]>(golden, 'eval/predict_input.json').map((item, index) => {
			return typeof item === 'string' ? predicted[index]!.tokens : item;
		});
		const dataset = join(folder, 'input.json');
		writeFileSync(dataset, JSON.stringify(input));
		await expectPredictedFile([...tiny, '--dataset_path', dataset, ...optionsOf[name]!], predictCases[name]!);
	});
});

const referenceModel = join(shared, 'models/reference-minilm-scierc');
const scierc = join(shared, 'data/scierc');
describe.skipIf(!existsSync(referenceModel) || !existsSync(scierc))(
	"the reference's own SciERC model (skipped where ../shared/models or ../shared/data is absent)",
	() => {
		it("scores as it did and predicts SciERC's 551 test sentences to the byte", async () => {
			const conf = join(folder, 'scierc.conf');
			const log = join(folder, 'log');
			const lines = [
				'label = scierc',
				`model_path = ${referenceModel}`,
				`types_path = ${join(scierc, 'scierc_types.json')}`,
				`dataset_path = ${join(scierc, 'scierc_test.json')}`,
				'lowercase = true',
				'store_predictions = true',
				`log_path = ${log}`,
			];
			writeFileSync(conf, `${lines.join('\n')}\n`);
			const ended = await runProgram(spert.path, ['eval', '--config', conf], folder);
			expect(ended.stderr).toBe('');
			expect(ended.code).toBe(0);
			const printed = readFileSync(join(referenceModel, 'printed_scierc_test.txt'), 'utf8');
			// That file starts after the report's first lines and ends with the output of a time command.
			const report = printed.slice(printed.indexOf('--- Entities'), printed.search(/\n[\d.]+user /));
			expect(withSortedRows(ended.stdout)).toBe(withSortedRows(`Evaluation\n\n${report}`));
			const [run] = readdirSync(join(log, 'scierc'));
			const written = (fileName: string): string => readFileSync(join(log, 'scierc', run!, fileName), 'utf8');
			expect(written('predictions_test_epoch_0.json')).toBe(
				readFileSync(join(referenceModel, 'predictions_scierc_test.json'), 'utf8'),
			);
			expectSameFigures(written('eval_test.csv'), readFileSync(join(referenceModel, 'eval_test.csv'), 'utf8'));
		}, 180_000);
	},
);
