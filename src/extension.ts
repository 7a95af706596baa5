// Composition root: builds everything that lives as long as the extension, and wires the commands. A list, no logic.

import { join } from 'node:path';
import * as vscode from 'vscode';
import { DisposableStore } from './base/disposable';
import type { EngineClient } from './client/engineClient';
import { devicesFeature, type DevicesFeature } from './features/devices/devicesFeature';
import { CorporaBundle } from './features/corpora/corporaBundle';
import { CorpusGraphFeature } from './features/corpusGraph/corpusGraphFeature';
import { EditorHost } from './features/assistant/editorHost';
import { registerTools } from './features/assistant/registerTools';
import { registerConfLanguage } from './features/conf/registerConfLanguage';
import { ContextKeys } from './features/contextKeys';
import { Decorations } from './features/decorations/decorations';
import { Density } from './features/density/density';
import { entityIdOf } from './features/entityTree/entityArgument';
import { EntityTreeFeature } from './features/entityTree/entityTreeFeature';
import { DocumentExtractions } from './features/extraction/documentExtractions';
import { clearActiveDocument, extractActiveDocument, extractUnasked } from './features/extraction/extractCommand';
import { extractionServices } from './features/extraction/extractionServices';
import { PowerSource } from './features/extraction/powerSource';
import { openSamplePaper } from './features/extraction/samplePaper';
import { exchangeLoader } from './features/exchange/exchangeBundle';
import { exchangeCommands } from './features/exchange/exchangeCommands';
import { registerHover } from './features/hover/hover';
import { revealSpan } from './features/hover/revealSpan';
import { ModelsFeature } from './features/models/modelsFeature';
import { Knowledge } from './features/knowledge/knowledge';
import { MergeCommands } from './features/knowledge/mergeCommands';
import { MergeRulesFile } from './features/knowledge/mergeRulesFile';
import { VisibilityState } from './features/knowledge/visibilityState';
import { VisibleMarks } from './features/knowledge/visibleMarks';
import { RelationGraphFeature } from './features/relationGraph/relationGraphFeature';
import { EntitySymbols } from './features/symbols/entitySymbols';
import { StatusBar } from './features/status/statusBar';
import { TrainingFeature } from './features/training/trainingFeature';
import { WorkspaceDocuments } from './features/workspace/workspaceDocuments';
import { WorkspaceFeature } from './features/workspace/workspaceFeature';
import { commandIds, sectionCommands } from './host/contributions';
import { LogOutput } from './host/logOutput';
import { Reports } from './host/reports';
import { registerCommands, type CommandTable } from './host/registerCommands';
import { readSettings } from './host/settings';
import { showFailure } from './host/showFailure';

/** What activating gives: for the tests inside the editor, no interface that others could count on. */
export interface ActiveExtension {
	readonly extractions: DocumentExtractions;
	readonly client: EngineClient;
	readonly knowledge: Knowledge;
	readonly documents: WorkspaceDocuments;
	readonly workspace: WorkspaceFeature;
	readonly visibility: VisibilityState;
	readonly entityTree: EntityTreeFeature;
	readonly corpora: CorporaBundle;
	readonly models: ModelsFeature;
	readonly devices: DevicesFeature;
	readonly statusBar: StatusBar;
	/** Processor time that activating took, in milliseconds. */
	readonly activationTime: number;
}

export function activate(context: vscode.ExtensionContext): ActiveExtension {
	const started = process.cpuUsage();
	const store = new DisposableStore();
	context.subscriptions.push(store);
	const log = store.add(new LogOutput('SpERT'));
	const onFailure = (failure: unknown): void => void showFailure(failure, log);
	const services = extractionServices(context, log, store);
	const { client } = services;
	const power = new PowerSource(log);
	const extractions = store.add(
		new DocumentExtractions({
			...services,
			settingsOf: (document) => readSettings(document.uri),
			isOnBattery: () => power.isOnBattery,
			onFailure,
		}),
	);
	const documents = store.add(
		new WorkspaceDocuments({ ...services, folder: context.storageUri && join(context.storageUri.fsPath, 'documents'), extractions }),
	);
	const knowledge = store.add(new Knowledge(extractions, documents, (uri) => vscode.workspace.asRelativePath(uri)));
	const mergeRules = store.add(new MergeRulesFile(onFailure));
	store.add(mergeRules.onDidChange((rules) => knowledge.setMergeRules(rules)));
	const merging = new MergeCommands(knowledge, mergeRules);
	const corpora = store.add(new CorporaBundle({ context, locate: services.locate, server: services.server, onFailure }));
	const isExtractedHere = (): Promise<boolean> => corpora.isExtractedHere();
	const workspace = store.add(new WorkspaceFeature({ ...services, documents, settingsOf: readSettings, isExtractedHere }));
	const visibility = store.add(new VisibilityState(context.workspaceState));
	const visibleMarks = store.add(new VisibleMarks(extractions, knowledge, visibility));
	const entitySymbols = store.add(new EntitySymbols({ ...services, shown: visibleMarks, knowledge, memento: context.workspaceState }));
	const relationGraph = store.add(new RelationGraphFeature({ context, knowledge, extractions, visible: visibleMarks, visibility, onFailure }));
	const corpusGraph = store.add(new CorpusGraphFeature({ context, knowledge, onFailure }));
	const density = store.add(new Density({ visible: visibleMarks, knowledge, visibility }));
	const entityTree = store.add(new EntityTreeFeature({ knowledge, visibility, visible: visibleMarks, memento: context.workspaceState }));
	store.add(registerTools(new EditorHost({ ...services, knowledge, workspace: workspace.extraction, settings: () => readSettings(undefined) })));
	const bundle = context.asAbsolutePath('dist/exchange.cjs');
	const exchange = exchangeCommands({ ...services, extractions, knowledge, loadExchange: exchangeLoader(bundle), bundle });
	const models = store.add(new ModelsFeature({ ...services, context, log, onFailure }));
	const reports = store.add(new Reports());
	const devices = store.add(devicesFeature(context, { ...services, reports }));
	const training = store.add(new TrainingFeature({ context, log, reports, onFailure }));
	store.add(new ContextKeys({ extractions, stored: documents, trainings: training.trainings }));
	store.add(registerConfLanguage({ runCommands: sectionCommands, onFailure }));
	store.add(new Decorations(visibleMarks));
	store.add(registerHover(visibleMarks, knowledge));
	const statusBar = store.add(new StatusBar(client, visibleMarks, devices, services.server));

	const commands: CommandTable = {
		[commandIds.extractEntities]: () => extractActiveDocument(extractions),
		[commandIds.openSample]: () => openSamplePaper(context.extensionUri, extractions),
		[commandIds.clearMarks]: () => clearActiveDocument(extractions),
		[commandIds.restartEngine]: () => client.restart(),
		[commandIds.showLog]: () => log.show(),
		[commandIds.sameEntity]: (argument) => merging.mergeEntities(entityIdOf(argument) ?? argument),
		[commandIds.differentEntity]: (argument) => merging.splitEntity(entityIdOf(argument) ?? argument),
		[commandIds.undoMerge]: () => merging.undo(),
		[commandIds.revealSpan]: revealSpan,
		[commandIds.showRelationGraph]: (entity) => relationGraph.show(entity),
		...exchange,
		...corpora.commands,
		...corpusGraph.commands,
		...workspace.commands,
		...density.commands,
		...entityTree.commands,
		...entitySymbols.commands,
		...training.commands,
		...devices.commands,
		...models.commands,
		...services.server.commands,
	};
	store.add(registerCommands(commands, onFailure));
	store.add(extractUnasked(extractions, onFailure));
	const { user, system } = process.cpuUsage(started);
	const activationTime = (user + system) / 1000;
	return { extractions, client, knowledge, documents, workspace, visibility, entityTree, corpora, models, devices, statusBar, activationTime };
}
