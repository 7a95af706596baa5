// A repository of the Hugging Face hub, or of a server that speaks its interface, as a model that can be downloaded. Asks for the
// list of files and the model card's licence; downloads nothing.

import { HubApiError, InvalidApiResponseFormatError, listFiles, modelInfo } from '@huggingface/hub';
import * as z from 'zod/mini';
import type { CancellationToken } from '../../base/cancellation';
import { apiFetch } from '../download/apiFetch';
import { ConnectionFailure } from '../download/connection';
import { accessDenied, hubFailed, nameInvalid, notFound, revisionInvalid } from './errors';
import { neededFiles, type FileCheck, type RemoteModel } from './remoteModel';

export interface HubAccess {
	/** Without a slash at its end. */
	readonly hubUrl: string;
	readonly token: string | undefined;
}

/** HF_ENDPOINT and HF_TOKEN, as the hub's own tools take them. */
export function hubAccess(env: Readonly<Record<string, string | undefined>> = process.env): HubAccess {
	const { HF_ENDPOINT: endpoint = '', HF_TOKEN: token = '' } = env;
	return { hubUrl: (endpoint.trim() || 'https://huggingface.co').replace(/\/+$/, ''), token: token.trim() || undefined };
}

/** More files are no model's. */
const mostFiles = 5000;
/** A segment of a repository's name, as the hub allows it; nothing that means something in a path. */
const segment = /^(?!\.)[\w.-]{1,96}(?<!\.)$/;
const repositoryPattern = (name: string): boolean => {
	const segments = name.split('/');
	return segments.length <= 2 && segments.every((part) => segment.test(part) && !part.includes('..'));
};

/** A branch, tag or commit: no more than names of git have, and nothing that leads elsewhere in a URL. */
const revisionPattern = /^(?!.*\.\.)[\w][\w./-]{0,199}$/;

const infoSchema = z.object({
	sha: z.string().check(z.regex(/^[0-9a-f]{40,64}$/)),
	cardData: z.optional(z.nullable(z.object({ license: z.optional(z.unknown()), license_name: z.optional(z.unknown()) }))),
	tags: z.optional(z.array(z.string())),
});
const fileSchema = z.object({
	type: z.string(),
	path: z.string(),
	size: z.int().check(z.nonnegative()),
	oid: z.optional(z.string()),
	lfs: z.nullish(z.object({ oid: z.string(), size: z.int().check(z.nonnegative()) })),
});

/**
 * Errors: models.nameInvalid, revisionInvalid, notFound, accessDenied, hubFailed, fileMissing; CancelledError.
 * @param revision undefined: the default branch
 */
export async function hubRepository(
	repository: string,
	revision: string | undefined,
	{ hubUrl, token }: HubAccess,
	cancellation: CancellationToken,
): Promise<RemoteModel> {
	if (!repositoryPattern(repository)) {
		throw nameInvalid(repository);
	}
	if (revision !== undefined && !revisionPattern.test(revision)) {
		throw revisionInvalid(revision);
	}
	const where = revision === undefined ? repository : `${repository} at ${revision}`;
	const access = { hubUrl, fetch: apiFetch(hubUrl, cancellation), ...(token === undefined ? {} : { accessToken: token as `hf_${string}` }) };
	return await inOurErrors(where, token !== undefined, async () => {
		const info = infoSchema.parse(
			await modelInfo({ name: repository, ...(revision === undefined ? {} : { revision }), additionalFields: ['sha', 'cardData', 'tags'], ...access }),
		);
		const present: { readonly name: string; readonly size: number; readonly check: FileCheck }[] = [];
		for await (const entry of listFiles({ repo: { type: 'model', name: repository }, revision: info.sha, ...access })) {
			const { type, path: name, size, oid, lfs } = fileSchema.parse(entry);
			if (type === 'file' && present.push({ name, size: lfs?.size ?? size, check: checkOf(lfs?.oid, oid) }) > mostFiles) {
				throw hubFailed(where, `it lists more than ${mostFiles} files`);
			}
		}
		return {
			from: repository,
			revision: info.sha,
			licence: licenceOf(info),
			files: neededFiles(where, present).map((file) => ({ ...file, url: `${hubUrl}/${repository}/resolve/${info.sha}/${file.name}` })),
			headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
		};
	});
}

function checkOf(lfs: string | undefined, oid: string | undefined): FileCheck {
	const sha256 = lfs?.replace(/^sha256:/, '').toLowerCase();
	if (sha256 !== undefined && /^[0-9a-f]{64}$/.test(sha256)) {
		return { kind: 'sha256', hex: sha256 };
	}
	return lfs === undefined && oid !== undefined && /^[0-9a-f]{40}$/.test(oid) ? { kind: 'gitBlob', hex: oid } : { kind: 'none' };
}

function licenceOf({ cardData, tags = [] }: z.infer<typeof infoSchema>): string | undefined {
	const stated = [cardData?.license, cardData?.license_name]
		.flat()
		.filter((licence) => typeof licence === 'string')
		.filter((licence) => licence !== 'other');
	const tagged = tags.filter((tag) => tag.startsWith('license:')).map((tag) => tag.slice('license:'.length));
	const licences = stated.length > 0 ? stated : tagged;
	return licences.length === 0 ? undefined : licences.join(', ').slice(0, 200);
}

/** The hub answers 401 for repositories that do not exist, so that nobody learns which private ones do. */
async function inOurErrors<T>(where: string, hasToken: boolean, ask: () => Promise<T>): Promise<T> {
	try {
		return await ask();
	} catch (failure) {
		if (failure instanceof HubApiError) {
			const { statusCode } = failure;
			throw statusCode === 404
				? notFound(where)
				: statusCode === 401 || statusCode === 403
					? accessDenied(where, statusCode, hasToken)
					: hubFailed(where, `status ${statusCode}`, failure);
		}
		if (failure instanceof ConnectionFailure) {
			throw hubFailed(where, reasonOf(failure), failure);
		}
		if (failure instanceof z.core.$ZodError || failure instanceof InvalidApiResponseFormatError || failure instanceof SyntaxError) {
			throw hubFailed(where, 'it does not speak as the hub does', failure);
		}
		throw failure;
	}
}

/** The deepest reason: what lies above it only says that there is one. */
function reasonOf(cause: Error): string {
	return cause.cause instanceof Error ? reasonOf(cause.cause) : cause.message;
}
