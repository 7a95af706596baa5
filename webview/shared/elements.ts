// Small helps for building pages out of elements. Texts go in as texts, never as HTML.

export type Child = Node | string;

export function make<K extends keyof HTMLElementTagNameMap>(
	name: K,
	className = '',
	...children: readonly Child[]
): HTMLElementTagNameMap[K] {
	const made = document.createElement(name);
	if (className !== '') {
		made.className = className;
	}
	made.append(...children);
	return made;
}

export function button(text: string, onClick: () => void): HTMLButtonElement {
	const made = make('button', '', text);
	made.type = 'button';
	made.addEventListener('click', onClick);
	return made;
}

/** Sets a text only where it is another one: screen readers and selections are left in peace. */
export function setText(element: HTMLElement, text: string): void {
	if (element.textContent !== text) {
		element.textContent = text;
	}
}

export function row(cell: 'td' | 'th', texts: readonly Child[]): HTMLTableRowElement {
	const cells = texts.map((text, index) => {
		const made = make(index === 0 ? 'th' : cell, '', text);
		if (made instanceof HTMLTableCellElement && made.tagName === 'TH') {
			made.scope = cell === 'th' ? 'col' : 'row';
		}
		return made;
	});
	return make('tr', '', ...cells);
}
