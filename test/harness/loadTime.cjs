// Loads a bundle in this process, with a stand-in for VS Code's module that takes every use, and prints how much processor time
// that took, in milliseconds. For tests of what loading costs an extension host, which has Node's own modules loaded already.

const Module = require('node:module');

/** Whatever is read from it, called on it or made of it is it again. */
const answer = (_target, key) => (key === '__esModule' ? undefined : key === Symbol.toPrimitive ? () => '' : everything);
const handler = { get: answer, apply: () => everything, construct: () => ({}) };
const prototype = new Proxy(function () {}, handler);
// Bundlers copy a module's own properties and inherit the others.
const everything = new Proxy(function () {}, {
	...handler,
	get: (target, key) => (key === 'prototype' ? target.prototype : answer(target, key)),
	getPrototypeOf: () => prototype,
});

for (const name of ['child_process', 'crypto', 'fs/promises', 'net', 'os', 'path', 'stream', 'url', 'util', 'worker_threads']) {
	require(`node:${name}`);
}
const load = Module._load;
Module._load = function (request, ...rest) {
	return request === 'vscode' ? everything : load.call(this, request, ...rest);
};
const before = process.cpuUsage();
require(process.argv[2]);
const { user, system } = process.cpuUsage(before);
process.stdout.write(String((user + system) / 1000));
process.exit(0);
