// What is the table of contents of part 12, in order?
MATCH path = (:Resource {id: "/us/cfr/t99/p12"})-[:HAS_CHILD*1..]->(d)
WITH d, length(path) AS level, [h IN relationships(path) | h.order] AS place
ORDER BY place
RETURN reduce(blanks = "", i IN range(2, level) | blanks + "  ") + trim(d.heading) AS contents
