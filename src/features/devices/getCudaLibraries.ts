// "Get CUDA Libraries": says what would be downloaded, from where and under which licence, asks, and downloads it into the
// extension's own storage. `spert devices --get-cuda` does the work.

import * as vscode from 'vscode';
import type { CancellationToken } from '../../base/cancellation';
import { runLines } from '../../client/programLines';
import type { Program } from '../../client/trainingProcess';
import { readCudaLine, type CudaLine, type CudaPlan } from '../../protocol/cudaFiles';
import { proxyEnvironment } from '../../host/proxyEnvironment';

/** @returns whether the libraries are there. Errors: cli.cuda…, fetch.…; CancelledError. */
export async function getCudaLibraries(program: Program, store: string): Promise<boolean> {
	const run = (args: readonly string[], cancellation: CancellationToken, onLine: (line: CudaLine) => void): Promise<void> =>
		runLines(program, {
			args: ['devices', '--get-cuda', '--json', '--store', store, ...args],
			environment: proxyEnvironment(),
			cancellation,
			read: readCudaLine,
			onLine,
		});
	let plan: CudaPlan | undefined;
	await withProgress(vscode.l10n.t('Asking for the CUDA libraries'), (_, token) =>
		run(['--plan'], token, (line) => {
			plan = line.kind === 'plan' ? line.plan : plan;
		}),
	);
	if (plan === undefined) {
		throw new Error('spert devices has told no plan.');
	}
	if (plan.isThere) {
		return true;
	}
	if (!(await isWanted(plan))) {
		return false;
	}
	await withProgress(vscode.l10n.t('Downloading the CUDA libraries'), (progress, token) => {
		let shown = 0;
		return run(['--yes'], token, (line) => {
			if (line.kind === 'progress') {
				const share = (100 * line.done) / Math.max(1, line.total);
				progress.report({ increment: share - shown, message: vscode.l10n.t('{0} of {1}', megabytes(line.done), megabytes(line.total)) });
				shown = share;
			}
		});
	});
	return true;
}

async function isWanted({ url, bytes, licence, folder }: CudaPlan): Promise<boolean> {
	const download = vscode.l10n.t('Download');
	const detail = [
		vscode.l10n.t('From {0}', url),
		vscode.l10n.t('Licence: {0}', licence),
		vscode.l10n.t('Into {0}', folder),
		vscode.l10n.t('CUDA 12 and cuDNN 9 themselves must be installed on this system.'),
	].join('\n');
	const question = vscode.l10n.t('Download onnxruntime’s libraries for CUDA, {0}?', megabytes(bytes));
	return (await vscode.window.showInformationMessage(question, { modal: true, detail }, download)) === download;
}

function megabytes(bytes: number): string {
	return `${(bytes / 1e6).toFixed(0)} MB`;
}

function withProgress<T>(
	title: string,
	work: (progress: vscode.Progress<{ readonly increment?: number; readonly message?: string }>, token: vscode.CancellationToken) => Promise<T>,
): Thenable<T> {
	return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, work);
}
