// What stands where the graph would: why there is none, and a button that changes that.

import type { EmptyReason, GraphAction, GraphContent, GraphScope } from '../../src/protocol/relationGraphProtocol';
import { button, make, setText } from '../shared/elements';

interface Words {
	readonly text: string;
	readonly action: GraphAction | undefined;
	readonly label: string;
}

const documentWords: Readonly<Record<EmptyReason, Words>> = {
	noDocument: { text: 'Open a paper in LaTeX or Markdown, and see what it says as a graph.', action: 'openDocument', label: 'Open Document…' },
	notExtracted: { text: 'This document has not been read yet.', action: 'extractDocument', label: 'Extract Entities' },
	nothingFound: { text: 'The model found no entities in this document.', action: 'extractDocument', label: 'Extract Again' },
	allHidden: { text: 'All that was found is hidden: by its score, its type or by hand.', action: 'showEverything', label: 'Show Everything' },
};

const workspaceWords: Readonly<Record<EmptyReason, Words>> = {
	...documentWords,
	notExtracted: { text: 'No document of this workspace has been read yet.', action: 'extractWorkspace', label: 'Extract in Workspace' },
	nothingFound: { text: 'The model found no entities in the documents of this workspace.', action: 'extractWorkspace', label: 'Extract in Workspace' },
};

export class EmptyState {
	readonly element = make('div', 'empty');
	readonly #text = make('p');
	readonly #progress = make('progress');
	readonly #button: HTMLButtonElement;
	#action: GraphAction | undefined;

	constructor(onAction: (action: GraphAction) => void) {
		this.#text.setAttribute('role', 'status');
		this.#progress.setAttribute('aria-label', 'Sentences read');
		this.#button = button('', () => this.#action && onAction(this.#action));
		this.#button.className = 'primary';
		this.element.append(this.#text, this.#progress, this.#button);
		this.#show({ text: 'Waiting for the editor …', action: undefined, label: '' });
	}

	/** Undefined while nothing is known yet; a graph hides it. */
	show(content: GraphContent, scope: GraphScope): void {
		this.element.hidden = content.kind === 'graph';
		if (content.kind === 'empty') {
			this.#show((scope === 'workspace' ? workspaceWords : documentWords)[content.reason]);
		} else if (content.kind === 'loading') {
			const { done, total } = content;
			this.#show({ text: total === 0 ? 'Reading …' : `Reading: ${done} of ${total} sentences`, action: undefined, label: '' });
			this.#progress.hidden = false;
			if (total === 0) {
				this.#progress.removeAttribute('value');
			} else {
				this.#progress.max = total;
				this.#progress.value = done;
			}
		}
	}

	#show({ text, action, label }: Words): void {
		setText(this.#text, text);
		this.#action = action;
		this.#button.hidden = action === undefined;
		setText(this.#button, label);
		this.#progress.hidden = true;
	}
}
