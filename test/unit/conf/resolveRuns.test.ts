import { describe, expect, expectTypeOf, it } from 'vitest';
import { readCommandLine } from '../../../src/conf/commandLine';
import { parseConf } from '../../../src/conf/confFile';
import { describeProblem, mistakes } from '../../../src/conf/errors';
import {
	optionTable,
	type EvalOptions,
	type OptionDeclaration,
	type PredictOptions,
	type TrainOptions,
} from '../../../src/conf/optionTable';
import { resolveRuns } from '../../../src/conf/resolveRuns';

function problemsOf(text: string, command: 'train' | 'eval' | 'predict' = 'train') {
	return resolveRuns(parseConf(text), command).problems;
}

describe('resolveRuns', () => {
	it('prefers the file to the command line and that to the default, in every run anew', () => {
		const { values } = readCommandLine(['--epochs', '9', '--lr', '1e-3', '--lowercase'], 'train');
		const { runs } = resolveRuns(parseConf('epochs = 3\nlowercase = false\n\nlabel = b\n'), 'train', values);
		expect(runs.map(({ options }) => options)).toMatchObject([
			{ epochs: 3, lr: 1e-3, lowercase: false, label: null, maxSpanSize: 10 },
			{ epochs: 9, lr: 1e-3, lowercase: true, label: 'b', maxSpanSize: 10 },
		]);
	});

	it('reports all mistakes of all sections in the order of the file, and runs nothing', () => {
		const conf = parseConf('[x]\nepochs = many\nlerning_rate = 1\n\nlabel = fine\n\n[1]\nlowercase = yes\nno pair\n');
		const { runs, problems } = resolveRuns(conf, 'train');
		expect(runs).toEqual([]);
		expect(problems.map((problem) => describeProblem(problem, 'a.conf'))).toEqual([
			'a.conf:1:1: error: "[x]" is no repeat count, such as [1].',
			'a.conf:2:10: error: epochs takes a whole number, not "many".',
			'a.conf:3:1: error: "lerning_rate" is no option of train.',
			'a.conf:8:13: error: lowercase is true or false, not "yes".',
			'a.conf:9:1: error: "no pair" has no "=": a line is "key = value".',
		]);
		const failure = mistakes('a.conf', problems);
		expect(failure.code).toBe('conf.mistakes');
		expect(failure.problem.split('\n')).toHaveLength(6);
	});

	it('runs in spite of warnings, and does not list them among the mistakes', () => {
		const { runs, problems } = resolveRuns(parseConf('label = x\nlabel = y\nold_option = False\nconfig = z\n'), 'train');
		expect(problems.map(({ severity, code, range }) => [severity, code, range?.line])).toEqual([
			['warning', 'duplicateKey', 0],
			['warning', 'unknownKey', 2],
			['warning', 'uselessKey', 3],
		]);
		expect(runs.map(({ options }) => options.label)).toEqual(['y']);
		expect(mistakes('a.conf', problems).problem.split('\n')).toHaveLength(1);
	});

	it('checks sections that are not to run, and does not run them', () => {
		expect(resolveRuns(parseConf('[0]\nlabel = x\n'), 'train')).toEqual({ runs: [], problems: [] });
		expect(resolveRuns(parseConf('[-2]\nlabel = x\n'), 'train').runs).toEqual([]);
		expect(problemsOf('[0]\nepochs = x\n')).toMatchObject([{ code: 'wrongValue' }]);
	});

	it('does not unroll repeats, however many', () => {
		expect(resolveRuns(parseConf('[1_000_000_000]\nlabel = x\n'), 'train').runs).toMatchObject([{ repeat: 1e9 }]);
	});

	it('knows which options a command has', () => {
		expect(problemsOf('label = x\n', 'predict')).toMatchObject([{ severity: 'error', code: 'unknownKey' }]);
		expect(problemsOf('predictions_path = x\n', 'predict')).toEqual([]);
		expect(problemsOf('predictions_path = x\n', 'eval')).toMatchObject([{ code: 'unknownKey' }]);
	});

	it.each([
		['epochs = 1_0', 10],
		['epochs = +7', 7],
		['seed = -3', -3],
		['lr = .5', 0.5],
		['lr = 5.', 5],
		['lr = 1E-4', 1e-4],
		['lr = +1_0.2_5e+1', 102.5],
	])('reads "%s" as Python does', (text, value) => {
		const { runs, problems } = resolveRuns(parseConf(text), 'train');
		expect(problems).toEqual([]);
		const { epochs, seed, lr } = runs[0]!.options;
		expect([epochs, seed, lr]).toContain(value);
	});

	it.each([
		['epochs = 1e3', 'wrongValue'],
		['lr_schedule = quadratic', 'wrongValue'],
		['epochs = 0x10', 'wrongValue'],
		['epochs = 99999999999999999999', 'wrongValue'],
		['epochs = -1', 'outOfRange'],
		['epochs =', 'wrongValue'],
		['epochs = true', 'missingValue'],
		['lr = nan', 'wrongValue'],
		['lr = inf', 'wrongValue'],
		['lr = 1e999', 'wrongValue'],
		['lr = -1e-5', 'missingValue'],
		['prop_drop = 1.5', 'outOfRange'],
		['max_span_size = 100', 'outOfRange'],
		['eval_batch_size = 0', 'outOfRange'],
		['train_path = --cpu', 'missingValue'],
		['cpu =', 'unexpectedValue'],
		['= x', 'unknownKey'],
		['toString = x', 'unknownKey'],
	])('refuses "%s"', (text, code) => {
		expect(problemsOf(text)).toMatchObject([{ severity: 'error', code }]);
	});

	it('has typed options', () => {
		expectTypeOf<PredictOptions['datasetPath']>().toEqualTypeOf<string | null>();
		expectTypeOf<PredictOptions['relFilterThreshold']>().toEqualTypeOf<number>();
		expectTypeOf<EvalOptions['storePredictions']>().toEqualTypeOf<boolean>();
		expectTypeOf<TrainOptions['seed']>().toEqualTypeOf<number | null>();
		expectTypeOf<TrainOptions['modelType']>().toEqualTypeOf<string>();
		// @ts-expect-error: an option of train only.
		expectTypeOf<PredictOptions['epochs']>();
	});
});

describe('readCommandLine', () => {
	it('takes values apart or attached, flags, abbreviations, and the last of several', () => {
		const { values, unrecognized, problems } = readCommandLine(
			['--label', 'a', '--label=b=c', '--epo', '4', '--cpu', '--seed', '-1', '--log_path=', '--train_path', 'a b'],
			'train',
		);
		expect(Object.fromEntries(values)).toEqual({
			label: 'b=c',
			epochs: 4,
			cpu: true,
			seed: -1,
			log_path: '',
			train_path: 'a b',
		});
		expect([unrecognized, problems]).toEqual([[], []]);
	});

	it('hands back what is no option of the command', () => {
		const { values, unrecognized } = readCommandLine(['eval', '--format', 'json', '-v', '--epochs=3', '--', '--cpu'], 'eval');
		expect(values.size).toBe(0);
		expect(unrecognized).toEqual(['eval', '--format', 'json', '-v', '--epochs=3', '--', '--cpu']);
	});

	it('reports missing, unexpected and wrong values and ambiguous keys', () => {
		const { problems } = readCommandLine(['--label', '--cpu=1', '--epochs', 'x', '--l', '--seed'], 'train');
		expect(problems.map((problem) => describeProblem(problem, 'a.conf'))).toEqual([
			'command line: error: --label needs a value.',
			'command line: error: --cpu takes no value.',
			'command line: error: epochs takes a whole number, not "x".',
			'command line: error: "--l" could be lr, lr_warmup, lowercase, label, log_path: write one of them in full.',
			'command line: error: --seed needs a value.',
		]);
	});
});

describe('the option table', () => {
	it('has one declaration per key, each with a sentence, and defaults of their kind within their range', () => {
		const declarations: readonly OptionDeclaration[] = optionTable;
		expect(new Set(declarations.map(({ key }) => key)).size).toBe(declarations.length);
		for (const { kind, default: value, minimum = -Infinity, maximum = Infinity, documentation } of declarations) {
			expect(documentation).toMatch(/^[A-Z].*\.$/);
			if (typeof value === 'number') {
				expect(['integer', 'number']).toContain(kind);
				expect(value).toBeGreaterThanOrEqual(minimum);
				expect(value).toBeLessThanOrEqual(maximum);
			} else {
				expect(typeof value === 'boolean').toBe(kind === 'boolean');
			}
		}
	});
});
