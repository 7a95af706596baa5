// The command "Show Hidden Again": takes a row of what is hidden, or lets the person choose in a list of it.

import * as vscode from 'vscode';
import { plainLabel } from '../../host/plainLabel';
import type { Knowledge } from '../knowledge/knowledge';
import type { VisibilityState } from '../knowledge/visibilityState';
import { entityIdOf, entityTypeOf } from './entityArgument';
import { typeTable } from './typeTable';

export async function showAgain(argument: unknown, knowledge: Knowledge, visibility: VisibilityState): Promise<void> {
	const [entity, type] = [entityIdOf(argument), entityTypeOf(argument)];
	const chosen = entity === undefined && type === undefined ? await choose(knowledge, visibility) : { entities: [entity], types: [type] };
	const { hiddenEntities, hiddenTypes } = visibility.current;
	await visibility.change({
		hiddenEntities: new Set([...hiddenEntities].filter((id) => !chosen.entities.includes(id))),
		hiddenTypes: new Set([...hiddenTypes].filter((id) => !chosen.types.includes(id))),
	});
}

interface Chosen {
	readonly entities: readonly (string | undefined)[];
	readonly types: readonly (string | undefined)[];
}

async function choose(knowledge: Knowledge, visibility: VisibilityState): Promise<Chosen> {
	const { hiddenEntities, hiddenTypes } = visibility.current;
	const types = typeTable(knowledge.models);
	const items = [
		...[...hiddenTypes].map((id) => ({
			label: plainLabel(types.entityType(id).name),
			description: vscode.l10n.t('all of this type'),
			type: id,
			entity: undefined,
		})),
		...[...hiddenEntities].map((id) => ({
			label: plainLabel(knowledge.graph.entities.get(id)?.name ?? id),
			type: undefined,
			entity: id,
		})),
	];
	const placeHolder = items.length === 0 ? vscode.l10n.t('Nothing is hidden') : vscode.l10n.t('What to show again');
	const chosen = (await vscode.window.showQuickPick(items, { canPickMany: true, placeHolder })) ?? [];
	return { entities: chosen.map(({ entity }) => entity), types: chosen.map(({ type }) => type) };
}
