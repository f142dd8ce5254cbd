// What is the shortest chain of citations from § 200.6 to § 12.5?
MATCH (a:Resource {id: "/us/cfr/t99/s200.6"}), (b:Resource {id: "/us/cfr/t99/s12.5"})
MATCH path = shortestPath((a)-[:CITES|HAS_PARAGRAPH*..30]-(b))
UNWIND range(0, length(path) - 1) AS i
WITH i, nodes(path)[i] AS here, relationships(path)[i] AS step, nodes(path)[i + 1] AS there
RETURN i + 1 AS step, here.id AS from,
       CASE WHEN type(step) = "CITES" THEN (CASE WHEN startNode(step) = here THEN "cites" ELSE "is cited by" END)
            WHEN startNode(step) = here THEN "holds" ELSE "is part of" END AS how,
       there.id AS to
ORDER BY i
