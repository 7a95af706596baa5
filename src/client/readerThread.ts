// The reader thread as the editor sees it: started on first use, started again if it ever ends.

import { Worker } from 'node:worker_threads';
import type { Disposable } from '../base/disposable';
import type { ReadRequest, ReadResponse } from '../protocol/readerProtocol';

interface Pending<Reading> {
	readonly resolve: (reading: Reading) => void;
	readonly reject: (failure: Error) => void;
}

export class ReaderThread<Format, Options, Reading> implements Disposable {
	readonly #script: string;
	#worker: Worker | undefined;
	readonly #pending = new Map<number, Pending<Reading>>();
	#lastId = 0;
	#disposed = false;

	/** @param script path of the thread's bundle */
	constructor(script: string) {
		this.#script = script;
	}

	read(source: string, format: Format, options: Options): Promise<Reading> {
		if (this.#disposed) {
			return Promise.reject(new Error('The window is closing.'));
		}
		const worker = (this.#worker ??= this.#start());
		const request: ReadRequest<Format, Options> = { id: ++this.#lastId, source, format, options };
		return new Promise((resolve, reject) => {
			this.#pending.set(request.id, { resolve, reject });
			worker.postMessage(request);
		});
	}

	dispose(): void {
		this.#disposed = true;
		const worker = this.#worker;
		this.#end('The window is closing.');
		void worker?.terminate();
	}

	#start(): Worker {
		const worker = new Worker(this.#script);
		worker.on('message', (response: ReadResponse<Reading>) => {
			const pending = this.#pending.get(response.id);
			this.#pending.delete(response.id);
			switch (response.kind) {
				case 'read':
					pending?.resolve(response.reading);
					break;
				case 'failed':
					pending?.reject(new Error(`Reading a document failed.\n${response.failure}`));
					break;
				default:
					response satisfies never;
			}
		});
		const ended = (reason: string): void => {
			if (this.#worker === worker) {
				this.#end(reason);
			}
		};
		worker.on('error', (failure) => ended(failure.stack ?? failure.message));
		worker.on('exit', (code) => ended(`exit code ${code}`));
		// A window that closes need not wait for it.
		worker.unref();
		return worker;
	}

	#end(reason: string): void {
		this.#worker = undefined;
		for (const { reject } of this.#pending.values()) {
			reject(new Error(`The reader thread ended: ${reason}`));
		}
		this.#pending.clear();
	}
}
