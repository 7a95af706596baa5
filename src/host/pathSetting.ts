// Which path a setting means, of the values that user, workspace and folder give it. Pure: knows no editor and no disk.

import { isAbsolute, join } from 'node:path';

/** A setting's values by where they are set, as `WorkspaceConfiguration.inspect` gives them. */
export interface PathSettingValues {
	readonly globalValue?: string | undefined;
	readonly workspaceValue?: string | undefined;
	readonly workspaceFolderValue?: string | undefined;
}

/**
 * The path, or undefined where none is set. In a workspace that is not trusted, what the workspace sets is not used: the
 * manifest restricts these settings too, and this holds even if that is ever forgotten.
 * @param folder of the workspace, absolute: what relative paths are relative to
 */
export function chosenPath(
	values: PathSettingValues | undefined,
	isTrusted: boolean,
	folder: string | undefined,
): string | undefined {
	const fromWorkspace = isTrusted ? (values?.workspaceFolderValue ?? values?.workspaceValue) : undefined;
	const value = (fromWorkspace ?? values?.globalValue ?? '').trim();
	if (value === '') {
		return undefined;
	}
	return isAbsolute(value) || folder === undefined ? value : join(folder, value);
}
