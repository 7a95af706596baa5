// The relation graph's page: shows what the editor tells, tells what a person asks for, and remembers how it was set up.

import * as z from 'zod/mini';
import {
	initialGraphSettings,
	toRelationGraphSchema,
	type FromRelationGraph,
	type GraphItem,
	type ToRelationGraph,
} from '../../src/protocol/relationGraphProtocol';
import { Bridge } from '../shared/bridge';
import { make } from '../shared/elements';
import '../shared/theme.css';
import { Details } from './details';
import { GraphCanvas } from './graphCanvas';
import { GraphIndex } from './graphIndex';
import './relationGraph.css';
import { culled, filtered } from './selection';

const root = document.getElementById('root');
if (root !== null) {
	let index = new GraphIndex({ documents: [], entityTypes: [], relationTypes: [], entities: [], relations: [], unsent: 0, models: [] });
	const bridge = new Bridge<ToRelationGraph, FromRelationGraph, null>({
		schema: toRelationGraphSchema,
		stateSchema: z.null(),
		initialState: null,
		onMessage: (message) => {
			if (message.kind === 'show' && message.content.kind === 'graph') {
				index = new GraphIndex(message.content.graph);
				const isFirst = canvas.isEmpty;
				canvas.show(index, culled(filtered(index, initialGraphSettings), 300, []), new Map());
				if (isFirst) {
					canvas.layOut('force');
					canvas.fit();
				}
			} else if (message.kind === 'places') {
				details.showPlaces(message);
			} else if (message.kind === 'cursor') {
				canvas.light(message.entity ?? undefined);
			}
		},
	});
	const choose = (item: GraphItem | undefined): void => {
		canvas.choose(item);
		details.show(index, item);
		if (item !== undefined) {
			bridge.post({ kind: 'reveal', item, place: 0 });
		}
	};
	const canvas = new GraphCanvas({
		onChoose: choose,
		onChooseNothing: () => choose(undefined),
		onDoubleClick: () => {},
		onHover: () => {},
		onMenu: () => {},
		onMoved: () => {},
	});
	const actions = { focus: () => {}, togglePin: () => {}, isPinned: () => false, hide: () => {}, same: () => {}, different: () => {} };
	const details = new Details({ onReveal: (item, place) => bridge.post({ kind: 'reveal', item, place }), onChoose: choose, onClose: () => choose(undefined), actions });
	root.append(make('main', '', make('div', 'content', make('div', 'view', canvas.element), details.element)));
	bridge.post({ kind: 'ready', scope: null });
}
