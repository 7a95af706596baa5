// How far a long computation is, in one line on stderr that overwrites itself. Where stderr is no terminal, nothing.

export interface Progress {
	/** @param now in place of what it is in all */
	readonly update: (done: number, total: number, now?: string) => void;
	/** Removes the line. */
	readonly end: () => void;
}

export function showProgress(what: string): Progress {
	const { stderr } = process;
	if (!stderr.isTTY) {
		return { update: () => {}, end: () => {} };
	}
	return {
		update: (done, total, now = what) => {
			stderr.write(`\r\u001b[K${now}: ${done} of ${total}`);
		},
		end: () => {
			stderr.write('\r\u001b[K');
		},
	};
}
