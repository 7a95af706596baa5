// The names that the manifest and the code share: commands, settings, colours. Each is spelled once here; a test compares
// them with package.json.

export const commandIds = {
	extractEntities: 'spert.extractEntities',
	openSample: 'spert.openSample',
	extractWorkspace: 'spert.extractWorkspace',
	sameEntity: 'spert.sameEntity',
	differentEntity: 'spert.differentEntity',
	undoMerge: 'spert.undoMerge',
	/** Not in the palette: of files and folders in the explorer. */
	extractResources: 'spert.extractResources',
	stopWorkspaceExtraction: 'spert.stopWorkspaceExtraction',
	exportResults: 'spert.exportResults',
	importResults: 'spert.importResults',
	clearMarks: 'spert.clearMarks',
	restartEngine: 'spert.restartEngine',
	setServerToken: 'spert.setServerToken',
	setQueuePassword: 'spert.setQueuePassword',
	submitCorpusAgain: 'spert.submitCorpusAgain',
	collectCorpus: 'spert.collectCorpus',
	retryCorpus: 'spert.retryCorpus',
	stopCorpus: 'spert.stopCorpus',
	cancelCorpus: 'spert.cancelCorpus',
	/** Not in the palette: of rows of the Corpora view. */
	forgetCorpus: 'spert.forgetCorpus',
	showLog: 'spert.showLog',
	showDevices: 'spert.showDevices',
	getCudaLibraries: 'spert.getCudaLibraries',
	selectModel: 'spert.selectModel',
	downloadModel: 'spert.downloadModel',
	removeModel: 'spert.removeModel',
	compareModels: 'spert.compareModels',
	trainModel: 'spert.trainModel',
	evaluateModel: 'spert.evaluateModel',
	predictFile: 'spert.predictFile',
	showTraining: 'spert.showTraining',
	stopTraining: 'spert.stopTraining',
	resumeTraining: 'spert.resumeTraining',
	showExamples: 'spert.showExamples',
	showRelationGraph: 'spert.showRelationGraph',
	openCorpusGraph: 'spert.openCorpusGraph',
	showEntities: 'spert.showEntities',
	filterEntities: 'spert.filterEntities',
	clearEntityFilter: 'spert.clearEntityFilter',
	groupEntitiesByType: 'spert.groupEntitiesByType',
	groupEntitiesByDocument: 'spert.groupEntitiesByDocument',
	groupEntitiesByRelation: 'spert.groupEntitiesByRelation',
	followCursor: 'spert.followCursor',
	hideEntity: 'spert.hideEntity',
	hideEntityType: 'spert.hideEntityType',
	showHidden: 'spert.showHidden',
	showAllHidden: 'spert.showAllHidden',
	/** Not in the palette: of rows of the Entities view. */
	findEntityReferences: 'spert.findEntityReferences',
	showEntityInGraph: 'spert.showEntityInGraph',
	changeDensity: 'spert.changeDensity',
	showFewerEntities: 'spert.showFewerEntities',
	showMoreEntities: 'spert.showMoreEntities',
	nextEntity: 'spert.nextEntity',
	previousEntity: 'spert.previousEntity',
	nextMention: 'spert.nextMention',
	previousMention: 'spert.previousMention',
	goToRelationPartner: 'spert.goToRelationPartner',
	peekRelations: 'spert.peekRelations',
	toggleRelationHints: 'spert.toggleRelationHints',
	/** Not in the palette: what links in hovers run. */
	revealSpan: 'spert.revealSpan',
} as const;

/** Ids of the views in the side bar; their context keys begin with them. */
export const viewIds = { entities: 'spert.entities', corpora: 'spert.corpora' } as const;

/** What the button above a section of a configuration file runs, by the section's command. */
export const sectionCommands = {
	train: commandIds.trainModel,
	eval: commandIds.evaluateModel,
	predict: commandIds.predictFile,
} as const;

export const settingKeys = {
	modelPath: 'modelPath',
	tokenizerPath: 'tokenizerPath',
	typesPath: 'typesPath',
	threads: 'threads',
	device: 'device',
	precision: 'precision',
	memory: 'memory',
	engineUrl: 'engine.url',
	queueUrl: 'queue.url',
	maxSpanSize: 'maxSpanSize',
	entityThreshold: 'entityThreshold',
	relationThreshold: 'relationThreshold',
	extractOnOpen: 'extract.onOpen',
	extractOnSave: 'extract.onSave',
	extractOnType: 'extract.onType',
	extractOnBattery: 'extract.onBattery',
	workspaceExclude: 'workspace.exclude',
	readCommands: 'documents.commands',
	readEnvironments: 'documents.environments',
	readTokens: 'documents.tokens',
	markBackMatter: 'documents.backMatter',
	workspaceWatch: 'workspace.watch',
	followCursor: 'entities.followCursor',
} as const;

export const settingsSection = 'spert';

/** What applies where nothing is set. Paths have none: without one, the model's own files are used. */
export const settingDefaults = {
	threads: 0,
	device: 'auto',
	precision: 'auto',
	memory: 256,
	maxSpanSize: 10,
	entityThreshold: 0,
	/** As the model says. */
	relationThreshold: null,
	extractOnOpen: false,
	extractOnSave: false,
	extractOnType: true,
	extractOnBattery: 'onSave',
	readCommands: {},
	readEnvironments: {},
	readTokens: 'ptb',
	markBackMatter: false,
	workspaceExclude: [],
	workspaceWatch: false,
	followCursor: false,
} as const satisfies Partial<Record<keyof typeof settingKeys, number | boolean | string | null | readonly string[] | Readonly<Record<string, never>>>>;

/** Entity types take these colour slots in the order of the model's types file, and begin anew after the last. */
export const entitySlotCount = 8;

/** Ids of a slot's theme colours (slots count from 0, ids from 1). */
export function entityColors(slot: number): { readonly line: string; readonly background: string; readonly faintBackground: string } {
	const name = `spert.entity${(slot % entitySlotCount) + 1}`;
	return { line: `${name}Line`, background: `${name}Background`, faintBackground: `${name}FaintBackground` };
}

/** The outline of an entity's relation partners. */
export const partnerColor = 'spert.relationPartnerBorder';
