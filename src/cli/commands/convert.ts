// `spert convert`: annotated data from one format to another, with every loss told on stderr.

import { readBrat, splitAtWhiteSpace, type SplitText } from '../../corpus/brat';
import { writeBrat } from '../../corpus/bratWriter';
import { readConll, writeConll } from '../../corpus/conll';
import { lossDescriptions, textUnits, type Corpus, type CorpusDocument, type Loss, type LossKind, type TextUnit } from '../../corpus/corpus';
import { joinDocuments, matchTypes, spellBrackets } from '../../corpus/corpusChanges';
import { readDygiepp, writeDygiepp } from '../../corpus/dygiepp';
import { readMultihead, writeMultihead } from '../../corpus/multihead';
import { readSpertJson, writeSpertJson } from '../../corpus/spertJson';
import { tagSchemes, type TagScheme } from '../../corpus/tags';
import { typesFileOf } from '../../corpus/typesFile';
import { readSentences } from '../../documents/readSentences';
import { readBoundedText } from '../../engine/data/boundedText';
import { largestDataFile } from '../../engine/data/readDataset';
import { readTypes } from '../../engine/data/readTypes';
import { oneOf, parseArguments } from '../arguments';
import { readBratFolder, writeBratFolder } from '../bratFolder';
import type { Command } from '../command';
import { writeOutputFile } from '../outputFile';
import { UsageError } from '../usageError';

const formats = ['spert', 'dygiepp', 'brat', 'conll', 'multihead'] as const;
type Format = (typeof formats)[number];

const options = {
	from: { type: 'string' },
	to: { type: 'string' },
	types: { type: 'string' },
	'types-out': { type: 'string' },
	brackets: { type: 'string' },
	tokens: { type: 'string', default: 'words' },
	tags: { type: 'string', default: 'bio' },
	unit: { type: 'string', default: 'sentence' },
} as const;

const help = `Usage: spert convert --from FORMAT --to FORMAT INPUT OUTPUT [OPTIONS]

Converts annotated data. What cannot be held is told on stderr. The formats:
  spert       SpERT's JSON
  dygiepp     the JSON lines of DyGIE++ and PURE
  brat        a folder of .txt and .ann files
  conll       a token and its tag a line: BIO, BIOES or BILOU; no relations
  multihead   "#doc", then number, token, BIO tag, relations and tails a line, as the CoNLL04 data often have it

  --types FILE                    names types as this types file does where they differ in case only (USED-FOR, Used-for)
  --types-out FILE                writes a types file for what the data name; every relation type in it is asymmetric
  --brackets plain|penn|keep      how brackets are spelt: ( or -LRB- (default: plain from dygiepp, else keep)
  --unit sentence|document        document: each document becomes one sentence (default: sentence)
  --tokens words|whitespace       from brat: by the rules for text, or what white space and line ends divide (default: words)
  --tags bio|bilou                to conll: the scheme (default: bio)
`;

export const convertCommand: Command = {
	help,
	async run(args) {
		const { values, positionals } = parseArguments(args, options);
		const from = oneOf('from', values.from ?? '', formats);
		const to = oneOf('to', values.to ?? '', formats);
		const brackets = oneOf('brackets', values.brackets ?? (from === 'dygiepp' ? 'plain' : 'keep'), ['plain', 'penn', 'keep']);
		const tokens = oneOf('tokens', values.tokens, ['words', 'whitespace']);
		const scheme = oneOf('tags', values.tags, tagSchemes);
		const unit = oneOf('unit', values.unit, textUnits);
		const [input, output, ...others] = positionals;
		if (input === undefined || output === undefined || others.length > 0) {
			throw new UsageError('name one input and one output.');
		}
		const split = tokens === 'words' ? splitByRules : splitAtWhiteSpace;
		let corpus = spellBrackets(await read(from, input, split, unit), brackets);
		if (values.types !== undefined) {
			corpus = matchTypes(corpus, await readTypes(values.types));
		}
		if (unit === 'document') {
			corpus = joinDocuments(corpus);
		}
		const losses = await write(to, output, corpus.documents, scheme);
		if (values['types-out'] !== undefined) {
			await writeOutputFile(values['types-out'], typesFileOf(corpus.documents));
		}
		tell([...corpus.losses, ...losses]);
		process.stdout.write(`${summary(corpus.documents)}\n`);
		return 'success';
	},
};

/** As extraction splits text. */
const splitByRules: SplitText = (text) => {
	return readSentences(text, 'plainText').map(({ block, tokens }) => {
		return tokens.map(({ start, end }) => ({ start: block.from[start] ?? 0, end: block.to[end - 1] ?? 0 }));
	});
};

async function read(format: Format, input: string, split: SplitText, unit: TextUnit): Promise<Corpus> {
	switch (format) {
		case 'spert':
			return readSpertJson(await readBoundedText(input, largestDataFile), input);
		case 'dygiepp':
			return readDygiepp(await readBoundedText(input, largestDataFile), input, unit);
		case 'conll':
			return readConll(await readBoundedText(input, largestDataFile), input);
		case 'multihead':
			return readMultihead(await readBoundedText(input, largestDataFile), input);
		case 'brat': {
			const losses: Loss[] = [];
			const splitUnit: SplitText = unit === 'document' ? (text) => [split(text).flat()] : split;
			const documents = (await readBratFolder(input)).map((document) => readBrat(document, splitUnit, losses));
			return { documents, losses };
		}
		default:
			return format satisfies never;
	}
}

/** @returns what the format cannot hold */
async function write(
	format: Format,
	path: string,
	documents: readonly CorpusDocument[],
	scheme: TagScheme,
): Promise<readonly Loss[]> {
	if (format === 'brat') {
		const written = documents.map(writeBrat);
		await writeBratFolder(path, written.map(({ output }) => output));
		return written.flatMap(({ losses }) => losses);
	}
	const writers = {
		spert: () => writeSpertJson(documents),
		dygiepp: () => writeDygiepp(documents),
		conll: () => writeConll(documents, scheme),
		multihead: () => writeMultihead(documents),
	};
	const { output, losses } = writers[format]();
	await writeOutputFile(path, output);
	return losses;
}

const examplesTold = 3;

function tell(losses: readonly Loss[]): void {
	const byKind = new Map<LossKind, Loss[]>();
	for (const loss of losses) {
		const known = byKind.get(loss.kind);
		if (known === undefined) {
			byKind.set(loss.kind, [loss]);
		} else {
			known.push(loss);
		}
	}
	for (const [kind, all] of byKind) {
		const examples = all.slice(0, examplesTold).map(({ document, what }) => (what === '' ? document : `${document}: ${what}`));
		const more = all.length > examplesTold ? '; …' : '';
		process.stderr.write(`spert convert: ${all.length} ${lossDescriptions[kind]} (${examples.join('; ')}${more})\n`);
	}
}

function summary(documents: readonly CorpusDocument[]): string {
	const sentences = documents.flatMap((document) => document.sentences);
	const count = (key: 'entities' | 'relations'): string => {
		return `${sentences.reduce((sum, sentence) => sum + sentence[key].length, 0)} ${key}`;
	};
	return `${documents.length} documents, ${sentences.length} sentences, ${count('entities')}, ${count('relations')}`;
}
