// The records of a document store's list: documents, and the models that read them.

import * as z from 'zod/mini';
import type { KnowledgeModel } from '../../knowledge/knownDocument';
import type { FileRecord } from './recordFile';

const documentSchema = z.object({
	id: z.string(),
	name: z.string(),
	stamp: z.object({ size: z.number(), modified: z.number() }),
	contentHash: z.string(),
	optionsKey: z.string(),
	modelHash: z.string(),
	/** CRC-32 of the result's file. */
	checksum: z.number(),
});
export type ListedDocument = z.infer<typeof documentSchema>;

const typeSchema = z.object({ identifier: z.string(), short: z.string(), verbose: z.string() });
const modelSchema = z.object({
	name: z.string(),
	hash: z.string(),
	entityTypes: z.array(typeSchema),
	relationTypes: z.array(z.extend(typeSchema, { symmetric: z.boolean() })),
});

const recordSchema = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('document'), document: documentSchema }),
	z.object({ kind: z.literal('model'), model: modelSchema }),
]);

export function documentRecord(key: string, document: ListedDocument): FileRecord {
	return record(key, { kind: 'document', document });
}

export function modelRecord(key: string, { name, hash, entityTypes, relationTypes }: KnowledgeModel): FileRecord {
	const model = { name, hash, entityTypes: [...entityTypes], relationTypes: [...relationTypes] };
	return record(key, { kind: 'model', model });
}

/** Undefined for what is no record of ours, and for what marks a document as gone: nothing at all. */
export function readStoreRecord(payload: Buffer): z.infer<typeof recordSchema> | undefined {
	if (payload.length === 0) {
		return undefined;
	}
	try {
		return recordSchema.safeParse(JSON.parse(payload.toString('utf8'))).data;
	} catch {
		// Written by another version, or by somebody else.
		return undefined;
	}
}

function record(key: string, content: z.infer<typeof recordSchema>): FileRecord {
	return { key, payload: Buffer.from(JSON.stringify(content)) };
}
