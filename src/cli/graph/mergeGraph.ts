// `spert graph merge`: results of many documents become one graph.

import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { LossTally } from '../../exchange/losses';
import { outputUnwritable } from '../../graph/errors';
import type { GraphSink } from '../../graph/graphSink';
import { mergeShards, type MergeStage } from '../../graph/merge/mergeShards';
import { shardFiles } from '../../graph/merge/shardFiles';
import { StoreSink } from '../../graph/store/storeSink';
import { CsvSink } from '../../graph/write/csvSink';
import { GraphMlSink } from '../../graph/write/graphMlSink';
import { JsonLinesSink } from '../../graph/write/jsonLinesSink';
import { mergeRulesOf, noMergeRules, type MergeRules } from '../../knowledge/entities/mergeRules';
import { parseMergeRules } from '../../knowledge/entities/mergeRulesText';
import { oneOf, parseArguments } from '../arguments';
import type { CommandContext } from '../command';
import { showProgress } from '../progress';
import { readTextFile } from '../textFile';
import { UsageError } from '../usageError';

export const graphFormats = ['sqlite', 'graphml', 'csv', 'jsonl'] as const;
type GraphFormat = (typeof graphFormats)[number];

const extensions: Readonly<Record<string, GraphFormat>> = { '.sqlite': 'sqlite', '.graphml': 'graphml', '.jsonl': 'jsonl' };

const options = {
	out: { type: 'string' },
	format: { type: 'string' },
	rules: { type: 'string' },
	temp: { type: 'string' },
} as const;

/** Errors: UsageError, graph.…, knowledge.…, cli.…, CancelledError. */
export async function mergeGraph(args: readonly string[], { cancellation }: CommandContext): Promise<'success'> {
	const { values, positionals } = parseArguments(args, options);
	const { out } = values;
	if (positionals.length === 0) {
		throw new UsageError('name at least one shard, or a folder of them.');
	}
	if (out === undefined) {
		throw new UsageError('--out is missing.');
	}
	const format = values.format === undefined ? extensions[extname(out)] : oneOf('format', values.format, graphFormats);
	if (format === undefined) {
		throw new UsageError(`--out ends in ${Object.keys(extensions).join(', ')}, or --format says what it is to be.`);
	}
	const rules = values.rules === undefined ? noMergeRules : await readRules(values.rules);
	const shards = shardFiles(positionals);
	const losses = new LossTally();
	const sink = await sinkFor(format, out, losses);
	const progress = showProgress('Merging');
	let folder: string | undefined;
	try {
		folder = await temporaryFolder(values.temp ?? dirname(resolve(out)));
		const onProgress = (stage: MergeStage, done: number, total: number | undefined): void => {
			if (total !== undefined && (done === total || done % 500 === 0)) {
				progress.update(done, total, stages[stage]);
			}
		};
		const merged = await mergeShards({ shards, rules, folder, sink, cancellation, onProgress });
		await sink.finish();
		progress.end();
		const told = [`${merged.documents} documents`, `${merged.mentions} mentions`];
		if (!sink.isOfDocuments) {
			told.push(`${merged.entities} entities`, `${merged.relations} relations`);
		}
		tell(`${told.join(', ')} merged into ${out}.`);
		if (merged.withoutAcronyms > 0) {
			tell(`${merged.withoutAcronyms} documents were extracted by an earlier version, which does not tell what acronyms stand for.`);
		}
		losses.lines.forEach(tell);
		return 'success';
	} catch (failure) {
		progress.end();
		await sink.discard();
		// Full disks and the like, met while sorting.
		throw failure instanceof Error && 'syscall' in failure ? outputUnwritable(folder ?? out, failure) : failure;
	} finally {
		if (folder !== undefined) {
			await rm(folder, { recursive: true, force: true });
		}
	}
}

const stages: Readonly<Record<MergeStage, string>> = {
	reading: 'documents read',
	resolving: 'documents resolved',
	entities: 'entities',
	relations: 'relations',
	writing: 'mentions written',
};

function sinkFor(format: GraphFormat, out: string, losses: LossTally): GraphSink | Promise<GraphSink> {
	switch (format) {
		case 'sqlite':
			return StoreSink.create(out);
		case 'graphml':
			return new GraphMlSink(out, losses);
		case 'csv':
			return new CsvSink(out, losses);
		case 'jsonl':
			return new JsonLinesSink(out);
		default:
			return format satisfies never;
	}
}

/** What is wrong with a file of rules is told as an error: nobody would see a line less. Errors: knowledge.…, cli.…. */
async function readRules(path: string): Promise<MergeRules> {
	const { rules, problems } = parseMergeRules(await readTextFile(path), path);
	const [problem] = problems;
	if (problem !== undefined) {
		throw problem;
	}
	return mergeRulesOf(rules);
}

async function temporaryFolder(parent: string): Promise<string> {
	return await mkdtemp(join(parent, '.spert-graph-')).catch((failure: unknown) => {
		throw outputUnwritable(parent, failure);
	});
}

function tell(line: string): void {
	process.stderr.write(`spert graph: ${line}\n`);
}
