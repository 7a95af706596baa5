// What the editor gives to its extensions, kept in memory.

import type * as vscode from 'vscode';

export function mementoInMemory(): Pick<vscode.Memento, 'get' | 'update'> {
	const values = new Map<string, unknown>();
	return {
		get: <T>(key: string, otherwise?: T) => (values.get(key) ?? otherwise) as T,
		// As it is after a reload: only what can be written is kept.
		update: (key, value) => Promise.resolve(void values.set(key, JSON.parse(JSON.stringify(value)))),
	};
}

export function secretsInMemory(): Pick<vscode.SecretStorage, 'get' | 'store' | 'delete'> & { readonly values: ReadonlyMap<string, string> } {
	const values = new Map<string, string>();
	return {
		values,
		get: (key) => Promise.resolve(values.get(key)),
		store: (key, value) => Promise.resolve(void values.set(key, value)),
		delete: (key) => Promise.resolve(void values.delete(key)),
	};
}
