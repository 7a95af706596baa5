// What the editor asks of `spert models`: the list, what a download would bring, and the download.

import { join } from 'node:path';
import type { CancellationToken } from '../../base/cancellation';
import type { Logger } from '../../base/logger';
import type { Program } from '../../client/trainingProcess';
import { proxyEnvironment } from '../../host/proxyEnvironment';
import type { DownloadPlan, ModelsLine, ModelSummary } from '../../protocol/modelFiles';

/** What is to be downloaded. */
export interface DownloadRequest {
	/** A repository of the hub, or the URL of a folder. */
	readonly from: string;
	/** Of a repository; undefined: its main branch. */
	readonly revision?: string | undefined;
	/** Of a URL's weights. */
	readonly sha256?: string | undefined;
	/** For what is not public. */
	readonly token?: string | undefined;
}

export class ModelPrograms {
	readonly #program: Program;
	readonly #log: Logger;
	/** Of downloaded models; absolute. */
	readonly store: string;

	/** @param storage the extension's own folder */
	constructor(program: Program, storage: string, log: Logger) {
		this.#program = program;
		this.#log = log;
		this.store = join(storage, 'models');
	}

	/** @param named folders of models to be listed besides. Errors: CancelledError. */
	async list(folders: readonly string[], named: readonly string[], cancellation: CancellationToken): Promise<readonly ModelSummary[]> {
		const models: ModelSummary[] = [];
		await this.#run(['list', ...folders, ...named.map((path) => `--model=${path}`)], {}, cancellation, (line) => {
			if (line.kind === 'model') {
				models.push(line.model);
			}
		});
		return models;
	}

	/** Errors: models.…, fetch.…, CancelledError. */
	async plan(request: DownloadRequest, cancellation: CancellationToken): Promise<DownloadPlan> {
		let plan: DownloadPlan | undefined;
		await this.#run(['download', ...argumentsOf(request), '--plan'], request, cancellation, (line) => {
			plan = line.kind === 'plan' ? line.plan : plan;
		});
		if (plan === undefined) {
			throw new Error('spert models has told no plan.');
		}
		return plan;
	}

	/** Errors: as plan. What has been downloaded when it is cancelled stays for the next time. */
	async download(
		request: DownloadRequest,
		cancellation: CancellationToken,
		onProgress: (file: string, done: number, total: number) => void,
	): Promise<ModelSummary> {
		let model: ModelSummary | undefined;
		await this.#run(['download', ...argumentsOf(request), '--yes'], request, cancellation, (line) => {
			switch (line.kind) {
				case 'progress':
					onProgress(line.file, line.done, line.total);
					break;
				case 'notice':
					this.#log.log('warn', line.message);
					break;
				case 'model':
					model = line.model;
					break;
				case 'plan':
				case 'failed':
					break;
				default:
					line satisfies never;
			}
		});
		if (model === undefined) {
			throw new Error('spert models has told no model.');
		}
		return model;
	}

	async #run(
		args: readonly string[],
		{ token }: Pick<DownloadRequest, 'token'>,
		cancellation: CancellationToken,
		onLine: (line: ModelsLine) => void,
	): Promise<void> {
		const environment = { ...proxyEnvironment(), ...(token === undefined ? {} : { HF_TOKEN: token }) };
		// With the checks of what it says: of no use before somebody asks, and the extension is to be loaded at once.
		const { runModels } = await import('../../client/modelsRun');
		await runModels(this.#program, { args: [...args, '--store', this.store], environment, cancellation, onLine });
	}
}

function argumentsOf({ from, revision, sha256 }: DownloadRequest): readonly string[] {
	return [from, ...(revision === undefined ? [] : [`--revision=${revision}`]), ...(sha256 === undefined ? [] : [`--sha256=${sha256}`])];
}
