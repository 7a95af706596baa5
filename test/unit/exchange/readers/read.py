"""Reads an exported file with libraries that are not ours and prints what is in it as JSON: read.py FORMAT FILE."""

import csv
import json
import sys


def graph_of(graph):
    return {
        "graph": dict(graph.graph),
        "directed": graph.is_directed(),
        "nodes": [{"key": key, **data} for key, data in graph.nodes(data=True)],
        "edges": [{"source": source, "target": target, **data} for source, target, data in graph.edges(data=True)],
    }


def graphml(path):
    import networkx

    return graph_of(networkx.read_graphml(path))


def gexf(path):
    import networkx

    return graph_of(networkx.read_gexf(path))


def turtle(path):
    import rdflib

    graph = rdflib.Graph()
    graph.parse(path, format="turtle", publicID="file:///base/")
    return [[term_of(term) for term in triple] for triple in graph]


def term_of(term):
    import rdflib

    if isinstance(term, rdflib.Literal):
        return {"value": str(term), "type": None if term.datatype is None else str(term.datatype), "python": repr(term.toPython())}
    return str(term)


def sparql(path):
    """The relations with their sentences, as a question that somebody might ask."""
    import rdflib

    graph = rdflib.Graph()
    graph.parse(path, format="turtle", publicID="file:///base/")
    rows = graph.query(
        """
        PREFIX spert: <urn:spert:terms:>
        PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#>
        PREFIX prov: <http://www.w3.org/ns/prov#>
        SELECT ?head ?type ?tail ?score ?sentence ?document ?hash WHERE {
            ?relation a spert:Relation ; rdf:predicate ?predicate ; spert:score ?score ; nif:sentence/spert:text ?sentence ;
                spert:head/spert:text ?head ; spert:tail/spert:text ?tail ; prov:wasDerivedFrom/rdfs:label ?document ;
                prov:wasGeneratedBy/prov:wasAssociatedWith/spert:hash ?hash .
            ?predicate spert:identifier ?type .
        }
        """
    )
    return sorted([[str(value) for value in row] for row in rows])


def jsonld(path):
    """Expanded with the context of the Web Annotation Data Model, which lies beside this file."""
    import os
    from pyld import jsonld as processor

    with open(os.path.join(os.path.dirname(__file__), "annotationContext.json"), encoding="utf-8") as file:
        context = json.load(file)

    def load(url, options=None):
        if url != "http://www.w3.org/ns/anno.jsonld":
            raise ValueError(url)
        return {"contextUrl": None, "documentUrl": url, "document": context, "contentType": "application/ld+json"}

    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    return processor.expand(document, {"documentLoader": load, "base": "file:///base/"})


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file, strict=True))


readers = {"graphml": graphml, "gexf": gexf, "turtle": turtle, "sparql": sparql, "jsonld": jsonld, "csv": table}
print(json.dumps(readers[sys.argv[1]](sys.argv[2])))
