// What is the full text of § 12.5, in order?
MATCH (:Resource {id: "/us/cfr/t99/s12.5"})-[:HAS_PARAGRAPH*1..]->(p)
RETURN reduce(blanks = "", i IN range(2, coalesce(p.depth, 1)) | blanks + "  ") + p.text AS text
ORDER BY p.seq
