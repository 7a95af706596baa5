// How the editor gets at the queue that the user has set: its address from the settings, its password from the editor's secrets. They
// come together only where a process is started.

import type * as vscode from 'vscode';
import { UserError } from '../../base/userError';
import { isLoopback } from '../../inference/serverAddress';
import { parseAddress, type QueueAddress } from '../../queue/address';
import { passwordInSetting, settingInvalid } from './errors';

export interface QueueAccessOptions {
	readonly secrets: Pick<vscode.SecretStorage, 'get' | 'store' | 'delete'>;
	/** The setting; undefined where nothing is set. */
	readonly setting: () => string | undefined;
}

export class QueueAccess {
	readonly #options: QueueAccessOptions;

	constructor(options: QueueAccessOptions) {
		this.#options = options;
	}

	get isSet(): boolean {
		return this.#options.setting() !== undefined;
	}

	/** Undefined where nothing is set. Errors: queue.addressInvalid, queue.passwordInSetting. */
	get address(): QueueAddress | undefined {
		const text = this.#options.setting();
		if (text === undefined) {
			return undefined;
		}
		const address = addressIn(text);
		if (address.password !== undefined) {
			throw passwordInSetting(address.shown);
		}
		return address;
	}

	/** Where the queue is, for people; undefined where none is set that could be used. */
	get place(): string | undefined {
		try {
			return this.address?.shown;
		} catch {
			// What is wrong with it is told when it is used.
			return undefined;
		}
	}

	/** What is wrong with the setting; undefined where nothing is. */
	get problem(): string | undefined {
		try {
			return this.address && undefined;
		} catch (failure) {
			if (failure instanceof UserError) {
				return failure.message;
			}
			throw failure;
		}
	}

	/** Whether what is sent can be read on its way. */
	get isOpen(): boolean {
		const { address } = this;
		return address !== undefined && !address.isSecure && !isLoopback(address.host);
	}

	/** The queue's URL with its password. Errors: those of the address. */
	async url(): Promise<string | undefined> {
		const { address } = this;
		const text = this.#options.setting();
		if (address === undefined || text === undefined) {
			return undefined;
		}
		const password = await this.#options.secrets.get(secretOf(address));
		const url = new URL(text);
		url.password = encodeURIComponent(password ?? '');
		return url.href;
	}

	/** @param password empty: none. Errors: those of the address. */
	async setPassword(password: string): Promise<void> {
		const { address } = this;
		if (address !== undefined) {
			const { secrets } = this.#options;
			await (password === '' ? secrets.delete(secretOf(address)) : secrets.store(secretOf(address), password));
		}
	}
}

/** Each user of each queue has their own: no other one is ever sent it. */
function secretOf({ shown, username = '' }: QueueAddress): string {
	return `spert.queuePassword:${username}@${shown}`;
}

function addressIn(text: string): QueueAddress {
	try {
		return parseAddress(text);
	} catch (failure) {
		throw failure instanceof UserError ? settingInvalid(failure.problem) : failure;
	}
}
