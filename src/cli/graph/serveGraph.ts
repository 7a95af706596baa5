// `spert graph serve`: answers questions to a store, a line of JSON each, until its input ends. For the editor, whose own process is
// neither to read files from elsewhere nor to wait for them.

import { createInterface } from 'node:readline';
import { describeFailure } from '../../base/logger';
import { UserError } from '../../base/userError';
import { GraphStore } from '../../graph/store/graphStore';
import { storeCallSchema, type StoreReply } from '../../protocol/graphStoreProtocol';
import { oneOrNone, parseArguments } from '../arguments';
import { UsageError } from '../usageError';

/** In characters: no question is longer. */
const longestLine = 1 << 20;

/** What cannot be opened is told in answer to each question. */
export async function serveGraph(args: readonly string[]): Promise<'success'> {
	const path = oneOrNone('store', parseArguments(args, {}).positionals);
	if (path === undefined) {
		throw new UsageError('name a store.');
	}
	let store: GraphStore | undefined;
	try {
		for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
			const call = callOf(line);
			if (call === undefined) {
				continue;
			}
			const { id, request } = call;
			let reply: StoreReply;
			try {
				store ??= await GraphStore.open(path);
				reply = { id, answer: store.answer(request) };
			} catch (failure) {
				reply = { id, failure: detailsOf(failure) };
			}
			process.stdout.write(`${JSON.stringify(reply)}\n`);
		}
	} finally {
		store?.dispose();
	}
	return 'success';
}

function callOf(line: string): ReturnType<typeof storeCallSchema.parse> | undefined {
	if (line.length > longestLine || line.trim() === '') {
		return undefined;
	}
	try {
		return storeCallSchema.parse(JSON.parse(line));
	} catch {
		process.stderr.write('spert graph serve: a line is no question.\n');
		return undefined;
	}
}

function detailsOf(failure: unknown): NonNullable<StoreReply['failure']> {
	if (failure instanceof UserError) {
		const { code, problem, remedy } = failure;
		return { code, problem, remedy };
	}
	return { code: '', problem: describeFailure(failure), remedy: '' };
}
