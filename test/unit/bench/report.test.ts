// The tables of the benchmarks.

import { describe, expect, it } from 'vitest';
import { asMarkdown, asText, type Report } from '../../bench/report';

const report: Report = {
	machine: { cpu: 'A processor', cores: 2, memory: 24, system: 'linux', versions: { Node: '20' }, load: 0.5 },
	rounds: 3,
	sections: [
		{ title: 'Lines', notes: ['What was done.'], measurements: [{ name: 'speed', unit: 'ms', samples: [3, 1, 2] }] },
		{ title: 'Own', notes: [], measurements: [], table: { header: ['', 'speed'], rows: [['ours', '5.00'], ['theirs, older', '1.00']] } },
	],
};

describe('a report', () => {
	it('shows measurements and tables of their own as Markdown', () => {
		expect(asMarkdown(report)).toContain('## Lines\n\nWhat was done.\n\n|  | median | min | max | unit |');
		expect(asMarkdown(report)).toContain('| speed | 2.00 | 1.00 | 3.00 | ms |  |');
		expect(asMarkdown(report)).toContain('## Own\n\n|  | speed |\n| --- | ---: |\n| ours | 5.00 |\n| theirs, older | 1.00 |');
	});

	it('aligns names left and figures right on a terminal', () => {
		expect(asText(report)).toContain('Own\n===\n               speed\nours            5.00\ntheirs, older   1.00');
	});
});
