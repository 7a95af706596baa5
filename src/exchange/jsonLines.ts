// Our own JSON lines: the object that `spert extract --format json` prints, a line a document.

import { extractionReport } from '../extraction/extractionReport';
import type { Exported, ExportedDocument } from './exportedDocument';

export function writeJsonLines(documents: readonly ExportedDocument[]): Exported {
	const lines = documents.map(({ known, source }) => {
		return `${JSON.stringify(extractionReport(known.name, source, known.model, known.extraction))}\n`;
	});
	return { files: [{ name: 'results.jsonl', text: lines.join('') }], losses: [] };
}
