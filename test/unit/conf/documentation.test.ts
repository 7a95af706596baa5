// The page on configuration files against the option table: it drifts otherwise.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { optionTable, type OptionDeclaration } from '../../../src/conf/optionTable';
import { requiredOptions } from '../../../src/conf/requiredOptions';
import { writtenDefault } from '../../../src/conf/writtenDefault';

const page = readFileSync(join(import.meta.dirname, '../../../docs/configuration.md'), 'utf8').replaceAll('\r\n', '\n');

function row(option: OptionDeclaration): string {
	const { key, commands, kind, minimum, maximum, choices, reads, ours, documentation } = option;
	const kinds = {
		path: reads === undefined ? 'path' : `path of a ${reads}`,
		string: 'text',
		integer: 'whole number',
		number: 'number',
		boolean: 'true or false',
	};
	const limits = [...(minimum === undefined ? [] : [`at least ${minimum}`]), ...(maximum === undefined ? [] : [`at most ${maximum}`])];
	const value = [choices?.join(' or ') ?? kinds[kind], ...limits].join(', ');
	return `| \`${key}\` | ${commands.join(', ')} | ${value} | ${writtenDefault(option) ?? ''} | ${documentation}${ours === true ? ' Not in the reference.' : ''} |`;
}

describe('docs/configuration.md', () => {
	it('has every option as the table declares it, and no other', () => {
		const rows = page.split('\n').filter((line) => line.startsWith('| `'));
		expect(rows).toEqual(optionTable.map(row));
	});

	it.each(['train', 'eval', 'predict'] as const)('says what %s needs', (command) => {
		const keys = requiredOptions[command].map((key) => `\`${key}\``).join(', ');
		expect(page).toContain(`- \`${command}\`: ${keys}`);
	});
});
