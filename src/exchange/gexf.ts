// The relation graph as GEXF, which Gephi reads as its own.

import { MultiDirectedGraph } from 'graphology';
import { write } from 'graphology-gexf';
import type { KnowledgeGraph } from '../knowledge/entities/entity';
import type { KnownDocument } from '../knowledge/knownDocument';
import { graphTable, type AttributeValue, type GraphAttribute } from './graphTable';
import { allowedInXml } from './xml';

/**
 * The text of a .gexf file: the nodes, edges and attributes of the GraphML export. Empty attributes are left out.
 * @param documents those that the graph is of: for their names and places
 */
export function gexf(graph: KnowledgeGraph, documents: readonly KnownDocument[]): string {
	const { nodes, edges, nodeAttributes, edgeAttributes, models } = graphTable(graph, documents);
	const drawn = new MultiDirectedGraph();
	drawn.setAttribute('description', allowedInXml(models));
	const keys = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
	for (const node of nodes) {
		drawn.addNode(keys.get(node.id), valuesOf(nodeAttributes, node));
	}
	for (const [index, edge] of edges.entries()) {
		drawn.addEdgeWithKey(`e${index}`, keys.get(edge.head), keys.get(edge.tail), valuesOf(edgeAttributes, edge));
	}
	return write(drawn);
}

function valuesOf<Row>(attributes: readonly GraphAttribute<Row>[], row: Row): Record<string, AttributeValue> {
	return Object.fromEntries(
		attributes.map(({ name, value }) => {
			const own = value(row);
			return [name, typeof own === 'string' ? allowedInXml(own) : own];
		}),
	);
}
