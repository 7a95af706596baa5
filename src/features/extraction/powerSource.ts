// Whether the machine runs on its battery, asked of the system at most once a minute and never waited for. Where the system
// does not tell, the answer is no.

import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describeFailure, type Logger } from '../../base/logger';

/** An answer holds for this long, in milliseconds. */
const answerAge = 60_000;
/** A program that does not answer within this time is ended, in milliseconds. */
const patience = 5000;

export class PowerSource {
	readonly #look: () => Promise<boolean | undefined>;
	readonly #logger: Logger;
	#isOnBattery = false;
	#asked = -Infinity;
	#hasTold = false;

	/** @param look asks the system; undefined where it does not tell */
	constructor(logger: Logger, look: () => Promise<boolean | undefined> = () => looksLikeBattery(process.platform)) {
		this.#logger = logger;
		this.#look = look;
	}

	/** As it was when it was last asked; asks again for the next time, where that is long ago. */
	get isOnBattery(): boolean {
		if (performance.now() - this.#asked > answerAge) {
			this.#asked = performance.now();
			void this.ask();
		}
		return this.#isOnBattery;
	}

	/** Asks now. */
	async ask(): Promise<boolean> {
		const answer = await this.#look().catch((failure: unknown) => {
			this.#tell('debug', describeFailure(failure));
			return undefined;
		});
		if (answer === undefined) {
			this.#tell('info', 'This system does not tell whether it runs on its battery: it is taken to be plugged in.');
		}
		this.#isOnBattery = answer ?? false;
		return this.#isOnBattery;
	}

	#tell(level: 'debug' | 'info', message: string): void {
		if (!this.#hasTold || level === 'debug') {
			this.#logger.log(level, message);
		}
		this.#hasTold ||= level === 'info';
	}
}

/** Undefined where the system does not tell. Errors: those of its files and programs. */
async function looksLikeBattery(platform: NodeJS.Platform): Promise<boolean | undefined> {
	switch (platform) {
		case 'linux':
			return await readPowerSupplies('/sys/class/power_supply');
		case 'darwin':
			return readPmset(await output('pmset', ['-g', 'batt']));
		case 'win32': {
			// 1: discharging; no line at all where there is no battery.
			const query = '(Get-CimInstance -ClassName Win32_Battery).BatteryStatus';
			return /^\s*1\s*$/m.test(await output('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', query]));
		}
		default:
			return undefined;
	}
}

/** @param folder of the kernel's power supplies; undefined where there is none, as on most servers and in containers */
export async function readPowerSupplies(folder: string): Promise<boolean | undefined> {
	const names = await readdir(folder).catch(() => []);
	const read = async (name: string, file: string): Promise<string> => (await readFile(join(folder, name, file), 'utf8').catch(() => '')).trim();
	const supplies = await Promise.all(
		names.map(async (name) => {
			const [type, scope, online, status] = await Promise.all(['type', 'scope', 'online', 'status'].map((file) => read(name, file)));
			return { type, scope, online, status };
		}),
	);
	// The battery of a mouse or a pen is a supply of that device alone.
	const own = supplies.filter(({ scope }) => scope !== 'Device');
	const batteries = own.filter(({ type }) => type === 'Battery');
	const mains = own.filter(({ type }) => type === 'Mains' || type === 'USB');
	if (batteries.length === 0 && mains.length === 0) {
		return undefined;
	}
	return batteries.some(({ status }) => status === 'Discharging') && !mains.some(({ online }) => online === '1');
}

/** @param text what `pmset -g batt` prints */
export function readPmset(text: string): boolean | undefined {
	const source = /Now drawing from '([^']*)'/.exec(text)?.[1];
	return source === undefined ? undefined : source === 'Battery Power';
}

async function output(program: string, args: readonly string[]): Promise<string> {
	return (await promisify(execFile)(program, args, { timeout: patience, windowsHide: true })).stdout;
}
