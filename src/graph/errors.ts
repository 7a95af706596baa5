// What a user can get wrong with shards of results and with stores of merged graphs.

import { UserError } from '../base/userError';

export function noShards(folder: string): UserError {
	return new UserError({
		code: 'graph.noShards',
		problem: `There are no .jsonl files in ${folder}.`,
		remedy: 'Name files of results, as spert extract --format json and spert corpus collect write them, or a folder of them.',
	});
}

export function shardUnreadable(path: string, cause: unknown): UserError {
	return new UserError(
		{
			code: 'graph.shardUnreadable',
			problem: `${path} cannot be read (${reasonOf(cause)}).`,
			remedy: 'Check the path and the permissions.',
		},
		{ cause },
	);
}

/** @param where file and line @param problem continues it ("has no …") */
export function shardMalformed(where: string, problem: string): UserError {
	return new UserError({
		code: 'graph.shardMalformed',
		problem: `${where} ${problem}.`,
		remedy: 'A shard has one object a line, as spert extract --format json prints them: collect it again, or leave it out.',
	});
}

export function documentTwice(document: string, shards: readonly [string, string]): UserError {
	return new UserError({
		code: 'graph.documentTwice',
		problem: `${document} is in ${shards[0]} and ${shards[0] === shards[1] ? 'there once more' : `in ${shards[1]}`}, with different results.`,
		remedy: 'Leave one of the two out: a document counts once in a graph.',
	});
}

export function outputUnwritable(path: string, cause: unknown): UserError {
	return new UserError(
		{
			code: 'graph.outputUnwritable',
			problem: `${path} cannot be written (${reasonOf(cause)}).`,
			remedy: 'Check that its folder is there, that you may write to it, and that the disk has room: merging needs about as much as the shards have.',
		},
		{ cause },
	);
}

export function storeUnreadable(path: string, cause: unknown): UserError {
	return new UserError(
		{
			code: 'graph.storeUnreadable',
			problem: `${path} cannot be read (${reasonOf(cause)}).`,
			remedy: 'Check the path and the permissions.',
		},
		{ cause },
	);
}

export function storeForeign(path: string): UserError {
	return new UserError({
		code: 'graph.storeForeign',
		problem: `${path} is no store of a merged graph.`,
		remedy: 'Choose a file that spert graph merge has written.',
	});
}

export function storeDamaged(path: string, detail: string): UserError {
	return new UserError({
		code: 'graph.storeDamaged',
		problem: `${path} is damaged (${detail}).`,
		remedy: 'Copy it anew from where it is whole, or write it again with spert graph merge.',
	});
}

export function storeNewer(path: string, version: number, known: number): UserError {
	return new UserError({
		code: 'graph.storeNewer',
		problem: `${path} has format ${version}; this version of SpERT knows ${known}.`,
		remedy: version > known ? 'Update SpERT.' : 'Write it again with spert graph merge.',
	});
}

export function entityUnknown(text: string): UserError {
	return new UserError({
		code: 'graph.entityUnknown',
		problem: `No entity of the store is written like "${text}".`,
		remedy: 'Look for the beginnings of its words with spert graph find.',
	});
}

function reasonOf(cause: unknown): string {
	return cause instanceof Error ? cause.message : String(cause);
}
