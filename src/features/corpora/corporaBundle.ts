// What the editor loads of its queue with every start: next to nothing. The rest is a bundle of its own, loaded when a queue is set, a
// corpus is known, or a command asks for it.

import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { commandIds, settingKeys, settingsSection } from '../../host/contributions';
import { asOurs, loadBundle } from '../../host/otherBundle';
import type { CommandTable } from '../../host/registerCommands';
import { readSettings } from '../../host/settings';
import type { CorporaFeature, CorporaFeatureOptions } from './corporaFeature';
import { recordsIn, recordsKey } from './corpusState';

const ids = [
	commandIds.setQueuePassword,
	commandIds.submitCorpusAgain,
	commandIds.collectCorpus,
	commandIds.retryCorpus,
	commandIds.cancelCorpus,
	commandIds.stopCorpus,
	commandIds.forgetCorpus,
];

export class CorporaBundle implements Disposable {
	readonly #options: CorporaFeatureOptions;
	readonly #owned = new DisposableStore();
	#feature: CorporaFeature | undefined;

	constructor(options: CorporaFeatureOptions) {
		this.#options = { ...options, onFailure: (failure) => options.onFailure(asOurs(failure)) };
		this.#owned.add(
			vscode.workspace.onDidChangeConfiguration((event) => {
				if (event.affectsConfiguration(`${settingsSection}.${settingKeys.queueUrl}`)) {
					this.#loadWhereWanted();
				}
			}),
		);
		this.#loadWhereWanted();
	}

	/** Loads the bundle if it is not loaded yet. */
	get feature(): CorporaFeature {
		if (this.#feature === undefined) {
			const path = this.#options.context.asAbsolutePath('dist/corpora.cjs');
			const bundle = loadBundle<{ readonly CorporaFeature: new (options: CorporaFeatureOptions) => CorporaFeature }>(path);
			this.#feature = this.#owned.add(new bundle.CorporaFeature(this.#options));
		}
		return this.#feature;
	}

	get commands(): CommandTable {
		return Object.fromEntries(ids.map((id) => [id, (...given: readonly unknown[]) => inOurErrors(async () => await this.feature.commands[id]?.(...given))]));
	}

	/** As CorporaFeature's; true where no queue is set. */
	async isExtractedHere(): Promise<boolean> {
		return !isSet() || (await inOurErrors(() => this.feature.isExtractedHere()));
	}

	dispose(): void {
		this.#owned.dispose();
	}

	#loadWhereWanted(): void {
		if (isSet() || recordsIn(this.#options.context.workspaceState.get(recordsKey)).length > 0) {
			void this.feature;
		}
	}
}

function isSet(): boolean {
	return readSettings(undefined).queueUrl !== undefined;
}

async function inOurErrors<T>(run: () => Promise<T>): Promise<T> {
	try {
		return await run();
	} catch (failure) {
		throw asOurs(failure);
	}
}
