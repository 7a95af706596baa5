// The commands of the Entities view and of its rows: grouping, filtering, hiding and showing again, references, the graph.

import * as vscode from 'vscode';
import { commandIds, settingKeys, settingsSection, viewIds } from '../../host/contributions';
import type { CommandTable } from '../../host/registerCommands';
import { readSettings } from '../../host/settings';
import { revealSpan } from '../hover/revealSpan';
import type { Knowledge } from '../knowledge/knowledge';
import type { VisibilityState } from '../knowledge/visibilityState';
import type { VisibleMarks } from '../knowledge/visibleMarks';
import { entityIdOf, entityTypeOf, mentionAtCursor } from './entityArgument';
import type { EntityTreeView } from './entityTreeView';
import { filterEntities } from './filterEntities';
import { showAgain } from './showAgain';

export interface EntityCommandsOptions {
	readonly view: EntityTreeView;
	readonly knowledge: Knowledge;
	readonly visibility: VisibilityState;
	readonly visible: VisibleMarks;
}

export function entityCommands({ view, knowledge, visibility, visible }: EntityCommandsOptions): CommandTable {
	const atCursor = (given: readonly unknown[]): ReturnType<typeof mentionAtCursor> => (isOfLostRow(given) ? undefined : mentionAtCursor(visible, knowledge));
	return {
		[commandIds.showEntities]: () => view.revealCursor(),
		[commandIds.filterEntities]: async () => {
			await vscode.commands.executeCommand(`${viewIds.entities}.focus`);
			filterEntities(view);
		},
		[commandIds.clearEntityFilter]: () => view.setFilter(''),
		[commandIds.groupEntitiesByType]: () => view.setGrouping('type'),
		[commandIds.groupEntitiesByDocument]: () => view.setGrouping('document'),
		[commandIds.groupEntitiesByRelation]: () => view.setGrouping('relation'),
		[commandIds.followCursor]: toggleFollowing,
		[commandIds.hideEntity]: async (...given) => {
			const id = entityIdOf(given[0]) ?? atCursor(given)?.entityId;
			if (id === undefined) {
				tellNothingHere(given);
			} else {
				await visibility.change({ hiddenEntities: new Set([...visibility.current.hiddenEntities, id]) });
			}
		},
		[commandIds.hideEntityType]: async (...given) => {
			const type = entityTypeOf(given[0]) ?? atCursor(given)?.mention.type;
			if (type === undefined) {
				tellNothingHere(given);
			} else {
				await visibility.change({ hiddenTypes: new Set([...visibility.current.hiddenTypes, type]) });
			}
		},
		[commandIds.showHidden]: (argument) => showAgain(argument, knowledge, visibility),
		[commandIds.showAllHidden]: () => visibility.change({ hiddenTypes: new Set(), hiddenEntities: new Set() }),
		[commandIds.findEntityReferences]: async (argument) => {
			const id = entityIdOf(argument);
			const [first] = (id !== undefined && knowledge.graph.entities.get(id)?.mentions) || [];
			if (first !== undefined) {
				const { start, end } = first.mention.span;
				await revealSpan({ uri: first.document, start, end });
				await vscode.commands.executeCommand('references-view.findReferences');
			}
		},
		[commandIds.showEntityInGraph]: async (...given) => {
			const id = entityIdOf(given[0]) ?? atCursor(given)?.entityId;
			await vscode.commands.executeCommand(commandIds.showRelationGraph, id);
		},
	};
}

async function toggleFollowing(): Promise<void> {
	const scope = vscode.window.activeTextEditor?.document.uri;
	const configuration = vscode.workspace.getConfiguration(settingsSection, scope);
	await configuration.update(settingKeys.followCursor, !readSettings(scope).followCursor, vscode.ConfigurationTarget.Global);
}

/** How long a line in the status bar stays, in milliseconds. */
const toldFor = 4000;

function tellNothingHere(given: readonly unknown[]): void {
	const message = isOfLostRow(given) ? vscode.l10n.t('The list has just changed: choose again.') : vscode.l10n.t('The cursor is on no entity.');
	vscode.window.setStatusBarMessage(message, toldFor);
}

/** Of a row that was replaced while its menu was open the editor gives none: what the cursor is on was not meant. */
function isOfLostRow(given: readonly unknown[]): boolean {
	return given.length > 0 && given[0] === undefined;
}
