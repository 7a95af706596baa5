// A file that is written bit by bit beside its place and put there as a whole: a reader sees the old content or the new.

import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { outputUnwritable } from '../errors';
import { writeAll } from '../merge/externalSort';

const bufferSize = 1 << 20;

/** A name beside a path, for what is to come there. */
export function temporaryBeside(path: string): string {
	return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
}

export class OutputFile {
	readonly #path: string;
	readonly #temporary: string;
	#file: number | undefined;
	#text = '';

	/** Errors: graph.outputUnwritable. */
	constructor(path: string) {
		this.#path = path;
		this.#temporary = temporaryBeside(path);
		this.#file = this.#try(() => openSync(this.#temporary, 'wx'));
	}

	/** Errors: graph.outputUnwritable. */
	write(text: string): void {
		this.#text += text;
		if (this.#text.length >= bufferSize) {
			this.#flush();
		}
	}

	/** Errors: graph.outputUnwritable. */
	async finish(): Promise<void> {
		this.#flush();
		this.#try(() => this.#file !== undefined && fsyncSync(this.#file));
		this.#close();
		try {
			await rename(this.#temporary, this.#path);
		} catch (failure) {
			throw outputUnwritable(this.#path, failure);
		}
	}

	async discard(): Promise<void> {
		this.#close();
		await rm(this.#temporary, { force: true });
	}

	#flush(): void {
		const text = this.#text;
		this.#text = '';
		this.#try(() => this.#file !== undefined && writeAll(this.#file, text));
	}

	#close(): void {
		if (this.#file !== undefined) {
			closeSync(this.#file);
			this.#file = undefined;
		}
	}

	#try<T>(run: () => T): T {
		try {
			return run();
		} catch (failure) {
			throw outputUnwritable(this.#path, failure);
		}
	}
}
