// `spert validate`: every mistake in datasets, with file, line and column.

import { throwIfCancelled } from '../../base/cancellation';
import { UserError } from '../../base/userError';
import type { DatasetProblem } from '../../engine/data/datasetProblems';
import { readBoundedText } from '../../engine/data/boundedText';
import { readTypes } from '../../engine/data/readTypes';
import { findSharedDocuments, validateDataset, type CheckedDataset } from '../../engine/data/validateDataset';
import { oneOf, parseArguments, wholeNumber } from '../arguments';
import type { Command } from '../command';
import { UsageError } from '../usageError';

/** In bytes. With the place of every value a dataset takes many times its size in memory. */
const largestDataset = 64 * 2 ** 20;

const formats = ['json', 'text'] as const;

const options = {
	types: { type: 'string' },
	format: { type: 'string', default: 'text' },
	'max-span-size': { type: 'string' },
} as const;

const help = `Usage: spert validate --types FILE DATASET… [OPTIONS]

Checks datasets: every error, warning and note with its line and column. Given several, it also finds documents that stand
in more than one of them, such as in training and in test data. Errors make the command fail.

  --types FILE              the types file that the datasets are for
  --format json|text        json: one object for all (default: text, a line a problem)
  --max-span-size N         warn of entities with more tokens (default: 10)
`;

export const validateCommand: Command = {
	help,
	async run(args, { cancellation }) {
		const { values, positionals: files } = parseArguments(args, options);
		const format = oneOf('format', values.format, formats);
		const maxSpanSize = wholeNumber('max-span-size', values['max-span-size'], 1) ?? 10;
		if (values.types === undefined) {
			throw new UsageError('name a types file with --types.');
		}
		if (files.length === 0) {
			throw new UsageError('name at least one dataset.');
		}
		const types = await readTypes(values.types);
		const datasets: CheckedDataset[] = [];
		let failed = false;
		for (const file of files) {
			throwIfCancelled(cancellation);
			try {
				datasets.push(validateDataset(await readBoundedText(file, largestDataset), types, file, { maxSpanSize }));
			} catch (failure) {
				// The other files are still wanted.
				if (!(failure instanceof UserError)) {
					throw failure;
				}
				failed = true;
				process.stderr.write(`spert validate: ${failure.problem} ${failure.remedy} [${failure.code}]\n`);
			}
		}
		const problems = [...datasets.flatMap((dataset) => dataset.problems), ...findSharedDocuments(datasets)];
		process.stdout.write(format === 'json' ? json(datasets, problems) : text(datasets, problems));
		return failed || count(problems, 'error') > 0 ? 'failed' : 'success';
	},
};

function count(problems: readonly DatasetProblem[], severity: DatasetProblem['severity']): number {
	return problems.filter((problem) => problem.severity === severity).length;
}

function json(datasets: readonly CheckedDataset[], problems: readonly DatasetProblem[]): string {
	const files = datasets.map(({ file, documents, entityCount, relationCount }) => {
		return { file, documents: documents.length, entities: entityCount, relations: relationCount };
	});
	const counts = { errors: count(problems, 'error'), warnings: count(problems, 'warning'), notes: count(problems, 'note') };
	return `${JSON.stringify({ files, ...counts, problems })}\n`;
}

function text(datasets: readonly CheckedDataset[], problems: readonly DatasetProblem[]): string {
	const lines = problems.map(({ file, line, column, severity, code, message }) => {
		return `${file}:${line}:${column}: ${severity}: ${message} [${code}]`;
	});
	const files = datasets.map(({ file, documents, entityCount, relationCount }) => {
		return `${file}: ${documents.length} documents, ${entityCount} entities, ${relationCount} relations`;
	});
	const total = `${count(problems, 'error')} errors, ${count(problems, 'warning')} warnings, ${count(problems, 'note')} notes`;
	return [...lines, ...files, total].map((line) => `${line}\n`).join('');
}
