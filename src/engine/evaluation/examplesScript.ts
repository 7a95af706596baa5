// The script of the examples page. It runs in a browser as it stands here, so it is plain JavaScript; texts go into the page
// as text nodes only, never as HTML.

export const examplesScript = String.raw`
'use strict';
(() => {
	const examples = JSON.parse(document.getElementById('data').textContent);
	const host = typeof acquireVsCodeApi === 'function' ? acquireVsCodeApi() : undefined;
	const element = (id) => document.getElementById(id);
	const controls = element('controls');
	const list = element('examples');
	const more = element('more');
	const atOnce = 100;
	const contextTokens = 12;
	const outcomeNames = { truePositive: 'correct', falsePositive: 'false positive', falseNegative: 'false negative' };
	let chosen = [];
	let shown = 0;

	function make(name, className, ...children) {
		const made = document.createElement(name);
		if (className !== '') {
			made.className = className;
		}
		made.append(...children);
		return made;
	}

	const chosenRadio = (name) => controls.elements[name].value;
	const count = (view, outcome) => view.items.filter((item) => item.outcome === outcome).length;

	const filters = {
		all: () => true,
		falsePositive: (view) => count(view, 'falsePositive') > 0,
		falseNegative: (view) => count(view, 'falseNegative') > 0,
		correct: (view) => view.items.every((item) => item.outcome === 'truePositive'),
	};

	function orders(viewName) {
		return {
			dataset: (a, b) => a.document - b.document,
			length: (a, b) => a.tokens.length - b.tokens.length || a.document - b.document,
			f1: (a, b) => a.views[viewName].f1 - b.views[viewName].f1 || a.document - b.document,
		};
	}

	function matches(example, viewName, words) {
		if (words === '') {
			return true;
		}
		const types = example.views[viewName].items.flatMap((item) => [item.type, ...item.spans.map((span) => span.label)]);
		return [example.tokens.join(' '), ...types].some((text) => text.toLowerCase().includes(words));
	}

	/** Tokens from one index to another, with the spans marked and named. */
	function markedText(tokens, item) {
		const roles = item.spans.length === 1 ? ['entity'] : ['head', 'tail'];
		const from = Math.max(0, Math.min(...item.spans.map((span) => span.start)) - contextTokens);
		const to = Math.min(tokens.length, Math.max(...item.spans.map((span) => span.end)) + contextTokens);
		const cuts = new Set([from, to]);
		for (const span of item.spans) {
			cuts.add(span.start).add(span.end);
		}
		const places = [...cuts].sort((a, b) => a - b);
		const parts = from > 0 ? ['… '] : [];
		places.slice(0, -1).forEach((start, index) => {
			const end = places[index + 1];
			const text = tokens.slice(start, end).join(' ');
			const inside = roles.filter((_role, number) => item.spans[number].start <= start && end <= item.spans[number].end);
			const ending = roles.flatMap((role, number) => {
				const span = item.spans[number];
				const names = roles.length === 1 ? [] : [role];
				return span.end === end ? [[...names, ...(roles.length > 1 && span.label !== '' ? [span.label] : [])].join(' ')] : [];
			}).filter((name) => name !== '');
			if (inside.length === 0) {
				parts.push(text);
			} else {
				parts.push(make('mark', inside.join(' '), text, ...ending.map((name) => make('small', '', ' ' + name))));
			}
			parts.push(' ');
		});
		if (to < tokens.length) {
			parts.push('…');
		}
		return parts;
	}

	function row(tokens, item) {
		const text = make('td', '', ...markedText(tokens, item));
		text.dir = 'auto';
		return make(
			'tr',
			item.outcome,
			make('td', '', outcomeNames[item.outcome]),
			make('td', '', item.type),
			make('td', 'number', item.score === null ? '' : item.score.toFixed(4)),
			text,
		);
	}

	function findings(example, view) {
		const counts = Object.entries(outcomeNames).map(([outcome, name]) => [count(view, outcome), name]);
		const told = counts.map(([number, name]) => number + ' ' + name + (name === 'correct' || number === 1 ? '' : 's'));
		const heads = ['Outcome', 'Type', 'Score', 'Text'].map((name) => {
			const head = make('th', '', name);
			head.scope = 'col';
			return head;
		});
		const table = make(
			'table',
			'',
			make('thead', '', make('tr', '', ...heads)),
			make('tbody', '', ...view.items.map((item) => row(example.tokens, item))),
		);
		const details = make('details', '', make('summary', '', told.join(', ')), make('div', 'findings', table));
		details.open = element('open').checked;
		return details;
	}

	function article(example, viewName) {
		const view = example.views[viewName];
		const percent = (value) => value.toFixed(2);
		const figures = 'precision ' + percent(view.precision) + ', recall ' + percent(view.recall) + ', F1 ' + percent(view.f1);
		const heading = make('div', 'heading', make('h2', '', 'Document ' + example.document), make('span', 'figures', figures));
		if (host !== undefined) {
			const open = make('button', '', 'Open in the dataset');
			open.type = 'button';
			open.setAttribute('aria-label', 'Open document ' + example.document + ' in the dataset');
			open.addEventListener('click', () => host.postMessage({ command: 'openExample', document: example.document }));
			heading.append(open);
		}
		const text = make('p', 'text', example.tokens.length === 0 ? '(no tokens)' : example.tokens.join(' '));
		text.dir = 'auto';
		const made = make('article', view.f1 === 100 ? 'good' : view.f1 < 50 ? 'poor' : 'fair', heading, text);
		made.dataset.document = String(example.document);
		made.append(view.items.length === 0 ? make('p', 'text', 'Nothing annotated, nothing predicted.') : findings(example, view));
		return make('li', '', made);
	}

	function showMore(focus) {
		const first = list.children.length;
		const viewName = chosenRadio('view');
		const next = chosen.slice(shown, shown + atOnce);
		list.append(...next.map((example) => article(example, viewName)));
		shown += next.length;
		const left = chosen.length - shown;
		more.hidden = left === 0;
		more.textContent = 'Show ' + Math.min(left, atOnce) + ' more';
		element('status').textContent =
			chosen.length + ' of ' + examples.length + ' documents' + (left === 0 ? '' : ', the first ' + shown + ' shown');
		if (focus && list.children[first] !== undefined) {
			const target = list.children[first].querySelector('h2');
			target.tabIndex = -1;
			target.focus();
		}
	}

	function show() {
		const viewName = chosenRadio('view');
		const words = element('search').value.trim().toLowerCase();
		const found = examples.filter((example) => matches(example, viewName, words));
		for (const [name, accepts] of Object.entries(filters)) {
			const number = found.filter((example) => accepts(example.views[viewName])).length;
			document.querySelector('[data-count="' + name + '"]').textContent = '(' + number + ')';
		}
		chosen = found
			.filter((example) => filters[chosenRadio('filter')](example.views[viewName]))
			.sort(orders(viewName)[element('order').value]);
		list.replaceChildren();
		shown = 0;
		showMore(false);
	}

	controls.addEventListener('submit', (event) => event.preventDefault());
	controls.addEventListener('change', (event) => {
		if (event.target === element('open')) {
			for (const details of list.querySelectorAll('details')) {
				details.open = event.target.checked;
			}
		} else if (event.target !== element('search')) {
			show();
		}
	});
	let typing;
	element('search').addEventListener('input', () => {
		clearTimeout(typing);
		typing = setTimeout(show, 150);
	});
	more.addEventListener('click', () => showMore(true));
	show();
})();
`;
