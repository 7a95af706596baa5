// A folder with files for the command line program, and the program itself, bundled once.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Disposable } from '../../../src/base/disposable';
import { bundleProgram, type BundledProgram } from '../bundledProgram';
import { runProgram, type Ended } from '../commandLine';
import { portableModelPath, portableTypesPath } from '../engine/portableModel';

export class CommandLineWorkspace implements Disposable {
	readonly program: BundledProgram = bundleProgram('src/cli/main.ts');
	readonly folder = mkdtempSync(join(tmpdir(), 'spert-cli-'));

	/** Runs the program in the folder. */
	run(...args: string[]): Promise<Ended> {
		return runProgram(this.program.path, args, this.folder);
	}

	path(name: string): string {
		return join(this.folder, name);
	}

	write(name: string, content: string | Uint8Array): string {
		writeFileSync(this.path(name), content);
		return this.path(name);
	}

	read(name: string): string {
		return readFileSync(this.path(name), 'utf8');
	}

	dispose(): void {
		this.program.dispose();
		rmSync(this.folder, { recursive: true, force: true });
	}
}

/** The golden data's small model, as `spert extract` takes it. */
export const extractModel = ['--model', portableModelPath, '--types', portableTypesPath];
/** The same as `spert predict` and `spert eval` take it. */
export const configuredModel = ['--model_path', portableModelPath, '--types_path', portableTypesPath, '--lowercase'];
