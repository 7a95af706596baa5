// What every extraction in this window runs on: the engine's client, the reader thread, what is remembered of sentences, and how
// documents are read. Built once, by the composition root.

import { fork } from 'node:child_process';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { DisposableStore } from '../../base/disposable';
import { defaultThreads } from '../../base/node/defaultThreads';
import type { Logger } from '../../base/logger';
import { EngineClient } from '../../client/engineClient';
import { ReaderThread } from '../../client/readerThread';
import { formatOf, type DocumentFormat } from '../../documents/documentFormat';
import type { DocumentReading } from '../../documents/documentReading';
import type { ReadOptions } from '../../documents/readOptions';
import { StoredSentences } from '../../extraction/node/storedSentences';
import { readSettings, type Settings } from '../../host/settings';
import type { ModelLocation } from '../../protocol/engineProtocol';
import { librariesFolder } from '../devices/devicesFeature';
import { documentOptionsKey } from './documentOptions';
import { Foreground } from './foreground';
import { KnownModels } from '../models/knownModels';
import { ServerFeature } from '../sharedServer/serverFeature';
import { LatexProjects } from './latexProjects';
import { locateModel } from './locateModel';
import { ReadOptionsSource } from './readOptionsSource';

export interface ExtractionServices {
	readonly client: EngineClient;
	readonly reader: ReaderThread<DocumentFormat, ReadOptions, DocumentReading>;
	readonly cache: StoredSentences;
	readonly foreground: Foreground;
	readonly logger: Logger;
	readonly readOptions: ReadOptionsSource;
	readonly knownModels: KnownModels;
	readonly server: ServerFeature;
	readonly locate: (settings: Settings) => ModelLocation;
	readonly optionsKey: (settings: Settings, readKey: string) => string;
	/** An open document, read as its extraction reads it. */
	readonly readingOf: (document: vscode.TextDocument) => Promise<DocumentReading>;
}

/** @param owner of all that must be disposed of */
export function extractionServices(context: vscode.ExtensionContext, logger: Logger, owner: DisposableStore): ExtractionServices {
	const { version } = context.extension.packageJSON as { readonly version: string };
	const server = new ServerFeature({ secrets: context.secrets, memento: context.globalState });
	const client = owner.add(
		new EngineClient({
			logger,
			serverToken: (url) => server.tokenFor(url),
			spawn: () =>
				fork(context.asAbsolutePath('dist/server.cjs'), [context.globalStorageUri.fsPath], {
					env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', SPERT_RUNTIME_LIBRARIES: librariesFolder(context) },
					execArgv: [],
					stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
				}),
		}),
	);
	const reader = owner.add(new ReaderThread<DocumentFormat, ReadOptions, DocumentReading>(context.asAbsolutePath('dist/reader.cjs')));
	const readOptions = new ReadOptionsSource(owner.add(new LatexProjects()));
	const knownModels = owner.add(new KnownModels(context.globalState));
	const usual = { embeddedModel: context.asAbsolutePath('models/scierc-minilm'), threads: defaultThreads() };
	return {
		knownModels,
		server,
		client,
		reader,
		cache: owner.add(new StoredSentences({ folder: join(context.globalStorageUri.fsPath, 'sentences'), logger })),
		foreground: owner.add(new Foreground()),
		logger,
		readOptions,
		locate: (settings) => locateModel(settings, usual, (path) => knownModels.hasVanished(path)),
		optionsKey: (settings, readKey) => documentOptionsKey(settings, readKey, version),
		async readingOf(document) {
			const { options } = await readOptions.of(document.uri, document.languageId, readSettings(document.uri));
			return await reader.read(document.getText(), formatOf(document.languageId, document.fileName), options);
		},
	};
}
