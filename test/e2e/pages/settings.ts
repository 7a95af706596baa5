// User settings that several suites have in common.

/** The text with little around it, in a light theme. */
export const plainWindow = {
	'workbench.colorTheme': 'Default Light Modern',
	'workbench.layoutControl.enabled': false,
	'window.commandCenter': false,
	'breadcrumbs.enabled': false,
	'editor.wordWrap': 'on',
	'editor.occurrencesHighlight': 'off',
};

/** Nothing but the text, for pictures, once the side bar is closed too. */
export const barePaper = { ...plainWindow, 'workbench.activityBar.location': 'hidden' };
