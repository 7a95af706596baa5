// `spert devices --get-cuda`: says what would be downloaded, asks, downloads and puts it where the runtime finds it.

import { createInterface } from 'node:readline/promises';
import { CancelledError, type CancellationToken } from '../../base/cancellation';
import { UserError } from '../../base/userError';
import { runtimePackage } from '../../engine/runtime/fetchedLibraries';
import type { CudaLine, CudaPlan } from '../../protocol/cudaFiles';
import { DownloadProgress } from '../download/downloadProgress';
import { findCudaPackage } from './cudaPackage';
import { cudaNotHere } from './errors';
import { cudaFolder, installCuda, isCudaThere, type CudaInstallation } from './installCuda';

export interface GetCudaRequest {
	readonly store: string;
	/** In place of the feed that the runtime names. */
	readonly feed?: string | undefined;
	/** Only say what would come. */
	readonly plan: boolean;
	/** Do not ask. */
	readonly yes: boolean;
	readonly json: boolean;
	readonly cancellation: CancellationToken;
}

export async function getCuda(request: GetCudaRequest): Promise<'success' | 'failed'> {
	try {
		return await get(request);
	} catch (failure) {
		if (request.json && failure instanceof UserError) {
			const { code, problem, remedy } = failure;
			print({ kind: 'failed', code, problem, remedy });
			return 'failed';
		}
		throw failure;
	}
}

async function get({ store, feed, plan: isPlan, yes, json, cancellation }: GetCudaRequest): Promise<'success' | 'failed'> {
	const runtime = runtimePackage();
	if (runtime === undefined || process.platform !== 'linux') {
		throw cudaNotHere(`${process.platform}/${process.arch}`);
	}
	const installation: CudaInstallation = { store, runtimeFolder: runtime.folder, runtimeVersion: runtime.version };
	const found = await findCudaPackage(runtime.folder, feed, cancellation);
	const { url, bytes, licence } = found;
	const plan: CudaPlan = { url, bytes, licence, folder: cudaFolder(installation), isThere: isCudaThere(installation) };
	if (json) {
		print({ kind: 'plan', plan });
	} else {
		process.stdout.write(planText(plan));
	}
	if (isPlan || plan.isThere) {
		return 'success';
	}
	if (!yes && !(await confirmed())) {
		return 'failed';
	}
	const progress = new DownloadProgress(process.stderr, 'CUDA');
	try {
		const folder = await installCuda(found, installation, {
			cancellation,
			onProgress: json ? jsonProgress() : (done, total) => progress.update(done, total),
			onRetry: (reason, attempt) => progress.tell(`${reason.message}; attempt ${attempt}`),
		});
		progress.end();
		if (json) {
			print({ kind: 'installed', folder });
		} else {
			process.stdout.write(`${folder}\n"spert devices" tells whether it works.\n`);
		}
		return 'success';
	} catch (failure) {
		if (failure instanceof CancelledError && !json) {
			progress.tell('stopped; the same command goes on from there');
		}
		throw failure;
	} finally {
		progress.end();
	}
}

function planText({ url, bytes, licence, folder, isThere }: CudaPlan): string {
	const state = isThere ? 'They are there already.\n' : '';
	return `onnxruntime's libraries for CUDA 12, ${(bytes / 1e6).toFixed(0)} MB\n  from     ${url}\n  licence  ${licence}\n  into     ${folder}\nCUDA 12 and cuDNN 9 themselves must be installed on this system.\n${state}`;
}

async function confirmed(): Promise<boolean> {
	if (process.stdin.isTTY !== true) {
		process.stderr.write('Nobody can be asked here: --yes downloads without asking.\n');
		return false;
	}
	const terminal = createInterface({ input: process.stdin, output: process.stderr });
	try {
		return /^y(es)?$/i.test((await terminal.question('Download them? [y/N] ')).trim());
	} finally {
		terminal.close();
	}
}

/** A line every percent at most. */
function jsonProgress(): (done: number, total: number) => void {
	let shown = -1;
	return (done, total) => {
		const percent = Math.floor((100 * done) / Math.max(1, total));
		if (percent > shown) {
			shown = percent;
			print({ kind: 'progress', done, total });
		}
	};
}

function print(line: CudaLine): void {
	process.stdout.write(`${JSON.stringify(line)}\n`);
}
