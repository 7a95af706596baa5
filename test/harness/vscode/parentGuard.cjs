// Loaded into the server before anything else: ends it with its whole process group once the process that started it
// has gone, even where that was killed and could clean up nothing.

'use strict';

const starter = Number(process.env['SPERT_STARTER_PID']);

// What the server itself starts inherits both this file and the variable, and is left alone.
if (process.ppid === starter) {
	setInterval(() => {
		if (process.ppid === starter) {
			return;
		}
		if (process.platform !== 'win32') {
			process.kill(-process.pid, 'SIGKILL');
		}
		process.exit(1);
	}, 1000).unref();
}
