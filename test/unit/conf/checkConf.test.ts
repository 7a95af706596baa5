import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkConf, pathEntries } from '../../../src/conf/checkConf';
import { parseConf } from '../../../src/conf/confFile';

function problems(text: string): string[] {
	return checkConf(parseConf(text)).map(({ severity, code, message, range }) => `${range?.line} ${severity} ${code}: ${message}`);
}

describe('checkConf', () => {
	it('checks each section for the command that it is written for', () => {
		const train = 'train_path = a\nvalid_path = a\ntypes_path = t\nmodel_path = m\nsave_path = s\nepochs = 3\n';
		const predict = 'model_path = m\ndataset_path = d\npredictions_path = p\nlabel = x\n';
		expect(problems(`${train}\n${predict}`)).toEqual(['10 error unknownKey: "label" is no option of predict, only of train and eval.']);
	});

	it('names the nearest key where one is near, and none where none is', () => {
		const known = 'model_path = m\ndataset_path = d\n';
		expect(problems(`${known}lower_case = true\nsomething = 1\n`)).toEqual([
			'2 error unknownKey: "lower_case" is no option of eval: did you mean lowercase?',
			'3 error unknownKey: "something" is no option of eval.',
		]);
	});

	it('warns of what a run lacks, at its first line, and not where it does not run', () => {
		expect(problems('\n[2]\n# c\ntrain_path = a\nsave_path = s\n')).toEqual([
			'1 warning missingOption: train needs what this section does not set: valid_path, types_path, model_path.',
		]);
		expect(problems('[0]\ntrain_path = a\n')).toEqual([]);
	});

	it('takes an abbreviated key for the option that it means', () => {
		expect(problems('train_p = a\nvalid = a\ntypes = t\nmodel_p = m\nsave_p = s\n')).toEqual([]);
	});

	it('takes a required option that is false for set, as the mistake is told already', () => {
		expect(problems('model_path = false\ndataset_path = d\n')).toEqual([
			'0 error missingValue: model_path takes a value, not false.',
		]);
	});

	it('tells any number of mistakes', () => {
		expect(checkConf(parseConf('a=\n'.repeat(200_000)))).toHaveLength(200_001);
	});

	it('takes any text, and sorts what it finds by line', () => {
		const line = fc.constantFrom('[1]', '[x]', '', 'epochs = x', 'train_path = a', 'l = 1', '= =', 'lablel = 1', 'seed =');
		fc.assert(
			fc.property(fc.array(line), (lines) => {
				const found = checkConf(parseConf(lines.join('\n'))).map(({ range }) => range?.line ?? -1);
				expect(found).toEqual([...found].sort((a, b) => a - b));
			}),
		);
	});
});

describe('pathEntries', () => {
	it('are the values that name a place, without empty and mistaken ones', () => {
		const text = 'model_path = m\ntypes_p = t.json\nlog_path = out\ndataset_path =\ncache_path = true\nconfig = c\nlabel = x/y\n';
		const [section] = parseConf(text).sections;
		expect(pathEntries(section!).map(({ entry, option }) => [option.key, entry.value, option.reads])).toEqual([
			['model_path', 'm', 'folder'],
			['types_path', 't.json', 'file'],
			['log_path', 'out', undefined],
		]);
	});
});
