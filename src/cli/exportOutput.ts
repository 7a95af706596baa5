// Writes extractions in the formats of other programs, once all documents are there: to stdout, a file or a folder.

import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exportFormats, exportResults, type ExportFormat, type ExportFormatId } from '../exchange/exportFormats';
import type { ExportedDocument } from '../exchange/exportedDocument';
import { lossLines } from '../exchange/losses';
import { TextPositions } from '../extraction/textPositions';
import { KnowledgeIndex } from '../knowledge/entities/knowledgeIndex';
import { fileUnwritable } from './errors';
import type { ExtractedFile, ExtractOutput } from './extractOutput';
import { writeOutputFile } from './outputFile';
import { UsageError } from './usageError';

/**
 * @param output a file, or a folder for formats of several files; stdout where there is none
 * Errors: UsageError; cli.fileUnwritable at the end.
 */
export function exportOutput(format: ExportFormatId, output: string | undefined): ExtractOutput {
	const { extension }: ExportFormat = exportFormats[format];
	if (extension === undefined && output === undefined) {
		throw new UsageError(`--format ${format} writes several files: name a folder with --output.`);
	}
	const documents: ExportedDocument[] = [];
	return {
		begin: () => undefined,
		document: (extracted) => documents.push(exportedDocument(extracted)),
		async end() {
			const index = new KnowledgeIndex();
			documents.forEach(({ known }) => index.set(known));
			const { files, losses } = exportResults(format, documents, index.graph());
			for (const { name, text } of files) {
				if (output === undefined) {
					process.stdout.write(text);
				} else {
					await writeWithFolder(extension === undefined ? join(output, name) : output, text);
				}
			}
			lossLines(losses).forEach((line) => process.stderr.write(`spert extract: ${line}\n`));
		},
	};
}

function exportedDocument({ file, source, model, extraction }: ExtractedFile): ExportedDocument {
	const positions = new TextPositions(source);
	const positionAt = (offset: number) => {
		const { line, column } = positions.lineAndColumn(offset);
		return { line: line - 1, character: column - 1 };
	};
	return { source, known: { id: file, name: file, model, extraction, positionAt } };
}

async function writeWithFolder(path: string, text: string): Promise<void> {
	await mkdir(dirname(path), { recursive: true }).catch((failure: unknown) => {
		throw fileUnwritable(path, failure);
	});
	await writeOutputFile(path, text);
}

/** Prints into a file what would go to stdout. Errors: cli.fileUnwritable at the end. */
export function fileOutput(path: string, printing: (write: (text: string) => void) => ExtractOutput): ExtractOutput {
	let printed = '';
	const inner = printing((text) => void (printed += text));
	return {
		begin: inner.begin,
		document: inner.document,
		async end() {
			await inner.end();
			await writeWithFolder(path, printed);
		},
	};
}

/** A line for what each format holds and one for what it does not, for the help. */
export function exportFormatLines(): string {
	return Object.entries<ExportFormat>(exportFormats)
		.map(([id, { title, holds, loses }]) => `  ${id.padEnd(14)}${title}: ${holds}\n${' '.repeat(16)}without ${loses}\n`)
		.join('');
}
