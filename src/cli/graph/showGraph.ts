// `spert graph show` and `spert graph find`: what a store holds of an entity, of those most mentioned, of those written somehow.

import { entityUnknown } from '../../graph/errors';
import { GraphStore } from '../../graph/store/graphStore';
import { mergeKey } from '../../knowledge/entities/mergeKey';
import type { StoredEntity, StoredRelation } from '../../protocol/graphStoreProtocol';
import { oneOf, parseArguments, wholeNumber } from '../arguments';
import { UsageError } from '../usageError';

const options = {
	limit: { type: 'string' },
	from: { type: 'string' },
	format: { type: 'string', default: 'text' },
} as const;

interface Page {
	readonly from: number;
	readonly count: number;
	readonly isJson: boolean;
}

/** Errors: UsageError, graph.…. */
export async function showGraph(args: readonly string[]): Promise<'success'> {
	const { positionals, page } = parsed(args);
	const [path, ...words] = positionals;
	if (path === undefined) {
		throw new UsageError('name a store.');
	}
	await withStore(path, (store) => (words.length === 0 ? showTop(store, page) : showNeighbourhood(store, words.join(' '), page)));
	return 'success';
}

/** Errors: as showGraph. */
export async function findInGraph(args: readonly string[]): Promise<'success'> {
	const { positionals, page } = parsed(args);
	const [path, ...words] = positionals;
	if (path === undefined || words.length === 0) {
		throw new UsageError('name a store and the beginnings of words.');
	}
	await withStore(path, (store) => {
		const { entities } = store.answer({ kind: 'search', text: words.join(' '), count: page.count });
		print(page, entities, entities.map(entityLine));
	});
	return 'success';
}

function parsed(args: readonly string[]): { readonly positionals: readonly string[]; readonly page: Page } {
	const { values, positionals } = parseArguments(args, options);
	const isJson = oneOf('format', values.format, ['text', 'json']) === 'json';
	const count = Math.min(wholeNumber('limit', values.limit, 1) ?? 20, 1000);
	return { positionals, page: { from: wholeNumber('from', values.from, 0) ?? 0, count, isJson } };
}

async function withStore(path: string, run: (store: GraphStore) => void): Promise<void> {
	const store = await GraphStore.open(path);
	try {
		run(store);
	} finally {
		store.dispose();
	}
}

function showTop(store: GraphStore, page: Page): void {
	const summary = store.answer({ kind: 'summary' });
	const { entities } = store.answer({ kind: 'entities', from: page.from, count: page.count });
	const { documents, mentions, relations } = summary;
	const counts = `${documents} documents, ${mentions} mentions, ${summary.entities} entities, ${relations} relations`;
	print(page, [{ ...summary, kind: 'summary' }, ...entities], [counts, ...entities.map(entityLine)]);
}

function showNeighbourhood(store: GraphStore, text: string, page: Page): void {
	const entity = entityCalled(store, text);
	const { relations, entities, total } = store.answer({ kind: 'neighbours', entity: entity.number, from: page.from, count: page.count });
	const byNumber = new Map(entities.map((end) => [end.number, end]));
	const lines = relations.map((relation) => relationLine(relation, byNumber));
	const rows = relations.map((relation) => ({ ...relation, headName: byNumber.get(relation.head)?.name, tailName: byNumber.get(relation.tail)?.name }));
	print(page, [entity, ...rows], [entityLine(entity), ...lines, `${page.from + relations.length} of ${total} relations`]);
}

/** The entity that a text would stand for, else the most mentioned that is written so. Errors: graph.entityUnknown. */
function entityCalled(store: GraphStore, text: string): StoredEntity {
	const { entities } = store.answer({ kind: 'search', text, count: 200 });
	const key = mergeKey(text);
	const found = entities.find(({ id }) => id === key) ?? entities.find(({ forms }) => forms.includes(text)) ?? entities[0];
	if (found === undefined) {
		throw entityUnknown(text);
	}
	return found;
}

function print({ isJson }: Page, objects: readonly object[], lines: readonly string[]): void {
	const shown = isJson ? objects.map((object) => JSON.stringify(object)) : lines;
	process.stdout.write(shown.map((line) => `${line}\n`).join(''));
}

function entityLine({ name, type, mentions, documents, relations }: StoredEntity): string {
	return `${oneLine(name)}  ${type}  ${mentions} mentions in ${documents} documents, ${relations} relations`;
}

function relationLine({ head, tail, type, symmetric, evidence, score }: StoredRelation, entities: ReadonlyMap<number, StoredEntity>): string {
	const nameOf = (number: number): string => oneLine(entities.get(number)?.name ?? '');
	return `  ${nameOf(head)} ${symmetric ? '←' : '—'}${type}→ ${nameOf(tail)}  ${score.toFixed(2)}  ${evidence}`;
}

function oneLine(text: string): string {
	return text.replace(/\s+/g, ' ');
}
