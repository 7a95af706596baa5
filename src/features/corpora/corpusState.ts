// What the editor knows of a corpus that it has submitted: the record of it that survives a reload, how it stood when it was last looked
// at, and what is under way.

import type { CorpusFailure, CorpusStatusLine } from '../../protocol/corpusLines';

/** Of a workspace's memory. */
export const recordsKey = 'spert.queue.corpora';

/** What is kept. */
export interface CorpusRecord {
	readonly name: string;
	/** The queue's address, without user and password. */
	readonly place: string;
	/** Its documents are named from there; absolute. */
	readonly folder: string;
	/** Model and options as it was submitted with: a corpus has but one of each. */
	readonly args: readonly string[];
	/** Whether the last submission came to its end. */
	readonly isSubmitted: boolean;
	/** Whether somebody has begun to collect it, and has not come to an end. */
	readonly isCollecting: boolean;
	/** The merged graph of what was collected last; absolute. */
	readonly graph?: string;
}

export type CorpusCounts = Pick<CorpusStatusLine, 'documents' | 'waiting' | 'active' | 'delayed' | 'done' | 'failed' | 'submitting'>;

/** A failure as it is shown. */
export type ShownFailure = Omit<CorpusFailure, 'file'>;

/** How it stood when it was last looked at. */
export type CorpusLook =
	| { readonly kind: 'unseen' }
	| { readonly kind: 'seen'; readonly counts: CorpusCounts; /** Documents a second. */ readonly rate: number | undefined }
	/** The queue cannot be asked; `counts` are of before. */
	| { readonly kind: 'away'; readonly failure: ShownFailure; readonly counts: CorpusCounts | undefined }
	/** The queue knows nothing of it any more. */
	| { readonly kind: 'gone' };

export type CorpusActivity = 'submitting' | 'collecting' | 'merging';

export interface CorpusState {
	readonly id: string;
	readonly record: CorpusRecord;
	/** Whether it is in the queue that is set now: others are not asked. */
	readonly isHere: boolean;
	readonly look: CorpusLook;
	readonly activities: ReadonlySet<CorpusActivity>;
	/** What a program that is under way has said last: that it waits for room, say. */
	readonly said: string | undefined;
}

export function idOf({ place, name }: Pick<CorpusRecord, 'place' | 'name'>): string {
	return `${place} ${name}`;
}

/** Whether nothing is left to be read, and nobody submits more. */
export function isSettled({ documents, waiting, active, delayed, submitting }: CorpusCounts): boolean {
	return documents > 0 && !submitting && waiting + active + delayed === 0;
}

/** How long the rest takes, in seconds; undefined where nothing tells. */
export function secondsLeft({ waiting, active, delayed }: CorpusCounts, rate: number | undefined): number | undefined {
	const left = waiting + active + delayed;
	return rate === undefined || rate <= 0 || left === 0 ? undefined : left / rate;
}

/** Records as they were kept, perhaps by another version: what is none is left out. */
export function recordsIn(kept: unknown): CorpusRecord[] {
	return Array.isArray(kept) ? (kept as unknown[]).filter(isRecord) : [];
}

function isRecord(kept: unknown): kept is CorpusRecord {
	if (typeof kept !== 'object' || kept === null) {
		return false;
	}
	const { name, place, folder, args, isSubmitted, isCollecting, graph } = kept as { readonly [Key in keyof CorpusRecord]?: unknown };
	return (
		[name, place, folder].every((text) => typeof text === 'string') &&
		Array.isArray(args) &&
		args.every((arg) => typeof arg === 'string') &&
		[isSubmitted, isCollecting].every((is) => typeof is === 'boolean') &&
		(graph === undefined || typeof graph === 'string')
	);
}
