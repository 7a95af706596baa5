// The engine process as the editor runs it, for measuring: its client, and the documents' reader thread beside it.

import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultThreads } from '../../src/base/node/defaultThreads';
import type { Disposable } from '../../src/base/disposable';
import { silentLogger } from '../../src/base/logger';
import { EngineClient } from '../../src/client/engineClient';
import { ReaderThread } from '../../src/client/readerThread';
import type { ReadOptions } from '../../src/documents/readOptions';
import type { DocumentReading } from '../../src/documents/documentReading';
import type { DocumentFormat } from '../../src/documents/documentFormat';
import { EngineProcessExtractor } from '../../src/features/extraction/engineProcessExtractor';
import type { Material } from './material';

export class EngineProcess implements Disposable {
	readonly client: EngineClient;
	readonly reader: ReaderThread<DocumentFormat, ReadOptions, DocumentReading>;
	readonly extractor: EngineProcessExtractor;

	/** Starts nothing yet: the process starts with the first request, the thread with the first document. */
	constructor({ root, model }: Pick<Material, 'root' | 'model'>, threads = defaultThreads()) {
		this.client = new EngineClient({
			logger: silentLogger,
			spawn: () =>
				fork(join(root, 'dist', 'server.cjs'), [], {
					env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
					execArgv: [],
					stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
				}),
		});
		this.reader = new ReaderThread(join(root, 'dist', 'reader.cjs'));
		this.extractor = new EngineProcessExtractor(
			this.client,
			{ modelPath: model, threads },
			{ maxSpanSize: 10, relationThreshold: 0.4 },
		);
	}

	/** The most memory that the process has had, in bytes; undefined where the system does not tell (only Linux does). */
	async peakMemory(): Promise<number | undefined> {
		return await this.#memory('VmHWM');
	}

	/** The memory that the process has now, in bytes; undefined where the system does not tell. */
	async currentMemory(): Promise<number | undefined> {
		return await this.#memory('VmRSS');
	}

	async #memory(field: 'VmHWM' | 'VmRSS'): Promise<number | undefined> {
		if (process.platform !== 'linux') {
			return undefined;
		}
		const status = readFileSync(`/proc/${await this.client.processId()}/status`, 'utf8');
		const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
		return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
	}

	dispose(): void {
		this.client.dispose();
		this.reader.dispose();
	}
}
