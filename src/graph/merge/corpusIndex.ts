// The first reading of all shards: where each document's results stand, in the order of the documents' names, and what acronyms
// stand for in the corpus.

import { plainer, type AcronymLink } from '../../knowledge/entities/acronymTable';
import { EntityMerging } from '../../knowledge/entities/entityMerging';
import type { WrittenForm } from '../../knowledge/entities/indexedDocument';
import type { MergeRules } from '../../knowledge/entities/mergeRules';
import { documentTwice } from '../errors';
import type { Breath } from './breath';
import type { ExternalSort, Sorts } from './externalSort';
import { formOf, type FormMemory } from './formMemory';
import type { ShardFile } from './shardFiles';
import { parseRecord, type ShardRecord } from './shardRecord';
import { firstPart, keyOf, textKey, textOfKey } from './sortKey';

/** Shard, offset, length, line. */
type Place = readonly [shard: number, offset: number, length: number, line: number];
type Link = readonly [written: string, key: string, capitals: number, shortCapitals: number];

export class CorpusIndex {
	readonly #shards: readonly ShardFile[];
	readonly #places: ExternalSort;
	readonly #links: ExternalSort;
	#count = 0;
	#withoutAcronyms = 0;

	private constructor(shards: readonly ShardFile[], sorts: Sorts) {
		this.#shards = shards;
		this.#places = sorts.create('documents');
		this.#links = sorts.create('acronyms');
	}

	/** Reads every shard once. Errors: graph.shardUnreadable, graph.shardMalformed. */
	static async read(shards: readonly ShardFile[], sorts: Sorts, forms: FormMemory, breath: Breath): Promise<CorpusIndex> {
		const index = new CorpusIndex(shards, sorts);
		for (const [number, shard] of shards.entries()) {
			for (const line of shard.lines()) {
				const record = parseRecord(line.text, `${shard.path}, line ${line.number}`);
				const place: Place = [number, line.offset, line.length, line.number];
				index.#places.add(textKey(record.file), JSON.stringify(place));
				index.#addLinks(record, forms);
				index.#count++;
				await breath.take(record.entities.length + 1);
			}
		}
		return index;
	}

	/** How many documents there are; those that are in several shards count as often. */
	get count(): number {
		return this.#count;
	}

	/** How many do not say what acronyms stand for in them: results of earlier versions. */
	get withoutAcronyms(): number {
		return this.#withoutAcronyms;
	}

	/** Each document once, in the order of their names. Errors: graph.documentTwice and those of reading. */
	*records(): Generator<ShardRecord, undefined> {
		let last: { readonly key: string; readonly place: Place; readonly line: string } | undefined;
		for (const { key, value } of this.#places.sorted()) {
			const place = JSON.parse(value) as Place;
			const [number, offset, length, lineNumber] = place;
			const shard = this.#shards[number];
			const line = shard?.line(offset, length) ?? '';
			const record = parseRecord(line, `${shard?.path ?? ''}, line ${lineNumber}`);
			if (last?.key === key) {
				if (last.line !== line) {
					throw documentTwice(record.file, [this.#shards[last.place[0]]?.path ?? '', shard?.path ?? '']);
				}
				continue;
			}
			last = { key, place, line };
			yield record;
		}
	}

	/**
	 * Which entity each form stands for in the whole corpus. What acronyms stand for is held in memory while documents are resolved:
	 * each acronym with each of its long forms once, however many documents say so.
	 */
	async merging(rules: MergeRules, breath: Breath): Promise<EntityMerging> {
		const links: AcronymLink[] = [];
		let lastKey: string | undefined;
		for (const { key, value } of this.#links.sorted()) {
			const [text, longKey, longCapitals, capitals] = JSON.parse(value) as Link;
			const written = { text, key: longKey, capitals: longCapitals };
			const known = links.at(-1);
			if (known !== undefined && key === lastKey) {
				links[links.length - 1] = { ...known, written: plainer(known.written, written), capitals: Math.min(known.capitals, capitals) };
			} else {
				links.push({ short: textOfKey(firstPart(key)), long: longKey, written, capitals });
			}
			lastKey = key;
			await breath.take(1);
		}
		this.#links.dispose();
		return new EntityMerging(rules, links);
	}

	/** Once all records have been read. */
	dispose(): void {
		this.#places.dispose();
	}

	#addLinks({ acronyms }: ShardRecord, forms: FormMemory): void {
		if (acronyms === undefined) {
			this.#withoutAcronyms++;
		}
		for (const { short, long } of expansionsOf(acronyms ?? [], forms).values()) {
			const link: Link = [long.text, long.key, long.capitals, short.capitals];
			this.#links.add(keyOf(textKey(short.key), textKey(long.key)), JSON.stringify(link));
		}
	}
}

export interface Expansion {
	readonly short: WrittenForm;
	readonly long: WrittenForm;
}

/** What a document says that acronyms stand for, by their keys. */
export function expansionsOf(acronyms: NonNullable<ShardRecord['acronyms']>, forms: FormMemory): ReadonlyMap<string, Expansion> {
	const expansions = new Map<string, Expansion>();
	for (const { short, long } of acronyms) {
		const expansion = { short: formOf(forms, short), long: formOf(forms, long) };
		if (!expansions.has(expansion.short.key)) {
			expansions.set(expansion.short.key, expansion);
		}
	}
	return expansions;
}
