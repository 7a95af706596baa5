import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConf } from '../../../src/conf/confFile';
import { resolveRuns } from '../../../src/conf/resolveRuns';

describe('parseConf', () => {
	it('keeps the places of keys and values', () => {
		const text = '# comment\r\n[2]\r\n\t label =  x1 \r\nlog_path=\r\n';
		const { sections, problems } = parseConf(text);
		expect(problems).toEqual([]);
		expect(sections).toEqual([
			{
				repeat: 2,
				line: 1,
				entries: [
					{
						key: 'label',
						value: 'x1',
						keyRange: { line: 2, start: 2, end: 7 },
						valueRange: { line: 2, start: 11, end: 13 },
					},
					{
						key: 'log_path',
						value: '',
						keyRange: { line: 3, start: 0, end: 8 },
						valueRange: { line: 3, start: 9, end: 9 },
					},
				],
			},
		]);
	});

	it('ends lines at LF, CRLF and CR, and ignores a byte order mark', () => {
		for (const lineEnd of ['\n', '\r\n', '\r']) {
			const { sections, problems } = parseConf(`\uFEFF[1]${lineEnd}a = 1${lineEnd}${lineEnd}[3]${lineEnd}b = 2`);
			expect(problems).toEqual([]);
			expect(sections.map(({ repeat, line }) => [repeat, line])).toEqual([
				[1, 0],
				[3, 3],
			]);
		}
	});

	it('reports every line that it cannot read, and reads the others', () => {
		const { sections, problems } = parseConf('[one]\nlabel\na = b = c\nlabel = x\n[1.5]\n');
		expect(problems.map(({ severity, code, range }) => [severity, code, range?.line])).toEqual([
			['error', 'notARepeatCount', 0],
			['error', 'notAPair', 1],
			['error', 'notAPair', 2],
			['error', 'notARepeatCount', 4],
		]);
		expect(sections.map(({ entries }) => entries.map(({ key }) => key))).toEqual([['label']]);
	});

	it('warns of repeat counts that have no effect', () => {
		const { problems } = parseConf('[4]\n\n[2]\n[5]\nlabel = x\n');
		expect(problems.map(({ severity, code, range }) => [severity, code, range?.line])).toEqual([
			['warning', 'repeatCountLost', 0],
			['warning', 'repeatCountLost', 2],
		]);
	});

	it('refuses a file that is far too large', () => {
		expect(parseConf('#'.repeat((1 << 20) + 1)).problems).toMatchObject([{ severity: 'error', code: 'tooLarge' }]);
		expect(parseConf('a = 1', 4)).toMatchObject({ sections: [], problems: [{ code: 'tooLarge' }] });
		expect(parseConf('a = 1', 5).problems).toEqual([]);
	});

	it('and resolveRuns take any text, and places lie within it', () => {
		const line = fc.oneof(
			fc.constantFrom('[1]', '[', '[]', '=', '', '#', 'label = x', 'epochs = ', 'l = true', '__proto__ = 1', '-- = --'),
			fc.string({ unit: 'binary' }),
		);
		fc.assert(
			fc.property(fc.array(line), (lines) => {
				const text = lines.join('\n');
				const { runs, problems } = resolveRuns(parseConf(text), 'train');
				const contents = text.split(/\r\n|\n|\r/);
				for (const { range } of problems) {
					expect(range).toBeDefined();
					expect(range!.start).toBeLessThanOrEqual(range!.end);
					expect(range!.end).toBeLessThanOrEqual(contents[range!.line]!.length);
				}
				expect(problems.some(({ severity }) => severity === 'error') && runs.length > 0).toBe(false);
			}),
		);
	});
});
