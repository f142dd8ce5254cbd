#!/usr/bin/env python3
"""neo4j-graphrag over this graph: full-text and hybrid retrieval of passages, without a model to download.

    pip install neo4j-graphrag
    reg2graph ingest samples/full-title-99-2025-01-15.xml --full-text
    samples/rag/example.py bolt://127.0.0.1:7687 "net weight of a box"

User and password are NEO4J_USERNAME and NEO4J_PASSWORD. The hybrid part needs vectors. So that this runs anywhere they are made by hashing words, which finds no synonyms: put a real
embedder in the place of HashedWords. They are written to the graph as `example_vector`, with an index, and removed at the end; a run
that is killed leaves them, and the next one removes them.
"""

import os
import pathlib
import re
import sys
import zlib

import neo4j
from neo4j_graphrag.embeddings import Embedder
from neo4j_graphrag.indexes import create_vector_index
from neo4j_graphrag.retrievers import HybridCypherRetriever
from neo4j_graphrag.types import RetrieverResultItem

HERE = pathlib.Path(__file__).resolve().parent
PASSAGE = (HERE / "passage.cypher").read_text(encoding="utf-8")
DIMENSIONS = 256
VECTORS = "example_paragraph_vectors"


class HashedWords(Embedder):
    def embed_query(self, text):
        vector = [0.0] * DIMENSIONS
        for word in re.findall(r"\w+", text.lower()):
            vector[zlib.crc32(word.encode()) % DIMENSIONS] += 1.0
        return vector if any(vector) else [1.0] + vector[1:]


def escaped(words):
    """Without a meaning in Lucene's query language: neither the signs nor AND, OR and NOT."""
    return re.sub(r'([+\-&|!(){}\[\]^"~*?:\\/])', r"\\\1", words).lower()


def full_text(driver, words, limit):
    """Passages by their words alone: one query, no vectors."""
    query = f'CALL db.index.fulltext.queryNodes("paragraph_text", $words, {{limit: $limit}}) YIELD node, score\n{PASSAGE}'
    return driver.execute_query(query, words=escaped(words), limit=limit).records


def add_vectors(driver, embedder):
    """Of the first 2,000 longer paragraphs, on a property and an index of the example's own."""
    rows = driver.execute_query("MATCH (p:Paragraph) WHERE size(p.text) > 60 RETURN p.id AS id, p.text AS text LIMIT 2000").records
    vectors = [{"id": row["id"], "vector": embedder.embed_query(row["text"])} for row in rows]
    driver.execute_query("UNWIND $rows AS r MATCH (p:Resource {id: r.id}) SET p.example_vector = r.vector", rows=vectors)
    create_vector_index(driver, VECTORS, "Paragraph", "example_vector", DIMENSIONS, "cosine")
    driver.execute_query("CALL db.awaitIndexes(60)")


def remove_vectors(driver):
    driver.execute_query(f"DROP INDEX {VECTORS} IF EXISTS")
    driver.execute_query("MATCH (p:Paragraph) WHERE p.example_vector IS NOT NULL REMOVE p.example_vector")


def hybrid(driver, words, limit):
    embedder = HashedWords()
    add_vectors(driver, embedder)
    try:
        retriever = HybridCypherRetriever(
            driver, VECTORS, "paragraph_text", PASSAGE, embedder,
            result_formatter=lambda row: RetrieverResultItem(content=row["text"], metadata=dict(row)))
        return [item.metadata for item in retriever.search(query_text=escaped(words), top_k=limit).items]
    finally:
        remove_vectors(driver)


def main(address, words):
    user = os.environ.get("NEO4J_USERNAME")
    auth = (user, os.environ.get("NEO4J_PASSWORD", "")) if user else None
    with neo4j.GraphDatabase.driver(address, auth=auth) as driver:
        for name, rows in (("full text", full_text(driver, words, 3)), ("hybrid", hybrid(driver, words, 3))):
            print(f"== {name}")
            for row in rows:
                print(f"{row['citation']} | {row['heading']} | {row['part']} | cites {row['cites']}\n{row['text']}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
