import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Logger } from '../../../../src/base/logger';
import { PowerSource, readPmset, readPowerSupplies } from '../../../../src/features/extraction/powerSource';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'spert-power-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function supply(name: string, files: Readonly<Record<string, string>>): void {
	mkdirSync(join(folder, name));
	Object.entries(files).forEach(([file, content]) => writeFileSync(join(folder, name, file), `${content}\n`));
}

describe('readPowerSupplies', () => {
	it('tells a battery that is in use from one that is charged', async () => {
		supply('BAT0', { type: 'Battery', status: 'Discharging' });
		supply('AC', { type: 'Mains', online: '0' });
		expect(await readPowerSupplies(folder)).toBe(true);
		writeFileSync(join(folder, 'AC', 'online'), '1\n');
		expect(await readPowerSupplies(folder)).toBe(false);
		rmSync(join(folder, 'AC'), { recursive: true });
		expect(await readPowerSupplies(folder)).toBe(true);
		writeFileSync(join(folder, 'BAT0', 'status'), 'Charging\n');
		expect(await readPowerSupplies(folder)).toBe(false);
	});

	it('does not take the battery of a mouse for that of the machine', async () => {
		supply('hidpp_battery_0', { type: 'Battery', scope: 'Device', status: 'Discharging' });
		expect(await readPowerSupplies(folder)).toBeUndefined();
		supply('AC', { type: 'Mains', online: '1' });
		expect(await readPowerSupplies(folder)).toBe(false);
	});

	it('does not know where the system does not tell', async () => {
		expect(await readPowerSupplies(folder)).toBeUndefined();
		expect(await readPowerSupplies(join(folder, 'nowhere'))).toBeUndefined();
	});
});

describe('readPmset', () => {
	it('reads what macOS prints', () => {
		expect(readPmset("Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1)\t80%; discharging; 3:10 remaining present: true\n")).toBe(true);
		expect(readPmset("Now drawing from 'AC Power'\n -InternalBattery-0 (id=1)\t100%; charged; 0:00 remaining present: true\n")).toBe(false);
		expect(readPmset('')).toBeUndefined();
	});
});

describe('PowerSource', () => {
	it('asks once for many questions, and takes silence and failure for a plug', async () => {
		const told: string[] = [];
		const logger: Logger = { log: (level, message) => void told.push(`${level} ${message}`) };
		let asked = 0;
		const power = new PowerSource(logger, () => Promise.resolve((asked++, true)));
		expect([power.isOnBattery, power.isOnBattery]).toEqual([false, false]);
		await new Promise((resolve) => setImmediate(resolve));
		expect([power.isOnBattery, asked]).toEqual([true, 1]);
		const silent = new PowerSource(logger, () => Promise.resolve(undefined));
		expect([await silent.ask(), await silent.ask()]).toEqual([false, false]);
		expect(told).toHaveLength(1);
		const failing = new PowerSource(logger, () => Promise.reject(new Error('no such program')));
		expect(await failing.ask()).toBe(false);
	});
});
