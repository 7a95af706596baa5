// Merges the results of any number of documents into one graph, in memory that does not grow with them: everything that there is a
// mention of is sorted on disk, by what it is about to be grouped or numbered by. The graph is the one that KnowledgeIndex gives.

import type { CancellationToken } from '../../base/cancellation';
import { EntityTally } from '../../knowledge/entities/assembleEntity';
import type { EntityMerging } from '../../knowledge/entities/entityMerging';
import type { MergeRules } from '../../knowledge/entities/mergeRules';
import type { GraphSink, MergedEntity, MergedEvidence, MergedMention, MergedNeighbour, MergedRelation } from '../graphSink';
import { Breath } from './breath';
import { CorpusIndex } from './corpusIndex';
import { Sorts, type ExternalSort, type Row } from './externalSort';
import type { FormMemory } from './formMemory';
import { addRows, evidenceOf, mentionOf, resolvedForms } from './mentionRows';
import { joined, RowCursor } from './rows';
import { ShardFile } from './shardFiles';
import { countKey, countOfKey, descendingCountKey, descendingScoreKey, firstPart, keyOf, otherParts, prefixOf, textKey, textOfKey } from './sortKey';

export type MergeStage = 'reading' | 'resolving' | 'entities' | 'relations' | 'writing';

export interface MergeOptions {
	/** Paths of files. */
	readonly shards: readonly string[];
	readonly rules: MergeRules;
	/** An empty folder on a disk with room for about as much as the shards have. */
	readonly folder: string;
	readonly sink: GraphSink;
	readonly cancellation: CancellationToken;
	/** @param total undefined where it is not known */
	readonly onProgress?: (stage: MergeStage, done: number, total: number | undefined) => void;
	/** Bytes that each of the sorts may take: a few work at once. */
	readonly memory?: number;
}

export interface MergeSummary {
	readonly documents: number;
	readonly mentions: number;
	/** 0 where the sink takes documents only. */
	readonly entities: number;
	readonly relations: number;
	/** Documents whose results do not say what acronyms stand for. */
	readonly withoutAcronyms: number;
}

const defaultMemory = 16 << 20;

/** Hands the graph to the sink; to finish or discard it is the caller's part. Errors: graph.…, CancelledError, those of the file system. */
export async function mergeShards(options: MergeOptions): Promise<MergeSummary> {
	const sorts = new Sorts(options.folder, options.memory ?? defaultMemory);
	const shards: ShardFile[] = [];
	try {
		options.shards.forEach((path) => shards.push(new ShardFile(path)));
		return await new Merge(options, sorts).run(shards);
	} finally {
		sorts.dispose();
		shards.forEach((shard) => shard.close());
	}
}

/** What is known of an entity before it has its number. */
type EntitySummary = Omit<MergedEntity, 'number' | 'relations'>;
type RelationSummary = Omit<MergedRelation, 'number' | 'head' | 'tail'> & { readonly ids: readonly [head: string, tail: string]; readonly head?: number };

class Merge {
	readonly #options: MergeOptions;
	readonly #sorts: Sorts;
	readonly #breath: Breath;
	readonly #forms: FormMemory = new Map();

	constructor(options: MergeOptions, sorts: Sorts) {
		this.#options = options;
		this.#sorts = sorts;
		this.#breath = new Breath(options.cancellation);
	}

	async run(shards: readonly ShardFile[]): Promise<MergeSummary> {
		const { rules, sink } = this.#options;
		this.#tell('reading', 0);
		const index = await CorpusIndex.read(shards, this.#sorts, this.#forms, this.#breath);
		const merging = await index.merging(rules, this.#breath);
		const mentions = this.#sorts.create('mentions');
		const evidence = this.#sorts.create('evidence');
		const counts = await this.#resolve(index, merging, mentions, evidence);
		index.dispose();
		this.#forms.clear();
		const { withoutAcronyms } = index;
		if (sink.isOfDocuments) {
			return { ...counts, entities: 0, relations: 0, withoutAcronyms };
		}
		this.#tell('entities', 0);
		const entities = await this.#assembleEntities(mentions, merging);
		const numbers = await this.#numberEntities(entities);
		const numberedMentions = await this.#renumber('mentionsByEntity', mentions, numbers);
		this.#tell('relations', 0);
		const relations = await this.#assembleRelations(evidence, numbers);
		numbers.dispose();
		const neighbours = this.#sorts.create('neighbours');
		const relationNumbers = await this.#numberRelations(relations, neighbours);
		const numberedEvidence = await this.#renumber('evidenceByRelation', evidence, relationNumbers);
		relationNumbers.dispose();
		const entityCount = await this.#writeEntities(entities, numberedMentions, neighbours, counts.mentions);
		const relationCount = await this.#writeRelations(relations, numberedEvidence);
		return { ...counts, entities: entityCount, relations: relationCount, withoutAcronyms };
	}

	/** The second reading: what each document says, with the entities that it says it of. */
	async #resolve(index: CorpusIndex, merging: EntityMerging, mentions: ExternalSort, evidence: ExternalSort): Promise<{ documents: number; mentions: number }> {
		const { sink } = this.#options;
		let number = 0;
		let mentionCount = 0;
		for (const record of index.records()) {
			const resolved = resolvedForms(record, merging, this.#forms);
			sink.document({ number, record, entityIds: resolved.map(({ id }) => id) });
			if (!sink.isOfDocuments) {
				addRows(number, record, resolved, { mentions, evidence, wantsTexts: sink.wantsTexts });
			}
			number++;
			mentionCount += record.entities.length;
			this.#tell('resolving', number, index.count);
			await this.#breath.take(4 * record.entities.length + 1);
		}
		return { documents: number, mentions: mentionCount };
	}

	/** By their place in the graph: the most mentioned first. */
	async #assembleEntities(mentions: ExternalSort, merging: EntityMerging): Promise<ExternalSort> {
		const entities = this.#sorts.create('entities');
		const cursor = new RowCursor(mentions.sorted());
		for (let next = cursor.next; next !== undefined; next = cursor.next) {
			const part = firstPart(next.key);
			const id = textOfKey(part);
			const tally = new EntityTally();
			let [count, documents, last] = [0, 0, -1];
			for (const { key, value } of cursor.take(prefixOf(part))) {
				const mention = mentionOf(otherParts(key), value);
				tally.add(mention, mention.isAcronym);
				count++;
				documents += Number(mention.document !== last);
				last = mention.document;
				await this.#breath.take(1);
			}
			const summary: EntitySummary = { ...tally.entity(id, merging.longForms.get(id)), mentions: count, documents };
			entities.add(keyOf(descendingCountKey(count), part), JSON.stringify(summary));
		}
		return entities;
	}

	/** The number of each entity, by its id. */
	async #numberEntities(entities: ExternalSort): Promise<ExternalSort> {
		const numbers = this.#sorts.create('entityNumbers');
		let number = 0;
		for (const { key } of entities.sorted()) {
			numbers.add(otherParts(key), String(number++));
			await this.#breath.take(1);
		}
		return numbers;
	}

	/** The same rows by the number of what they belong to. */
	async #renumber(name: string, rows: ExternalSort, numbers: ExternalSort): Promise<ExternalSort> {
		const numbered = this.#sorts.create(name);
		for (const { row, rest, value } of joined(rows.sorted(), numbers.sorted())) {
			numbered.add(keyOf(countKey(Number(value)), rest), row.value);
			await this.#breath.take(1);
		}
		// What is not needed any more makes room.
		rows.dispose();
		return numbered;
	}

	/** By their place in the graph: the surest first. Their ends are looked up one after the other. */
	async #assembleRelations(evidence: ExternalSort, numbers: ExternalSort): Promise<ExternalSort> {
		const byHead = this.#sorts.create('relationsByHead');
		const cursor = new RowCursor(evidence.sorted());
		for (let next = cursor.next; next !== undefined; next = cursor.next) {
			const part = firstPart(next.key);
			// The surest place is the first.
			const { ids, type, symmetric, score } = evidenceOf(next.value);
			let count = 0;
			for (const _ of cursor.take(prefixOf(part))) {
				count++;
				await this.#breath.take(1);
			}
			const summary: RelationSummary = { id: textOfKey(part), ids, type, symmetric, score, evidence: count };
			byHead.add(keyOf(textKey(ids[0]), part), JSON.stringify(summary));
		}
		const byTail = this.#sorts.create('relationsByTail');
		for (const { row, rest, value } of joined(byHead.sorted(), numbers.sorted())) {
			const summary = { ...(JSON.parse(row.value) as RelationSummary), head: Number(value) };
			byTail.add(keyOf(textKey(summary.ids[1]), rest), JSON.stringify(summary));
			await this.#breath.take(1);
		}
		byHead.dispose();
		const relations = this.#sorts.create('relations');
		for (const { row, rest, value } of joined(byTail.sorted(), numbers.sorted())) {
			const { ids: _, ...summary } = JSON.parse(row.value) as RelationSummary;
			relations.add(keyOf(descendingScoreKey(summary.score), rest), JSON.stringify({ ...summary, tail: Number(value) }));
			await this.#breath.take(1);
		}
		byTail.dispose();
		return relations;
	}

	/** The number of each relation, by its id; and what each entity has for neighbours. */
	async #numberRelations(relations: ExternalSort, neighbours: ExternalSort): Promise<ExternalSort> {
		const numbers = this.#sorts.create('relationNumbers');
		let number = 0;
		for (const { key, value } of relations.sorted()) {
			const { head, tail, evidence } = JSON.parse(value) as Omit<MergedRelation, 'number'>;
			for (const [from, to] of [[head, tail], [tail, head]] as const) {
				neighbours.add(keyOf(countKey(from), descendingCountKey(evidence), countKey(number)), String(to));
			}
			numbers.add(otherParts(key), String(number++));
			await this.#breath.take(3);
		}
		return numbers;
	}

	async #writeEntities(entities: ExternalSort, mentions: ExternalSort, neighbours: ExternalSort, total: number): Promise<number> {
		const { sink } = this.#options;
		const mentionCursor = new RowCursor(mentions.sorted());
		// Twice: to count them before they are handed over.
		const counted = new RowCursor(neighbours.sorted());
		const neighbourCursor = new RowCursor(neighbours.sorted());
		let [number, done] = [0, 0];
		for (const { value } of entities.sorted()) {
			const prefix = prefixOf(countKey(number));
			const summary = JSON.parse(value) as EntitySummary;
			const relations = counted.skip(prefix);
			sink.entity({ ...summary, number, relations }, mentionsOf(mentionCursor.take(prefix)), neighboursOf(neighbourCursor.take(prefix)));
			mentionCursor.skip(prefix);
			neighbourCursor.skip(prefix);
			number++;
			done += summary.mentions;
			this.#tell('writing', done, total);
			await this.#breath.take(summary.mentions + relations);
		}
		[mentions, neighbours, entities].forEach((sort) => sort.dispose());
		return number;
	}

	async #writeRelations(relations: ExternalSort, evidence: ExternalSort): Promise<number> {
		const { sink } = this.#options;
		const cursor = new RowCursor(evidence.sorted());
		let number = 0;
		for (const { value } of relations.sorted()) {
			const prefix = prefixOf(countKey(number));
			const relation = { ...(JSON.parse(value) as Omit<MergedRelation, 'number'>), number };
			sink.relation(relation, evidencesOf(cursor.take(prefix)));
			cursor.skip(prefix);
			number++;
			await this.#breath.take(relation.evidence);
		}
		return number;
	}

	#tell(stage: MergeStage, done: number, total?: number): void {
		this.#options.onProgress?.(stage, done, total);
	}
}

function* mentionsOf(rows: Iterable<Row>): Generator<MergedMention, undefined> {
	for (const { key, value } of rows) {
		yield mentionOf(otherParts(key), value);
	}
}

function* evidencesOf(rows: Iterable<Row>): Generator<MergedEvidence, undefined> {
	for (const { value } of rows) {
		yield evidenceOf(value);
	}
}

/** The relation's number is the last part of the key. */
function* neighboursOf(rows: Iterable<Row>): Generator<MergedNeighbour, undefined> {
	for (const { key, value } of rows) {
		yield { relation: countOfKey(key.slice(key.lastIndexOf('\0') + 1)), entity: Number(value) };
	}
}
