// Stands in for @vscode/native-watchdog: ends this process once the process that it was started by has gone.

'use strict';

exports.start = (pid) => {
	setInterval(() => {
		try {
			process.kill(pid, 0);
		} catch {
			process.exit(87);
		}
	}, 1000).unref();
};
exports.exit = (code) => process.exit(code);
