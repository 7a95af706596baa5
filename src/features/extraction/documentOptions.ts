// What an extraction of a document depends on besides its text and the model, as a key: results with equal keys are
// interchangeable.

import type { Settings } from '../../host/settings';

/**
 * @param readKey of how the document is read
 * @param version of the extension: another one may read documents differently
 */
export function documentOptionsKey({ maxSpanSize, relationThreshold, entityThreshold }: Settings, readKey: string, version: string): string {
	return JSON.stringify({ version, maxSpanSize, relationThreshold, entityThreshold, readKey });
}
