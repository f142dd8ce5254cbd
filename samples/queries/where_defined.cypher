// Where is "mark" defined? Needs ingest --full-text.
CALL db.index.fulltext.queryNodes("paragraph_text", "mark AND (means OR includes)", {limit: 10}) YIELD node, score
RETURN node.citation AS place, node.text AS text, round(score, 2) AS score
ORDER BY score DESC, place
