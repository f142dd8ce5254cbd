// What is the table of contents of part 12, in order?
MATCH path = (:Part {id: "/us/cfr/t99/p12"})-[:HAS_CHILD*1..]->(d:Division)
WITH d, length(path) AS level, [h IN relationships(path) | h.order] AS place
ORDER BY place
RETURN reduce(blanks = "", i IN range(2, level) | blanks + "  ") + trim(coalesce(d.heading, d.label)) AS contents
