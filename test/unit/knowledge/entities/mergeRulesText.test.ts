// The file of merge rules as text: read back, changed line by line, and never losing what someone wrote.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameRule } from '../../../../src/knowledge/entities/mergeChanges';
import { mergeRulesOf, type MergeRule } from '../../../../src/knowledge/entities/mergeRules';
import { formatMergeRules, parseMergeRules, withMergeRule, withoutMergeRule } from '../../../../src/knowledge/entities/mergeRulesText';

const file = '.spert/entities.tsv';
const same = (a: string, b: string): MergeRule => ({ kind: 'same', forms: [a, b] });
const different = (a: string, b: string): MergeRule => ({ kind: 'different', forms: [a, b] });

const anyForm = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => text.trim() !== '');
const anyRule: fc.Arbitrary<MergeRule> = fc.record({ kind: fc.constantFrom('same', 'different'), forms: fc.tuple(anyForm, anyForm) });

function codesOf(text: string): [string, string][] {
	return parseMergeRules(text, file).problems.map(({ code, problem }) => [code, problem]);
}

describe('the text of merge rules', () => {
	it('has a rule a line, sorted, the two forms in order', () => {
		expect(formatMergeRules(mergeRulesOf([same('SVM', 'support vector machine'), different('b', 'a'), same('CRF', 'BERT'), different('a', 'b')]))).toBe(
			'different\ta\tb\nsame\tBERT\tCRF\nsame\tSVM\tsupport vector machine\n',
		);
		expect(formatMergeRules({ same: [], different: [] })).toBe('');
	});

	it('is read back', () => {
		fc.assert(
			fc.property(fc.array(anyRule), (rules) => {
				const read = parseMergeRules(formatMergeRules(mergeRulesOf(rules)), file);
				expect(read.problems).toEqual([]);
				expect(rules.every((rule) => read.rules.some((other) => isSameRule(rule, other)))).toBe(true);
				expect(read.rules.every((rule) => rules.some((other) => isSameRule(rule, other)))).toBe(true);
			}),
		);
	});

	it('may have comments, empty lines, spaces around forms, a byte order mark and Windows line ends', () => {
		const { rules, problems } = parseMergeRules('\uFEFFsame\ta\tb\r\n# why\r\n\r\ndifferent\t c  d \te\r\n', file);
		expect(problems).toEqual([]);
		expect(rules).toEqual([same('a', 'b'), different('c d', 'e')]);
		expect(parseMergeRules('', file)).toEqual({ rules: [], problems: [] });
	});

	it('names the line of what is no rule, and keeps the rules around it', () => {
		const text = 'same\ta\tb\nsame\ta\nsome\ta\tb\nsame\ta\tb\tc\nsame\t\tb\ndifferent\tc\td\n';
		expect(codesOf(text).map(([code, problem]) => [code, /[Ll]ine (\d+)/.exec(problem)?.[1]])).toEqual(
			['2', '3', '4', '5'].map((line) => ['knowledge.rulesLineMalformed', line]),
		);
		expect(parseMergeRules(text, file).rules).toEqual([same('a', 'b'), different('c', 'd')]);
	});

	it('names the line of a conflict’s markers, and keeps what both sides say', () => {
		const text = 'same\ta\tb\n<<<<<<< HEAD\nsame\tc\td\n||||||| base\n=======\nsame\te\tf\n>>>>>>> other\n';
		expect(codesOf(text)).toEqual([2, 4, 5, 7].map((line) => ['knowledge.rulesConflict', `${file} has the marker of a merge conflict in line ${line}.`]));
		expect(parseMergeRules(text, file).rules).toEqual([same('a', 'b'), same('c', 'd'), same('e', 'f')]);
	});

	it('is refused where it is far too large', () => {
		expect(codesOf('#'.repeat(5_000_000)).map(([code]) => code)).toEqual(['knowledge.rulesTooLarge']);
	});

	it('is read whatever it holds, and each line is a rule, a remark or a problem', () => {
		fc.assert(
			fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('same\ta\tb', '# c', '=======', '\t', 'same\t'))), (lines) => {
				const text = lines.join('\n');
				const { rules, problems } = parseMergeRules(text, file);
				const remarks = text.replace(/^\uFEFF/, '').split(/\r?\n/).filter((line) => line.trim() === '' || line.startsWith('#'));
				expect(rules.length + problems.length + remarks.length).toBe(text.split(/\r?\n/).length);
			}),
		);
	});
});

describe('a change of the text', () => {
	it('puts a rule where it belongs and touches no other line', () => {
		const text = '# Our rules\n\ndifferent\ta\tb\n# because\nsame\tm\tn\nsame\tx\ty\n\n# the end\n';
		expect(withMergeRule(text, same('d', 'c'))).toBe(text.replace('# because', 'same\tc\td\n# because'));
		expect(withMergeRule(text, same('p', 'q'))).toBe(text.replace('same\tx', 'same\tp\tq\nsame\tx'));
		expect(withMergeRule(text, same('z', 'zz'))).toBe(`${text}same\tz\tzz\n`);
		expect(withMergeRule('# top\nsame\tb\tc\n', same('a', 'b'))).toBe('# top\nsame\ta\tb\nsame\tb\tc\n');
		expect(withMergeRule('same\ta\tb', same('c', 'd'))).toBe('same\ta\tb\nsame\tc\td\n');
		expect(withMergeRule('same\ta\tb\r\n', same('c', 'd'))).toBe('same\ta\tb\r\nsame\tc\td\r\n');
		expect(withMergeRule('', same('b', 'a'))).toBe('same\ta\tb\n');
	});

	it('does nothing for a rule that is there, or for the removal of one that is not', () => {
		const text = 'same\t b \ta\n';
		expect(withMergeRule(text, same('a', 'b'))).toBe(text);
		expect(withoutMergeRule(text, same('a', 'c'))).toBe(text);
		expect(withoutMergeRule(text, different('a', 'b'))).toBe(text);
	});

	it('removes a rule each time that it is there, and nothing else', () => {
		expect(withoutMergeRule('# c\nsame\tb\ta\nsame\ta\tb\r\nsame\ta\tc', same('a', 'b'))).toBe('# c\nsame\ta\tc');
	});

	it('that adds a rule is undone by removing it, whatever the text', () => {
		const anyLine = fc.oneof(anyRule.map((rule) => formatMergeRules(mergeRulesOf([rule])).trimEnd()), fc.constantFrom('', '# comment', 'rubbish', '<<<<<<< HEAD'));
		fc.assert(
			fc.property(fc.array(anyLine), fc.constantFrom('\n', '\r\n'), anyRule, (lines, end, rule) => {
				const text = lines.map((line) => line + end).join('');
				const added = withMergeRule(text, rule);
				expect(parseMergeRules(added, file).rules.some((other) => isSameRule(rule, other))).toBe(true);
				if (added !== text) {
					expect(withoutMergeRule(added, rule)).toBe(text);
					expect(added.length).toBe(text.length + formatMergeRules(mergeRulesOf([rule])).length - 1 + (text.includes('\r\n') ? 2 : 1));
				}
			}),
		);
	});

	it('keeps a sorted file sorted', () => {
		fc.assert(
			fc.property(fc.array(anyRule), anyRule, (rules, rule) => {
				const text = formatMergeRules(mergeRulesOf(rules));
				expect(withMergeRule(text, rule)).toBe(formatMergeRules(mergeRulesOf([...rules, rule])));
			}),
		);
	});
});
