// How far a download is: one line that overwrites itself on a terminal, a line every tenth in a log.

import type { Writable } from 'node:stream';

const terminalInterval = 200;

export class DownloadProgress {
	readonly #output: Writable & { readonly isTTY?: boolean };
	readonly #name: string;
	#shownAt = 0;
	#tenth = 0;

	/** @param output such as stderr */
	constructor(output: Writable & { readonly isTTY?: boolean }, name: string) {
		this.#output = output;
		this.#name = name;
	}

	/** Both in bytes. */
	update(bytes: number, total: number | undefined): void {
		if (this.#output.isTTY === true) {
			if (performance.now() - this.#shownAt >= terminalInterval || bytes === total) {
				this.#shownAt = performance.now();
				this.#output.write(`\r${this.#line(bytes, total)}\u001b[K`);
			}
			return;
		}
		const tenth = total === undefined || total === 0 ? 0 : Math.floor((10 * bytes) / total);
		// A small file is there before anybody has read the line.
		if (tenth > this.#tenth && total !== undefined && total >= 2 ** 20) {
			this.#tenth = tenth;
			this.#output.write(`${this.#line(bytes, total)}\n`);
		}
	}

	/** Something that stays on the screen. */
	tell(what: string): void {
		this.end();
		this.#output.write(`${this.#name}: ${what}\n`);
	}

	/** Removes the line. */
	end(): void {
		if (this.#output.isTTY === true) {
			this.#output.write('\r\u001b[K');
		}
	}

	#line(bytes: number, total: number | undefined): string {
		const megabytes = (count: number): string => (count / 1e6).toFixed(1);
		return total === undefined
			? `${this.#name}: ${megabytes(bytes)} MB`
			: `${this.#name}: ${megabytes(bytes)} of ${megabytes(total)} MB (${Math.floor((100 * bytes) / Math.max(1, total))} %)`;
	}
}
