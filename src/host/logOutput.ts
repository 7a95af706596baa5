// The log of the extension: an output channel with levels, behind the logger port.

import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable';
import type { Logger, LogLevel } from '../base/logger';

export class LogOutput implements Logger, Disposable {
	readonly #channel: vscode.LogOutputChannel;

	constructor(name: string) {
		this.#channel = vscode.window.createOutputChannel(name, { log: true });
	}

	log(level: LogLevel, message: string): void {
		this.#channel[level](message);
	}

	show(): void {
		this.#channel.show(true);
	}

	dispose(): void {
		this.#channel.dispose();
	}
}
