// Which path a setting means, and that a workspace without trust has no say.

import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chosenPath } from '../../../src/host/pathSetting';

const folder = resolve('papers');
const absolute = resolve('models', 'mine');

describe('a path setting', () => {
	it('is undefined where nothing but spaces is set', () => {
		expect(chosenPath(undefined, true, folder)).toBeUndefined();
		expect(chosenPath({}, true, folder)).toBeUndefined();
		expect(chosenPath({ globalValue: '  ' }, true, folder)).toBeUndefined();
	});

	it('is taken from the folder before the workspace before the user', () => {
		const values = { globalValue: 'user', workspaceValue: 'workspace', workspaceFolderValue: 'folder' };
		expect(chosenPath(values, true, folder)).toBe(join(folder, 'folder'));
		expect(chosenPath({ ...values, workspaceFolderValue: undefined }, true, folder)).toBe(join(folder, 'workspace'));
		expect(chosenPath({ globalValue: 'user' }, true, folder)).toBe(join(folder, 'user'));
	});

	it('of a workspace may take back what the user has set', () => {
		expect(chosenPath({ globalValue: absolute, workspaceValue: '' }, true, folder)).toBeUndefined();
	});

	it('is the user’s alone in a workspace that is not trusted', () => {
		const values = { workspaceValue: absolute, workspaceFolderValue: absolute };
		expect(chosenPath(values, false, folder)).toBeUndefined();
		expect(chosenPath({ ...values, globalValue: 'user' }, false, folder)).toBe(join(folder, 'user'));
	});

	it('stays absolute, and relative where there is no folder', () => {
		expect(chosenPath({ globalValue: ` ${absolute} ` }, true, folder)).toBe(absolute);
		expect(chosenPath({ globalValue: 'user' }, true, undefined)).toBe('user');
	});
});
