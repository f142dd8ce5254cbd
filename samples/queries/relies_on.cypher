// What does § 12.1 rely on?
MATCH (s:Resource {id: "/us/cfr/t99/s12.1"})-[:HAS_PARAGRAPH*0..]->(x)-[r:CITES|AUTHORIZED_BY|INTERPRETS]->(t)
WHERE NOT t.id STARTS WITH s.id
RETURN t.citation AS relies_on, collect(DISTINCT x.citation) AS said_in, t:Stub AS not_loaded
ORDER BY relies_on
