// The relation graph as GraphML, which yEd, Gephi, Cytoscape, networkx and igraph read. http://graphml.graphdrawing.org/

import type { KnowledgeGraph } from '../knowledge/entities/entity';
import type { KnownDocument } from '../knowledge/knownDocument';
import { graphTable, type GraphAttribute } from './graphTable';
import { xmlText } from './xml';

/**
 * The text of a .graphml file. Nodes are entities and edges relations; as the schema allows no spaces in ids, their own are
 * attributes. Every edge is directed, for readers such as networkx know no mixture; a symmetric one says so.
 * @param documents those that the graph is of: for their names and places
 */
export function graphMl(graph: KnowledgeGraph, documents: readonly KnownDocument[]): string {
	const { nodes, edges, nodeAttributes, edgeAttributes, models } = graphTable(graph, documents);
	const lines = [
		'<?xml version="1.0" encoding="UTF-8"?>',
		'<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ' +
			'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">',
		...nodeAttributes.map((attribute) => keyElement('node', attribute)),
		...edgeAttributes.map((attribute) => keyElement('edge', attribute)),
		'  <key id="graph.models" for="graph" attr.name="models" attr.type="string"/>',
		'  <graph id="knowledge" edgedefault="directed">',
		`    <data key="graph.models">${xmlText(models)}</data>`,
	];
	const nodeIds = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
	for (const node of nodes) {
		lines.push(`    <node id="${nodeIds.get(node.id) ?? ''}">`, ...dataElements('node', nodeAttributes, node), '    </node>');
	}
	for (const [index, edge] of edges.entries()) {
		const ends = `source="${nodeIds.get(edge.head) ?? ''}" target="${nodeIds.get(edge.tail) ?? ''}"`;
		lines.push(`    <edge id="e${index}" ${ends}>`, ...dataElements('edge', edgeAttributes, edge), '    </edge>');
	}
	lines.push('  </graph>', '</graphml>', '');
	return lines.join('\n');
}

function keyElement<Row>(element: 'node' | 'edge', { name, type }: GraphAttribute<Row>): string {
	return `  <key id="${element}.${name}" for="${element}" attr.name="${name}" attr.type="${type}"/>`;
}

function dataElements<Row>(element: 'node' | 'edge', attributes: readonly GraphAttribute<Row>[], row: Row): string[] {
	return attributes.map(({ name, value }) => `      <data key="${element}.${name}">${xmlText(String(value(row)))}</data>`);
}
