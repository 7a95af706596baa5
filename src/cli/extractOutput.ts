// What `spert extract` prints of each document: JSON, tab-separated values, or lines for people.

import { extractionReport, type ExtractionReport } from '../extraction/extractionReport';
import type { DocumentExtraction } from '../knowledge/documentExtraction';
import type { ModelInfo } from '../protocol/engineProtocol';

export interface ExtractedFile {
	/** As it is reported. */
	readonly file: string;
	readonly source: string;
	readonly model: ModelInfo;
	readonly extraction: DocumentExtraction;
}

/** Takes documents one after the other; what needs all of them writes at the end. */
export interface ExtractOutput {
	readonly begin: () => void;
	readonly document: (extracted: ExtractedFile) => void;
	readonly end: () => Promise<void>;
}

/** @param write what is printed, to wherever it goes */
export function reportOutput(format: keyof typeof reportFormats, write: (text: string) => void): ExtractOutput {
	const { header, report }: ReportFormat = reportFormats[format];
	return {
		begin: () => write(header),
		document: ({ file, source, model, extraction }) => write(report(extractionReport(file, source, model, extraction))),
		end: () => Promise.resolve(),
	};
}

interface ReportFormat {
	readonly header: string;
	readonly report: (report: ExtractionReport) => string;
}

/** Formats that are printed document by document. */
export const reportFormats = {
	json: {
		header: '',
		report: (report) => `${JSON.stringify(report)}\n`,
	},
	text: {
		header: '',
		report({ file, model, entities, relations }) {
			const texts = new Map(entities.map(({ id, text }) => [id, field(text)]));
			// Not as arguments of Math.max: a book has more entities than a function may have arguments.
			const width = entities.reduce((widest, { type }) => Math.max(widest, type.length), 0);
			const entityLines = entities.map(
				({ type, text, score, line, column }) =>
					`${file}:${line}:${column}  ${type.padEnd(width)}  ${score.toFixed(2)}  ${field(text)}`,
			);
			const relationLines = relations.map(
				({ type, head, tail, score }) => `  ${texts.get(head)} —${type}→ ${texts.get(tail)}  ${score.toFixed(2)}`,
			);
			return [...entityLines, ...relationLines, `${file}: ${entities.length} entities, ${relations.length} relations (${model.name}, ${model.hash.slice(0, 12)})`]
				.map((line) => `${line}\n`)
				.join('');
		},
	},
	tsv: {
		header: 'file\tkind\tid\ttype\tscore\tstart\tend\tline\tcolumn\thead\ttail\ttext\tmodelHash\n',
		report({ file, model: { hash }, entities, relations }) {
			const name = field(file);
			const entityRows = entities.map(({ id, type, score, start, end, line, column, text }) =>
				[name, 'entity', id, type, score, start, end, line, column, '', '', field(text), hash].join('\t'),
			);
			const relationRows = relations.map(({ type, score, head, tail }) =>
				[name, 'relation', '', type, score, '', '', '', '', head, tail, '', hash].join('\t'),
			);
			return [...entityRows, ...relationRows].map((row) => `${row}\n`).join('');
		},
	},
} as const satisfies Record<string, ReportFormat>;

/** Text without the characters that end fields and lines. */
function field(text: string): string {
	return text.replace(/\s+/g, ' ');
}
