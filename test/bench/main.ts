// `npm run bench`: measures what the arguments name (all by default), prints a table and writes it as JSON.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { BenchContext } from './benchContext';
import { measureEngineStart } from './engineStart';
import { describeMachine } from './machine';
import { findMaterial } from './material';
import { measurePapers } from './paper';
import { measureParts } from './parts';
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
};

/** Measured only where they are named: one wants a quiet machine, the others much time. */
const onlyNamed: ReadonlySet<string> = new Set(['cores', 'train', 'workspace']);

const help = `Usage: npm run bench -- [${Object.keys(suites).join('|')}]… [--rounds N] [--markdown | --update]

Measures everything but cores (extract on all cores, for a quiet machine), train and workspace where nothing is named.

  --rounds N   how often everything is measured (default: 5)
  --markdown   print the tables as Markdown
  --update     put them into docs/benchmarks.md

SPERT_REFERENCE=FOLDER            a checkout of the reference to compare with
SPERT_REFERENCE_PYTHON=PROGRAM    a Python that can run it (default: python3)
SPERT_BENCH_ENCODER=FOLDER        all-MiniLM-L6-v2, for train (default: random weights of its shape)
`;

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			rounds: { type: 'string', default: '5' },
			markdown: { type: 'boolean', default: false },
			update: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	const rounds = Number(values.rounds);
	const chosen = positionals.length === 0 ? Object.keys(suites).filter((name) => !onlyNamed.has(name)) : positionals;
	const unknown = chosen.find((name) => !(name in suites));
	if (values.help || unknown !== undefined || !Number.isInteger(rounds) || rounds < 1) {
		process.stderr.write(help);
		process.exitCode = values.help ? 0 : 2;
		return;
	}
	const root = join(import.meta.dirname, '..', '..', '..');
	const material = findMaterial(root);
	const temporary = mkdtempSync(join(tmpdir(), 'spert-bench-'));
	try {
		const { reference } = material;
		const versions = typeof reference === 'string' ? {} : await referenceVersions(reference, temporary);
		const machine = describeMachine(root, versions);
		const say = (line: string): void => void process.stderr.write(`${line}\n`);
		const sections: Section[] = [];
		const trainingSections: Section[] = [];
		for (const name of chosen) {
			const measured = await suites[name]?.({ material, rounds, temporary, say });
			(name === 'train' ? trainingSections : sections).push(...[measured ?? []].flat());
		}
		const report: Report = { machine, rounds, sections: [...sections, ...trainingSections] };
		const results = join(root, 'test-results');
		mkdirSync(results, { recursive: true });
		writeFileSync(join(results, 'bench.json'), `${JSON.stringify(report, undefined, '\t')}\n`);
		if (values.update) {
			const page = join(root, 'docs', 'benchmarks.md');
			// Each part keeps its tables when the other is measured.
			for (const [mark, some] of [['results', sections] as const, ['training results', trainingSections] as const]) {
				if (some.length > 0) {
					updateResults(page, mark, asMarkdown({ ...report, sections: some }));
				}
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
