// The manifest and the code name the same commands, settings, colours and texts.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
	commandIds,
	entityColors,
	entitySlotCount,
	partnerColor,
	settingDefaults,
	settingKeys,
	settingsSection,
} from '../../../src/host/contributions';

const root = join(import.meta.dirname, '../../..');

interface Manifest {
	readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
	readonly contributes: {
		readonly commands: readonly { readonly command: string }[];
		readonly menus: Readonly<Record<string, readonly { readonly command?: string; readonly submenu?: string; readonly when?: string }[]>>;
		readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown; readonly type: string; readonly scope?: string }>> };
		readonly colors: readonly { readonly id: string; readonly defaults: Readonly<Record<string, string>> }[];
	};
}

const manifestText = readFileSync(join(root, 'package.json'), 'utf8');
const manifest = JSON.parse(manifestText) as Manifest;
const texts = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;
const { contributes } = manifest;

describe('the manifest', () => {
	it('contributes the commands of the code, no more and no fewer', () => {
		expect(contributes.commands.map(({ command }) => command).sort()).toEqual(Object.values(commandIds).sort());
	});

	it('hides from the palette what only links run, and has no menu entry without a command', () => {
		const { commandPalette = [] } = contributes.menus;
		expect(commandPalette).toContainEqual({ command: commandIds.revealSpan, when: 'false' });
		const known = new Set<string | undefined>(Object.values(commandIds));
		expect(Object.values(contributes.menus).flat().filter(({ command, submenu }) => submenu === undefined && !known.has(command))).toEqual([]);
	});

	it('contributes the settings of the code, no more and no fewer', () => {
		const names = Object.values(settingKeys).map((key) => `${settingsSection}.${key}`);
		expect(Object.keys(contributes.configuration.properties).sort()).toEqual(names.sort());
	});

	it('declares the defaults that the code falls back to, and none for paths', () => {
		const { properties } = contributes.configuration;
		for (const [name, key] of Object.entries(settingKeys)) {
			const declared = properties[`${settingsSection}.${key}`]?.default;
			expect(declared, key).toEqual(name in settingDefaults ? settingDefaults[name as keyof typeof settingDefaults] : '');
		}
	});

	it('restricts every path setting in workspaces that are not trusted', () => {
		const paths = Object.keys(contributes.configuration.properties).filter((name) => name.endsWith('Path'));
		expect(paths.length).toBeGreaterThanOrEqual(3);
		expect([...manifest.capabilities.untrustedWorkspaces.restrictedConfigurations].sort()).toEqual(paths.sort());
	});

	it.each([settingKeys.engineUrl, settingKeys.queueUrl])('lets no workspace say where sentences or documents are sent: %s', (key) => {
		const { scope } = contributes.configuration.properties[`${settingsSection}.${key}`] ?? {};
		expect(scope).toBe('machine');
	});

	it('contributes the colours of the code, each for all four kinds of theme', () => {
		const slots = Array.from({ length: entitySlotCount }, (_, slot) => Object.values(entityColors(slot))).flat();
		expect(contributes.colors.map(({ id }) => id).sort()).toEqual([...slots, partnerColor].sort());
		for (const { id, defaults } of contributes.colors) {
			expect(Object.keys(defaults).sort(), id).toEqual(['dark', 'highContrast', 'highContrastLight', 'light']);
		}
	});

	it('gives each slot a colour of its own, and begins anew after the last', () => {
		const lines = contributes.colors.filter(({ id }) => id.endsWith('Line')).map(({ defaults }) => defaults['light']);
		expect(new Set(lines).size).toBe(entitySlotCount);
		expect(entityColors(entitySlotCount)).toEqual(entityColors(0));
	});

	it('refers to texts that exist, and no text is left unused', () => {
		const used = [...manifestText.matchAll(/"%([^%"]+)%"/g)].map(([, name = '']) => name);
		expect([...new Set(used)].sort()).toEqual(Object.keys(texts).sort());
		expect(Object.entries(texts).filter(([, text]) => text.trim() === '')).toEqual([]);
	});
});
