// How far a long computation is, in one line on stderr that overwrites itself. Where stderr is no terminal, nothing.

export interface Progress {
	readonly update: (done: number, total: number) => void;
	/** Removes the line. */
	readonly end: () => void;
}

export function showProgress(what: string): Progress {
	const { stderr } = process;
	if (!stderr.isTTY) {
		return { update: () => {}, end: () => {} };
	}
	return {
		update: (done, total) => {
			stderr.write(`\r${what}: ${done} of ${total}`);
		},
		end: () => {
			stderr.write('\r\u001b[K');
		},
	};
}
