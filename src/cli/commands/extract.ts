// `spert extract`: entities and relations of documents, as JSON, tab-separated values or text.

import { defaultThreads } from '../../base/node/defaultThreads';
import { UserError } from '../../base/userError';
import { formatOf } from '../../documents/documentFormat';
import { loadModel } from '../../engine/engine';
import { immediateReader } from '../../extraction/documentReader';
import { extractDocument } from '../../extraction/extractDocument';
import { extractionReport, type ExtractionReport } from '../../extraction/extractionReport';
import { SentenceCache } from '../../extraction/sentenceCache';
import { oneOf, parseArguments, probability, wholeNumber } from '../arguments';
import type { Command } from '../command';
import { EngineExtractor } from '../engineExtractor';
import { readTextFile } from '../textFile';
import { UsageError } from '../usageError';

const formats = ['json', 'text', 'tsv'] as const;

const options = {
	model: { type: 'string' },
	types: { type: 'string' },
	tokenizer: { type: 'string' },
	format: { type: 'string', default: 'text' },
	threads: { type: 'string' },
	'max-span-size': { type: 'string' },
	'entity-threshold': { type: 'string' },
	'relation-threshold': { type: 'string' },
} as const;

const help = `Usage: spert extract FILE… [OPTIONS]

Finds entities and relations in LaTeX, Markdown and plain text files.

  --model DIR               a SpERT model folder (default: the embedded model)
  --types FILE              a types file in place of the model's types.json
  --tokenizer DIR           a folder with the vocabulary in place of the model's own
  --format json|text|tsv    json: one object a line and file (default: text)
  --threads N               threads of one computation (default: half of the cores)
  --max-span-size N         longest entity, in tokens (default: 10)
  --entity-threshold N      drop entities with a lower score, and their relations (default: 0)
  --relation-threshold N    drop relations with a lower score (default: 0.4)
`;

export const extractCommand: Command = {
	name: 'extract',
	summary: 'find entities and relations in documents',
	help,
	async run(args, context) {
		const { values, positionals: files } = parseArguments(args, options);
		const format = oneOf('format', values.format, formats);
		if (files.length === 0) {
			throw new UsageError('name at least one file.');
		}
		const loaded = await loadModel(values.model ?? context.embeddedModel, {
			typesPath: values.types,
			tokenizerPath: values.tokenizer,
			threads: wholeNumber('threads', values.threads, 1) ?? defaultThreads(),
		});
		const extractor = new EngineExtractor(loaded, {
			maxSpanSize: wholeNumber('max-span-size', values['max-span-size'], 1) ?? 10,
			relationThreshold: probability('relation-threshold', values['relation-threshold']) ?? 0.4,
		});
		const entityThreshold = probability('entity-threshold', values['entity-threshold']) ?? 0;
		const cache = new SentenceCache();
		const { cancellation } = context;
		let failed = false;
		try {
			if (format === 'tsv') {
				process.stdout.write(tsvHeader);
			}
			for (const file of files) {
				try {
					const source = await readTextFile(file);
					const request = { source, format: formatOf(undefined, file), reader: immediateReader, extractor, cache, cancellation, entityThreshold };
					const result = await extractDocument(request);
					const report = extractionReport(file, source, result.model, result.extraction);
					process.stdout.write(printers[format](report));
				} catch (failure) {
					// The other files are still wanted.
					if (!(failure instanceof UserError)) {
						throw failure;
					}
					failed = true;
					process.stderr.write(`spert extract: ${failure.problem} ${failure.remedy} [${failure.code}]\n`);
				}
			}
		} finally {
			loaded.model.dispose();
		}
		return failed ? 'failed' : 'success';
	},
};

const tsvHeader = 'file\tkind\tid\ttype\tscore\tstart\tend\tline\tcolumn\thead\ttail\ttext\n';

const printers: Readonly<Record<(typeof formats)[number], (report: ExtractionReport) => string>> = {
	json: (report) => `${JSON.stringify(report)}\n`,
	tsv({ file, entities, relations }) {
		const name = field(file);
		const entityRows = entities.map(({ id, type, score, start, end, line, column, text }) =>
			[name, 'entity', id, type, score, start, end, line, column, '', '', field(text)].join('\t'),
		);
		const relationRows = relations.map(({ type, score, head, tail }) =>
			[name, 'relation', '', type, score, '', '', '', '', head, tail, ''].join('\t'),
		);
		return [...entityRows, ...relationRows].map((row) => `${row}\n`).join('');
	},
	text({ file, entities, relations }) {
		const texts = new Map(entities.map(({ id, text }) => [id, field(text)]));
		const width = Math.max(0, ...entities.map(({ type }) => type.length));
		const entityLines = entities.map(
			({ type, text, score, line, column }) =>
				`${file}:${line}:${column}  ${type.padEnd(width)}  ${score.toFixed(2)}  ${field(text)}`,
		);
		const relationLines = relations.map(
			({ type, head, tail, score }) => `  ${texts.get(head)} —${type}→ ${texts.get(tail)}  ${score.toFixed(2)}`,
		);
		return [...entityLines, ...relationLines, `${file}: ${entities.length} entities, ${relations.length} relations`]
			.map((line) => `${line}\n`)
			.join('');
	},
};

/** Text without the characters that end fields and lines. */
function field(text: string): string {
	return text.replace(/\s+/g, ' ');
}
