// Where in title 99 is paragraph (a)(1)(ii) of § 12.5?
MATCH path = (:Title)-[:HAS_CHILD|HAS_PARAGRAPH*]->(:Resource {id: "/us/cfr/t99/s12.5/a/1/ii"})
UNWIND range(0, length(path)) AS level
WITH level, nodes(path)[level] AS n
RETURN n.name AS name, coalesce(n.heading, n.text) AS words, n.citation AS citation
ORDER BY level
