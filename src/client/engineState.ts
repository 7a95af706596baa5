// What the engine process is doing, as the status bar and the commands see it.

import type { UserError } from '../base/userError';
import type { ModelInfo } from '../protocol/engineProtocol';

export type EngineState =
	/** Not running: it starts on first use. */
	| { readonly kind: 'stopped' }
	| { readonly kind: 'starting' }
	| { readonly kind: 'ready'; readonly model: ModelInfo | undefined }
	| { readonly kind: 'busy'; readonly model: ModelInfo | undefined }
	/** It ended unexpectedly and starts again after a pause. */
	| { readonly kind: 'restarting'; readonly attempt: number }
	/** It ended unexpectedly too often: only a restart by hand brings it back. */
	| { readonly kind: 'failed'; readonly error: UserError };
