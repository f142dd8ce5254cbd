// The text of a section as one string, for a model to read: $id, for example "/us/cfr/t99/s12.5".
MATCH (s:Resource {id: $id})-[:HAS_PARAGRAPH*1..]->(p)
WITH s, p ORDER BY p.seq
WITH s, collect(p.text) AS texts
RETURN s.citation AS citation, s.heading + "\n" + reduce(text = "", words IN texts | text + words + "\n") AS text
