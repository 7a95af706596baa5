// The outcome of a run as a table for the terminal, as Markdown for docs/benchmarks.md and as plain data for a JSON file.

import type { Machine } from './machine';
import { median, type Measurement } from './statistics';

/** One suite's outcome. */
export interface Section {
	readonly title: string;
	/** What was done, in sentences. */
	readonly notes: readonly string[];
	readonly measurements: readonly Measurement[];
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

function sectionAsText({ title, notes, measurements }: Section): string {
	const rows = [header, ...measurements.map(cells)];
	const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
	const line = (row: readonly string[]): string =>
		row.map((cell, column) => (isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join('  ');
	return [title, '='.repeat(title.length), ...rows.map((row) => line(row).trimEnd()), ...notes].join('\n');
}

export function asMarkdown({ machine, rounds, sections }: Report): string {
	return [describe(machine, rounds), ...sections.map(sectionAsMarkdown)].join('\n\n') + '\n';
}

function sectionAsMarkdown({ title, notes, measurements }: Section): string {
	const line = (row: readonly string[]): string => `| ${row.join(' | ')} |`;
	const rule = header.map((_, column) => (isNumber(column) ? '---:' : '---'));
	return [`## ${title}`, '', ...notes, '', ...[header, rule, ...measurements.map(cells)].map(line)].join('\n');
}

function isNumber(column: number): boolean {
	return column >= 1 && column <= 3;
}

function cells({ name, unit, samples, ratio }: Measurement): string[] {
	const numbers = [median(samples), Math.min(...samples), Math.max(...samples)].map(threeDigits);
	return [name, ...numbers, unit, ratio === undefined ? '' : `${ratio.toFixed(2)}x`];
}

/** Three digits that count, and no fewer than stand before the point. */
function threeDigits(value: number): string {
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
