// Where the package with CUDA's provider is, by the words of the runtime itself (its install-metadata.js) and of the feed that it
// names: a package feed with version 3 of its protocol.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { CancelledError, type CancellationToken } from '../../base/cancellation';
import { UserError } from '../../base/userError';
import { apiFetch } from '../download/apiFetch';
import { cudaFeedFailed, cudaNotHere } from './errors';

export interface CudaPackage {
	readonly url: string;
	readonly bytes: number;
	/** SHA-512 in base64. */
	readonly sha512: string;
	/** As the feed names it. */
	readonly licence: string;
	/** Files of the package that are wanted, by what they are called here. */
	readonly files: Readonly<Record<string, string>>;
}

/** What the runtime says of files that it does not bring. */
const metadataSchema = z.object({
	requirements: z.record(z.string(), z.array(z.string())),
	manifests: z.record(z.string(), z.record(z.string(), z.object({ package: z.string(), path: z.string() }))),
	packages: z.record(z.string(), z.object({ name: z.string(), versions: z.array(z.object({ feed: z.string(), version: z.string() })) })),
	feeds: z.record(z.string(), z.object({ index: z.string() })),
});

const indexSchema = z.object({ resources: z.array(z.looseObject({ '@id': z.string(), '@type': z.string() })) });
const leafSchema = z.object({ catalogEntry: z.string(), packageContent: z.string() });
const entrySchema = z.object({
	packageHash: z.string(),
	packageHashAlgorithm: z.literal('SHA512'),
	packageSize: z.number(),
	licenseExpression: z.optional(z.string()),
	licenseUrl: z.optional(z.string()),
});

/** TensorRT's provider is in the package too, needs libraries of its own, and is not used. */
const wanted = /^(\.\/)?libonnxruntime_providers_(cuda|shared)\.so$/;

/**
 * @param runtimeFolder of the runtime's package
 * @param feed in place of the one that the runtime names
 * Errors: cli.cudaNotHere, cli.cudaFeedFailed; CancelledError.
 */
export async function findCudaPackage(runtimeFolder: string, feed: string | undefined, cancellation: CancellationToken): Promise<CudaPackage> {
	const script = join(runtimeFolder, 'script', 'install-metadata.js');
	const system = `${process.platform}/${process.arch}`;
	const metadata = existsSync(script) ? metadataSchema.parse(createRequire(__filename)(script)) : undefined;
	const manifest = metadata?.requirements[system]?.map((name) => metadata.manifests[`${system}:${name}`]).find((found) => found !== undefined);
	const entries = Object.entries(manifest ?? {}).filter(([name]) => wanted.test(name));
	const source = metadata?.packages[entries[0]?.[1].package ?? ''];
	const version = source?.versions[0];
	const index = feed ?? metadata?.feeds[version?.feed ?? '']?.index;
	if (source === undefined || version === undefined || index === undefined) {
		throw cudaNotHere(system);
	}
	const ask = apiFetch(index, cancellation);
	const get = async <T>(url: string, schema: z.ZodMiniType<T>): Promise<T> => {
		try {
			const response = await ask(url);
			if (!response.ok) {
				throw new Error(`status ${response.status}`);
			}
			return schema.parse(await response.json());
		} catch (failure) {
			if (failure instanceof UserError || failure instanceof CancelledError) {
				throw failure;
			}
			throw cudaFeedFailed(url, failure instanceof z.core.$ZodError ? 'its answer has another form' : failure instanceof Error ? failure.message : String(failure));
		}
	};
	const { resources } = await get(index, indexSchema);
	const registrations = resources.find((resource) => resource['@type'] === 'RegistrationsBaseUrl/3.6.0')?.['@id'];
	if (registrations === undefined) {
		throw cudaFeedFailed(index, 'it lists no registrations');
	}
	const base = registrations.endsWith('/') ? registrations : `${registrations}/`;
	const leaf = await get(`${base}${source.name.toLowerCase()}/${version.version.toLowerCase()}.json`, leafSchema);
	const entry = await get(leaf.catalogEntry, entrySchema);
	return {
		url: leaf.packageContent,
		bytes: entry.packageSize,
		sha512: entry.packageHash,
		licence: entry.licenseExpression ?? entry.licenseUrl ?? '',
		files: Object.fromEntries(entries.map(([name, { path }]) => [name.replace(/^\.\//, ''), path])),
	};
}
