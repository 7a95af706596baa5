// What stands where the graph would: why there is none, and a button that changes that.

import type { EmptyReason, GraphAction, GraphContent, PageScope } from '../../src/protocol/relationGraphProtocol';
import { button, make, setText } from '../shared/elements';
import { t } from '../shared/texts';

interface Words {
	readonly text: string;
	readonly action: GraphAction | undefined;
	readonly label: string;
}

const documentWords: Readonly<Record<EmptyReason, Words>> = {
	noDocument: { text: t('Open a paper in LaTeX or Markdown, and see what it says as a graph.'), action: 'openDocument', label: t('Open Document…') },
	notExtracted: { text: t('This document has not been read yet.'), action: 'extractDocument', label: t('Extract Entities') },
	nothingFound: { text: t('The model found no entities in this document.'), action: 'extractDocument', label: t('Extract Again') },
	allHidden: { text: t('All that was found is hidden: by its score, its type or by hand.'), action: 'showEverything', label: t('Show Everything') },
	unreadable: { text: t('This store cannot be read.'), action: undefined, label: '' },
};

const corpusWords: Readonly<Record<EmptyReason, Words>> = {
	...documentWords,
	nothingFound: { text: t('There are no entities in this corpus.'), action: undefined, label: '' },
};

const workspaceWords: Readonly<Record<EmptyReason, Words>> = {
	...documentWords,
	notExtracted: { text: t('No document of this workspace has been read yet.'), action: 'extractWorkspace', label: t('Extract in Workspace') },
	nothingFound: { text: t('The model found no entities in the documents of this workspace.'), action: 'extractWorkspace', label: t('Extract in Workspace') },
};

const words: Readonly<Record<PageScope, Readonly<Record<EmptyReason, Words>>>> = { document: documentWords, workspace: workspaceWords, corpus: corpusWords };

export class EmptyState {
	readonly element = make('div', 'empty');
	readonly #text = make('p');
	readonly #progress = make('progress');
	readonly #button: HTMLButtonElement;
	#action: GraphAction | undefined;

	constructor(onAction: (action: GraphAction) => void) {
		this.#text.setAttribute('role', 'status');
		this.#progress.setAttribute('aria-label', t('Sentences read'));
		this.#button = button('', () => this.#action && onAction(this.#action));
		this.#button.className = 'primary';
		this.element.append(this.#text, this.#progress, this.#button);
		this.#show({ text: t('Waiting for the editor …'), action: undefined, label: '' });
	}

	/** Undefined while nothing is known yet; a graph hides it. */
	show(content: GraphContent, scope: PageScope): void {
		this.element.hidden = content.kind === 'graph';
		if (content.kind === 'empty') {
			this.#show(words[scope][content.reason]);
		} else if (content.kind === 'loading') {
			const { done, total } = content;
			this.#show({ text: total === 0 ? t('Reading …') : t('Reading: {0} of {1} sentences', done, total), action: undefined, label: '' });
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
