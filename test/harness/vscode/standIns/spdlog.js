// Stands in for @vscode/spdlog, a native file logger, so that nothing has to be compiled: appends plain lines to the
// file it is given. Its exports are single assignments because the server loads it by ESM `import()`.

'use strict';

const fs = require('node:fs');
const path = require('node:path');

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical', 'off'];
let globalLevel = 2;

class Logger {
	constructor(name, file) {
		this.name = name;
		this.file = file;
		this.level = globalLevel;
	}
	write(level, message) {
		if (this.file && level >= this.level) {
			fs.appendFileSync(this.file, `${new Date().toISOString()} [${levels[level]}] ${message}\n`);
		}
	}
	trace(message) { this.write(0, message); }
	debug(message) { this.write(1, message); }
	info(message) { this.write(2, message); }
	warn(message) { this.write(3, message); }
	error(message) { this.write(4, message); }
	critical(message) { this.write(5, message); }
	getLevel() { return this.level; }
	setLevel(level) { this.level = level; }
	clearFormatters() {}
	setPattern() {}
	flush() {}
	drop() { this.file = undefined; }
}

async function createLogger(name, file) {
	fs.mkdirSync(path.dirname(file), { recursive: true });
	return new Logger(name, file);
}

exports.version = 0;
exports.Logger = Logger;
exports.setLevel = (level) => { globalLevel = level; };
exports.setFlushOn = () => {};
exports.shutdown = () => {};
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
