// The Entities view with everything that belongs to it.

import { DisposableStore, type Disposable } from '../../base/disposable';
import type { CommandTable } from '../../host/registerCommands';
import { entityCommands } from './entityCommands';
import { EntityTreeView, type EntityTreeViewOptions } from './entityTreeView';

export class EntityTreeFeature implements Disposable {
	readonly #owned = new DisposableStore();
	readonly view: EntityTreeView;
	readonly commands: CommandTable;

	constructor(options: EntityTreeViewOptions) {
		this.view = this.#owned.add(new EntityTreeView(options));
		this.commands = entityCommands({ ...options, view: this.view });
	}

	dispose(): void {
		this.#owned.dispose();
	}
}
