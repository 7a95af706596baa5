// A store of a merged graph as the editor asks it: by a process of its own, started when something is first asked and again after
// it has ended. It ends with the client.

import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Disposable } from '../base/disposable';
import { UserError, type UserErrorCode } from '../base/userError';
import { storeAnswerSchemas, storeReplySchema, type StoreAnswer, type StoreCall, type StoreReply, type StoreRequest } from '../protocol/graphStoreProtocol';
import { graphProcessEnded } from './errors';
import { nodeEnvironment, type Program } from './trainingProcess';

interface Pending {
	readonly resolve: (answer: unknown) => void;
	readonly reject: (failure: Error) => void;
	readonly timer: NodeJS.Timeout;
}

/** What takes longer than this, in milliseconds, takes for ever: a file that was made to. */
const longestAnswer = 30_000;
/** How long a process may take to remove what it has put up, in milliseconds. */
const endTime = 2000;
const mostStderr = 1 << 14;

export class GraphStoreClient implements Disposable {
	readonly #program: Program;
	readonly #path: string;
	readonly #pending = new Map<number, Pending>();
	#process: ChildProcess | undefined;
	#lastId = 0;
	#isDisposed = false;

	/** @param path of the store, absolute */
	constructor(program: Program, path: string) {
		this.#program = program;
		this.#path = path;
	}

	/** Of the process; undefined while there is none. */
	get processId(): number | undefined {
		return this.#process?.pid;
	}

	/** Errors: graph.… as the program tells them, graph.processEnded. */
	async ask<Kind extends StoreRequest['kind']>(request: Extract<StoreRequest, { readonly kind: Kind }>): Promise<StoreAnswer<Kind>> {
		if (this.#isDisposed) {
			throw graphProcessEnded(this.#path, 'it is closed');
		}
		const child = (this.#process ??= this.#start());
		const call: StoreCall = { id: ++this.#lastId, request };
		const answer = await new Promise((resolve, reject) => {
			const timer = setTimeout(() => this.#end(child, `no answer within ${longestAnswer / 1000} s`), longestAnswer);
			this.#pending.set(call.id, { resolve, reject, timer });
			child.stdin?.write(`${JSON.stringify(call)}\n`);
		});
		return storeAnswerSchemas[request.kind].parse(answer) as StoreAnswer<Kind>;
	}

	dispose(): void {
		this.#isDisposed = true;
		const child = this.#process;
		if (child !== undefined) {
			this.#forget('it is closed');
			child.stdin?.end();
			setTimeout(() => child.kill('SIGKILL'), endTime).unref();
		}
	}

	#start(): ChildProcess {
		const child = spawn(this.#program.execPath, [this.#program.path, 'graph', 'serve', this.#path], {
			env: nodeEnvironment(),
			windowsHide: true,
			stdio: ['pipe', 'pipe', 'pipe'],
		});
		let stderr = '';
		child.stderr.setEncoding('utf8').on('data', (text: string) => {
			stderr = (stderr + text).slice(-mostStderr);
		});
		child.once('error', (failure) => this.#end(child, failure.message));
		child.once('close', (code, signal) => this.#end(child, stderr.trim() || (signal ?? `exit code ${code}`)));
		// A process that has gone is told of by its end.
		child.stdin.on('error', () => {});
		createInterface({ input: child.stdout, crlfDelay: Infinity }).on('line', (line) => this.#hear(child, line));
		return child;
	}

	#hear(child: ChildProcess, line: string): void {
		let reply: StoreReply;
		try {
			reply = storeReplySchema.parse(JSON.parse(line));
		} catch {
			this.#end(child, 'it answered something else');
			return;
		}
		const pending = this.#pending.get(reply.id);
		this.#pending.delete(reply.id);
		clearTimeout(pending?.timer);
		if (reply.failure === undefined) {
			pending?.resolve(reply.answer);
		} else {
			const { code, problem, remedy } = reply.failure;
			pending?.reject(code === '' ? new Error(problem) : new UserError({ code: code as UserErrorCode, problem, remedy }));
		}
	}

	#end(child: ChildProcess, reason: string): void {
		if (this.#process === child) {
			this.#forget(reason);
			child.kill('SIGKILL');
		}
	}

	#forget(reason: string): void {
		this.#process = undefined;
		for (const { reject, timer } of this.#pending.values()) {
			clearTimeout(timer);
			reject(graphProcessEnded(this.#path, reason));
		}
		this.#pending.clear();
	}
}
