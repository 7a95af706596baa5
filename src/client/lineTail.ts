// Reads what a growing text file has gained, line by line. Knows nothing of what the lines say.

import { open } from 'node:fs/promises';

/** In bytes, of one read. */
const chunkSize = 1 << 20;
/** In bytes. Longer lines are no lines of ours: the file is given up. */
const longestLine = 16 << 20;

export interface TailRead {
	/** Whether the file is shorter than it was, so that reading began anew: earlier lines no longer count. */
	readonly restarted: boolean;
	/** Complete lines only, without their line ends. */
	readonly lines: readonly string[];
}

export class LineTail {
	readonly #path: string;
	#offset = 0;
	/** The beginning of a line whose end has not been written yet. */
	#rest: Buffer = Buffer.alloc(0);

	constructor(path: string) {
		this.#path = path;
	}

	/** What came since the last read; nothing where there is no such file (yet). Errors: those of the file system. */
	async read(): Promise<TailRead> {
		const file = await open(this.#path, 'r').catch((failure: unknown) => {
			if (failure instanceof Error && 'code' in failure && failure.code === 'ENOENT') {
				return undefined;
			}
			throw failure;
		});
		if (file === undefined) {
			return { restarted: false, lines: [] };
		}
		try {
			const { size } = await file.stat();
			const restarted = size < this.#offset;
			if (restarted) {
				this.#offset = 0;
				this.#rest = Buffer.alloc(0);
			}
			const lines: string[] = [];
			while (this.#offset < size) {
				const { bytesRead, buffer } = await file.read(Buffer.alloc(chunkSize), 0, chunkSize, this.#offset);
				if (bytesRead === 0) {
					break;
				}
				this.#offset += bytesRead;
				this.#split(buffer.subarray(0, bytesRead), lines);
			}
			return { restarted, lines };
		} finally {
			await file.close();
		}
	}

	#split(chunk: Buffer, lines: string[]): void {
		const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
		const end = bytes.lastIndexOf(0x0a);
		this.#rest = Buffer.from(bytes.subarray(end + 1));
		if (this.#rest.length > longestLine) {
			throw new RangeError(`${this.#path} has a line of more than ${longestLine} bytes.`);
		}
		if (end >= 0) {
			lines.push(...bytes.toString('utf8', 0, end).split(/\r?\n/));
		}
	}
}
