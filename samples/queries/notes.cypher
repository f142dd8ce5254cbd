// What do the notes at § 12.8 and the other sections of part 12 say?
MATCH (s:Section)-[:HAS_NOTE]->(n:Note)
WHERE s.id STARTS WITH "/us/cfr/t99/s12."
RETURN s.identifier AS section, n.kind AS note, trim(n.text) AS text
ORDER BY s.id, n.seq
