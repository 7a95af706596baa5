// User settings under which VS Code shows nothing but the workspace and asks nobody anything.

/** @type {Record<string, unknown>} */
export const quietSettings = {
	'telemetry.telemetryLevel': 'off',
	'update.mode': 'none',
	'update.showReleaseNotes': false,
	'extensions.autoUpdate': false,
	'extensions.autoCheckUpdates': false,
	'extensions.ignoreRecommendations': true,
	'workbench.startupEditor': 'none',
	'workbench.tips.enabled': false,
	'workbench.reduceMotion': 'on',
	'workbench.enableExperiments': false,
	'workbench.secondarySideBar.defaultVisibility': 'hidden',
	'chat.disableAIFeatures': true,
	'git.enabled': false,
	'editor.minimap.enabled': false,
	'window.zoomLevel': 0,
	'security.workspace.trust.enabled': false,
	'files.simpleDialog.enable': true,
	'files.hotExit': 'off',
};
