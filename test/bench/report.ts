// The outcome of a run as a table for the terminal, as Markdown for docs/benchmarks.md and as plain data for a JSON file.

import type { Machine } from './machine';
import { median, type Measurement } from './statistics';

/** One suite's outcome: measurements, a line each, or a table of its own. */
export interface Section {
	readonly title: string;
	/** What was done, in sentences. */
	readonly notes: readonly string[];
	readonly measurements: readonly Measurement[];
	readonly table?: Table;
}

/** The first column is text, all others are aligned as numbers. */
export interface Table {
	readonly header: readonly string[];
	readonly rows: readonly (readonly string[])[];
}

export interface Report {
	readonly machine: Machine;
	readonly rounds: number;
	readonly sections: readonly Section[];
}

const header = ['', 'median', 'min', 'max', 'unit', 'better than the reference'];

export function asText({ machine, rounds, sections }: Report): string {
	return [describe(machine, rounds), ...sections.map(sectionAsText)].join('\n\n') + '\n';
}

function sectionAsText({ title, notes, measurements, table }: Section): string {
	const tables = [...ownTable(measurements), ...(table === undefined ? [] : [{ table, isNumber: isNumberOfTable }])];
	const lines = tables.flatMap(({ table: { header, rows }, isNumber }) => {
		const all = [header, ...rows];
		const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
		const aligned = (cell: string, column: number): string =>
			isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
		return all.map((row) => row.map(aligned).join('  ').trimEnd());
	});
	return [title, '='.repeat(title.length), ...lines, ...notes].join('\n');
}

export function asMarkdown({ machine, rounds, sections }: Report): string {
	return [describe(machine, rounds), ...sections.map(sectionAsMarkdown)].join('\n\n') + '\n';
}

function sectionAsMarkdown({ title, notes, measurements, table }: Section): string {
	const tables = [...ownTable(measurements), ...(table === undefined ? [] : [{ table, isNumber: isNumberOfTable }])];
	const line = (row: readonly string[]): string => `| ${row.join(' | ')} |`;
	const lines = tables.flatMap(({ table: { header, rows }, isNumber }) => {
		const rule = header.map((_, column) => (isNumber(column) ? '---:' : '---'));
		return ['', ...[header, rule, ...rows].map(line)];
	});
	return [`## ${title}`, ...(notes.length === 0 ? [] : ['', ...notes]), ...lines].join('\n');
}

interface AlignedTable {
	readonly table: Table;
	readonly isNumber: (column: number) => boolean;
}

function ownTable(measurements: readonly Measurement[]): AlignedTable[] {
	const isNumber = (column: number): boolean => column >= 1 && column <= 3;
	return measurements.length === 0 ? [] : [{ table: { header, rows: measurements.map(cells) }, isNumber }];
}

function isNumberOfTable(column: number): boolean {
	return column >= 1;
}

function cells({ name, unit, samples, ratio }: Measurement): string[] {
	const numbers = [median(samples), Math.min(...samples), Math.max(...samples)].map(threeDigits);
	return [name, ...numbers, unit, ratio === undefined ? '' : `${ratio.toFixed(2)}x`];
}

/** Three digits that count, and no fewer than stand before the point. */
export function threeDigits(value: number): string {
	const decimals = value === 0 ? 0 : Math.min(2, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))));
	return value.toFixed(decimals);
}

function describe({ cpu, cores, memory, system, versions, load }: Machine, rounds: number): string {
	const software = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
	return [
		`${cpu}, ${cores} cores, ${memory} GB memory, ${system}; ${software.join(', ')}.`,
		`Medians of ${rounds} rounds, with the least and the most. Load average at the start ${load.toFixed(2)}.`,
	].join('\n');
}
