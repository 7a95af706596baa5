// Finds what WebGPU can run on in tests: SwiftShader, Vulkan on the processor, as it comes with Chromium.

import { existsSync } from 'node:fs';

/** Where packages of Chromium put the driver's description. */
const places = ['/usr/lib/chromium/vk_swiftshader_icd.json', '/usr/lib/chromium-browser/vk_swiftshader_icd.json'];
const loaders = ['/usr/lib/x86_64-linux-gnu/libvulkan.so.1', '/usr/lib/libvulkan.so.1', '/usr/lib64/libvulkan.so.1'];

/** Makes SwiftShader the Vulkan driver of this process, and says where it is; undefined where there is none. */
export function vulkanDriver(): string | undefined {
	const driver = process.env['SPERT_TEST_VULKAN'] ?? places.find((place) => existsSync(place));
	if (driver === undefined || !loaders.some((loader) => existsSync(loader))) {
		return undefined;
	}
	process.env['VK_ICD_FILENAMES'] = driver;
	process.env['VK_DRIVER_FILES'] = driver;
	return driver;
}
