// `npm run bench`: measures what the arguments name (all by default), prints a table and writes it as JSON.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { BenchContext } from './benchContext';
import { measureDevices } from './devices';
import { measureEngineStart } from './engineStart';
import { measureGraph } from './graph';
import { measureGrowth } from './growth';
import { describeMachine } from './machine';
import { findMaterial } from './material';
import { measurePapers } from './paper';
import { measureParts } from './parts';
import { measurePeers } from './peers/peers';
import { measureQueue } from './queue';
import { runReference, type Reference } from './reference';
import { asMarkdown, asText, type Report, type Section } from './report';
import { measureOnAllCores, measureOnOneThread } from './throughput';
import { measureTraining } from './training';
import { measureWorkspace } from './workspace';

const suites: Readonly<Record<string, (context: BenchContext) => Promise<Section | Section[]>>> = {
	extract: measureOnOneThread,
	start: measureEngineStart,
	paper: measurePapers,
	parts: measureParts,
	cores: measureOnAllCores,
	train: measureTraining,
	workspace: measureWorkspace,
	peers: measurePeers,
	growth: measureGrowth,
	graph: measureGraph,
	devices: measureDevices,
	queue: measureQueue,
};

/** Measured only where they are named: one wants a quiet machine, the others much time. */
const onlyNamed: ReadonlySet<string> = new Set(['cores', 'train', 'workspace', 'peers', 'growth', 'graph', 'devices', 'queue']);

/** Where docs/benchmarks.md has the tables of a suite; each place keeps its tables when others are measured. */
const places: Readonly<Record<string, string>> = {
	train: 'training results',
	peers: 'peers results',
	growth: 'growth results',
	graph: 'graph results',
	devices: 'devices results',
	queue: 'queue results',
};

/** The page of docs that has a place, where it is not benchmarks.md. */
const pages: Readonly<Record<string, string>> = { 'queue results': 'scale.md' };

/** Documents of growth: up to a book. */
const documentSizes: readonly number[] = [1_000, 10_000, 100_000, 1_000_000];

const help = `Usage: npm run bench -- [${Object.keys(suites).join('|')}]… [--rounds N] [--sentences N] [--words N] [--documents N] [--markdown | --update]

Measures everything but cores (extract on all cores, for a quiet machine), train, workspace, peers, growth, graph, devices and queue
where nothing is named.

  --rounds N      how often everything is measured (default: 5)
  --sentences N   only so many, to see that everything works; not with --update
  --words N       the longest document of growth (default: 1000000, which takes many minutes)
  --documents N   the largest corpus of graph (default: 100000) and of queue (at most 20000)
  --markdown      print the tables as Markdown
  --update        put them into docs/benchmarks.md

SPERT_REFERENCE=FOLDER            a checkout of the reference to compare with
SPERT_REFERENCE_PYTHON=PROGRAM    a Python that can run it (default: python3)
SPERT_BENCH_ENCODER=FOLDER        all-MiniLM-L6-v2, for train (default: random weights of its shape)
SPERT_BENCH_PEERS=FOLDER          where the peers' environments are kept (default: among the system's temporary files)
SPERT_BENCH_PYTHON=PROGRAM        the Python they are made with (default: python3)
`;

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			rounds: { type: 'string', default: '5' },
			sentences: { type: 'string' },
			words: { type: 'string' },
			documents: { type: 'string', default: '100000' },
			markdown: { type: 'boolean', default: false },
			update: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	const rounds = Number(values.rounds);
	const sentences = values.sentences === undefined ? undefined : Number(values.sentences);
	const chosen = positionals.length === 0 ? Object.keys(suites).filter((name) => !onlyNamed.has(name)) : positionals;
	const unknown = chosen.find((name) => !(name in suites));
	const documents = Number(values.documents);
	const most = values.words === undefined ? undefined : Number(values.words);
	const isCount = (value: number | undefined): boolean => value === undefined || (Number.isInteger(value) && value > 0);
	if (values.help || unknown !== undefined || !isCount(rounds) || !isCount(sentences) || !isCount(most) || !isCount(documents) || (values.update && sentences !== undefined)) {
		process.stderr.write(help);
		process.exitCode = values.help ? 0 : 2;
		return;
	}
	const root = join(import.meta.dirname, '..', '..', '..');
	const material = findMaterial(root, sentences);
	const temporary = mkdtempSync(join(tmpdir(), 'spert-bench-'));
	try {
		const { reference } = material;
		const versions = typeof reference === 'string' ? {} : await referenceVersions(reference, temporary);
		const machine = describeMachine(root, versions);
		const say = (line: string): void => void process.stderr.write(`${line}\n`);
		const words = documentSizes.filter((size) => size <= (most ?? Infinity));
		const sections: Section[] = [];
		const byPlace = new Map<string, Section[]>();
		for (const name of chosen) {
			const measured = [(await suites[name]?.({ material, rounds, words, documents, temporary, say })) ?? []].flat();
			const place = places[name] ?? 'results';
			byPlace.set(place, [...(byPlace.get(place) ?? []), ...measured]);
			sections.push(...measured);
		}
		const report: Report = { machine, rounds, sections };
		const results = join(root, 'test-results');
		mkdirSync(results, { recursive: true });
		writeFileSync(join(results, 'bench.json'), `${JSON.stringify(report, undefined, '\t')}\n`);
		if (values.update) {
			for (const [place, some] of byPlace) {
				const page = join(root, 'docs', pages[place] ?? 'benchmarks.md');
				updateResults(page, place, asMarkdown({ ...report, sections: some }));
			}
		}
		process.stdout.write(values.markdown ? asMarkdown(report) : asText(report));
	} finally {
		rmSync(temporary, { recursive: true });
	}
}

/** Puts the tables between the two marks of a document. */
function updateResults(file: string, mark: string, tables: string): void {
	const [start, end] = [`<!-- ${mark} -->\n`, `<!-- end of ${mark} -->`];
	const text = readFileSync(file, 'utf8');
	const [from, to] = [text.indexOf(start), text.indexOf(end)];
	if (from < 0 || to < from) {
		throw new Error(`${file} has no place for the results.`);
	}
	writeFileSync(file, `${text.slice(0, from + start.length)}\n${tables}\n${text.slice(to)}`);
}

/** Asked by a first run, which also brings the reference's files into the system's cache. */
async function referenceVersions(reference: Reference, temporary: string): Promise<ReferenceVersions> {
	const dataset = join(temporary, 'empty.json');
	writeFileSync(dataset, JSON.stringify([{ tokens: ['Speech'] }]));
	return (await runReference(reference, dataset, 1, 1)).versions;
}

type ReferenceVersions = Readonly<Record<string, string>>;

void main();
