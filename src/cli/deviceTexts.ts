// What is found of devices, in words.

import type { DeviceChoice } from '../base/device';
import type { DeviceProblem } from '../base/deviceReport';

/** Why a device is not used, as the end of a sentence. */
export function problemText(device: DeviceChoice, { kind, detail }: DeviceProblem): string {
	const because = detail === '' ? '' : ` (${detail})`;
	switch (kind) {
		case 'notBundled':
			return `onnxruntime brings no ${device} for this system`;
		case 'librariesMissing':
			return 'its libraries are not here; "spert devices --get-cuda" gets them';
		case 'noHardware':
			return `no graphics processor was found for it${because}`;
		case 'refused':
			return `onnxruntime refused it${because}`;
		case 'ended':
			return `the process in which it was tried ended${because}`;
		case 'hung':
			return `nothing came within the time it was given${because}`;
		case 'wrongResults':
			return `its results are not the processor's${because}`;
		case 'notUsed':
			return 'onnxruntime left everything to the processor';
		case 'lost':
			return `it failed while it computed${because}`;
		default:
			return kind satisfies never;
	}
}
