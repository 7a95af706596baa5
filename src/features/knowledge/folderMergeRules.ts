// The merge rules of one folder: read, changed line by line, and never written over what cannot be read.

import { UserError } from '../../base/userError';
import { isSameRule, type MergeChange } from '../../knowledge/entities/mergeChanges';
import type { MergeRule } from '../../knowledge/entities/mergeRules';
import { parseMergeRules, withMergeRule, withoutMergeRule, type ParsedMergeRules } from '../../knowledge/entities/mergeRulesText';
import { rulesUnreadable, rulesUnsaved, rulesUnwritable } from './errors';

/** The file as the editor or a disk has it. */
export interface RulesFileAccess {
	/** For messages. */
	readonly name: string;
	/** Undefined where there is none. */
	read(): Promise<Uint8Array | undefined>;
	/** Replaces it as a whole; makes its folder. */
	write(text: string): Promise<void>;
	/** Whether an editor has changes of it that are not saved. */
	hasUnsavedChanges(): boolean;
}

const nothing: ParsedMergeRules = { rules: [], problems: [] };

export class FolderMergeRules {
	readonly #file: RulesFileAccess;
	#current = nothing;
	/** Reads and changes come one after the other. */
	#last: Promise<unknown> = Promise.resolve();

	constructor(file: RulesFileAccess) {
		this.#file = file;
	}

	/** As last read. */
	get rules(): readonly MergeRule[] {
		return this.#current.rules;
	}

	/** What a person has to mend in the file, as last read. */
	get problems(): readonly UserError[] {
		return this.#current.problems;
	}

	/** Reads the file anew. Where it cannot be read the rules stay as they were, with a problem. */
	read(): Promise<void> {
		return this.#inTurn(async () => {
			try {
				this.#current = parseMergeRules(await this.#text(), this.#file.name);
			} catch (failure) {
				if (!(failure instanceof UserError)) {
					throw failure;
				}
				this.#current = { rules: this.#current.rules, problems: [failure] };
			}
		});
	}

	/**
	 * Changes the file. Returns what undoes it: only what was really added or removed.
	 * Errors: those of the file's lines, and where it cannot be read or written or is being edited; nothing is changed then.
	 */
	change(change: MergeChange): Promise<MergeChange> {
		return this.#inTurn(async () => {
			const text = await this.#text();
			const before = parseMergeRules(text, this.#file.name);
			const [problem] = before.problems;
			if (problem !== undefined) {
				throw problem;
			}
			const isThere = (rule: MergeRule): boolean => before.rules.some((other) => isSameRule(rule, other));
			const removed = change.remove.filter(isThere);
			const added = change.add.filter((rule) => !isThere(rule));
			const without = removed.reduce(withoutMergeRule, text);
			const changed = added.reduce(withMergeRule, without);
			if (changed !== text) {
				if (this.#file.hasUnsavedChanges()) {
					throw rulesUnsaved(this.#file.name);
				}
				await this.#write(changed);
			}
			this.#current = parseMergeRules(changed, this.#file.name);
			return { add: removed, remove: added };
		});
	}

	async #text(): Promise<string> {
		let bytes: Uint8Array | undefined;
		try {
			bytes = await this.#file.read();
		} catch (failure) {
			throw failure instanceof UserError ? failure : rulesUnreadable(this.#file.name, toldBy(failure));
		}
		try {
			return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
		} catch {
			throw rulesUnreadable(this.#file.name, 'it is not UTF-8');
		}
	}

	async #write(text: string): Promise<void> {
		try {
			await this.#file.write(text);
		} catch (failure) {
			throw rulesUnwritable(this.#file.name, toldBy(failure));
		}
	}

	#inTurn<T>(work: () => Promise<T>): Promise<T> {
		const result = this.#last.then(work, work);
		this.#last = result.catch(() => {});
		return result;
	}
}

/** Without the full stop that file systems' messages may have. */
function toldBy(failure: unknown): string {
	return (failure instanceof Error ? failure.message : String(failure)).replace(/\.$/, '');
}
