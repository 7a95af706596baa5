// What drivers and the runtime tell on stderr of the hardware that they use: no interface of the runtime does. Lines that
// nobody knows are passed over.

import type { GraphicsProcessor } from '../../base/deviceReport';

export interface Adapter {
	readonly name: string;
	readonly driver: string;
}

/** The Vulkan loader, asked by VK_LOADER_DEBUG, when a device is created. */
const vulkanDevice = /Using "([^"]+)" with driver: "([^"]+)"/;
/** onnxruntime at the level info, when it is initialized; the type 1 is a graphics processor. */
const hardwareDevice = /Discovered OrtHardwareDevice \{vendor_id:0x([0-9a-fA-F]+), device_id:0x([0-9a-fA-F]+), vendor:(.*?), type:1, metadata: \[(.*)\]\}/;

/** Adapters that are programs on the processor. */
const software = /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|\bwarp\b/i;

export function isSoftware(adapter: string): boolean {
	return software.test(adapter);
}

/** Reads lines as they come and keeps what they tell. */
export class AdapterLines {
	#adapter: Adapter | undefined;
	readonly #graphics: GraphicsProcessor[] = [];

	/** The newest: devices are created one after the other. */
	get adapter(): Adapter | undefined {
		return this.#adapter;
	}

	get graphics(): readonly GraphicsProcessor[] {
		return this.#graphics;
	}

	read(line: string): void {
		const [, name, driver] = vulkanDevice.exec(line) ?? [];
		if (name !== undefined && driver !== undefined) {
			this.#adapter = { name, driver };
		}
		const [, vendorId, deviceId, vendor, metadata] = hardwareDevice.exec(line) ?? [];
		if (vendorId !== undefined && deviceId !== undefined && metadata !== undefined) {
			const facts = metadataOf(metadata);
			const megabytes = /^(\d+) MB$/.exec(facts.get('DxgiVideoMemory') ?? '')?.[1];
			this.#graphics.push({
				name: facts.get('Description')?.trim() || `${vendor?.trim() || vendorId} ${deviceId}`,
				memory: megabytes === undefined ? null : Number(megabytes) * 2 ** 20,
				driver: '',
			});
		}
	}
}

/** Of pairs such as "Discrete=1, Description=…". */
function metadataOf(text: string): ReadonlyMap<string, string> {
	return new Map([...text.matchAll(/(\w+)=([^,\]]*)/g)].map(([, key = '', value = '']) => [key, value]));
}
