// Where providers were fetched that do not come with the runtime, the runtime's own library is loaded from beside them: it
// looks for providers in the folder that it was loaded from. Imported before the runtime, by whatever imports the runtime.

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { join } from 'node:path';
import { librariesVariable } from './librariesVariable';

/** The binding between Node and the runtime; the library beside it is the one that it loads. */
export const bindingFile = 'onnxruntime_binding.node';
export const cudaProviderFile = 'libonnxruntime_providers_cuda.so';

/** The runtime's package on this disk; undefined where this file is no bundle. */
export function runtimePackage(): { readonly folder: string; readonly version: string } | undefined {
	if (typeof __filename !== 'string') {
		return undefined;
	}
	const manifest = createRequire(__filename).resolve('onnxruntime-node/package.json');
	const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string };
	return { folder: join(manifest, '..'), version };
}

/** Whether the runtime was loaded from beside CUDA's provider. */
export const hasFetchedCuda = loadFromBesideProviders();

function loadFromBesideProviders(): boolean {
	const folder = process.env[librariesVariable];
	const version = folder === undefined ? undefined : runtimePackage()?.version;
	if (folder === undefined || version === undefined) {
		return false;
	}
	const binding = join(folder, version, bindingFile);
	if (!existsSync(binding) || !existsSync(join(folder, version, cudaProviderFile))) {
		return false;
	}
	try {
		// Loads the library that lies beside it. A library is known by its name: the binding that the runtime's package loads
		// afterwards is given this one.
		process.dlopen({ exports: {} }, binding, constants.dlopen.RTLD_NOW);
		return true;
	} catch (failure) {
		process.stderr.write(`The runtime in ${folder} cannot be loaded: ${String(failure)}\n`);
		return false;
	}
}
