// Merges documents by way of shards in a folder of a test's own.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { neverCancelled } from '../../../src/base/cancellation';
import { LossTally } from '../../../src/exchange/losses';
import type { GraphSink } from '../../../src/graph/graphSink';
import { mergeShards, type MergeSummary } from '../../../src/graph/merge/mergeShards';
import { StoreSink } from '../../../src/graph/store/storeSink';
import { CsvSink } from '../../../src/graph/write/csvSink';
import { GraphMlSink } from '../../../src/graph/write/graphMlSink';
import { JsonLinesSink } from '../../../src/graph/write/jsonLinesSink';
import { noMergeRules, type MergeRules } from '../../../src/knowledge/entities/mergeRules';

export class MergeFolder {
	readonly path = mkdtempSync(join(tmpdir(), 'spert-merge-'));
	#count = 0;

	dispose(): void {
		rmSync(this.path, { recursive: true, force: true });
	}

	/** A file of lines. */
	shard(lines: readonly string[]): string {
		const path = this.next('.jsonl');
		writeFileSync(path, lines.join(''));
		return path;
	}

	next(extension: string): string {
		return join(this.path, `file${this.#count++}${extension}`);
	}

	async merge(shards: readonly string[], sink: GraphSink, rules: MergeRules = noMergeRules, memory?: number): Promise<MergeSummary> {
		const folder = this.next('');
		mkdirSync(folder);
		try {
			const summary = await mergeShards({ shards, rules, folder, sink, cancellation: neverCancelled, ...(memory === undefined ? {} : { memory }) });
			await sink.finish();
			return summary;
		} catch (failure) {
			await sink.discard();
			throw failure;
		}
	}

	async graphMl(shards: readonly string[], rules?: MergeRules, memory?: number): Promise<string> {
		const path = this.next('.graphml');
		await this.merge(shards, new GraphMlSink(path, new LossTally()), rules, memory);
		return readFileSync(path, 'utf8');
	}

	async csv(shards: readonly string[], memory?: number): Promise<string[]> {
		const path = this.next('');
		await this.merge(shards, new CsvSink(path, new LossTally()), undefined, memory);
		return ['entities.csv', 'relations.csv'].map((name) => readFileSync(join(path, name), 'utf8'));
	}

	async jsonLines(shards: readonly string[]): Promise<string> {
		const path = this.next('.jsonl');
		await this.merge(shards, new JsonLinesSink(path));
		return readFileSync(path, 'utf8');
	}

	async store(shards: readonly string[], rules?: MergeRules, memory?: number): Promise<string> {
		const path = this.next('.sqlite');
		await this.merge(shards, await StoreSink.create(path), rules, memory);
		return path;
	}
}
