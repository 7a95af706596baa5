// Writes extractions in the formats of other programs, once all documents are there: to stdout, a file or a folder.

import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exportFormats, exportResults, type ExportFormat, type ExportFormatId } from '../exchange/exportFormats';
import type { ExportedDocument } from '../exchange/exportedDocument';
import { lossLines } from '../exchange/losses';
import { TextPositions } from '../extraction/textPositions';
import type { DocumentExtraction } from '../knowledge/documentExtraction';
import { KnowledgeIndex } from '../knowledge/entities/knowledgeIndex';
import type { ModelInfo } from '../protocol/engineProtocol';
import { fileUnwritable } from './errors';
import { writeOutputFile } from './outputFile';
import { UsageError } from './usageError';

export class ExportOutput {
	readonly #format: ExportFormatId;
	readonly #output: string | undefined;
	readonly #documents: ExportedDocument[] = [];

	/** @param output a file, or a folder for formats of several files; stdout where there is none. Errors: UsageError. */
	constructor(format: ExportFormatId, output: string | undefined) {
		const { extension }: ExportFormat = exportFormats[format];
		if (extension === undefined && output === undefined) {
			throw new UsageError(`--format ${format} writes several files: name a folder with --output.`);
		}
		this.#format = format;
		this.#output = output;
	}

	add(file: string, source: string, model: ModelInfo, extraction: DocumentExtraction): void {
		const positions = new TextPositions(source);
		const positionAt = (offset: number) => {
			const { line, column } = positions.lineAndColumn(offset);
			return { line: line - 1, character: column - 1 };
		};
		this.#documents.push({ source, known: { id: file, name: file, model, extraction, positionAt } });
	}

	/** Errors: cli.fileUnwritable. */
	async write(): Promise<void> {
		const index = new KnowledgeIndex();
		this.#documents.forEach(({ known }) => index.set(known));
		const { files, losses } = exportResults(this.#format, this.#documents, index.graph());
		const { extension }: ExportFormat = exportFormats[this.#format];
		for (const { name, text } of files) {
			if (this.#output === undefined) {
				process.stdout.write(text);
			} else if (extension === undefined) {
				await writeWithFolder(join(this.#output, name), text);
			} else {
				await writeOutputFile(this.#output, text);
			}
		}
		lossLines(losses).forEach((line) => process.stderr.write(`spert extract: ${line}\n`));
	}
}

async function writeWithFolder(path: string, text: string): Promise<void> {
	await mkdir(dirname(path), { recursive: true }).catch((failure: unknown) => {
		throw fileUnwritable(path, failure);
	});
	await writeOutputFile(path, text);
}

/** A line for each format, for the help. */
export function exportFormatLines(): string {
	return Object.entries<ExportFormat>(exportFormats)
		.map(([id, { title, holds, loses }]) => `  ${id.padEnd(14)}${title}: ${holds}\n${' '.repeat(16)}without ${loses}\n`)
		.join('');
}
