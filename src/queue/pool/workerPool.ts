// Processes of this machine that read documents, each one document at a time with a model of its own. One that ends takes only its
// document with it and is replaced; whoever asked for the document decides whether it is tried again.

import { fork, type ChildProcess } from 'node:child_process';
import { CancelledError } from '../../base/cancellation';
import type { Failure } from '../corpus';
import { errorOf, failureOf, processEnded, timedOut } from '../errors';
import type { DocumentTask, PoolAnswer, PoolRequest, PoolSetup } from './poolMessages';

export interface WorkerPoolOptions {
	/** A Node program that reads documents when it is forked with `args`. */
	readonly program: string;
	readonly args: readonly string[];
	readonly setup: PoolSetup;
	/** How many processes. */
	readonly size: number;
	/** A document may take so long, in seconds. */
	readonly timeout: number;
}

export type TaskEnd =
	| { readonly kind: 'done'; readonly result: Uint8Array }
	| { readonly kind: 'failed'; readonly failure: Failure; readonly isFinal: boolean };

interface Waiting {
	readonly task: DocumentTask;
	readonly resolve: (end: TaskEnd) => void;
	readonly reject: (failure: Error) => void;
}

type MemberState =
	| { readonly kind: 'starting' }
	| { readonly kind: 'idle' }
	| { readonly kind: 'reading'; readonly id: number; readonly waiting: Waiting; readonly timer: NodeJS.Timeout };

interface Member {
	readonly child: ChildProcess;
	state: MemberState;
}

/** Where processes end before they are ready, the pool gives up after so many in a row. */
const mostFailedStarts = 5;

export class WorkerPool {
	readonly #options: WorkerPoolOptions;
	readonly #members = new Set<Member>();
	readonly #queue: Waiting[] = [];
	#nextId = 1;
	#failedStarts = 0;
	/** Why the pool reads nothing any more. */
	#end: Error | undefined;
	#readyListeners: (() => void)[] = [];

	constructor(options: WorkerPoolOptions) {
		this.#options = options;
		for (let number = 0; number < options.size; number++) {
			this.#start();
		}
	}

	/** Resolves when a first process has loaded its model. Errors: why none can; CancelledError after `close`. */
	async whenReady(): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			const look = (): void => {
				if (this.#end !== undefined) {
					reject(this.#end);
				} else if ([...this.#members].some(({ state }) => state.kind !== 'starting')) {
					resolve();
				} else {
					this.#readyListeners.push(look);
				}
			};
			look();
		});
	}

	/** Documents in hand, begun with or not. */
	get load(): number {
		return this.#queue.length + [...this.#members].filter(({ state }) => state.kind === 'reading').length;
	}

	/** Reads a document in the next process that is free. Errors: why no process can be used; CancelledError where `close` came first. */
	async read(task: DocumentTask): Promise<TaskEnd> {
		return await new Promise<TaskEnd>((resolve, reject) => {
			if (this.#end !== undefined) {
				reject(this.#end);
				return;
			}
			this.#queue.push({ task, resolve, reject });
			this.#assign();
		});
	}

	/** Gives back what nobody has begun with (CancelledError), and ends each process when its document is done. */
	async close(): Promise<void> {
		this.#giveUp(new CancelledError());
		await Promise.all(
			[...this.#members].map(
				async ({ child, state }) =>
					await new Promise<void>((resolve) => {
						if (child.exitCode !== null || child.signalCode !== null) {
							resolve();
							return;
						}
						child.once('exit', () => resolve());
						if (state.kind !== 'reading') {
							child.kill();
						}
					}),
			),
		);
	}

	/** Ends all processes now. */
	kill(): void {
		this.#giveUp(new CancelledError());
		this.#members.forEach(({ child }) => child.kill('SIGKILL'));
	}

	#giveUp(reason: Error): void {
		this.#end ??= reason;
		for (const { reject } of this.#queue.splice(0)) {
			reject(this.#end);
		}
		this.#tellReady();
	}

	#tellReady(): void {
		for (const listener of this.#readyListeners.splice(0)) {
			listener();
		}
	}

	#start(): void {
		const { program, args, setup } = this.#options;
		// Their results are on the channel; what they say goes where our own goes.
		const child = fork(program, [...args], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
		const member: Member = { child, state: { kind: 'starting' } };
		this.#members.add(member);
		child.on('message', (message) => this.#hear(member, message as PoolAnswer));
		child.on('error', () => child.kill('SIGKILL'));
		child.once('exit', (code, signal) => this.#ended(member, signal ?? `exit code ${code}`));
		this.#say(member, { kind: 'start', setup });
	}

	#say({ child }: Member, request: PoolRequest): void {
		// One that has ended is noticed by its end.
		child.send(request, () => {});
	}

	#hear(member: Member, answer: PoolAnswer): void {
		switch (answer.kind) {
			case 'ready':
				this.#failedStarts = 0;
				member.state = { kind: 'idle' };
				this.#tellReady();
				this.#assign();
				break;
			case 'unusable':
				this.#giveUp(errorOf(answer.failure));
				break;
			case 'done':
				this.#finish(member, answer.id, { kind: 'done', result: answer.result });
				break;
			case 'failed':
				this.#finish(member, answer.id, { kind: 'failed', failure: answer.failure, isFinal: answer.isFinal });
				break;
			default:
				answer satisfies never;
		}
	}

	#finish(member: Member, id: number, end: TaskEnd): void {
		const { state } = member;
		if (state.kind !== 'reading' || state.id !== id) {
			return;
		}
		clearTimeout(state.timer);
		member.state = { kind: 'idle' };
		state.waiting.resolve(end);
		if (this.#end === undefined) {
			this.#assign();
		} else {
			member.child.kill();
		}
	}

	#ended(member: Member, how: string): void {
		this.#members.delete(member);
		const { state } = member;
		if (state.kind === 'reading') {
			clearTimeout(state.timer);
			if (this.#end === undefined) {
				state.waiting.resolve({ kind: 'failed', failure: failureOf(processEnded(how)), isFinal: false });
			} else {
				// It was ended with the pool: that is not the document's fault.
				state.waiting.reject(this.#end);
			}
		} else if (state.kind === 'starting' && ++this.#failedStarts >= mostFailedStarts) {
			this.#giveUp(processEnded(how));
		}
		if (this.#end === undefined) {
			this.#start();
		}
	}

	#assign(): void {
		for (const member of this.#members) {
			if (member.state.kind !== 'idle') {
				continue;
			}
			const waiting = this.#queue.shift();
			if (waiting === undefined) {
				return;
			}
			const id = this.#nextId++;
			const { timeout } = this.#options;
			const timer = setTimeout(() => {
				member.state = { kind: 'idle' };
				waiting.resolve({ kind: 'failed', failure: failureOf(timedOut(timeout)), isFinal: false });
				// Idle for the end, so that its document is not told of twice; it gets no other before.
				member.child.kill('SIGKILL');
				this.#members.delete(member);
			}, timeout * 1000);
			member.state = { kind: 'reading', id, waiting, timer };
			this.#say(member, { kind: 'read', id, task: waiting.task });
		}
	}
}
